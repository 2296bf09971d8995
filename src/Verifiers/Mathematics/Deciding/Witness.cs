using System.Globalization;
using System.Numerics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Deciding;

/// <summary>Two different values as a sentence shows them: with as many digits as it takes to see that they differ.</summary>
internal static class Witness
{
    /// <summary>Significant digits shown where fewer would do.</summary>
    private const int FewestDigits = 6;

    /// <summary>Digits of a double that are the same on every machine.</summary>
    private const string DoubleDigits = "G15";

    /// <summary>Writing out tens of thousands of digits, of which sixty are shown, would cost more than the comparison.</summary>
    private const int LargestShown = 4_000;

    /// <summary>Powers of ten within which a number is written without one.</summary>
    private const int LargestPlain = 15;

    /// <summary>Both values; what was cut from an endless decimal is "…".</summary>
    public static (string Reference, string Answer) Show(Value reference, Value answer) => Pair(Write(reference, answer), Write(answer, reference));

    /// <summary>Two intervals of doubles without a common point; what was written down as a number is shown exactly.</summary>
    public static (string Reference, string Answer) Show(Expr reference, RealInterval x, Expr answer, RealInterval y) => Pair(Write(reference, x), Write(answer, y));

    private static (string, string) Pair(string r, string a)
    {
        var shown = Math.Max(r.AsSpan().CommonPrefixLength(a) + 3, FewestDigits + 2);
        return Shortened.Pair(Cut(r, shown), Cut(a, shown));
    }

    private static string Write(Expr expr, RealInterval value) => expr switch
    {
        Number { Value: { Bits: <= LargestShown } exact } => exact.ToString(),
        DecimalNumber { Value: { Bits: <= LargestShown } exact } => Decimal(exact) ?? exact.ToString(),
        _ when value.AsWhole is { } whole => whole.ToString("F0", CultureInfo.InvariantCulture),
        _ => value.Middle.ToString(DoubleDigits, CultureInfo.InvariantCulture) + "…",
    };

    private static string Cut(string text, int shown) => text[^1] == '…' && text.Length > shown + 1 && !text.AsSpan().ContainsAny("ei ") ? text[..shown] + "…" : text;

    private static string Write(Value value, Value other)
    {
        if (value.Status == ValueStatus.Exact && other.Status != ValueStatus.Exact && Decimal(value.Exact) is { } digits)
            return digits;
        if (value.Status == ValueStatus.Exact)
            return value.Exact.Bits <= LargestShown ? value.Exact.ToString() : string.Create(CultureInfo.InvariantCulture, $"a number of {value.Exact.Bits} bits");
        if (value.IsReal)
            return Write(value.Ball.Re);
        var imaginary = Write(value.Ball.Im);
        return imaginary[0] == '-' ? $"{Write(value.Ball.Re)} - {imaginary[1..]}i" : $"{Write(value.Ball.Re)} + {imaginary}i";
    }

    /// <summary>A fraction that ends as a decimal, to stand beside an endless one: 283/200 is 1.415.</summary>
    private static string? Decimal(Rational value)
    {
        for (var places = 1; places <= 320 && !value.IsInteger && value.Bits <= LargestShown; places = places < 8 ? places + 1 : places * 2)
        {
            var scaled = value.Abs() * ((Rational)10).ToPower(places);
            if (!scaled.IsInteger)
                continue;
            var text = scaled.Numerator.ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
            return $"{(value.Sign < 0 ? "-" : string.Empty)}{text.AsSpan(0, text.Length - places)}.{text.AsSpan(text.Length - places).TrimEnd('0')}";
        }
        return null;
    }

    /// <summary>The digits that are certain: 1.4142…, 3.2…e50.</summary>
    private static string Write(Ball ball)
    {
        if (ball.Midpoint.IsZero)
            return "0";
        var magnitude = ball.Magnitude;
        if (Math.Abs(magnitude) > LargestShown)
            return string.Create(CultureInfo.InvariantCulture, $"about 10^{(long)(magnitude * Math.Log10(2))}");
        var digits = (int)Math.Clamp((magnitude - ball.ErrorMagnitude) * 0.301, 1, 320) - 1;
        // |x| < 2^magnitude, so that x · 10^places has about as many digits before the point.
        var places = digits - (int)Math.Ceiling(magnitude * 0.30103);
        var scaled = BigInteger.Abs(ball.Midpoint);
        scaled = places >= 0 ? scaled * BigInteger.Pow(10, places) : scaled;
        scaled = ball.Exponent >= 0 ? scaled << ball.Exponent : scaled >> -ball.Exponent;
        scaled = places < 0 ? scaled / BigInteger.Pow(10, -places) : scaled;
        var text = scaled.ToString(CultureInfo.InvariantCulture);
        var sign = ball.Midpoint.Sign < 0 ? "-" : string.Empty;
        var leading = text.Length - 1 - places;
        if (leading is < -LargestPlain or > LargestPlain || places < 0)
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{text[0]}.{text.AsSpan(1, Math.Min(FewestDigits, text.Length - 1))}…e{leading}");
        text = text.PadLeft(places + 1, '0');
        return $"{sign}{text.AsSpan(0, text.Length - places)}.{text.AsSpan(text.Length - places)}…";
    }
}
