using System.Text;

namespace Verifiers.Choice;

/// <summary>
/// Reads what a statement gives as its answer: the text of a choice, a label in front, or the text of one choice among other words.
/// Each step is linear in the payload, which the scanner has bounded.
/// </summary>
internal static class PayloadReader
{
    /// <summary>Words in front of a label that say nothing: "option C", "la opción C".</summary>
    private static readonly HashSet<string> LabelNouns = new(StringComparer.OrdinalIgnoreCase)
    {
        "option", "choice", "letter", "alternative", "answer", "opción", "opcion", "opção", "opcao", "letra", "lettre", "réponse", "lettera", "opzione",
        "buchstabe", "antwort", "möglichkeit", "optie", "вариант", "ответ", "буква", "opsi", "pilihan", "seçenek", "şıkkı", "선택지", "보기", "विकल्प", "الخيار", "ตัวเลือก", "phương án", "选项", "選項", "選択肢",
    };

    private static readonly HashSet<string> Articles = new(StringComparer.Ordinal) { "the", "The", "la", "La", "le", "el", "die", "der", "das", "lo", "de", "a", "o" };

    private static readonly HashSet<string> Adverbs = new(StringComparer.OrdinalIgnoreCase)
    {
        "clearly", "definitely", "indeed", "therefore", "thus", "obviously", "simply", "certainly", "hence", "actually", "then", "still", "just",
    };

    /// <summary>Words after "A" or "I" behind which it is still a label: "A because …", and not "A nice question".</summary>
    private static readonly HashSet<string> Followers = new(StringComparer.OrdinalIgnoreCase)
    {
        "because", "since", "as", "for", "due", "given", "which", "is", "was", "and", "or", "but", "so", "not", "in", "by", "from", "with", "based", "here", "rather",
        "porque", "ya", "pues", "car", "parce", "puisque", "weil", "denn", "da", "perché", "pois", "omdat", "потому", "так", "karena", "çünkü", "vì",
    };

    private static readonly string[] Negations = ["not", "neither", "never", "cannot", "n't", "nor", "no", "nicht", "kein", "pas", "não", "не", "non"];

    /// <summary>What the payload says.</summary>
    /// <param name="text">The folded text.</param>
    /// <param name="payload">The piece to read.</param>
    /// <param name="sheet">The choices.</param>
    /// <param name="anywhere">Whether the text of a choice may stand among other words.</param>
    /// <param name="until">Where the next statement begins.</param>
    public static Payload Read(string text, TextSpan payload, ChoiceSheet sheet, bool anywhere, int until = int.MaxValue)
    {
        var form = ChoiceSheet.TextForm(payload.In(text).ToString());
        if (sheet.LabelOfText(form) is { } named)
            return new(Reading.Label, named, Trim(text, payload));
        var (from, isPlural) = Peel(text, payload.Start, payload.End);
        if (sheet.LabelOfText(ChoiceSheet.TextForm(text[from..payload.End])) is { } peeled)
            return new(Reading.Label, peeled, TextSpan.Between(from, payload.End));
        if (StartsWithNegation(text.AsSpan(from, payload.End - from)))
            return LeadingText(form, sheet) is { } denied && IsWhole(form, sheet.TextOf(denied)!, denied, sheet) ? new(Reading.Label, denied, Trim(text, payload)) : default;
        if (LabelReader.ReadAt(text, from, payload.End, sheet) is { } mark)
        {
            var effect = AnswerTail.Read(text, SkipOwnText(text, mark, payload.End, sheet), mark.Label, sheet, mark.IsLowerCase, until);
            if (isPlural || effect == TailEffect.Second || ListsAnother(text, mark, payload.End, sheet))
                return new(Reading.Several, null, TextSpan.Between(mark.Start, payload.End));
            return new(effect == TailEffect.TakenBack ? Reading.TakenBack : Reading.Label, mark.Label, TextSpan.Between(mark.Start, mark.LabelEnd), Conflicts(text, mark, payload.End, sheet));
        }
        if (LabelReader.IsForeignLabel(text, from, payload.End, sheet))
            return new(Reading.NoSuchLabel, null, TextSpan.Between(from, payload.End));
        return anywhere ? Among(text, payload, form, sheet) : default;
    }

