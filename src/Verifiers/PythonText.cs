namespace Verifiers;

/// <summary>What Python takes for white space, for rewards that must agree with trainers written in it.</summary>
internal static class PythonText
{
    /// <summary><c>str.isspace</c>, <c>str.split</c> and <c>\s</c>: Unicode's White_Space and the separators U+001C to U+001F.</summary>
    public static bool IsWhiteSpace(char character) => char.IsWhiteSpace(character) || character is >= '\u001c' and <= '\u001f';
}
