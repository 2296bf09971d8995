namespace Verifiers.Choice;

/// <summary>What the words behind a choice make of it.</summary>
internal enum TailEffect
{
    /// <summary>They leave it as it is.</summary>
    None,

    /// <summary>They give a second choice.</summary>
    Second,

    /// <summary>They take it back.</summary>
    TakenBack,
}

/// <summary>
/// Reads on behind a choice for as long as there stand only signs and words that join or judge choices. Another label there makes it a
/// hedge ("C vs D", "C (D)", "A (50%), B (50%)"), a denial takes it back ("C, which is wrong"); the first other word ends the reading.
/// </summary>
internal static class AnswerTail
{
    private const int MostWords = 12;
    private const int Reach = 200;

    private static readonly HashSet<string> Joins = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "vs", "versus", "then", "plus", "as", "well", "else", "alternatively", "otherwise", "but", "also", "maybe", "possibly", "perhaps", "even", "option", "choice",
        "if", "lor", "land", "vee", "wedge", "cup", "cap", "quad", "qquad", "to", "through", "the", "either", "both", "with", "together", "along", "followed", "by", "letter", "probably", "likely",
        "und", "oder", "ou", "et", "или", "и", "o", "y", "e", "of", "en", "atau", "dan", "veya", "ve", "hoặc", "và", "또는", "と", "か", "或者", "或", "和", "与", "與", "及", "또", "أو", "و", "या", "और",
    };

    /// <summary>Words through which a judgement may be reached.</summary>
    private static readonly HashSet<string> Subjects = new(StringComparer.OrdinalIgnoreCase)
    {
        "which", "that", "this", "it", "is", "are", "was", "would", "be", "seems", "however", "obviously", "clearly", "of", "course", "definitely", "completely", "totally", "a", "an", "sorry", "oh", "ah",
    };

    private static readonly HashSet<string> Denials = new(StringComparer.OrdinalIgnoreCase)
    {
        "wrong", "incorrect", "false", "untrue", "mistaken", "invalid", "wait", "hmm", "hm", "correction", "corrected", "edit", "oops", "scratch", "actually", "rejected", "impossible", "update", "revised",
        "不对", "错", "错误", "等等",
    };

    private static readonly HashSet<string> Verdicts = new(StringComparer.OrdinalIgnoreCase) { "", "correct", "right", "true", "the", "it", "valid", "possible", "my", "so" };

    /// <summary>What stands behind the choice <paramref name="label"/>.</summary>
    /// <param name="text">The folded text.</param>
    /// <param name="at">One past the choice and its text.</param>
    /// <param name="label">The choice; a second one is another.</param>
    /// <param name="sheet">The choices; null where only a denial is looked for.</param>
    /// <param name="isLowerCase">Whether the choice is written in lower case.</param>
    /// <param name="until">Where the next statement begins, which speaks for itself.</param>
    public static TailEffect Read(string text, int at, string label, ChoiceSheet? sheet, bool isLowerCase = false, int until = int.MaxValue)
    {
        var limit = Math.Min(Math.Min(text.Length, until), at + Reach);
        var (joined, verb, negated, newLine, last) = (false, false, false, false, "");
        for (var words = 0; at < limit && words < MostWords;)
        {
            var c = text[at];
            if (c == '\n')
            {
                newLine = true;
                at++;
                continue;
            }
            if (c == '\\' && ChoiceSheet.FontAt(text.AsSpan(at)) is > 0 and var font)
            {
                at += font;
                continue;
            }
            if (c == '<')                                                       // a tag, or the mark that ends a turn
                return TailEffect.None;
            if (sheet is not null && !IsInWord(text, at) && LabelReader.ReadAt(text, at, StatementScanner.LineEnd(text, at), sheet) is { } second && (!second.IsLowerCase || isLowerCase))
            {
                if (second.Label != label)
                    return IsSecond(text, second, sheet, joined, newLine) ? TailEffect.Second : TailEffect.None;
                if (joined && negated)
                    return TailEffect.Second;                                   // "C or not C"
                at = second.End;
                continue;
            }
            if (!char.IsLetter(c))
            {
                at++;
                continue;
            }
            var length = WordLength(text, at, limit);
            var word = text.AsSpan(at, length).ToString().Replace('’', '\'');
            at += length;
            words++;
            if (Denials.Contains(word))
                return TailEffect.TakenBack;
            if (word.Equals("no", StringComparison.OrdinalIgnoreCase))
            {
                if (at >= text.Length || text[at] is ',' or '.' or '!' or '\n' or ';' or '-' or '—' or '–')
                    return TailEffect.TakenBack;
                return TailEffect.None;
            }
            if (word.EndsWith("n't", StringComparison.OrdinalIgnoreCase) || word is "not" or "cannot" or "never")
            {
                if ((verb || word is not "not") && Verdicts.Contains(NextWord(text, at)) && !(word is "not" && last.Length == 0))
                    return TailEffect.TakenBack;
                if (word != "not" || !joined)
                    return TailEffect.None;
                negated = true;
            }
            else if (Joins.Contains(word))
            {
                joined = true;
            }
            else if (Subjects.Contains(word))
            {
                verb |= word is "is" or "are" or "was" or "be";
            }
            else
            {
                return TailEffect.None;
            }
            last = word;
        }
        return TailEffect.None;
    }

    /// <summary>Joined by a word it is one unless it is denied; by signs alone, or on a line of its own, only where no word follows.</summary>
    private static bool IsSecond(string text, LabelMark second, ChoiceSheet sheet, bool joined, bool newLine)
    {
        var at = second.End;
        while (at < text.Length && text[at] is ' ' or '"' or '\'' or '}' or '$' or ')' or ']' or '~')
            at++;
        var next = NextWord(text, at);
        if (next.Length == 0 || Joins.Contains(next) && !newLine)
            return !newLine || joined || at >= text.Length || text[at] is '\n' or '\r';
        if (!newLine && next.Length <= 8 && sheet.Labels.Contains(next))
            return true;                                                        // "A B C"
        if (!joined && next is not ("is" or "are"))
            return !newLine && at < text.Length && !char.IsLetter(text[at]) && text[at] is not ('.' or ':') && !second.IsClosed;
        if (next is "is" or "are" or "was" or "isn't" or "isn’t")
        {
            var verb = text.IndexOf(next, at, StringComparison.Ordinal) + next.Length;
            var verdict = NextWord(text, verb);
            // "C; D is correct too", but "C. A is in France".
            return !next.EndsWith('t') && verdict is not "not" && !Denials.Contains(verdict) && (joined || verdict is "correct" or "right" or "also" or "possible" or "true" or "valid");
        }
        return true;
    }

    private static bool IsInWord(string text, int at) => at > 0 && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at]) && !LabelReader.IsUnspaced(text[at - 1]);

    private static int WordLength(string text, int at, int limit)
    {
        if (LabelReader.IsUnspaced(text[at]))
        {
            for (var length = Math.Min(2, limit - at); length > 1; length--)
            {
                if (Joins.Contains(text.Substring(at, length)) || Denials.Contains(text.Substring(at, length)))
                    return length;
            }
            return 1;
        }
        var end = at;
        while (end < limit && ((char.IsLetter(text[end]) && !LabelReader.IsUnspaced(text[end])) || (end > at && text[end] is '\'' or '’')))
            end++;
        return Math.Max(1, end - at);
    }

    /// <summary>The next word of the same clause; empty at its end.</summary>
    private static string NextWord(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
        var end = at;
        while (end < text.Length && end - at < 30 && (char.IsLetter(text[end]) || (end > at && text[end] is '\'' or '’')))
            end++;
        return text[at..end];
    }
}
