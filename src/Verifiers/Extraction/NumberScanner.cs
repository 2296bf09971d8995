namespace Verifiers.Extraction;

/// <summary>Finds the last number that a text states: not the label of a step, the number of a list item, or what a sentence denies.</summary>
internal static class NumberScanner
{
    /// <summary>Characters of one number.</summary>
    private const int Longest = 60;

    /// <summary>Numbers looked at from the end: labels that follow the last statement.</summary>
    private const int MostNumbers = 16;

    /// <summary>Characters of a sentence before the number that are read.</summary>
    private const int LongestLead = 200;

    private static readonly string[] Labels =
        ["step", "figure", "fig", "equation", "eq", "part", "case", "page", "chapter", "section", "theorem", "lemma", "question", "problem", "example", "exercise", "line",
         "version", "table", "note", "method", "option", "attempt", "row", "item", "hint", "solution", "approach", "phase", "python", "round", "#", "no", "number"];

    /// <summary>The last number, with its sign, separators, fraction bar and per cent sign.</summary>
    public static ExtractedAnswer? Last(string text, int from, int to)
    {
        var end = to;
        for (var tries = 0; tries < MostNumbers; tries++)
        {
            var last = text.AsSpan(from, end - from).LastIndexOfAnyInRange('0', '9');
            if (last < 0)
                return null;
            var number = Around(text, from, to, from + last + 1);
            if (!IsLabel(text, from, to, number))
                return IsDenied(text, from, to, number) ? null : number;
            end = number.Span.Start;
        }
        return null;
    }

    private static ExtractedAnswer Around(string text, int from, int to, int end)
    {
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

    /// <summary>"step 12", "Figure 3", "3." or "3)" at the beginning of a line, and the 2 of x_2.</summary>
    private static bool IsLabel(string text, int from, int to, ExtractedAnswer number)
    {
        var (start, end) = (number.Span.Start, number.Span.End);
        var lead = text.AsSpan(from, start - from).TrimEnd(" *_");
        if (start > from && (text[start - 1] == '_' || char.IsAsciiLetter(text[start - 1])))
            return true;
        if (lead.Length == 0 ? end < to && text[end] is '.' or ')' && end + 1 < to : lead[^1] == '\n' && end < to && text[end] is '.' or ')' or ':')
            return lead.Length > 0 || end + 1 < to;
        lead = lead.TrimEnd(" (.:");
        foreach (var label in Labels)
        {
            if (lead.EndsWith(label, StringComparison.OrdinalIgnoreCase) && (lead.Length == label.Length || !char.IsLetter(lead[^(label.Length + 1)]))
                && text.AsSpan(start - 1, 1) is not "=")
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>A question states nothing, and a sentence that denies or doubts does not state its number.</summary>
    private static bool IsDenied(string text, int from, int to, ExtractedAnswer number)
    {
        var start = Math.Max(from, number.Span.Start - LongestLead);
        var lead = text.AsSpan(start, number.Span.Start - start);
        for (var i = lead.Length - 2; i >= 0; i--)
        {
            if (lead[i] is '\n' or '?' || (lead[i] is '.' or '!' && lead[i + 1] == ' '))
            {
                lead = lead[(i + 1)..];
                break;
            }
        }
        foreach (var denial in (ReadOnlySpan<string>)[" not ", "n't ", " never ", " tried ", " guess", " maybe ", " perhaps ", " might be ", " could be ", " wonder", " wrong", " incorrect", " false that ", " untrue"])
        {
            if (lead.Contains(denial, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        var after = text.AsSpan(number.Span.End, Math.Min(to - number.Span.End, LongestLead));
        var close = after.IndexOfAny('?', '!', '\n');
        return close >= 0 && after[close] == '?' && after[..close].IndexOf(". ") < 0;
    }

    /// <summary>A digit, or a separator with a digit on both sides.</summary>
    private static bool IsInside(string text, int at, int from) =>
        char.IsAsciiDigit(text[at]) || (text[at] is ',' or '.' or '/' && at > from && char.IsAsciiDigit(text[at - 1]));
}
