using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>
/// A function near a point, seen from one side: e^G · S for small t > 0, where S is a Laurent series and G holds negative powers of t
/// only. e^(−1/t) is smaller than every power of t, e^(1/t) larger, so that sums of germs are ruled by the larger G.
/// </summary>
/// <param name="Growth">G; null when there is none.</param>
/// <param name="Series">S.</param>
internal readonly record struct Germ(PowerSeries? Growth, PowerSeries Series)
{
    /// <summary>A series without growth; null for none.</summary>
    public static Germ? Of(PowerSeries? series) => series is null ? null : new Germ(null, series);

    /// <summary>f + g. With G − H → −∞ the first summand is below every power of t beside the second.</summary>
    public static Germ? Add(Germ f, Germ g, Reals reals)
    {
        if (f.Growth is null && g.Growth is null)
            return Of(f.Series.Add(g.Series, reals));
        if (Difference(f.Growth, g.Growth, reals) is not { } difference)
            return null;
        return Direction(difference) switch
        {
            Way.Up => f,
            Way.Down => g,
            Way.None => f.Series.Add(g.Series, reals) is { } sum ? new Germ(f.Growth, sum) : null,
            Way.Unknown => null,
        };
    }

    /// <summary>f · g.</summary>
    public static Germ? Multiply(Germ f, Germ g, Reals reals)
    {
        if (f.Series.Multiply(g.Series, reals) is not { } product)
            return null;
        if (f.Growth is null || g.Growth is null)
            return new Germ(f.Growth ?? g.Growth, product);
        return f.Growth.Add(g.Growth, reals) is { } growth ? new Germ(Kept(growth), product) : null;
    }

    /// <summary>f^n for a number n, certain to be one function: (e^G S)^n = e^(nG) S^n.</summary>
    public static Germ? Power(Germ f, Rational n, bool oneSided, Evaluator evaluator, Reals reals)
    {
        if (f.Series.Power(n, oneSided, evaluator, reals) is not { } power)
            return null;
        if (f.Growth is null)
            return Of(power);
        return f.Growth.Scale(n, reals) is { } growth ? new Germ(Kept(growth), power) : null;
    }

    /// <summary>f as a series alone: e^G S with G → −∞ is 0 up to any power of t. Null when it grows.</summary>
    public PowerSeries? Flat() => Growth is null ? Series
        : Direction(Growth) == Way.Down ? PowerSeries.Constant(Rational.Zero, Math.Max(1, Series.Count))
        : null;

    /// <summary>Whether e^G tends to 0 or to ∞.</summary>
    public Way Trend => Growth is null ? Way.None : Direction(Growth);

    /// <summary>Where an exponent goes as t falls to 0.</summary>
    internal enum Way
    {
        None, Up, Down, Unknown,
    }

    private static PowerSeries? Difference(PowerSeries? a, PowerSeries? b, Reals reals) =>
        b is null ? a : b.Scale((Rational)(-1), reals) is { } minus ? a is null ? minus : a.Add(minus, reals) : null;

    private static Way Direction(PowerSeries growth)
    {
        var leading = growth.Strip();
        if (leading.Count == 0)
            return Way.None;
        return Reals.Sign(leading.Coefficients[0]) switch { > 0 => Way.Up, < 0 => Way.Down, _ => Way.Unknown };
    }

    private static PowerSeries? Kept(PowerSeries growth) => growth.Strip() is { Count: > 0 } left ? left : null;
}
