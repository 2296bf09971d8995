using System.Numerics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>
/// ∑ f(k) from some k on without end, for hypergeometric terms. Polynomial times geometric exactly; a ratio of neighbours that stays
/// below 1 bounds the tail by a geometric series; rational functions by <see cref="EulerMaclaurin"/>, alternating ones in pairs. A series
/// whose terms do not fall to 0, or fall like 1/k without a sign, has no value or is infinite; what is none of these is unknown.
/// </summary>
internal sealed class InfiniteSum(Evaluator evaluator, StepBudget budget)
{
    private const int MostTerms = 3000;

    /// <summary>Terms between two looks at the tail.</summary>
    private const int Stride = 16;

    private const int Guard = 40;

    private readonly Reals _reals = new(evaluator.Precision + Guard, budget);

    /// <summary>The sum that the operator asks for.</summary>
    public Value Of(BigOperator op, BigInteger start)
    {
        if (BigInteger.Abs(start) > 1000 || Summand.Terms(op.Body, op.Variable, evaluator.WithPrecision(evaluator.Precision + Guard), budget) is not { } terms)
            return Value.Unknown;
        if (terms.Count > 1 && terms.Exists(term => Limit(term) is not < 1))
            return Value.Unknown;                                                   // the parts may diverge where the whole converges
        Value sum = Rational.Zero;
        foreach (var term in terms)
        {
            sum = _reals.Add(sum, OfTerm(term, (int)start));
            if (!sum.IsReal)
                return sum;
        }
        return sum;
    }

    /// <summary>lim |f(k + 1)/f(k)| against 1: −∞ … 1 below it, exactly 1, or above; null when it cannot be told.</summary>
    private double? Limit(Summand term)
    {
        var growth = term.Factorials.Sum(f => f.Slope * f.Exponent);
        if (growth != 0)
            return growth < 0 ? 0 : double.PositiveInfinity;
        var limit = term.Factorials.Where(f => f.Slope > 0).Aggregate(term.Z, (z, f) => _reals.Multiply(z, ((Rational)f.Slope).ToPower(f.Slope * f.Exponent)));
        if (limit.Status == ValueStatus.Exact && limit.Exact.Abs().IsOne)
            return 1;
        var size = Reals.Sign(limit) < 0 ? Reals.Negate(limit) : limit;
        return Reals.Sign(_reals.Subtract(size, Rational.One)) switch { < 0 => 0.5, > 0 => 2, _ => null };
    }

    private Value OfTerm(Summand term, int start)
    {
        if (term.P is [var only] && Reals.IsZero(only))
            return Rational.Zero;
        if (Limit(term) is not { } limit)
            return Value.Unknown;
        if (limit > 1)
            return term.Factorials.Count == 0 && Reals.Sign(term.Z) > 0 ? Diverges(term) : Value.Undefined;
        if (term.Factorials.Count == 0 && term.Z.Status == ValueStatus.Exact && term.Z.Exact.Abs().IsOne)
            return term.Z.Exact.Sign > 0 ? OfRational(term, start) : Alternating(term, start);
        if (limit == 1)
            return Value.Unknown;
        return Geometric(term, start) ?? Hypergeometric(term, start);
    }

    private static Value Diverges(Summand term) =>
        Reals.Sign(term.P[^1]) * Reals.Sign(term.Q[^1]) is var sign and not 0 ? Value.Infinite(sign) : Value.Unknown;

    /// <summary>∑ p(k) zᵏ from K on: with p(K + j) = ∑ Δᵐp(K) (j over m) it is z^K ∑ Δᵐp(K) zᵐ/(1 − z)^(m+1). Exact for fractions.</summary>
    private Value? Geometric(Summand term, int start)
    {
        if (term.Factorials.Count > 0 || term.Q.Length > 1)
            return null;
        var values = new Value[term.P.Length];
        for (var j = 0; j < values.Length; j++)
            values[j] = Summand.At(term.P, (Rational)(start + j), _reals);
        var inverse = _reals.Invert(_reals.Subtract(Rational.One, term.Z));
        var (factor, step) = (inverse, _reals.Multiply(term.Z, inverse));
        Value sum = Rational.Zero;
        for (var m = 0; m < term.P.Length; m++)
        {
            sum = _reals.Add(sum, _reals.Multiply(values[0], factor));
            factor = _reals.Multiply(factor, step);
            for (var j = 0; j + 1 < values.Length - m; j++)
                values[j] = _reals.Subtract(values[j + 1], values[j]);
        }
        return _reals.Multiply(_reals.Multiply(sum, evaluator.RaiseToRational(term.Z, start)), _reals.Invert(term.Q[0]));
    }

    /// <summary>Term by term, until the tail is small: with |f(k + 1)/f(k)| ≤ ρ &lt; 1 for all k ≥ N it is at most |f(N)|/(1 − ρ).</summary>
    private Value Hypergeometric(Summand term, int start)
    {
        if (Factorials(term, start) is not { } first)
            return Value.Unknown;
        var power = Approximate(_reals.Multiply(first, evaluator.WithPrecision(_reals.Precision).RaiseToRational(term.Z, start)));
        var z = Approximate(term.Z);
        Value sum = Rational.Zero;
        for (var n = 0; n < MostTerms; n++)
        {
            var k = start + n;
            var f = _reals.Multiply(power, term.Quotient((Rational)k, _reals));
            if (!f.IsReal)
                return f.Status == ValueStatus.OverBudget ? f : Value.Unknown;
            if (n % Stride == Stride - 1 && k > 1 && Ratio(term, k) is { } ratio && Tail(f, ratio) is { } tail && tail.Magnitude < -_reals.Precision + Guard - 8)
                return _reals.Add(sum, Value.Of(new Ball(0, BigInteger.Abs(tail.Midpoint) + tail.Radius, tail.Exponent).Round(30)));
            sum = _reals.Add(sum, f);
            power = _reals.Multiply(power, _reals.Multiply(z, Step(term, k)));
        }
        return Value.Unknown;
    }

