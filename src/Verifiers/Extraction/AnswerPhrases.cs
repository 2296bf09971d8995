using System.Buffers;

namespace Verifiers.Extraction;

/// <summary>"The final answer is …", "Answer: …", "A: …", "答案是 …", "… is our answer".</summary>
internal static class AnswerPhrases
{
    /// <summary>Mentions of the word "answer" looked at from the end.</summary>
    private const int MostMentions = 24;

    /// <summary>Characters between "answer" and "is": "the answer to the whole question is".</summary>
    private const int LongestLead = 60;

    /// <summary>Words that may lead to the answer of a sentence.</summary>
    private const int MostIntroducingWords = 8;

    /// <summary>Characters in front of "answer" that may disown it.</summary>
    private const int LongestDisowning = 40;

    private static readonly string[] Denials = ["not ", "n't ", "cannot", "unknown", "unclear", "不是", "nicht ", "pas ", "não ", "не "];

    private static readonly string[] PlainNames = ["answer", "Antwort", "respuesta", "resposta", "risposta", "antwoord", "svar", "cevap", "jawaban"];

    private static readonly string[] OtherNames =
        ["答案", "故选", "答：", "答:", "Lösung", "réponse", "ответ", "答え", "解答", "정답", "답은", "답:", "odpowiedź", "đáp án", "đáp số", "الجواب", "الإجابة", "उत्तर"];

    /// <summary>"answer" in the languages that are written with plain letters: found many characters at a time.</summary>
    private static readonly SearchValues<string> Plain = SearchValues.Create(PlainNames, StringComparison.OrdinalIgnoreCase);

    /// <summary>"answer" in all languages that completions are written in: found one character at a time.</summary>
    private static readonly SearchValues<string> All = SearchValues.Create([.. PlainNames, .. OtherNames], StringComparison.OrdinalIgnoreCase);

    /// <summary>Letters of which a text must hold one for the slower search to be worth it.</summary>
    private static readonly SearchValues<char> OtherLetters = SearchValues.Create(
        [.. OtherNames.SelectMany(name => name.ToUpperInvariant() + name).Where(c => !char.IsAscii(c)).Distinct()]);

    /// <summary>Words between "answer" and the answer.</summary>
    private static readonly string[] Links = ["is", "be", "are", "ist", "lautet", "sind", "est", "es", "é", "è", "son", "são", "sono", "jest", "är", "is:"];

    /// <summary>Words there that deny it.</summary>
    private static readonly string[] Negations = ["cannot", "not", "never", "nicht", "no", "non", "não", "не", "n'est", "isn't", "ist nicht"];

    /// <summary>The answer that the last such phrase gives.</summary>
    /// <param name="text">The completion.</param>
    /// <param name="from">First character to read.</param>
    /// <param name="to">One past the last.</param>
    /// <param name="isDenied">Whether the last phrase says what the answer is not.</param>
    public static ExtractedAnswer? Find(string text, int from, int to, out bool isDenied)
    {
        isDenied = false;
        var isDisowned = false;
        var mentions = Mentions(text, from, to);
        for (var mention = mentions.Count - 1; mention >= 0; mention--)
        {
            var at = mentions[mention];
            if (IsDisowned(text, from, at))
            {
                // "a common wrong answer is 42": what stands before may be the right one.
                isDisowned = true;
                continue;
            }
            if (ReadAfter(text, EndOfName(text, at, to), to, out isDenied) is { } value)
                return WithRivals(text, from, to, mentions, mention, value);
            if (isDenied)
                return null;
            if (char.IsAscii(text[at]) && ReadBefore(text, from, at) is { } before)
                return before;
        }
        isDenied = isDisowned;
        return isDisowned ? null : AfterLabel(text, from, to);
    }

    /// <summary>Where the last words for "answer" stand, in order.</summary>
    private static List<int> Mentions(string text, int from, int to)
    {
        var mentions = new List<int>();
        var names = text.AsSpan(from, to - from).ContainsAny(OtherLetters) ? All : Plain;
        for (var at = from; at < to;)
        {
            var next = text.AsSpan(at, to - at).IndexOfAny(names);
            if (next < 0)
                break;
            mentions.Add(at + next);
            at += next + 1;
            if (mentions.Count >= 2 * MostMentions)
                mentions.RemoveRange(0, MostMentions);
        }
        return mentions.Count <= MostMentions ? mentions : mentions[^MostMentions..];
    }

    /// <summary>Behind the letters of the word; "Answers" and 答え are taken whole.</summary>
    private static int EndOfName(string text, int at, int to)
    {
        if (text[at] >= '\u2E80')
        {
            // What joins the word and the answer may be a letter as well: 答案是5.
            var length = text[at] is '답' ? 1 : 2;
            return at + (text[at] == '答' && text[at + 1] is '：' or ':' ? 1 : length);
        }
        while (at < to && char.IsLetter(text[at]))
            at++;
        return at;
    }

