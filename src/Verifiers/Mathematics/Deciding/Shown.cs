using System.Globalization;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Deciding;

/// <summary>Values as they are told to people.</summary>
internal static class Shown
{
    private const int Longest = 60;

    /// <summary>Writing out tens of thousands of digits, of which sixty are shown, would cost more than the comparison.</summary>
    public static string Of(Rational value) => value.Bits <= 2_000 ? Cut(value.ToString()) : FormattableString.Invariant($"a number of {value.Bits} bits");

    public static string Of(Value value)
    {
        if (value.Status == ValueStatus.Exact)
            return Of(value.Exact);
        var (re, im) = (value.Ball.Re.ToDouble(), value.Ball.Im.ToDouble());
        if (!double.IsFinite(re) || !double.IsFinite(im))
            return FormattableString.Invariant($"about 10^{(long)(Math.Max(value.Ball.Re.Magnitude, value.Ball.Im.Magnitude) * Math.Log10(2))}");
        return value.IsReal ? Of(re) : $"{Of(re)} {(im < 0 ? '-' : '+')} {Of(Math.Abs(im))}i";
    }

    /// <summary>A value in doubles; a number that was written down is shown exactly.</summary>
    public static string Of(Expr expr, RealInterval value) => expr switch
    {
        Number number => Of(number.Value),
        DecimalNumber number => Of(number.Value),
        _ => Of(value),
    };

    public static string Of(RealInterval value) => Of(value.Middle);

    /// <summary>Twelve digits are the same on every machine; the last of a double's seventeen are not.</summary>
    private static string Of(double value) => value.ToString("G12", CultureInfo.InvariantCulture) + (value == Math.Floor(value) && Math.Abs(value) < 1e12 ? string.Empty : "…");

    private static string Cut(string text) => text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
}