    /// <summary>Whether a word such as "because" stands behind a label that may be an article or a pronoun.</summary>
    public static bool MayFollow(ReadOnlySpan<char> word) => Followers.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    /// <summary>"A) Paris B) London": the list of the choices is no answer.</summary>
    public static bool ListsAnother(string text, LabelMark first, int to, ChoiceSheet sheet)
    {
        if (sheet.Texts is null)
            return false;
        for (var at = first.End; at < to; at++)
        {
            if (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] == '\'' || sheet.LabelAt(text.AsSpan(at, to - at), ignoreCase: false) is not { } label)
                continue;
            var behind = at + label.Length;
            if (label == first.Label || behind >= to || text[behind] is not (')' or '.' or ':'))
                continue;
            var own = sheet.TextOf(label)!;
            var rest = ChoiceSheet.TextForm(text[(behind + 1)..Math.Min(to, behind + 1 + (2 * own.Length) + 16)]);
            if (own.Length > 0 && rest.StartsWith(own, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    /// <summary>Takes away quotes, delimiters, fonts, and words such as "option" and "clearly".</summary>
    /// <returns>Where the rest begins, and whether "both" or "either" announces several choices.</returns>
    private static (int From, bool IsPlural) Peel(string text, int from, int to)
    {
        var isPlural = false;
        for (var rounds = 0; rounds < 12; rounds++)
        {
            var before = from;
            from = SkipSpaces(text, from, to);
            while (from < to && text[from] is '"' or '\'' or '“' or '”' or '‘' or '’' or '«' or '「' or '『' or '$' or '{' or '}' or '*' or '`' or '~' or ':' or '=' or '→' || (from < to && text[from] == '>' && !StartsNumber(text, from + 1, to)))
                from = SkipSpaces(text, from + 1, to);
            if (from + 1 < to && text[from] == '\\' && text[from + 1] is '(' or '[' or ' ' or ',' or ';')
                from += 2;
            if (from < to)
                from += ChoiceSheet.FontAt(text.AsSpan(from, to - from));
            var word = WordAt(text, from, to);
            if (word.Length > 1 || word is "a" or "o")
            {
                if (Has(LabelNouns, word) || Has(Adverbs, word))
                    from += word.Length;
                else if (word is "both" or "either")
                    (from, isPlural) = (from + word.Length, true);
                else if (Has(Articles, word) && SkipSpaces(text, from + word.Length, to) is var next
                    && (Has(LabelNouns, WordAt(text, next, to)) || (word.Length > 1 && next < to && word[^1] != 'e' && WordAt(text, next, to).Length == 1) || (word is "le" or "die" or "de" && WordAt(text, next, to).Length == 1)))
                {
                    from = next;
                }
            }
            if (from == before)
                break;
        }
        return (from, isPlural);

        static bool Has(HashSet<string> words, ReadOnlySpan<char> word) => words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
    }

    /// <summary>In "> 10" the sign is no mark of a quotation.</summary>
    private static bool StartsNumber(string text, int at, int to)
    {
        at = SkipSpaces(text, at, to);
        return at < to && (char.IsDigit(text[at]) || text[at] is '-' or '−' or '.' or '=' or '\\' or '$');
    }

    private static bool StartsWithNegation(ReadOnlySpan<char> rest)
    {
        foreach (var negation in Negations)
        {
            if (rest.StartsWith(negation, StringComparison.OrdinalIgnoreCase) && !(rest.Length > negation.Length && char.IsLetter(rest[negation.Length])))
                return true;
        }
        return rest is ['不' or '非', ..];
    }

    /// <summary>"No, it is not" gives No, "no effect" does not.</summary>
    private static bool IsWhole(string form, string own, string label, ChoiceSheet sheet)
    {
        if (form.Length == own.Length || Surroundings.Leave(form, 0, own.Length, label))
            return true;
        var rest = form[own.Length..];
        return rest[0] is ',' or '.' or ';' && rest.Length > 1 && rest[1] == ' ' && !ChoiceExtractor.TakesBack(rest)
            && !sheet.Texts!.Any(other => other.Length > 0 && other != own && WholeWords(rest, other) >= 0);
    }

    /// <summary>The choice whose text the payload begins with; the longest. For texts such as "none of the above".</summary>
    private static string? LeadingText(string form, ChoiceSheet sheet)
    {
        var (best, length) = ((string?)null, 0);
        for (var i = 0; i < (sheet.Texts?.Count ?? 0); i++)
        {
            var own = sheet.Texts![i];
            if (own.Length > length && form.StartsWith(own, StringComparison.Ordinal) && !(form.Length > own.Length && char.IsLetterOrDigit(form[own.Length])))
                (best, length) = (sheet.Labels[i], own.Length);
        }
        return best;
    }

    /// <summary>
    /// The text of exactly one choice as whole words among others that leave it what it is; a longer text that holds the others wins.
    /// </summary>
    private static Payload Among(string text, TextSpan payload, string form, ChoiceSheet sheet)
    {
        if (sheet.Texts is null || form.Length == 0)
            return default;
        var found = new List<(int Index, int At)>();
        for (var i = 0; i < sheet.Texts.Count; i++)
        {
            if (sheet.Texts[i] is { Length: > 0 } own && !(own.Length == 1 && char.IsLetter(own[0])) && WholeWords(form, own) is >= 0 and var at)
                found.Add((i, at));
        }
        found.RemoveAll(one => found.Exists(other => other.Index != one.Index && sheet.Texts[other.Index].Length > sheet.Texts[one.Index].Length
            && sheet.Texts[other.Index].Contains(sheet.Texts[one.Index], StringComparison.Ordinal)));
        if (found.Count == 1)
        {
            var own = sheet.Texts[found[0].Index];
            return !Surroundings.Leave(form, found[0].At, found[0].At + own.Length, sheet.Labels[found[0].Index]) || IsQuestion(text, payload) || sheet.LabelOfText(own) is null
                ? default
                : new(Reading.Label, sheet.Labels[found[0].Index], Trim(text, payload));
        }
        return found.Count > 1 ? new(Reading.Nothing) : default;
    }

    private static bool IsQuestion(string text, TextSpan payload) => payload.In(text).TrimEnd().EndsWith("?", StringComparison.Ordinal);

    /// <summary>Where the text stands as whole words, not as a part of a longer word or number; -1 when nowhere.</summary>
    private static int WholeWords(string form, string own)
    {
        for (var at = form.IndexOf(own, StringComparison.Ordinal); at >= 0; at = form.IndexOf(own, at + 1, StringComparison.Ordinal))
        {
            var (before, end) = (at > 0 ? form[at - 1] : ' ', at + own.Length);
            var after = end < form.Length ? form[end] : ' ';
            var startsWell = !(IsWordPart(own[0]) && IsWordPart(before)) && !(char.IsDigit(own[0]) && before is '.' or ',' or '-' or '−' or '/' or '^');
            var endsWell = !(IsWordPart(own[^1]) && IsWordPart(after))
                && !(char.IsDigit(own[^1]) && (after is '%' or '^' or '/' || (after is '.' or ',' && end + 1 < form.Length && char.IsDigit(form[end + 1]))));
            if (startsWell && endsWell)
                return at;
        }
        return -1;
    }

    /// <summary>A letter or digit of a script that separates words.</summary>
    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) && !LabelReader.IsUnspaced(c);

    /// <summary>"Answer: B) Rome", where Rome is C.</summary>
    private static bool Conflicts(string text, LabelMark mark, int to, ChoiceSheet sheet)
    {
        if (sheet.Texts is null)
            return false;
        var rest = ChoiceSheet.TextForm(text[mark.End..to].TrimStart(' ', '-', '–', '—', ':', ','));
        return rest.Length > 0 && LeadingText(rest, sheet) is { } other && other != mark.Label
            && !(sheet.TextOf(mark.Label) is { Length: > 0 } own && rest.StartsWith(own, StringComparison.Ordinal));
    }

    private static int SkipOwnText(string text, LabelMark mark, int to, ChoiceSheet sheet)
    {
        if (sheet.TextOf(mark.Label) is not { Length: > 0 } own)
            return mark.End;
        var at = SkipSpaces(text, mark.End, to);
        while (at < to && text[at] is '-' or '–' or '—' or ',' or ' ')
            at++;
        if (at < to && to - at <= (4 * own.Length) + 40 && NormalForm.Of(ChoiceSheet.TextForm(text[at..to])) == NormalForm.Of(own))
            return to;
        // The form has another length than the text only where it was marked up: then the text is not skipped.
        var end = at + own.Length;
        return end <= to && !(end < to && IsWordPart(text[end - 1]) && IsWordPart(text[end])) && ChoiceSheet.TextForm(text[at..end]) == own ? end : mark.End;
    }

    private static ReadOnlySpan<char> WordAt(string text, int at, int to)
    {
        var end = at;
        while (end < to && (char.IsLetter(text[end]) || (end > at && text[end] is '\'' or '’')))
            end++;
        return text.AsSpan(at, Math.Max(0, end - at));
    }

    private static int SkipSpaces(string text, int at, int to)
    {
        while (at < to && char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }

    private static TextSpan Trim(string text, TextSpan span)
    {
        var (from, to) = (span.Start, span.End);
        while (from < to && char.IsWhiteSpace(text[from]))
            from++;
        while (to > from && char.IsWhiteSpace(text[to - 1]))
            to--;
        return TextSpan.Between(from, to);
    }
}
