namespace Verifiers.Extraction;

/// <summary>Finds the last number of a text.</summary>
internal static class NumberScanner
{
    /// <summary>Characters of one number.</summary>
    private const int Longest = 60;

    /// <summary>The last number, with its sign, separators, fraction bar and per cent sign.</summary>
    public static ExtractedAnswer? Last(string text, int from, int to)
    {
        var last = text.AsSpan(from, to - from).LastIndexOfAnyInRange('0', '9');
        if (last < 0)
            return null;
        var end = from + last + 1;
        var start = end - 1;
        while (start > from && end - start < Longest && IsInside(text, start - 1, from))
            start--;
        while (start < end && text[start] is ',' or '.' or '/')
            start++;
        if (start > from && text[start - 1] is '-' or '−' && (start - 1 == from || !char.IsLetterOrDigit(text[start - 2])))
            start--;
        if (end < to && text[end] == '%')
            end++;
        else if (end + 1 < to && text[end] == '\\' && text[end + 1] == '%')
            end += 2;
        return new(text[start..end], TextSpan.Between(start, end), ExtractionRule.LastNumber, false);
    }

    /// <summary>A digit, or a separator with a digit on both sides.</summary>
    private static bool IsInside(string text, int at, int from) =>
        char.IsAsciiDigit(text[at]) || (text[at] is ',' or '.' or '/' && at > from && char.IsAsciiDigit(text[at - 1]));
}
