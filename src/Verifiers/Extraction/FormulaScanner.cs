namespace Verifiers.Extraction;

/// <summary>Finds formulas between $…$, $$…$$, \(…\) and \[…\].</summary>
internal static class FormulaScanner
{
    /// <summary>Characters of a formula or statement that may be an answer.</summary>
    private const int Longest = 2_000;

    /// <summary>Words behind the last formula that still leave it at the end: "is the length in centimetres".</summary>
    private const int LongestTail = 60;

    /// <summary>The formula that ends the text, with the words that join it to formulas before it.</summary>
    public static ExtractedAnswer? Trailing(string text, int from, int to)
    {
        while (to > from && (char.IsWhiteSpace(text[to - 1]) || text[to - 1] is '.' or '*' or ','))
            to--;
        var tail = text.AsSpan(from, to - from);
        var close = -1;
        foreach (var delimiter in (ReadOnlySpan<string>)["$", @"\)", @"\]"])
            close = Math.Max(close, tail.LastIndexOf(delimiter) is >= 0 and var at ? at + delimiter.Length : -1);
        if (close < 0 || tail.Length - close > LongestTail || tail[close..].IndexOfAnyInRange('0', '9') >= 0)
            return null;
        var end = from + close;
        var open = text[end - 1] switch
        {
            '$' when end - 2 >= from && text[end - 2] == '$' => OpenOf(text, from, end - 2, "$$"),
            '$' => OpenOf(text, from, end - 1, "$"),
            ')' => OpenOf(text, from, end - 2, @"\("),
            _ => OpenOf(text, from, end - 2, @"\["),
        };
        if (open < 0)
            return null;
        return new(text[open..end], TextSpan.Between(open, end), ExtractionRule.TrailingFormula, false);
    }

    private static int OpenOf(string text, int from, int before, string delimiter)
    {
        var start = Math.Max(from, before - Longest);
        if (before <= start)
            return -1;
        var at = text.AsSpan(start, before - start).LastIndexOf(delimiter);
        return at < 0 ? -1 : start + at;
    }

    /// <summary>Where the statement that begins here ends: at a full stop, a new line, or its end, but never within a formula.</summary>
    public static int EndOfStatement(string text, int start, int to)
    {
        to = Math.Min(to, start + Longest);
        var dollar = false;
        var nested = 0;
        for (var i = start; i < to; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < to)
            {
                nested += text[i + 1] is '(' or '[' ? 1 : text[i + 1] is ')' or ']' ? -1 : 0;
                if (text[i + 1] is 'b' && text.AsSpan(i, to - i).StartsWith(@"\begin"))
                    nested++;
                else if (text[i + 1] is 'e' && text.AsSpan(i, to - i).StartsWith(@"\end"))
                    nested--;
                i++;
            }
            else if (c == '$')
                dollar = !dollar || (i + 1 < to && char.IsAsciiDigit(text[i + 1]) && i == start);
            else if (nested <= 0 && !dollar)
            {
                if (c is '\n' or '。')
                    return i;
                if (c == '.' && (i + 1 == to || char.IsWhiteSpace(text[i + 1]) || text[i + 1] is '"' or '*'))
                    return i;
            }
            else if (c == '\n' && i + 1 < to && text[i + 1] == '\n')
                return i;
        }
        return to;
    }
}
