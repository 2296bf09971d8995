using System.Numerics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>
/// ∫ₐᵇ f by Taylor's theorem. On [m − h, m + h] f(m + t) = ∑ cⱼ tʲ + cₙ(ξ) tⁿ for j &lt; n, so that its integral is
/// ∑ 2 c₂ⱼ h^(2j+1)/(2j+1), wrong by at most 2 |cₙ(ξ)| h^(n+1)/(n+1). The cₙ of every ξ of the interval come from one expansion about the
/// whole interval as a ball; it fails where f is not analytic. Intervals whose bound is too large are halved.
/// </summary>
/// <param name="integrand">f of a series; null where it is not analytic.</param>
/// <param name="isRational">Whether f is a rational function: its coefficients then cost a few steps each, not as many as come before, and more of them pay.</param>
/// <param name="evaluator">Its precision is the bits that are asked for.</param>
/// <param name="budget">Steps.</param>
internal sealed class Quadrature(Func<PowerSeries, Evaluator, PowerSeries?> integrand, bool isRational, Evaluator evaluator, StepBudget budget)
{
    private const int DeepestHalving = 14;
    private const int MostIntervals = 256;

    /// <summary>Bits of the enclosures: an error bound needs no more.</summary>
    private const int BoundBits = 64;

    /// <summary>The integral between two real numbers; null when its bound stays too large.</summary>
    /// <param name="a">The lower bound.</param>
    /// <param name="b">The upper bound, on either side of a.</param>
    /// <param name="reserve">Steps that are to be left over.</param>
    public Value? Between(Value a, Value b, int reserve)
    {
        var bits = evaluator.Precision;
        var reals = new Reals(bits, budget);
        var terms = isRational ? bits : (bits * 3 / 10) + 10;
        var width = reals.Subtract(b, a);                                         // x = a + (b − a)s with s in [0, 1]
        if (Partition(a, b, terms, reserve) is not { } intervals)
            return null;
        Value sum = Rational.Zero;
        foreach (var (index, depth, error) in intervals)
        {
            var middle = Rational.Of((2 * index) + 1, BigInteger.One << (depth + 1));
            var half = new Ball(1, 0, -depth - 1);
            if (budget.Left < reserve || integrand(Line(a, width, middle, terms, reals), evaluator) is not { Valuation: >= 0 } series || series.End < terms)
                return null;
            sum = reals.Add(sum, Area(series, terms, half, reals));
            if (error > long.MinValue / 2)
                sum = reals.Add(sum, Value.Of(new Ball(0, 1, (int)Math.Clamp(error, -(1 << 20), 1 << 20))));
            if (!sum.IsReal)
                return null;
        }
        return reals.Multiply(sum, width) is { IsNumber: true } result ? result : null;
    }

    /// <summary>Intervals of which each has a small bound, with its exponent of two: all are found before any is integrated.</summary>
    private List<(int Index, int Depth, long Error)>? Partition(Value a, Value b, int terms, int reserve)
    {
        var bounds = new Reals(BoundBits, budget);
        var (rough, width) = (evaluator.WithPrecision(BoundBits), bounds.Subtract(b, a));
        var found = new List<(int Index, int Depth, long Error)>();
        var open = new Stack<(int Index, int Depth)>([(0, 0)]);
        while (open.TryPop(out var interval))
        {
            if (found.Count == MostIntervals || budget.Left < reserve)
                return null;
            var (index, depth) = interval;
            var middle = Rational.Of((2 * index) + 1, BigInteger.One << (depth + 1));
            var whole = Value.Of(Ball.Add(Ball.From(middle, BoundBits), new Ball(0, 1, -depth - 1), BoundBits));
            var enclosure = integrand(Line(a, width, whole, terms + 1, bounds), rough) is { Valuation: >= 0, End: var end } wide && end > terms ? wide : null;
            var error = enclosure is null ? long.MaxValue : Reals.IsZero(enclosure.At(terms)) ? long.MinValue / 2 : bounds.BallOf(enclosure.At(terms)).Magnitude - ((terms + 1L) * (depth + 1)) + 1;
            var size = enclosure is null ? 0 : Math.Max(0, bounds.BallOf(enclosure.At(0)).Magnitude);
            var tolerance = -evaluator.Precision + size - depth;
            if (enclosure is null || error > tolerance)
            {
                // Each halving gains a factor of 2^(n+1) at the least: as many at once as are surely needed.
                var halvings = enclosure is null ? 1 : (int)Math.Clamp((error - tolerance) / (2 * (terms + 1)), 1, 4);
                if (depth + halvings > DeepestHalving)
                    return null;
                for (var part = (1 << halvings) - 1; part >= 0; part--)
                    open.Push(((index << halvings) + part, depth + halvings));
                continue;
            }
            found.Add((index, depth, error));
        }
        return found;
    }

    /// <summary>∑ 2 cⱼ h^(j+1)/(j+1) over even j.</summary>
    private static Value Area(PowerSeries series, int terms, Ball half, Reals reals)
    {
        Value area = Rational.Zero;
        for (var j = 0; j < terms; j += 2)
        {
            if (Reals.IsZero(series.At(j)))
                continue;
            var scale = Value.Of(new Ball(1, 0, (half.Exponent * (j + 1)) + 1));
            area = reals.Add(area, reals.Scale(reals.Multiply(series.At(j), scale), 1, j + 1));
        }
        return area;
    }

    /// <summary>a + w·(s + t).</summary>
    private static PowerSeries Line(Value a, Value width, Value s, int terms, Reals reals) =>
        PowerSeries.Of(0, terms, AsBall(reals.Add(a, reals.Multiply(width, s)), reals), AsBall(width, reals));

    /// <summary>Balls all the way: fractions would grow with every term. Whole numbers stay, for they are exact balls.</summary>
    private static Value AsBall(Value value, Reals reals) =>
        value.Status == ValueStatus.Exact ? Value.Of(Ball.From(value.Exact, reals.Precision)) : value;
}
