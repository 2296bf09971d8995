using System.Collections.Concurrent;
using System.Numerics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>
/// ∑ f(k) for a rational f = P/Q that falls like k^(−g), g ≥ 2. The first terms are added; from N on
/// ∑ f(k) = ∫ f + f(N)/2 − ∑ B₂ᵢ/(2i)! · f⁽²ⁱ⁻¹⁾(N) + R over i ≤ m, with |R| ≤ 4/(2π)^(2m) · ∫ |f⁽²ᵐ⁾|.
/// <para>
/// All poles lie well inside |x| &lt; r, and |f(x)| ≤ C|x|^(−g) outside. Cauchy's estimate on the disc of radius x/2 about x ≥ N ≥ 4r then
/// gives |f⁽²ᵐ⁾(x)| ≤ (2m)! C (x/2)^(−g−2m), and on the circle |1/x| = 1/r the coefficients of f = ∑ cₛ x^(−s) satisfy |cₛ| ≤ C r^(s−g), so
/// that ∫ f = ∑ cₛ N^(1−s)/(s−1) has a geometric tail.
/// </para>
/// </summary>
internal sealed class EulerMaclaurin(Reals reals, int bits)
{
    private const int LargestRadius = 1 << 10;

    private static readonly ConcurrentDictionary<int, Rational[]> Bernoulli = new();

    /// <summary>The sum over k ≥ start.</summary>
    public Value Sum(Summand term, int start)
    {
        var gap = term.Gap;
        if (Radius(term) is not { } outside)
            return Value.Unknown;
        var (r, c) = outside;
        var from = Math.Max(Math.Max(start, 4 * r), (bits / 3) + 8);
        Value sum = Rational.Zero;
        for (var k = start; k < from; k++)
        {
            var f = ApproximateQuotient(term, k);
            if (!f.IsReal)
                return f.Status == ValueStatus.OverBudget ? f : Value.Undefined;                         // a pole among the terms
            sum = reals.Add(sum, f);
        }
        // The integral: |cₛ| N^(1−s) ≤ C r^(−g) N (r/N)^s.
        var ratio = Ball.From(Rational.Of(r, from), 64);
        var terms = (int)Math.Ceiling((bits + 20.0 + Math.Max(0, c.Magnitude)) / Math.Log2((double)from / r)) + gap + 2;
        var u = PowerSeries.Of(0, terms, Rational.Zero, Rational.One);
        if (term.AtInverse(u, 1, reals) is not { } atInfinity)
            return Value.Unknown;
        // f(1/u)/u² = ∑ cₛ u^(s−2), so that ∫ = ∑ cₛ/(s−1) · N^(1−s).
        var inverse = reals.Invert((Rational)from);
        var power = Approximate(inverse);
        Value integral = Rational.Zero;
        for (var s = 2; s - 2 < atInfinity.End; s++)
        {
            integral = reals.Add(integral, reals.Scale(reals.Multiply(atInfinity.At(s - 2), power), 1, s - 1));
            power = reals.Multiply(power, inverse);
        }
        var last = atInfinity.End + 2;
        var tail = Times(Times(c, new Ball(from, 0, 0)), Times(Exponent(ratio, last), Invert(Ball.Subtract(Ball.One, ratio, 64))));
        sum = reals.Add(sum, reals.Add(integral, Within(tail)));
        return Corrections(term, from, gap, c, sum);
    }

    /// <summary>f(N)/2 − ∑ B₂ᵢ/(2i)·c₂ᵢ₋₁, where f(N + t) = ∑ cⱼtʲ, and the remainder.</summary>
    private Value Corrections(Summand term, int from, int gap, Ball c, Value sum)
    {
        // |R| ≤ 4C/(2π)^(2m) · (2m)! · 2^(g+2m) · N^(1−g−2m) /(g+2m−1), estimated in logarithms to choose m, then computed.
        var m = 1;
        var estimate = double.MaxValue;
        for (var (j, log) = (1, 0.0); j < 2 * bits; j++)
        {
            log += Math.Log2(2.0 * j) + Math.Log2((2.0 * j) - 1) - (2 * Math.Log2(Math.PI * from));
            if (log >= estimate)
                break;
            (m, estimate) = (j, log);
            if (log < -bits - 20 - Math.Max(0, c.Magnitude))
                break;
        }
        var x = PowerSeries.Of(0, 2 * m, (Rational)from, Rational.One);
        if (Horner(term.P, x) is not { } p || Horner(term.Q, x) is not { } q || p.Divide(q, reals) is not { Valuation: >= 0 } f)
            return Value.Unknown;
        sum = reals.Add(sum, reals.Scale(f.At(0), 1, 2));
        var numbers = BernoulliNumbers(m);
        for (var i = 1; i <= m && (2 * i) - 1 < f.End; i++)
            sum = reals.Subtract(sum, reals.Scale(reals.Multiply(f.At((2 * i) - 1), Value.Of(Ball.From(numbers[i], reals.Precision))), 1, 2 * i));
        var remainder = Times(c, new Ball(8, 0, gap));
        var factor = Invert(Times(ElementaryFunctions.Pi(64), new Ball(from, 0, 0)));
        for (var j = 1; j <= 2 * m; j++)
            remainder = Times(remainder, Times(factor, new Ball(j, 0, 0)));                               // (2m)!/(πN)^(2m)
        return f.End < 2 * m ? Value.Unknown : reals.Add(sum, Within(remainder));
    }

