namespace Verifiers.Format;

/// <summary>White space is Unicode's White_Space property: U+0085, U+00A0 and U+2028 are, U+200B and U+FEFF are not.</summary>
internal static class Blank
{
    /// <summary>Whether a piece holds nothing but white space.</summary>
    public static bool Is(string text, TextSpan piece) => piece.In(text).IsWhiteSpace();

    /// <summary>The first place that is no white space, or -1.</summary>
    public static int FirstOther(string text, int start, int end)
    {
        for (var at = start; at < end; at++)
        {
            if (!char.IsWhiteSpace(text[at]))
                return at;
        }
        return -1;
    }

    /// <summary>Code points of a piece without the white space at both ends; an unpaired surrogate counts as one.</summary>
    public static int CodePointsWithin(string text, TextSpan piece)
    {
        var count = 0;
        foreach (var _ in piece.In(text).Trim().EnumerateRunes())
            count++;
        return count;
    }
}
