using System.Numerics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>
/// The elementary functions of a series. Each satisfies a differential equation, and comparing coefficients in it gives a recurrence:
/// g = e^f has g′ = f′g, so n·gₙ = ∑ k·fₖ·gₙ₋ₖ.
/// </summary>
internal sealed partial class PowerSeries
{
    /// <summary>
    /// f^p. With f = c·t^v·(1 + …) it is c^p·t^(vp)·(1 + …)^p, so v·p must be whole; where t has both signs (not one-sided), a fractional
    /// power needs v = 0, for √(t²) is |t|. J. C. P. Miller: n·a₀·bₙ = ∑ (kp − (n − k))·aₖ·bₙ₋ₖ.
    /// </summary>
    /// <param name="exponent">p.</param>
    /// <param name="oneSided">Whether t is positive.</param>
    /// <param name="evaluator">Computes c^p.</param>
    /// <param name="reals">The arithmetic.</param>
    public PowerSeries? Power(Rational exponent, bool oneSided, Evaluator evaluator, Reals reals)
    {
        if (exponent.IsInteger && exponent.Sign >= 0 && exponent <= 64)
            return NaturalPower((int)exponent.Numerator, reals);
        if (exponent == -1)
            return Constant(Rational.One, Count).Divide(this, reals);
        var f = Strip();
        var sign = f.Count == 0 ? 0 : Reals.Sign(f.Coefficients[0]);
        if (sign == 0 || (sign < 0 && exponent.Denominator.IsEven))
            return null;
        var lowest = exponent * f.Valuation;
        if (!lowest.IsInteger || lowest.Abs() > 10_000 || (!exponent.IsInteger && !oneSided && f.Valuation != 0))
            return null;
        var a = f.Coefficients;
        var b = new Value[f.Count];
        b[0] = evaluator.RaiseToRational(a[0], exponent);
        var inverse = reals.Invert(a[0]);
        var (p, q) = (exponent.Numerator, exponent.Denominator);
        var support = f.Support;
        for (var n = 1; n < b.Length; n++)
        {
            // kp − (n − k)q at k = 1, and p + q more each time
            var sum = support <= 1 ? (Value)Rational.Zero : reals.Convolve(a[1..Math.Min(n + 1, support)], b.AsSpan(..n), p - ((n - 1) * q), p + q);
            b[n] = reals.Scale(reals.Multiply(sum, inverse), 1, n * q);
        }
        return Checked((int)lowest.Numerator, b);
    }

    private PowerSeries? NaturalPower(int n, Reals reals)
    {
        if (n == 0)
            return Constant(Rational.One, Count);
        PowerSeries? result = this;
        for (var bit = BitOperations.Log2((uint)n) - 1; bit >= 0 && result is not null; bit--)
        {
            result = result.Multiply(result, reals);
            if ((n >> bit & 1) == 1)
                result = result?.Multiply(this, reals);
        }
        return result;
    }

    /// <summary>e^f: g′ = f′g. Needs v ≥ 0.</summary>
    public PowerSeries? Exp(Evaluator evaluator, Reals reals)
    {
        if (FromZero() is not { } f)
            return null;
        var g = new Value[f.Length];
        g[0] = evaluator.Exponential(f[0]);
        var support = SupportOf(f);
        for (var n = 1; n < g.Length; n++)
            g[n] = Convolve(f, g, n, support, reals);
        return Checked(0, g);
    }

    /// <summary>ln f: g′ = f′/f. Needs v = 0 and a positive constant term.</summary>
    public PowerSeries? Ln(Evaluator evaluator, Reals reals)
    {
        var f = Strip();
        return f.Valuation != 0 || f.Count == 0 || Reals.Sign(f.Coefficients[0]) <= 0 ? null
            : f.Differentiate(reals)?.Divide(f, reals)?.Integrate(evaluator.Function(FunctionKind.Ln, f.Coefficients[0]), reals);
    }

    /// <summary>(sin f, cos f): s′ = f′c, c′ = −f′s; with the hyperbolic functions c′ = f′s.</summary>
    public (PowerSeries Sin, PowerSeries Cos)? SinCos(bool hyperbolic, (Value Sin, Value Cos) first, Reals reals)
    {
        if (FromZero() is not { } f)
            return null;
        var (s, c) = (new Value[f.Length], new Value[f.Length]);
        (s[0], c[0]) = first;
        var support = SupportOf(f);
        for (var n = 1; n < f.Length; n++)
        {
            s[n] = Convolve(f, c, n, support, reals);
            c[n] = Convolve(f, s, n, support, reals);
            if (!hyperbolic)
                c[n] = Reals.Negate(c[n]);
        }
        return Checked(0, s) is { } sine && Checked(0, c) is { } cosine ? (sine, cosine) : null;
    }

    /// <summary>
    /// An inverse function F of f by its derivative: (F(f))′ = f′·F′(f), where F′ is ±(a + b·f²)^p: arctan has 1/(1 + f²), arcsin
    /// (1 − f²)^(−1/2).
    /// </summary>
    public PowerSeries? InverseFunction(FunctionKind function, int sign, int a, int b, Rational p, Evaluator evaluator, Reals reals)
    {
        if (FromZero() is not { } f)
            return null;
        var whole = new PowerSeries(0, f);
        return whole.Multiply(whole, reals)?.Scale((Rational)b, reals)?.Add(Constant((Rational)a, f.Length), reals)
            ?.Power(p, false, evaluator, reals) is { Valuation: >= 0 } slope
            ? whole.Differentiate(reals)?.Multiply(slope, reals)?.Scale((Rational)sign, reals)?.Integrate(evaluator.Function(function, f[0]), reals)
            : null;
    }

    /// <summary>(1/n) ∑ k·fₖ·gₙ₋ₖ.</summary>
    private static Value Convolve(Value[] f, Value[] g, int n, int support, Reals reals) =>
        support <= 1 ? Rational.Zero : reals.Scale(reals.Convolve(f.AsSpan(1..Math.Min(n + 1, support)), g.AsSpan(..n), 1, 1), 1, n);

    /// <summary>The coefficients from t⁰ on; null when the series begins before, or knows nothing at t⁰.</summary>
    private Value[]? FromZero()
    {
        var f = Strip();
        if (f.Valuation < 0 || f.End <= 0)
            return null;
        var all = new Value[f.End];
        for (var i = 0; i < all.Length; i++)
            all[i] = f.At(i);
        return all;
    }

    private static int SupportOf(Value[] f) => new PowerSeries(0, f).Support;
}