    /// <summary>
    /// r and C with |P/Q| ≤ C|x|^(−g) for |x| ≥ r: there |Q| ≥ |x|^d (|q_d| − ∑ |qᵢ| r^(i−d)) and |P| ≤ |x|^e ∑ |pᵢ| r^(i−e).
    /// </summary>
    private static (int R, Ball C)? Radius(Summand term)
    {
        for (var r = 1; r <= LargestRadius; r *= 2)
        {
            var (p, q) = (Rest(term.P, r), Rest(term.Q, r));
            var leading = Size(term.Q[^1]);
            var lower = Ball.Subtract(leading, q, 64);
            if (term.Q[^1].IsReal && lower.Sign > 0 && Ball.Subtract(new Ball(lower.Midpoint, lower.Radius, lower.Exponent + 2), leading, 64).Sign > 0)
                return (r, Times(Ball.Add(Size(term.P[^1]), p, 64), Invert(lower)));
        }
        return null;
    }

    /// <summary>∑ |pᵢ| r^(i−d) over i &lt; d.</summary>
    private static Ball Rest(Value[] p, int r)
    {
        var inverse = Ball.From(Rational.Of(1, r), 64);
        var sum = Ball.Zero;
        for (var i = 0; i < p.Length - 1; i++)
            sum = Times(Ball.Add(sum, Size(p[i]), 64), inverse);
        return sum;
    }

    private static Ball Size(Value value) => ComplexBall.Abs(value.ToBall(64), 64) ?? Ball.Zero;

    private Value ApproximateQuotient(Summand term, int k)
    {
        var (p, q) = (Summand.At(term.P, (Rational)k, reals), Summand.At(term.Q, (Rational)k, reals));
        return Reals.Sign(q) == 0 ? Reals.IsZero(q) || !q.IsNumber ? Value.Undefined : Value.Unknown : reals.Multiply(p, reals.Invert(Approximate(q)));
    }

    private PowerSeries? Horner(Value[] p, PowerSeries x)
    {
        PowerSeries? value = PowerSeries.Constant(Rational.Zero, x.Count);
        for (var i = p.Length - 1; i >= 0; i--)
            value = value?.Multiply(x, reals)?.Add(PowerSeries.Constant(Approximate(p[i]), x.Count), reals);
        return value;
    }

    private Value Approximate(Value value) => value.IsNumber ? Value.Of(value.ToBall(reals.Precision)) : value;

    /// <summary>B₀, B₂, …, B₂ₘ by ∑ (n+1 over j) Bⱼ = 0.</summary>
    private static Rational[] BernoulliNumbers(int m) => Bernoulli.GetOrAdd((m / 64 * 64) + 64, static most =>
    {
        // Seidel's triangle would be faster still; this runs a few times in the life of a process.
        var even = new Rational[most + 1];
        even[0] = 1;
        for (var i = 1; i <= most; i++)
        {
            // (2i + 1) B₂ᵢ = −1 + (2i + 1)/2 − ∑ (2i+1 over 2j) B₂ⱼ over 0 < j < i
            var sum = Rational.Of((2 * i) - 1, 2);
            var binomial = BigInteger.One;
            for (var j = 1; j < i; j++)
            {
                binomial = binomial * ((2 * i) + 1 - (2 * j) + 2) * ((2 * i) + 1 - (2 * j) + 1) / (((2 * j) - 1) * (2 * j));
                sum -= binomial * even[j];
            }
            even[i] = sum / ((2 * i) + 1);
        }
        return even;
    });

    private static Ball Times(Ball a, Ball b) => Ball.Multiply(a, b, 64);

    private static Ball Invert(Ball a) => Ball.Invert(a, 64) ?? new Ball(0, 1, Ball.LargestExponent);

    private static Ball Exponent(Ball x, int n) => ComplexBall.ToPower(new(x, Ball.Zero), n, 64)?.Re ?? new Ball(0, 1, Ball.LargestExponent);

    /// <summary>0, wrong by at most this.</summary>
    private static Value Within(Ball bound) => Value.Of(new Ball(0, BigInteger.Abs(bound.Midpoint) + bound.Radius, bound.Exponent).Round(30));
}