    /// <summary>
    /// "The answer is 5, or the answer is 7": both are given, and both are read. An earlier phrase elsewhere that gives something else
    /// is a rival.
    /// </summary>
    private static ExtractedAnswer WithRivals(string text, int from, int to, List<int> mentions, int last, ExtractedAnswer value)
    {
        for (var mention = last - 1; mention >= 0; mention--)
        {
            var at = mentions[mention];
            if (IsDisowned(text, from, at) || ReadAfter(text, EndOfName(text, at, to), to, out _) is not { } earlier)
                continue;
            if (earlier.Span.End > mentions[last])
            {
                var first = text.AsSpan(earlier.Span.Start, Math.Max(0, mentions[last] - earlier.Span.Start)).TrimEnd();
                foreach (var joint in (ReadOnlySpan<string>)["the", "final", "my", "other", "second", "or", "and", "else", ","])
                {
                    if (first.EndsWith(joint, StringComparison.OrdinalIgnoreCase))
                        first = first[..^joint.Length].TrimEnd();
                }
                first = first.TrimEnd(" ,;");
                var statesSomething = first.IndexOfAny("0123456789$\\") >= 0 || first is [>= 'A' and <= 'Z'];
                if (statesSomething && !first.SequenceEqual(value.Text))
                    return new($"{first}, {value.Text}", TextSpan.Between(earlier.Span.Start, value.Span.End), value.Rule, true);
            }
            else if (!earlier.Text.AsSpan().Trim(" $*").SequenceEqual(value.Text.AsSpan().Trim(" $*")))
            {
                return value with { HasRivals = true };
            }
        }
        return value;
    }