    private Ball? Tail(Value f, Ball ratio)
    {
        var room = Ball.Subtract(Ball.One, ratio, 64);
        return room.Sign > 0 && Ball.Invert(room, 64) is { } inverse ? Ball.Multiply(_reals.BallOf(f), inverse, 64) : null;
    }

    /// <summary>An upper bound of |f(k + 1)/f(k)| for all k ≥ N, from k = 1/u with u in the ball [0, 1/N].</summary>
    private Ball? Ratio(Summand term, int from)
    {
        var bounds = new Reals(64, budget);
        // [0, 1/N] lies in m ± m with m = 1/(2N), rounded up.
        var half = Ball.From(Rational.Of(1, 2L * from), 20);
        Value u = Value.Of(new Ball(half.Midpoint + half.Radius, half.Midpoint + half.Radius, half.Exponent));
        var (p, q) = (Reversed(term.P, u, bounds), Reversed(term.Q, u, bounds));
        var (nextP, nextQ) = (Reversed(Summand.Compose(term.P, 1, 1, _reals), u, bounds), Reversed(Summand.Compose(term.Q, 1, 1, _reals), u, bounds));
        var ratio = bounds.Multiply(bounds.Multiply(term.Z, bounds.Multiply(nextP, bounds.Invert(p))), bounds.Multiply(q, bounds.Invert(nextQ)));
        var growth = 0;
        foreach (var f in term.Factorials)
        {
            growth += f.Slope * f.Exponent;
            for (var i = 1; i <= f.Slope; i++)
            {
                var factor = Reversed([(Rational)(f.Start + i), (Rational)f.Slope], u, bounds);                     // (αk + β + i)/k
                factor = f.Exponent < 0 ? bounds.Invert(factor) : factor;
                for (var e = 0; e < Math.Abs(f.Exponent); e++)
                    ratio = bounds.Multiply(ratio, factor);
            }
        }
        for (; growth < 0; growth++)
            ratio = bounds.Multiply(ratio, u);
        return ratio.IsReal && ComplexBall.Abs(ratio.ToBall(64), 64) is { } size
            ? new Ball(BigInteger.Abs(size.Midpoint) + size.Radius, 0, size.Exponent)
            : null;
    }

    /// <summary>uᵈ·p(1/u).</summary>
    private static Value Reversed(Value[] p, Value u, Reals bounds)
    {
        Value value = Rational.Zero;
        foreach (var c in p)
            value = bounds.Add(bounds.Multiply(value, u), c);
        return value;
    }

    /// <summary>∏ (αk + β)!^e at the start; null where a factorial has no value.</summary>
    private Value? Factorials(Summand term, int k)
    {
        Value product = Rational.One;
        foreach (var f in term.Factorials)
        {
            var n = (f.Slope * k) + f.Start;
            if (n is < 0 or > 3000)
                return null;
            var factorial = BigInteger.One;
            for (var i = 2; i <= n; i++)
                factorial *= i;
            product = _reals.Multiply(product, ((Rational)factorial).ToPower(f.Exponent));
        }
        return product;
    }

    /// <summary>∏ ((αk + β + 1) … (αk + β + α))^e.</summary>
    private static Rational Step(Summand term, int k)
    {
        var step = Rational.One;
        foreach (var f in term.Factorials)
        {
            for (var i = 1; i <= f.Slope; i++)
                step *= ((Rational)((f.Slope * k) + f.Start + i)).ToPower(f.Exponent);
        }
        return step;
    }

    private Value Approximate(Value value) => value.IsNumber ? Value.Of(value.ToBall(_reals.Precision)) : value;

    private Value OfRational(Summand term, int start) =>
        term.Gap < 2 ? Diverges(term) : new EulerMaclaurin(_reals, evaluator.Precision).Sum(term, start);

    /// <summary>∑ (−1)ᵏ a(k) = (−1)^K ∑ (a(K + 2j) − a(K + 2j + 1)), where the terms fall to 0.</summary>
    private Value Alternating(Summand term, int start)
    {
        if (term.Gap < 1)
            return Reals.Sign(term.P[^1]) != 0 && Reals.Sign(term.Q[^1]) != 0 ? Value.Undefined : Value.Unknown;    // the terms do not fall to 0
        var (p0, q0) = (Summand.Compose(term.P, 2, start, _reals), Summand.Compose(term.Q, 2, start, _reals));
        var (p1, q1) = (Summand.Compose(term.P, 2, start + 1, _reals), Summand.Compose(term.Q, 2, start + 1, _reals));
        var minus = Array.ConvertAll(Summand.Multiply(p1, q0, _reals), Reals.Negate);
        var pair = new Summand(Summand.Add(Summand.Multiply(p0, q1, _reals), minus, _reals), Summand.Multiply(q0, q1, _reals), Rational.One, []);
        if (pair.Gap < 2)
            return Value.Unknown;
        var sum = new EulerMaclaurin(_reals, evaluator.Precision).Sum(pair, 0);
        return start % 2 == 0 ? sum : Reals.Negate(sum);
    }
}
