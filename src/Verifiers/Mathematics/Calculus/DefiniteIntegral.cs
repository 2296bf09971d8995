using System.Numerics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>
/// ∫ₐᵇ f(x) dx. By an antiderivative where the short table holds one, with limits at infinite and singular ends; the moments of
/// e^(−αx²); otherwise enclosed by <see cref="Quadrature"/>, for a rational function also to infinity. An integral over a pole, or one
/// that none of these reaches, is unknown.
/// </summary>
internal sealed class DefiniteIntegral(Evaluator evaluator, StepBudget budget)
{
    /// <summary>Bits of an enclosure: 33 digits, for what 30 digits leave open is taken for equal.</summary>
    private const int EnclosureBits = 112;

    /// <summary>Bits of a first look, which is to find a difference cheaply.</summary>
    private const int FirstLookBits = 32;

    /// <summary>The integral that the operator asks for, and the bits to which it was computed.</summary>
    public Value Of(BigOperator op, out int bits)
    {
        bits = int.MaxValue;
        if (op.Lower is null || op.Upper is null)
            return Value.Unknown;
        var range = new Range(op.Variable, op.Lower, op.Upper, evaluator.Evaluate(op.Lower), evaluator.Evaluate(op.Upper));
        if (!IsBound(range.A) || !IsBound(range.B))
            return Value.Unknown;
        if (Antiderivative.Of(op.Body, op.Variable, budget) is { } terms && ByAntiderivative(terms, range) is { } exact)
            return exact;
        if (Gaussian(op.Body, range) is { } moments)
            return moments;
        return Enclose(op.Body, range, out bits);
    }

    private sealed record Range(string Variable, Expr Lower, Expr Upper, Value A, Value B);

    private static bool IsBound(Value value) => value.IsReal || value.Status == ValueStatus.Infinite;

    /// <summary>F(b) − F(a), when every term of F is differentiable between the bounds and has a limit at both.</summary>
    private Value? ByAntiderivative(List<AntiderivativeTerm> terms, Range range)
    {
        var forwards = IsBefore(range.A, range.B);
        if (forwards is null)
            return null;
        var reals = new Reals(evaluator.Precision, budget);
        Value sum = Rational.Zero;
        foreach (var term in terms)
        {
            if (!Holds(term, range))
                return null;
            var upper = AtEnd(term, range.Variable, range.Upper, range.B, forwards.Value ? -1 : 1);
            var lower = AtEnd(term, range.Variable, range.Lower, range.A, forwards.Value ? 1 : -1);
            if (!upper.IsReal || !lower.IsReal)
                return null;
            sum = reals.Add(sum, reals.Subtract(upper, lower));
        }
        return sum.IsReal ? sum : null;
    }

    private bool? IsBefore(Value a, Value b)
    {
        if (a.Status == ValueStatus.Infinite || b.Status == ValueStatus.Infinite)
            return a == b ? null : a.Status == ValueStatus.Infinite ? a.Exact.Sign < 0 : b.Exact.Sign > 0;
        var difference = new Reals(evaluator.Precision, budget).Subtract(b, a);
        return Reals.Sign(difference) is var sign and not 0 ? sign > 0 : Reals.IsZero(difference) ? true : null;
    }

    private bool Holds(AntiderivativeTerm term, Range range)
    {
        if (term.Domain == AntiderivativeDomain.All)
            return true;
        if (term.Domain == AntiderivativeDomain.PositiveConstant)
            return Reals.Sign(evaluator.Evaluate(term.Inner!)) > 0;
        if (SignAt(term.Inner!, range.Variable, range.Lower, range.A) is not { } atLower || SignAt(term.Inner!, range.Variable, range.Upper, range.B) is not { } atUpper)
            return false;
        if (term.Domain == AntiderivativeDomain.Cap)
            return atLower >= 0 && atUpper >= 0;
        var sign = atLower + atUpper;
        return term.Domain == AntiderivativeDomain.Positive ? sign > 0 && atLower >= 0 && atUpper >= 0 : sign != 0;
    }

    /// <summary>−1, 0 or 1 when that is certain.</summary>
    private int? SignAt(Expr u, string variable, Expr bound, Value value)
    {
        var at = value.Status == ValueStatus.Infinite ? new Limit(evaluator, budget).At(u, variable, bound, 0) : evaluator.Evaluate(Derivative.Substitute(u, variable, bound));
        return Reals.Sign(at) is var sign and not 0 ? sign : Reals.IsZero(at) ? 0 : null;
    }

    private Value AtEnd(AntiderivativeTerm term, string variable, Expr bound, Value value, int side)
    {
        var limit = new Limit(evaluator, budget);
        if (value.Status == ValueStatus.Infinite)
        {
            return term.Exponent is not null && limit.At(term.Exponent, variable, bound, 0) is { Status: ValueStatus.Infinite, Exact.Sign: < 0 }
                ? Rational.Zero
                : limit.At(term.F, variable, bound, 0);
        }
        if (term.VanishesAtZero && SignAt(term.Inner!, variable, bound, value) == 0)
            return Rational.Zero;
        var f = evaluator.Evaluate(Derivative.Substitute(term.F, variable, bound));
        return f.IsNumber ? f : limit.At(term.F, variable, bound, side);
    }