    /// <summary>"the wrong answer", "I don't think the answer": what follows is not given as the answer.</summary>
    private static bool IsDisowned(string text, int from, int at)
    {
        var lead = text.AsSpan(Math.Max(from, at - LongestDisowning), at - Math.Max(from, at - LongestDisowning));
        var sentence = lead[(lead.LastIndexOfAny(".!?\n,;") + 1)..].TrimEnd();
        foreach (var article in (ReadOnlySpan<string>)[" final", " correct", " the", " my", " that"]) // "it is false that the final answer"
        {
            if (sentence.EndsWith(article, StringComparison.OrdinalIgnoreCase))
                sentence = sentence[..^article.Length].TrimEnd();
        }
        foreach (var disowning in (ReadOnlySpan<string>)["wrong", "incorrect", "false", "don't think", "do not think", "doubt", "don't know", "do not know", "not believe", "not true", "n't true", "not the case", "n't the case", "not so", "don't believe", "deny", "denied"])
        {
            if (sentence.EndsWith(disowning, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>
    /// "Therefore x = −3.", "The probability is 1/2.", "Result: 3", "We find \(42\).": one short sentence whose first words only lead
    /// to the answer. Null when it does not begin with such words, or says them of no number or formula.
    /// </summary>
    public static ExtractedAnswer? BehindIntroduction(string text, int from, int to)
    {
        var start = from;
        var words = 0;
        var hasSubject = false;
        var end = from;
        for (var i = from; i < to && words <= MostIntroducingWords; i++)
        {
            if (!char.IsAsciiLetter(text[i]) || (i > from && text[i - 1] is not (' ' or ',')))
            {
                if (text[i] is ' ' or ',' or ':' || char.IsAsciiLetter(text[i]))
                    continue;
                break; // a formula, a digit, or anything else that is no plain word
            }
            end = i;
            while (end < to && char.IsAsciiLetter(text[end]))
                end++;
            words++;
            var word = text.AsSpan(i, end - i);
            if (word is "that" or "there" or "not" or "if" or "when")
                return null; // a statement about something, which need not be the answer
            var isLead = words == 1 && word is "Therefore" or "Thus" or "Hence" or "So";
            var isVerb = word is "is" or "are" or "equals" or "find" or "get" or "obtain";
            if (isLead || (isVerb && words > 1) || (end < to && text[end] == ':' && word.Length > 2 && char.IsAsciiLetterUpper(word[0]) && end + 1 < to && text[end + 1] == ' '))
                (start, hasSubject) = (end, false);
            else if (word.Length > 1)
                hasSubject = true; // "Thus she has 42 apples" states no answer by itself
            i = end - 1;
        }
        if (start == from || hasSubject || text.AsSpan(start, to - start).IndexOfAny("0123456789\\$") < 0)
            return null;
        var rest = text.AsSpan(start, to - start).TrimStart(" ,:");
        return rest.Length == 0 ? null : Take(text, to - rest.Length, to);
    }

    /// <summary>A line that begins with "A:".</summary>
    private static ExtractedAnswer? AfterLabel(string text, int from, int to)
    {
        var region = text.AsSpan(from, to - from);
        var line = region.LastIndexOf("\nA:");
        var start = line >= 0 ? from + line + 3 : region.StartsWith("A:") ? from + 2 : -1;
        return start < 0 ? null : Take(text, start, to);
    }

    private static ExtractedAnswer? ReadAfter(string text, int start, int to, out bool isDenied)
    {
        isDenied = false;
        if (StartsNextLine(text, start, to) is { } below)
            return Take(text, below, to);
        var limit = Math.Min(to, start + LongestLead);
        if (start < to && text[start - 1] == '选' && text[start] is >= 'A' and <= 'Z')
            return Take(text, start, to); // 故选C: the verb leads to the letter by itself
        for (var i = start; i < limit; i++)
        {
            var c = text[i];
            if (c is '不' or '非' || (c == ' ' && StartsAny(text, i + 1, to, Negations) > 0) || (c == 'n' && text.AsSpan(i, to - i).StartsWith("n't")))
            {
                isDenied = true;
                return null;
            }
            if (c is ':' or '：' or '=' or '是' or '为' or '為' or 'は' or '은' or '는' or '—')
                return Denied(text, i + 1, to, out isDenied) ? null : Take(text, i + 1, to);
            if (c is '\n' or '.' or ',' or ')' or '$' or '\\' or '"')
                return null;
            if (c == ' ' && StartsAny(text, i + 1, to, Links) is > 0 and var link)
                return Denied(text, i + 1 + link, to, out isDenied) ? null : Take(text, i + 1 + link, to);
        }
        return null;
    }

    /// <summary>"**Final Answer**" and "### Answer" alone on their line: what stands on the next one that is not empty.</summary>
    private static int? StartsNextLine(string text, int start, int to)
    {
        var i = start;
        while (i < to && text[i] is '*' or '_' or '#' or ' ' or '】' or ']')
            i++;
        if (i >= to || text[i] is not ('\n' or '\r'))
            return null;
        while (i < to && char.IsWhiteSpace(text[i]))
            i++;
        return i < to && text[i] != '#' ? i : null;
    }

    /// <summary>The length of the word of the list that begins here; 0 when none does.</summary>
    private static int StartsAny(string text, int at, int to, string[] words)
    {
        foreach (var word in words)
        {
            if (at <= to && StartsWord(text, at, to, word))
                return word.Length;
        }
        return 0;
    }

    private static bool StartsWord(string text, int at, int to, string word) =>
        text.AsSpan(at, to - at).StartsWith(word) && (at + word.Length == to || !char.IsLetter(text[at + word.Length]));

    private static bool Denied(string text, int at, int to, out bool isDenied)
    {
        var rest = text.AsSpan(at, to - at).TrimStart();
        isDenied = false;
        foreach (var denial in Denials)
            isDenied |= rest.StartsWith(denial, StringComparison.OrdinalIgnoreCase);
        return isDenied;
    }

    /// <summary>"$x \le 2$ is our answer": the formula in front.</summary>
    private static ExtractedAnswer? ReadBefore(string text, int from, int at)
    {
        var lead = text.AsSpan(from, at - from).TrimEnd();
        foreach (var link in (ReadOnlySpan<string>)["is our final", "is the final", "is our", "is the", "is my"])
        {
            if (lead.EndsWith(link))
                return FormulaScanner.Trailing(text, from, from + lead.Length - link.Length) is { } formula ? formula with { Rule = ExtractionRule.Phrase } : null;
        }
        return null;
    }

    /// <summary>"41 because …", "41 (since …)", "41, not 42": the answer is what stands before.</summary>
    private static int BeforeReasons(ReadOnlySpan<char> statement)
    {
        var end = statement.Length;
        foreach (var reason in (ReadOnlySpan<string>)[" because ", " since ", " (because ", " (since ", ", because ", ", since ", ", not ", " and not ", " rather than "])
        {
            if (statement[..end].IndexOf(reason, StringComparison.Ordinal) is > 0 and var at)
                end = at;
        }
        return end;
    }

    /// <summary>From here to the end of the sentence; a formula with its delimiters is kept together.</summary>
    private static ExtractedAnswer? Take(string text, int start, int to)
    {
        while (start < to && (char.IsWhiteSpace(text[start]) || text[start] is '*' or ':' or '"' or '：' or '>' or '_' or '}'))
            start++;
        foreach (var filler in (ReadOnlySpan<string>)["approximately ", "simply ", "therefore ", "thus ", "about ", "given by ", "that "])
        {
            if (text.AsSpan(start, to - start).StartsWith(filler, StringComparison.OrdinalIgnoreCase))
                start += filler.Length;
        }
        var end = FormulaScanner.EndOfStatement(text, start, to);
        end = start + BeforeReasons(text.AsSpan(start, end - start));
        while (end > start && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] is '*' or '"' or '.' or '。'))
            end--;
        return end == start ? null : new(text[start..end], TextSpan.Between(start, end), ExtractionRule.Phrase, false);
    }
}
