namespace Verifiers.Extraction;

/// <summary>The braces of TeX.</summary>
internal static class Braces
{
    /// <summary>Every brace that is opened is closed, and none is closed before.</summary>
    public static bool AreBalanced(ReadOnlySpan<char> text)
    {
        var depth = 0;
        foreach (var c in text)
        {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth < 0)
                return false;
        }
        return depth == 0;
    }
}