    /// <summary>
    /// ∫ xⁿ e^(c − αx²) over (−∞, ∞) is (n − 1)!!/(2α)^(n/2) · √(π/α) · e^c for even n and 0 for odd n; over (0, ∞) half of it, or
    /// m!/(2α^(m+1)) · e^c for n = 2m + 1. Proof: polar coordinates in the plane for n = 0, integration by parts for the others.
    /// </summary>
    private Value? Gaussian(Expr body, Range range)
    {
        if (range.B is not { Status: ValueStatus.Infinite, Exact.Sign: > 0 })
            return null;
        var isLine = range.A is { Status: ValueStatus.Infinite, Exact.Sign: < 0 };
        if (!isLine && !Reals.IsZero(range.A))
            return null;
        var factors = body is Product product ? product.Factors.ToArray() : [body];
        var bell = Array.FindIndex(factors, factor => factor is Power { Base: Constant { Kind: ConstantKind.E } } && Derivative.Depends(factor, range.Variable));
        if (bell < 0 || PolynomialIn.Of(((Power)factors[bell]).Exponent, range.Variable, budget) is not [var c, { } b, var a] || !PolynomialIn.IsZero(b)
            || PolynomialIn.Of(new Product(Sequence.From(factors.Where((_, i) => i != bell).Append(Number.One))), range.Variable, budget) is not { } p)
        {
            return null;
        }
        var alpha = Build.Negate(a);
        if (Reals.Sign(evaluator.Evaluate(alpha)) <= 0)
            return null;
        var terms = new List<Expr>();
        for (var n = 0; n < p.Length; n++)
        {
            if (n % 2 == 0)
            {
                var doubleFactorial = Enumerable.Range(1, n / 2).Aggregate(BigInteger.One, (f, j) => f * ((2 * j) - 1));
                var moment = Build.Times(new Number(Rational.Of(doubleFactorial, BigInteger.One << (n / 2)) * (isLine ? 1 : Rational.Of(1, 2))), new Power(alpha, new Number(-n / 2)));
                terms.Add(Build.Times(p[n], Build.Times(moment, Build.SquareRoot(Build.Over(new Constant(ConstantKind.Pi), alpha)))));
            }
            else if (!isLine)
            {
                var factorial = Enumerable.Range(1, n / 2).Aggregate(BigInteger.One, (f, j) => f * j);
                terms.Add(Build.Times(p[n], Build.Times(new Number(Rational.Of(factorial, 2)), new Power(alpha, new Number(-(n / 2) - 1)))));
            }
        }
        return evaluator.Evaluate(Build.Times(new Sum(Sequence.From(terms.Append(Number.Zero))), new Power(new Constant(ConstantKind.E), c)));
    }

    private Value Enclose(Expr body, Range range, out int bits)
    {
        bits = evaluator.Precision > EnclosureBits ? EnclosureBits : FirstLookBits;
        // A little is kept for whatever else is to be computed.
        return Enclose(body, range, evaluator.WithPrecision(bits), budget.Left / 10) ?? (budget.IsExhausted ? Value.OverBudget : Value.Unknown);
    }

    private Value? Enclose(Expr body, Range range, Evaluator at, int reserve)
    {
        var (fine, coarse) = (Expansion.NewCache(), Expansion.NewCache());
        PowerSeries? Integrand(PowerSeries x, Evaluator with) =>
            new Expansion(range.Variable, x, null, false, with, budget, with == at ? fine : coarse).Of(body) is { Growth: null, Series: var series } ? series : null;
        var rational = Summand.RationalFunction(body, range.Variable, at, budget);
        if (range.A.IsReal && range.B.IsReal)
            return new Quadrature(Integrand, rational is not null, at, budget).Between(range.A, range.B, reserve);
        if (rational is null || rational.Gap < 2)
            return null;
        // Beyond ±1, x = 1/t: ∫₁^∞ f(x) dx = ∫₀¹ f(1/t)/t² dt.
        var reals = new Reals(at.Precision, budget);
        Value sum = Rational.Zero;
        var (low, high) = (range.A, range.B);
        if (IsBefore(low, high) is not { } forwards)
            return null;
        if (!forwards)
            (low, high) = (high, low);
        foreach (var (end, sign) in new[] { (low, -1), (high, 1) })
        {
            if (end.Status != ValueStatus.Infinite)
                continue;
            if (new Quadrature((t, with) => rational.AtInverse(t, sign, new Reals(with.Precision, budget)), true, at, budget).Between(Rational.Zero, Rational.One, reserve) is not { } tail)
                return null;
            sum = reals.Add(sum, tail);
        }
        var (a, b) = (low.Status == ValueStatus.Infinite ? (Value)(Rational)(-1) : low, high.Status == ValueStatus.Infinite ? (Value)Rational.One : high);
        if (new Quadrature(Integrand, true, at, budget).Between(a, b, reserve) is not { } middle)
            return null;
        sum = reals.Add(sum, middle);
        return forwards ? sum : Reals.Negate(sum);
    }
}
