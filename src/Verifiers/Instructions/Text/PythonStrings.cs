using System.Globalization;
using System.Text;

namespace Verifiers.Instructions.Text;

/// <summary>Methods of Python's <c>str</c>, under their own names, with Python's classes of characters.</summary>
internal static class PythonStrings
{
    private const int CapitalIWithDot = 0x130;
    private const int CapitalSigma = 0x3A3;

    private static readonly char[] _punctuationAndSpace = [.. Characters.Punctuation, ' '];

    /// <summary><c>strip()</c>: without white space at both ends.</summary>
    public static string Strip(this string text) => text.AsSpan().Strip() is var kept && kept.Length == text.Length ? text : kept.ToString();

    /// <summary><c>strip()</c>.</summary>
    public static ReadOnlySpan<char> Strip(this ReadOnlySpan<char> text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && PythonText.IsWhiteSpace(text[start]))
            start++;
        while (end > start && PythonText.IsWhiteSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    /// <summary>Whether nothing but white space is there.</summary>
    public static bool IsBlank(this ReadOnlySpan<char> text) => text.Strip().IsEmpty;

    /// <summary>Whether nothing but white space is there.</summary>
    public static bool IsBlank(this string text) => text.AsSpan().IsBlank();

    /// <summary><c>strip(string.punctuation + ' ')</c>.</summary>
    public static string StripPunctuation(this string text) => text.Trim(_punctuationAndSpace);

    /// <summary><c>lstrip(string.punctuation + ' ')</c>.</summary>
    public static string StripPunctuationBefore(this string text) => text.TrimStart(_punctuationAndSpace);

    /// <summary><c>rstrip(string.punctuation + ' ')</c>.</summary>
    public static string StripPunctuationAfter(this string text) => text.TrimEnd(_punctuationAndSpace);

    /// <summary><c>translate(str.maketrans('', '', string.punctuation))</c>: without ASCII punctuation.</summary>
    public static string WithoutPunctuation(this string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!IsPunctuation(character))
                kept.Append(character);
        }
        return kept.ToString();
    }

    /// <summary>Whether a character is ASCII punctuation.</summary>
    public static bool IsPunctuation(char character) => Characters.Punctuation.Contains(character);

    /// <summary><c>split()</c>: the words between white space.</summary>
    public static List<string> Words(this string text)
    {
        var words = new List<string>();
        var at = 0;
        while (at < text.Length)
        {
            if (PythonText.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var start = at;
            while (at < text.Length && !PythonText.IsWhiteSpace(text[at]))
                at++;
            words.Add(text[start..at]);
        }
        return words;
    }

    /// <summary>
    /// <c>lower()</c>: simple lower case, but for the two characters that Unicode lower-cases otherwise without regard to language: İ is two
    /// characters, and Σ at the end of a word is ς.
    /// </summary>
    public static string Lower(this string text)
    {
        var plain = text.ToLowerInvariant();
        if (!text.AsSpan().ContainsAny((char)CapitalIWithDot, (char)CapitalSigma))
            return plain;
        var lowered = new StringBuilder(text.Length + 8);
        for (var at = 0; at < text.Length; at++)
        {
            _ = (int)text[at] switch
            {
                CapitalIWithDot => lowered.Append("i\u0307"),
                CapitalSigma => lowered.Append(EndsWord(text, at) ? 'ς' : 'σ'),
                _ => lowered.Append(plain[at]),
            };
        }
        return lowered.ToString();
    }

    /// <summary><c>isupper()</c>: some cased character, and none of lower or title case.</summary>
    public static bool IsUpper(this string text) => IsOfCase(text, Characters.IsUpper, Characters.IsLower);

    /// <summary><c>islower()</c>: some cased character, and none of upper or title case.</summary>
    public static bool IsLower(this string text) => IsOfCase(text, Characters.IsLower, Characters.IsUpper);

    /// <summary><c>len()</c>: code points.</summary>
    public static int CodePoints(this string text)
    {
        var count = text.Length;
        for (var at = 1; at < text.Length; at++)
        {
            if (char.IsSurrogatePair(text[at - 1], text[at]))
                count--;
        }
        return count;
    }

    /// <summary>The code points themselves.</summary>
    public static int[] ToCodePoints(this string text)
    {
        var codes = new List<int>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            codes.Add(Characters.At(text, at, out var length));
            at += length;
        }
        return [.. codes];
    }

    /// <summary><c>text[0]</c> of a text that is not empty.</summary>
    public static int FirstCodePoint(this string text) => Characters.At(text, 0, out _);

    /// <summary>The same as a text.</summary>
    public static string FirstCharacter(this string text) => char.IsSurrogatePair(text, 0) ? text[..2] : text[..1];

    /// <summary><c>text.count(part)</c>: occurrences that do not overlap. <paramref name="part"/> is not empty.</summary>
    public static int CountOf(this string text, string part)
    {
        var count = 0;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
            count++;
        return count;
    }

    private static bool IsOfCase(string text, Func<int, bool> wanted, Func<int, bool> other)
    {
        var found = false;
        for (var at = 0; at < text.Length;)
        {
            var code = Characters.At(text, at, out var length);
            if (other(code) || Characters.IsTitle(code))
                return false;
            found |= wanted(code);
            at += length;
        }
        return found;
    }

    /// <summary>Final_Sigma of the Unicode standard: a cased letter before it and none after it, marks and the like left out.</summary>
    private static bool EndsWord(string text, int at)
    {
        var before = at - 1;
        while (before >= 0 && IsCaseIgnorable(text[before]))
            before--;
        var after = at + 1;
        while (after < text.Length && IsCaseIgnorable(text[after]))
            after++;
        return before >= 0 && IsCased(Characters.Before(text, before + 1))
            && !(after < text.Length && IsCased(Characters.At(text, after, out _)));
    }

    private static bool IsCased(int code) => Characters.IsLower(code) || Characters.IsUpper(code) || Characters.IsTitle(code);

    private static bool IsCaseIgnorable(char character) =>
        character is '\'' or '.' or ':' or '·' or '’' or '‘' or '^' or '`' or '\u00ad'
        || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
