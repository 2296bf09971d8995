using System.Buffers;
using System.Collections.Frozen;
using Verifiers.Extraction;

namespace Verifiers.Choice;

/// <summary>What a word at which a statement may stand announces.</summary>
internal enum AnchorKind
{
    /// <summary>"answer": what follows it and "is" or a colon is the answer.</summary>
    Answer,

    /// <summary>"option": the same, but only as the correct, best or final one.</summary>
    Option,

    /// <summary>"choose": what follows it is the answer, when I do.</summary>
    Choose,

    /// <summary>选: what follows it is the answer.</summary>
    ChooseHan,

    /// <summary>"correct": what stands before "is" may be the answer.</summary>
    Affirm,

    /// <summary>"it is".</summary>
    ItIs,
}

/// <summary>The words of statements, in the languages that completions are written in.</summary>
internal static class StatementWords
{
    private static readonly (AnchorKind Kind, string[] Words)[] Written =
    [
        (AnchorKind.Answer,
        [
            "answer", "antwort", "respuesta", "resposta", "risposta", "antwoord", "svaret", "svar", "cevap", "jawabannya", "jawaban", "jibu", "idahun", "vastaus", "odgovor",
            "reponse", "réponse", "odpowiedź", "odpowiedz", "odpověď", "odpoveď", "răspuns", "raspuns", "válasz", "lösung", "đáp án", "trả lời", "ответ", "відповідь", "отговор", "απάντηση", "תשובה",
            "الجواب", "الإجابة", "الاجابة", "إجابة", "جواب", "پاسخ", "उत्तर", "জবাব", "উত্তর", "คำตอบ",
            "答案", "答え", "解答", "回答", "正解", "答复", "答曰", "答:", "정답", "답변", "답은", "답:", "ìdáhùn", "àdáhùn", "idáhùn",
            "opción correcta", "opção correta", "opzione corretta", "option correcte", "alternativa correta", "alternativa correcta", "правильный вариант", "верный вариант",
        ]),
        (AnchorKind.Option, ["option", "choice", "selection", "pick", "one", "letter", "response", "选项", "選項"]),
        (AnchorKind.Choose, ["choose", "chose", "pick", "select", "selected", "go with", "going with", "opt for"]),
        (AnchorKind.ChooseHan, ["选", "選"]),
        (AnchorKind.Affirm, ["correct", "right", "best", "answer", "正确", "正確"]),
        (AnchorKind.ItIs, ["it is", "it's", "it’s"]),
    ];

    /// <summary>In the form of the text that is searched.</summary>
    private static readonly (AnchorKind Kind, string[] Words)[] AllKinds =
        [.. Written.Select(kind => (kind.Kind, kind.Words.Select(word => FoldedText.Fold(word, dropEmphasis: true)).ToArray()))];

    private static readonly string[] All = [.. AllKinds.SelectMany(kind => kind.Words).Distinct()];

