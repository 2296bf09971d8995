using System.Globalization;

namespace Verifiers.Mathematics.Expressions;

/// <summary>Long texts in a sentence: the beginning, the end and the length, so that what differs can be seen to differ.</summary>
internal static class Shortened
{
    /// <summary>Characters of a formula in a sentence.</summary>
    private const int InSentence = 60;

    /// <summary>Characters shown around a difference.</summary>
    private const int Window = 24;

    /// <summary>The text, or its beginning and end with the number of digits or characters.</summary>
    public static string Middle(string text, int longest = InSentence)
    {
        if (text.Length <= longest)
            return text;
        var kept = longest * 2 / 5;
        var (head, tail) = (kept, text.Length - kept);
        // Not between the halves of a surrogate pair.
        head -= char.IsHighSurrogate(text[head - 1]) ? 1 : 0;
        tail += char.IsLowSurrogate(text[tail]) ? 1 : 0;
        return $"{text[..head]}…{text[tail..]} ({LengthOf(text)})";
    }

    /// <summary>Two texts that differ: where their beginnings and ends agree, the place of the first difference is shown.</summary>
    public static (string First, string Second) Pair(string first, string second)
    {
        var (a, b) = (Middle(first), Middle(second));
        if (a != b || first == second)
            return (a, b);
        var at = Math.Max(0, first.AsSpan().CommonPrefixLength(second) - (Window / 2));
        return (Around(first, at), Around(second, at));
    }

    private static string Around(string text, int at) =>
        $"{text[..(Window / 2)]}…{text.AsSpan(at, Math.Min(Window, text.Length - at))}… ({LengthOf(text)})";

    private static string LengthOf(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"{text.Length} {(text.All(c => char.IsAsciiDigit(c) || c == '-') ? "digits" : "characters")}");
}
