using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Balls;

/// <summary>
/// A real number between two doubles: the first, fastest look at a value. Sums, products, quotients and roots are rounded correctly by
/// IEEE 754, so that one step outwards makes them rigorous; the elementary functions of the C library err by less than a few units
/// in the last place and are given 2⁻⁴⁸. What cannot be seen this way is <see cref="None"/>.
/// </summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
internal readonly record struct RealInterval(double Low, double High)
{
    private const double LibraryError = 1.0 / (1L << 48);
    private const double Tiny = 16 * double.Epsilon;
    private const double LargestAngle = 1e6;
    private const double LargestWhole = 1L << 53;

    /// <summary>Nothing: no real number, too large, or too uncertain.</summary>
    public static RealInterval None => new(double.NaN, double.NaN);

    /// <summary>Whether something is known.</summary>
    public bool IsKnown => double.IsFinite(Low) && double.IsFinite(High);

    /// <summary>Whether it is known to nine digits at least, so that agreement says something.</summary>
    public bool IsTight => High - Low <= 1e-9 * Math.Max(1e-6, Math.Min(Math.Abs(Low), Math.Abs(High)));

    /// <summary>The middle.</summary>
    public double Middle => Low + ((High - Low) / 2);

    /// <summary>The value when it is exactly one whole number.</summary>
    public double? AsWhole => Low == High && Math.Abs(Low) < LargestWhole && Low == Math.Floor(Low) ? Low : null;

    /// <summary>The fraction.</summary>
    public static RealInterval From(Rational value)
    {
        if (value.IsInteger && value.Numerator.GetBitLength() <= 53)
            return At((double)value.Numerator);
        if (value.Bits > 900)
            return None;
        return Around((double)value.Numerator / (double)value.Denominator, Tiny, 1e-15);
    }

    /// <summary>Whether no number lies in both.</summary>
    public static bool AreDisjoint(RealInterval a, RealInterval b) => a.High < b.Low || b.High < a.Low;

    public static RealInterval operator -(RealInterval a) => new(-a.High, -a.Low);

    public static RealInterval operator +(RealInterval a, RealInterval b) => Outwards(a.Low + b.Low, a.High + b.High);

    public static RealInterval operator -(RealInterval a, RealInterval b) => a + -b;

    public static RealInterval operator *(RealInterval a, RealInterval b)
    {
        var (p, q, r, s) = (a.Low * b.Low, a.Low * b.High, a.High * b.Low, a.High * b.High);
        return Outwards(Math.Min(Math.Min(p, q), Math.Min(r, s)), Math.Max(Math.Max(p, q), Math.Max(r, s)));
    }

    /// <summary>1/a; nothing when a may be 0.</summary>
    public RealInterval Inverse() => Low <= 0 && High >= 0 ? None : Outwards(1 / High, 1 / Low);

    /// <summary>aⁿ.</summary>
    public RealInterval ToPower(int n)
    {
        if (n < 0)
            return ToPower(-n).Inverse();
        var result = At(1);
        for (var bit = 31 - BitOperations.LeadingZeroCount((uint)n | 1); bit >= 0; bit--)
        {
            result *= result;
            if ((n >> bit & 1) == 1)
                result *= this;
        }
        return result;
    }

    /// <summary>a^x for a > 0: monotonic in both.</summary>
    public RealInterval ToPower(RealInterval x) => Low > 0 ? (Ln() * x).Exp() : None;

    /// <summary>√a for a ≥ 0.</summary>
    public RealInterval SquareRoot() => Low >= 0 ? Outwards(Math.Sqrt(Low), Math.Sqrt(High)) : None;

    /// <summary>eᵃ.</summary>
    public RealInterval Exp() => Rising(Math.Exp(Low), Math.Exp(High));

    /// <summary>ln a for a > 0.</summary>
    public RealInterval Ln() => Low > 0 ? Rising(Math.Log(Low), Math.Log(High)) : None;

    /// <summary>arctan a.</summary>
    public RealInterval Arctan() => Rising(Math.Atan(Low), Math.Atan(High));

    /// <summary>arcsin a for |a| ≤ 1.</summary>
    public RealInterval Arcsin() => Low >= -1 && High <= 1 ? Rising(Math.Asin(Low), Math.Asin(High)) : None;

    /// <summary>arccos a for |a| ≤ 1.</summary>
    public RealInterval Arccos() => Low >= -1 && High <= 1 ? Rising(Math.Acos(High), Math.Acos(Low)) : None;

    /// <summary>sin a: it moves no farther than its argument.</summary>
    public RealInterval Sin() => IsAngle ? Around(Math.Sin(Middle), Spread + LibraryError, 0) : None;

    /// <summary>cos a.</summary>
    public RealInterval Cos() => IsAngle ? Around(Math.Cos(Middle), Spread + LibraryError, 0) : None;

    /// <summary>|a|.</summary>
    public RealInterval Abs() => Low >= 0 ? this : High <= 0 ? -this : new(0, Math.Max(-Low, High));

    /// <summary>One double.</summary>
    public static RealInterval At(double value) => new(value, value);

    /// <summary>a ± (absolute + relative·|a|).</summary>
    public static RealInterval Around(double value, double absolute, double relative)
    {
        var error = absolute + (relative * Math.Abs(value));
        return Outwards(value - error, value + error);
    }

    private bool IsAngle => Math.Abs(Low) < LargestAngle && Math.Abs(High) < LargestAngle;

    private double Spread => ((High - Low) / 2) + (Math.Max(Math.Abs(Low), Math.Abs(High)) * 1e-15);

    private static RealInterval Outwards(double low, double high) => new(Math.BitDecrement(low), Math.BitIncrement(high));

    private static RealInterval Rising(double low, double high) =>
        new(low - (LibraryError * Math.Abs(low)) - Tiny, high + (LibraryError * Math.Abs(high)) + Tiny);
}