    /// <summary>Those written with plain letters: found many characters at a time.</summary>
    private static readonly SearchValues<string> PlainWords =
        SearchValues.Create([.. All.Where(word => word.All(char.IsAscii))], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> EveryWord = SearchValues.Create(All, StringComparison.OrdinalIgnoreCase);

    /// <summary>Letters of which a text must hold one for the slower search to be worth it.</summary>
    private static readonly SearchValues<char> OtherLetters =
        SearchValues.Create([.. All.SelectMany(word => word + word.ToUpperInvariant()).Where(c => !char.IsAscii(c)).Distinct()]);

    private static readonly FrozenDictionary<char, (AnchorKind Kind, string Word)[]> LongestFirst = AllKinds
        .SelectMany(kind => kind.Words.Select(word => (kind.Kind, Word: word)))
        .GroupBy(pair => char.ToLowerInvariant(pair.Word[0]))
        .ToFrozenDictionary(group => group.Key, group => group.OrderByDescending(pair => pair.Word.Length).ToArray());

    /// <summary>What joins "answer" and the answer.</summary>
    public static readonly FrozenSet<string> Links = new[]
    {
        "is", "are", "be", "was", "ist", "lautet", "sind", "est", "es", "é", "è", "e'", "sarebbe", "jest", "är", "er", "on", "este", "är", "είναι", "adalah", "ialah", "yaitu", "là", "هي", "هو", "است", "है", "হল", "হলো", "ni", "je", "este",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words between "answer" and "be" with which nothing is stated.</summary>
    public static readonly FrozenSet<string> Doubts = new[] { "might", "may", "could", "can", "perhaps", "maybe", "possibly" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words there that deny it.</summary>
    public static readonly FrozenSet<string> Denials = new[]
    {
        "not", "never", "isn't", "isn’t", "wasn't", "cannot", "can't", "can’t", "won't", "nicht", "no", "non", "não", "не", "n'est", "nie", "niet", "inte", "bukan", "không", "değil", "ليس", "ليست", "नहीं",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that may stand between what disowns a statement and the statement.</summary>
    public static readonly FrozenSet<string> Fillers = new[]
    {
        "the", "a", "an", "my", "our", "your", "final", "correct", "right", "best", "most", "only", "this", "that", "single", "true", "proper", "option", "choice", "la", "le", "el", "die", "der", "das", "de", "of", "likely", "appropriate", "accurate",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that disown what follows: "if the answer is A", "a wrong answer: A".</summary>
    public static readonly FrozenSet<string> Disowning = new[]
    {
        "if", "whether", "unless", "suppose", "supposing", "assume", "assuming", "wrong", "incorrect", "false", "not", "isn't", "doubt", "nor", "neither", "never", "impossible", "unlikely", "nobody", "falsche", "wenn", "si", "если",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Verbs whose subject tells whose answer it is: "many believe that the answer is A".</summary>
    public static readonly FrozenSet<string> Attributions = new[]
    {
        "think", "thinks", "thought", "believe", "believes", "believed", "say", "says", "said", "claim", "claims", "claimed", "argue", "argues", "assert", "asserts", "guess", "guesses", "guessed",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>"I am not sure that the answer is A".</summary>
    public static readonly FrozenSet<string> Opinions =
        new[] { "sure", "conclude", "mean", "certain", "true" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What makes an option the one that is chosen.</summary>
    public static readonly FrozenSet<string> Choosing = new[]
    {
        "correct", "right", "best", "final", "chosen", "selected", "my", "proper", "appropriate", "accurate", "true", "closest", "valid", "our",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words between "is" and "correct".</summary>
    public static readonly FrozenSet<string> Affirming = new[]
    {
        "the", "my", "our", "only", "most", "clearly", "definitely", "indeed", "therefore", "thus", "final", "correct", "right", "best", "one", "single", "certainly", "obviously", "hence", "actually", "likely",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words behind "is correct" with which it still speaks of the choice: not "A is right next to B".</summary>
    public static readonly FrozenSet<string> AfterAffirmation = new[]
    {
        "answer", "option", "choice", "one", "because", "since", "as", "for", "here", "and", "response", "among", "so", "but", "given", "due", "fit", "match", "selection", "while", "statement",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words in front of a final line that do not make it a second thought.</summary>
    public static readonly FrozenSet<string> Leads = new[]
    {
        "the", "so", "therefore", "thus", "hence", "final", "correct", "right", "best", "my", "and", "or", "a", "option", "choice", "is", "final_answer", "la", "le", "die", "el", "also",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The words to search a text for.</summary>
    public static SearchValues<string> For(ReadOnlySpan<char> text) => text.ContainsAny(OtherLetters) ? EveryWord : PlainWords;

    /// <summary>The words that begin at this place with what they announce, the longest of each kind.</summary>
    public static IEnumerable<(AnchorKind Kind, int Length)> At(string text, int at)
    {
        var seen = 0;
        if (!LongestFirst.TryGetValue(char.ToLowerInvariant(text[at]), out var candidates))
            yield break;
        foreach (var (kind, word) in candidates)
        {
            if ((seen & (1 << (int)kind)) != 0 || at + word.Length > text.Length || string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0)
                continue;
            seen |= 1 << (int)kind;
            yield return (kind, word.Length);
        }
    }
}
