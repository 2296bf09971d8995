namespace Verifiers.Mathematics.Parsing;

/// <summary>Questions about pieces of text.</summary>
internal static class SpanExtensions
{
    /// <summary>Whether every character is an ASCII digit.</summary>
    public static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
