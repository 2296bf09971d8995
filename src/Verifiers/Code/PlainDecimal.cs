using System.Globalization;
using System.Text;

namespace Verifiers.Code;

/// <summary>
/// A number written in plain decimal digits, compared exactly at any size: <c>[+-] digits [. digits] [e [+-] digits]</c> with at
/// least one digit before the exponent. No thousands separators, infinities or other notations; and no zeros in front: <c>0101</c> is
/// a text of bits or a code, and not 101.
/// </summary>
/// <remarks>
/// Kept as sign, significant digits without zeros at either end, and a power of ten, so that <c>1e999999999</c> costs as little as
/// <c>1</c>. An exponent of more than 15 digits is no number here.
/// </remarks>
internal readonly record struct PlainDecimal
{
    private const int MaxExponentDigits = 15;

    private PlainDecimal(bool isNegative, string digits, long exponent, bool isWrittenAsReal)
    {
        IsNegative = isNegative;
        Digits = digits;
        Exponent = exponent;
        IsWrittenAsReal = isWrittenAsReal;
    }

    /// <summary>False for zero.</summary>
    public bool IsNegative { get; }

    /// <summary>Significant digits, empty for zero.</summary>
    public string Digits { get; }

    /// <summary>The value is 0.DIGITS · 10^Exponent; 0 for zero.</summary>
    public long Exponent { get; }

    /// <summary>Whether it is written with a point or an exponent.</summary>
    public bool IsWrittenAsReal { get; }

    /// <summary>Whether both are the same number, however they are written.</summary>
    public bool HasValueOf(PlainDecimal other) => IsNegative == other.IsNegative && Exponent == other.Exponent && Digits == other.Digits;

    /// <summary>One text for each number.</summary>
    public string Canonical => string.Create(CultureInfo.InvariantCulture, $"{(IsNegative ? "-" : "")}0.{Digits}e{Exponent}");

    /// <summary>Reads a token that is a number as a whole. Linear in the token.</summary>
    public static PlainDecimal? Read(ReadOnlySpan<byte> token)
    {
        var isNegative = token.StartsWith("-"u8);
        var rest = isNegative || token.StartsWith("+"u8) ? token[1..] : token;
        var exponentAt = rest.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = exponentAt < 0 ? rest : rest[..exponentAt];
        if (ReadExponent(exponentAt < 0 ? "0"u8 : rest[(exponentAt + 1)..]) is not { } exponent)
            return null;

        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? default : mantissa[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || (whole.Length > 1 && whole[0] == '0') || whole.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return null;
        }

        var digits = Encoding.ASCII.GetString(whole) + Encoding.ASCII.GetString(fraction);
        var significant = digits.TrimStart('0');
        var leadingZeros = digits.Length - significant.Length;
        significant = significant.TrimEnd('0');
        var isReal = point >= 0 || exponentAt >= 0;
        return significant.Length == 0
            ? new PlainDecimal(isNegative: false, "", 0, isReal)
            : new PlainDecimal(isNegative, significant, exponent + whole.Length - leadingZeros, isReal);
    }

    /// <summary>The nearest double; infinite when there is none.</summary>
    /// <param name="token">A token that <see cref="Read"/> takes.</param>
    public static double ToDouble(ReadOnlySpan<byte> token) => double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static long? ReadExponent(ReadOnlySpan<byte> text)
    {
        var isNegative = text.StartsWith("-"u8);
        var digits = isNegative || text.StartsWith("+"u8) ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return null;
        digits = digits.TrimStart((byte)'0');
        if (digits.Length > MaxExponentDigits)
            return null;
        var value = 0L;
        foreach (var digit in digits)
            value = (value * 10) + (digit - '0');
        return isNegative ? -value : value;
    }
}
