using System.Globalization;
using System.Text;

namespace Verifiers.Instructions.Text;

/// <summary>
/// Classes of characters as Python has them, because the public checkers are written in it. They differ from .NET's: a combining mark is
/// no word character, and the separators U+001C to U+001F are white space.
/// </summary>
internal static class Characters
{
    /// <summary>Python's <c>string.punctuation</c>.</summary>
    public const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>Other_Lowercase: lower case though no Ll.</summary>
    private static readonly (int First, int Last)[] _otherLower =
    [
        (0xAA, 0xAA), (0xBA, 0xBA), (0x2B0, 0x2B8), (0x2C0, 0x2C1), (0x2E0, 0x2E4), (0x345, 0x345), (0x37A, 0x37A), (0x1D2C, 0x1D6A),
        (0x1D78, 0x1D78), (0x1D9B, 0x1DBF), (0x2071, 0x2071), (0x207F, 0x207F), (0x2090, 0x209C), (0x2170, 0x217F), (0x24D0, 0x24E9),
        (0x2C7C, 0x2C7D), (0xA69C, 0xA69D), (0xA770, 0xA770), (0xA7F8, 0xA7F9), (0xAB5C, 0xAB5F), (0x10780, 0x10780),
        (0x10783, 0x10785), (0x10787, 0x107B0), (0x107B2, 0x107BA),
    ];

    /// <summary>Other_Uppercase: upper case though no Lu.</summary>
    private static readonly (int First, int Last)[] _otherUpper =
        [(0x2160, 0x216F), (0x24B6, 0x24CF), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189)];

    /// <summary>Numeric_Type=Digit: digits that are no decimal digits, such as a superscript 2.</summary>
    private static readonly (int First, int Last)[] _otherDigits =
    [
        (0xB2, 0xB3), (0xB9, 0xB9), (0x1369, 0x1371), (0x19DA, 0x19DA), (0x2070, 0x2070), (0x2074, 0x2079), (0x2080, 0x2089),
        (0x2460, 0x2468), (0x2474, 0x247C), (0x2488, 0x2490), (0x24EA, 0x24EA), (0x24F5, 0x24FD), (0x24FF, 0x24FF), (0x2776, 0x277E),
        (0x2780, 0x2788), (0x278A, 0x2792), (0x10A40, 0x10A43), (0x10E60, 0x10E68), (0x11052, 0x1105A), (0x1F100, 0x1F10A),
    ];

    /// <summary>The code point at a place; an unpaired surrogate is one by itself, of no class.</summary>
    public static int At(ReadOnlySpan<char> text, int at, out int length)
    {
        if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            length = 2;
            return char.ConvertToUtf32(text[at], text[at + 1]);
        }
        length = 1;
        return text[at];
    }

    /// <summary>The code point that ends right before a place.</summary>
    public static int Before(ReadOnlySpan<char> text, int at) =>
        at >= 2 && char.IsSurrogatePair(text[at - 2], text[at - 1]) ? char.ConvertToUtf32(text[at - 2], text[at - 1]) : text[at - 1];

    /// <summary><c>\s</c>, <c>str.isspace</c>.</summary>
    public static bool IsWhiteSpace(int code) => code < 0x10000 && PythonText.IsWhiteSpace((char)code);

    /// <summary><c>\w</c>: letters and numbers of every script, and the underscore.</summary>
    public static bool IsWord(int code) => code < 128
        ? char.IsAsciiLetterOrDigit((char)code) || code == '_'
        : Category(code) <= UnicodeCategory.OtherLetter
            || Category(code) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary><c>str.isalpha</c>: categories L*.</summary>
    public static bool IsLetter(int code) => Category(code) <= UnicodeCategory.OtherLetter;

    /// <summary><c>\d</c>: category Nd.</summary>
    public static bool IsDecimal(int code) => code < 128 ? char.IsAsciiDigit((char)code) : Category(code) == UnicodeCategory.DecimalDigitNumber;

    /// <summary><c>str.isdigit</c>: decimal digits and such as ² and ①.</summary>
    public static bool IsDigit(int code) => IsDecimal(code) || IsIn(_otherDigits, code);

    /// <summary>The derived property Uppercase.</summary>
    public static bool IsUpper(int code) =>
        code < 128 ? char.IsAsciiLetterUpper((char)code) : Category(code) == UnicodeCategory.UppercaseLetter || IsIn(_otherUpper, code);

    /// <summary>The derived property Lowercase.</summary>
    public static bool IsLower(int code) =>
        code < 128 ? char.IsAsciiLetterLower((char)code) : Category(code) == UnicodeCategory.LowercaseLetter || IsIn(_otherLower, code);

    /// <summary>Title case, such as ǅ.</summary>
    public static bool IsTitle(int code) => code >= 128 && Category(code) == UnicodeCategory.TitlecaseLetter;

    /// <summary>Whether a word begins or ends at a place: <c>\b</c>.</summary>
    public static bool IsWordBoundary(ReadOnlySpan<char> text, int at) =>
        (at > 0 && IsWord(Before(text, at))) != (at < text.Length && IsWord(At(text, at, out _)));

    private static UnicodeCategory Category(int code) => CharUnicodeInfo.GetUnicodeCategory(code);

    private static bool IsIn((int First, int Last)[] ranges, int code)
    {
        foreach (var (first, last) in ranges)
        {
            if (code <= last)
                return code >= first;
        }
        return false;
    }
}
