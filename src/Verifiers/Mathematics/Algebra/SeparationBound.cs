using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// How near to zero an algebraic number can come without being zero. A number built of fractions, roots, i and sines of fractions of π is
/// a quotient α/β of algebraic integers in a field of degree at most D. If all conjugates of α lie below u and those of β below l, then
/// the norm of α ≠ 0, an integer, is at least 1, and |α/β| ≥ 1/(u^(D−1) · l). A value computed to be smaller than that is zero: this
/// proves equality. After Burnikel, Funke, Mehlhorn, Schirra, Schmitt: A Separation Bound for Real Algebraic Expressions
/// (Algorithmica 55, 2009).
/// </summary>
internal sealed class SeparationBound
{
    private const double LargestDegree = 4096;
    private const int LargestRoot = 64;
    private const int LargestPower = 10_000;
    private const int LargestOrder = 720;

    private readonly HashSet<(Expr Radicand, int Degree)> _roots = [];
    private int _orderOfUnity = 1;

    /// <summary>Upper bounds of log₂ of the conjugates of α and of β.</summary>
    private readonly record struct Size(double Over, double Under);

    /// <summary>b ≥ 0 such that the number is 0 or at least 2^−b in size; null when it is not seen to be algebraic, or b has no use.</summary>
    public static double? Of(Expr expr)
    {
        var bound = new SeparationBound();
        if (bound.SizeOf(expr) is not var (over, under))
            return null;
        var degree = (double)Totient(bound._orderOfUnity);
        foreach (var (_, root) in bound._roots)
        {
            degree *= root;
            if (degree > LargestDegree)
                return null;
        }
        return Math.Max(0, (over * (degree - 1)) + under) + 1;
    }

    private Size? SizeOf(Expr expr) => expr switch
    {
        Number number => OfFraction(number.Value),
        DecimalNumber number => OfFraction(number.Value),
        BasedNumber number => OfFraction(number.Value),
        Constant { Kind: ConstantKind.I } => OfUnity(4, new(0, 0)),
        Quantity { Unit.IsPercent: true } percent => Times(SizeOf(percent.Value), new Size(0, Math.Log2(100))),
        Sum sum => Fold(sum.Terms, new(0, 0), Plus, isSum: true),
        Product product => Fold(product.Factors, new(0, 0), Times, isSum: false),
        Power { Exponent: Number { Value: var exponent } } power => OfPower(power.Base, exponent),
        Call { Function: FunctionKind.Root } root when root.Arguments[1] is Number { Value: { IsZero: false } degree } => OfPower(root.Arguments[0], Rational.One / degree),
        Call { Function: FunctionKind.Sin or FunctionKind.Cos or FunctionKind.Tan or FunctionKind.Cot or FunctionKind.Sec or FunctionKind.Csc } call
            when PiMultiple.Of(call.Arguments[0]) is { } angle => OfAngle(angle),
        _ => null,
    };

    private static Size OfFraction(Rational value) => new(Log2(value.Numerator), Log2(value.Denominator));

    /// <summary>An upper bound of log₂|n|; 0 for n = 0.</summary>
    private static double Log2(BigInteger n) => n.IsZero ? 0 : BigInteger.Log(BigInteger.Abs(n), 2) + 1e-9;

    private Size? Fold(Sequence<Expr> parts, Size start, Func<Size?, Size?, Size?> combine, bool isSum)
    {
        Size? result = isSum ? SizeOf(parts[0]) : start;
        for (var i = isSum ? 1 : 0; i < parts.Count && result is not null; i++)
            result = combine(result, SizeOf(parts[i]));
        return result;
    }

    /// <summary>α/β + γ/δ = (αδ + βγ)/βδ.</summary>
    private static Size? Plus(Size? a, Size? b)
    {
        if (a is not { } x || b is not { } y)
            return null;
        var (left, right) = (x.Over + y.Under, y.Over + x.Under);
        return new(Math.Max(left, right) + Math.Log2(1 + Math.Pow(2, -Math.Abs(left - right))) + 1e-9, x.Under + y.Under);
    }

    private static Size? Times(Size? a, Size? b) => a is { } x && b is { } y ? new(x.Over + y.Over, x.Under + y.Under) : null;

    private Size? OfPower(Expr x, Rational exponent)
    {
        if (SizeOf(x) is not { } size || exponent.Denominator > LargestRoot || BigInteger.Abs(exponent.Numerator) > LargestPower)
            return null;
        var k = (int)exponent.Denominator;
        if (k > 1)
        {
            _roots.Add((x, k));
            // ᵏ√(α/β) = ᵏ√(αβᵏ⁻¹)/β = α/ᵏ√(αᵏ⁻¹β): whichever gives the smaller bound; one root either way.
            size = size.Over >= size.Under
                ? new((size.Over + ((k - 1) * size.Under)) / k, size.Under)
                : new(size.Over, (((k - 1) * size.Over) + size.Under) / k);
        }
        var n = (int)exponent.Numerator;
        return n >= 0 ? new(size.Over * n, size.Under * n) : new(size.Under * -n, size.Over * -n);
    }

    /// <summary>With ζ = e^(iπr): cos = (ζ + 1/ζ)/2, sin = (ζ − 1/ζ)/2i, and quotients of these: conjugates of both parts are at most 2.</summary>
    private Size? OfAngle(Rational r) => r.Denominator > LargestOrder ? null : OfUnity((int)LeastCommonMultiple((int)r.Denominator * 2, 4), new(1, 1));

    private Size? OfUnity(int order, Size size)
    {
        var common = LeastCommonMultiple(_orderOfUnity, order);
        if (common > 8 * LargestOrder)
            return null;
        _orderOfUnity = (int)common;
        return size;
    }

    private static long LeastCommonMultiple(long a, long b) => a / (long)BigInteger.GreatestCommonDivisor(a, b) * b;

    /// <summary>φ(n), the degree of the field of the n-th roots of unity.</summary>
    private static int Totient(int n)
    {
        var result = n;
        for (var p = 2; p * p <= n; p++)
        {
            if (n % p != 0)
                continue;
            while (n % p == 0)
                n /= p;
            result -= result / p;
        }
        return n > 1 ? result - (result / n) : result;
    }
}
