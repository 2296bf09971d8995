using System.Text;

namespace Verifiers.Flags;

/// <summary>
/// A text as quotations are compared: without white space, quotation marks and backslashes, so that neither layout nor escapes hide
/// that something is quoted word for word.
/// </summary>
internal static class QuotableText
{
    /// <summary>Stands between texts that are searched together, and in none of them: no quotation reaches across.</summary>
    public const char Separator = '\uffff';

    /// <summary>The characters that count.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="to">Where they are added.</param>
    /// <param name="limit">The length at which no more are added.</param>
    public static void Append(string text, StringBuilder to, int limit = int.MaxValue)
    {
        foreach (var character in text)
        {
            if (to.Length >= limit)
                return;
            if (!char.IsWhiteSpace(character) && character is not ('"' or '\'' or '`' or '\\' or Separator))
                to.Append(character);
        }
    }

    /// <summary>The characters that count.</summary>
    public static string Of(string text)
    {
        var counted = new StringBuilder(text.Length);
        Append(text, counted);
        return counted.ToString();
    }
}
