using System.Globalization;
using System.Numerics;

namespace Verifiers.Structured.Documents;

/// <summary>
/// A decimal number of any size, exact: ±DIGITS · 10^Exponent, where DIGITS has no zero at either end. Every operation is linear in
/// the digits as written: <c>1e999999999</c> costs as little as 1.
/// </summary>
internal sealed class DataNumber : DataValue
{
    private const int MaxExponentDigits = 15;

    /// <summary>Numbers longer than this are not divided.</summary>
    public const int MaxDividedDigits = 4_000;

    private DataNumber(bool isNegative, string digits, long exponent, bool isWrittenAsReal)
    {
        IsNegative = isNegative;
        Digits = digits;
        Exponent = exponent;
        IsWrittenAsReal = isWrittenAsReal;
    }

    /// <summary>False for zero.</summary>
    public bool IsNegative { get; }

    /// <summary>Significant digits; empty for zero.</summary>
    public string Digits { get; }

    /// <summary>The power of ten of the last digit; 0 for zero.</summary>
    public long Exponent { get; }

    /// <summary>Whether it is written with a point or an exponent, which makes it a float in Python.</summary>
    public bool IsWrittenAsReal { get; }

    /// <summary>3.0 and 1e2 are integers.</summary>
    public bool IsInteger => Exponent >= 0;

    public override string TypeName => IsInteger ? "integer" : "number";

    /// <summary>A whole number.</summary>
    public static DataNumber Of(long value) => Read(value.ToString(CultureInfo.InvariantCulture))!;

    /// <summary>Reads <c>[+-] digits [. digits] [e [+-] digits]</c>, with at least one digit before the exponent; null when it is something else, or the exponent has more than 15 digits.</summary>
    public static DataNumber? Read(ReadOnlySpan<char> text)
    {
        var isNegative = text is ['-', ..];
        var rest = text is ['-' or '+', ..] ? text[1..] : text;
        var exponentAt = rest.IndexOfAny('e', 'E');
        var mantissa = exponentAt < 0 ? rest : rest[..exponentAt];
        if (ReadExponent(exponentAt < 0 ? "0" : rest[(exponentAt + 1)..]) is not { } exponent)
            return null;
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? default : mantissa[(point + 1)..];
        if (whole.Length + fraction.Length == 0
            || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }
        var isReal = point >= 0 || exponentAt >= 0;
        var digits = string.Concat(whole, fraction).AsSpan().TrimStart('0');
        var significant = digits.TrimEnd('0');
        return significant.IsEmpty
            ? new(isNegative: false, "", 0, isReal)
            : new(isNegative, significant.ToString(), exponent - fraction.Length + digits.Length - significant.Length, isReal);
    }

    /// <summary>Negative, 0 or positive as this number is less than, equal to or greater than the other.</summary>
    public int Against(DataNumber other)
    {
        var sign = Sign.CompareTo(other.Sign);
        if (sign != 0 || Sign == 0)
            return sign;
        var magnitude = (Digits.Length + Exponent).CompareTo(other.Digits.Length + other.Exponent);
        if (magnitude == 0)
            magnitude = string.CompareOrdinal(Digits, other.Digits);
        return Sign * Math.Sign(magnitude);
    }

    /// <summary>Whether this is k times the divisor with k ∈ ℤ; null when there are too many digits to tell. The divisor is positive.</summary>
    public bool? IsMultipleOf(DataNumber divisor)
    {
        if (Sign == 0)
            return true;
        if (Exponent < divisor.Exponent)
            return false; // v·10^a = k·w·10^b with a < b would make v divisible by 10
        if (divisor.Digits == "1")
            return true;
        if (Digits.Length + divisor.Digits.Length > MaxDividedDigits)
            return null;
        var modulus = BigInteger.Parse(divisor.Digits, CultureInfo.InvariantCulture);
        var power = BigInteger.ModPow(10, Exponent - divisor.Exponent, modulus);
        return (BigInteger.Parse(Digits, CultureInfo.InvariantCulture) * power % modulus).IsZero;
    }

    /// <summary>The whole number; null when it is none or does not lie between the bounds of int.</summary>
    public int? ToInt32() =>
        IsInteger && Digits.Length + Exponent <= 10 && long.Parse((IsNegative ? "-" : "") + Digits.PadRight((int)(Digits.Length + Exponent), '0').PadLeft(1, '0'), CultureInfo.InvariantCulture)
            is >= int.MinValue and <= int.MaxValue and var value ? (int)value : null;

    /// <summary>The nearest double; infinite when there is none.</summary>
    public double ToDouble() => double.Parse(ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    public override string ToString() =>
        Sign == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{(IsNegative ? "-" : "")}{Digits}{(Exponent == 0 ? "" : "e")}{(Exponent == 0 ? "" : Exponent)}");

    private int Sign => Digits.Length == 0 ? 0 : IsNegative ? -1 : 1;

    private static long? ReadExponent(ReadOnlySpan<char> text)
    {
        var isNegative = text is ['-', ..];
        var digits = text is ['-' or '+', ..] ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return null;
        digits = digits.TrimStart('0');
        if (digits.Length > MaxExponentDigits)
            return null;
        var value = digits.IsEmpty ? 0 : long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return isNegative ? -value : value;
    }
}
