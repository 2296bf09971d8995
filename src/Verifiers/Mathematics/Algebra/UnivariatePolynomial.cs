using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>A polynomial over ℚ in one unknown, with its real roots where they are fractions or square roots.</summary>
internal sealed class UnivariatePolynomial
{
    private const int LargestDegree = 12;
    private static readonly BigInteger LargestEnd = 1_000_000;

    /// <summary>Coefficients from the constant upwards; the last is not 0.</summary>
    private readonly Rational[] _coefficients;

    private UnivariatePolynomial(Rational[] coefficients) => _coefficients = coefficients;

    /// <summary>The polynomial in the generator of this number; null when it holds others, or its degree is large.</summary>
    public static UnivariatePolynomial? From(Polynomial polynomial, int generator)
    {
        var coefficients = new List<Rational>();
        foreach (var (monomial, coefficient) in polynomial.Terms)
        {
            var exponent = monomial[generator];
            if (exponent > LargestDegree || monomial != Monomial.Power(generator, exponent))
                return null;
            while (coefficients.Count <= exponent)
                coefficients.Add(Rational.Zero);
            coefficients[exponent] = coefficient;
        }
        return new([.. coefficients]);
    }

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => _coefficients.Length == 0;

    /// <summary>−1, 0 or 1: the sign of p(x).</summary>
    public int SignAt(Rational x)
    {
        var value = Rational.Zero;
        for (var i = _coefficients.Length - 1; i >= 0; i--)
            value = (value * x) + _coefficients[i];
        return value.Sign;
    }

    /// <summary>
    /// All real roots, each once, in no order; null when some are neither fractions nor roots of a quadratic. A fraction p/q in lowest terms is a
    /// root only when p divides the constant coefficient and q the leading one; each root found is divided out.
    /// </summary>
    public List<Expr>? RealRoots(StepBudget budget)
    {
        var roots = new List<Expr>();
        var rest = _coefficients;
        if (rest.Length > 0 && rest[0].IsZero)
            roots.Add(Number.Zero);
        rest = [.. rest.SkipWhile(coefficient => coefficient.IsZero)];
        while (rest.Length > 3)
        {
            if (FractionRoot(rest, budget) is not { } root)
                return null;
            roots.Add(new Number(root));
            do
                rest = DivideBy(rest, root);
            while (rest.Length > 1 && At(rest, root).IsZero);
        }
        if (rest.Length == 2)
            roots.Add(new Number(-rest[0] / rest[1]));
        else if (rest.Length == 3)
            roots.AddRange(Quadratic(rest[2], rest[1], rest[0]));
        return [.. roots.Distinct()];
    }

    /// <summary>(−b ± √(b² − 4ac)) / 2a, when these are real.</summary>
    private static IEnumerable<Expr> Quadratic(Rational a, Rational b, Rational c)
    {
        var discriminant = (b * b) - (4 * a * c);
        if (discriminant.Sign < 0)
            yield break;
        var middle = -b / (2 * a);
        if (discriminant.IsZero)
        {
            yield return new Number(middle);
            yield break;
        }
        var square = discriminant / (4 * a * a);
        var isFraction = IntegerRoot.Exact(square.Numerator, 2) is not null & IntegerRoot.Exact(square.Denominator, 2) is not null;
        foreach (var sign in (int[])[-1, 1])
        {
            if (isFraction)
                yield return new Number(middle + (sign * Rational.Of(IntegerRoot.SquareRoot(square.Numerator), IntegerRoot.SquareRoot(square.Denominator))));
            else
                yield return Build.Plus(new Number(middle), Build.Times(new Number(sign), Build.SquareRoot(new Number(square))));
        }
    }

    private static Rational? FractionRoot(Rational[] coefficients, StepBudget budget)
    {
        var common = coefficients.Aggregate(BigInteger.One, static (lcm, c) => lcm / BigInteger.GreatestCommonDivisor(lcm, c.Denominator) * c.Denominator);
        var (constant, leading) = (BigInteger.Abs((coefficients[0] * common).Numerator), BigInteger.Abs((coefficients[^1] * common).Numerator));
        if (constant > LargestEnd || leading > LargestEnd)
            return null;
        foreach (var p in Divisors((int)constant))
        {
            foreach (var q in Divisors((int)leading))
            {
                if (!budget.Spend(coefficients.Length))
                    return null;
                var candidate = Rational.Of(p, q);
                if (At(coefficients, candidate).IsZero)
                    return candidate;
                if (At(coefficients, -candidate).IsZero)
                    return -candidate;
            }
        }
        return null;
    }

    private static IEnumerable<int> Divisors(int n)
    {
        for (var d = 1; (long)d * d <= n; d++)
        {
            if (n % d != 0)
                continue;
            yield return d;
            if (d != n / d)
                yield return n / d;
        }
    }

    private static Rational At(Rational[] coefficients, Rational x)
    {
        var value = Rational.Zero;
        for (var i = coefficients.Length - 1; i >= 0; i--)
            value = (value * x) + coefficients[i];
        return value;
    }

    /// <summary>Horner's scheme: p(t)/(t − x), where p(x) = 0.</summary>
    private static Rational[] DivideBy(Rational[] coefficients, Rational x)
    {
        var quotient = new Rational[coefficients.Length - 1];
        var carry = Rational.Zero;
        for (var i = coefficients.Length - 1; i > 0; i--)
            quotient[i - 1] = carry = (carry * x) + coefficients[i];
        return quotient;
    }
}
