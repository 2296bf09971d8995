using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>A polynomial over ℚ: monomial → coefficient, no zero coefficients. Immutable.</summary>
internal sealed class Polynomial : IEquatable<Polynomial>
{
    private const int LargestSize = 2_000;
    private const int LargestCoefficient = 40_000;

    private readonly Dictionary<Monomial, Rational> _terms;

    private Polynomial(Dictionary<Monomial, Rational> terms) => _terms = terms;

    /// <summary>0.</summary>
    public static Polynomial Zero { get; } = new([]);

    /// <summary>1.</summary>
    public static Polynomial One { get; } = Constant(Rational.One);

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => _terms.Count == 0;

    /// <summary>Whether it is 1.</summary>
    public bool IsOne => AsConstant is { IsOne: true };

    /// <summary>The terms.</summary>
    public IReadOnlyDictionary<Monomial, Rational> Terms => _terms;

    /// <summary>Its value when it is a number.</summary>
    public Rational? AsConstant => _terms.Count == 0 ? Rational.Zero : _terms.Count == 1 && _terms.TryGetValue(Monomial.One, out var value) ? value : null;

    /// <summary>A number.</summary>
    public static Polynomial Constant(Rational value) => Term(Monomial.One, value);

    /// <summary>c · m.</summary>
    public static Polynomial Term(Monomial monomial, Rational coefficient) =>
        coefficient.IsZero ? Zero : new(new(1) { [monomial] = coefficient });

    /// <summary>The one term, when there is only one.</summary>
    public (Monomial Monomial, Rational Coefficient)? AsTerm()
    {
        if (_terms.Count != 1)
            return null;
        var (monomial, coefficient) = _terms.First();
        return (monomial, coefficient);
    }

    /// <summary>a + b.</summary>
    public static Polynomial Add(Polynomial a, Polynomial b)
    {
        if (a.IsZero || b.IsZero)
            return a.IsZero ? b : a;
        var sum = new Dictionary<Monomial, Rational>(a._terms);
        foreach (var (monomial, coefficient) in b._terms)
            Accumulate(sum, monomial, coefficient);
        return new(sum);
    }

    /// <summary>a − b.</summary>
    public static Polynomial Subtract(Polynomial a, Polynomial b) => Add(a, b.Scale(-1));

    /// <summary>c · this.</summary>
    public Polynomial Scale(Rational c)
    {
        if (c.IsZero || c.IsOne)
            return c.IsZero ? Zero : this;
        var scaled = new Dictionary<Monomial, Rational>(_terms.Count);
        foreach (var (monomial, coefficient) in _terms)
            scaled[monomial] = coefficient * c;
        return new(scaled);
    }

    /// <summary>a · b; null beyond the limits of size, degree or budget.</summary>
    public static Polynomial? Multiply(Polynomial a, Polynomial b, StepBudget budget)
    {
        if (a.IsZero || b.IsOne)
            return a;
        if (b.IsZero || a.IsOne)
            return b;
        if (!budget.Spend(4 + (2L * a._terms.Count * b._terms.Count)))
            return null;
        var product = new Dictionary<Monomial, Rational>(a._terms.Count * b._terms.Count > 64 ? 64 : a._terms.Count * b._terms.Count);
        foreach (var (m, c) in a._terms)
        {
            foreach (var (n, d) in b._terms)
            {
                var monomial = m * n;
                if (monomial.HasOverflown)
                    return null;
                if (c.Bits + d.Bits > 128 && !budget.Spend((c.IsInteger && d.IsInteger ? 0 : Cost.Reduce(c.Bits + d.Bits)) + (2 * Cost.Multiply(c.Bits, d.Bits))))
                    return null;
                var coefficient = c * d;
                if (coefficient.Bits > LargestCoefficient)
                    return null;
                Accumulate(product, monomial, coefficient);
            }
            if (product.Count > LargestSize)
                return null;
        }
        return new(product);
    }

    /// <summary>Replaces g^power by a polynomial as often as it occurs: √2² by 2, i² by −1.</summary>
    public Polynomial? Reduce(int generator, int power, Polynomial replacement, StepBudget budget)
    {
        var reducible = false;
        foreach (var monomial in _terms.Keys)
            reducible |= monomial[generator] >= power;
        if (!reducible)
            return this;
        if (!budget.Spend(_terms.Count))
            return null;
        var result = new Dictionary<Monomial, Rational>(_terms.Count);
        foreach (var (monomial, coefficient) in _terms)
        {
            var (times, rest) = Math.DivRem(monomial[generator], power);
            var term = Term(monomial.With(generator, rest), coefficient);
            for (var i = 0; i < times && term is not null; i++)
                term = Multiply(term, replacement, budget);
            if (term is null)
                return null;
            foreach (var (reduced, share) in term._terms)
                Accumulate(result, reduced, share);
        }
        return new(result);
    }

    /// <summary>
    /// The positive c for which this/c has whole coefficients without a common divisor: gcd of the numerators over lcm of the denominators. Null
    /// where that would cost too much.
    /// </summary>
    public Rational? Content(StepBudget budget)
    {
        var (numerator, denominator) = (BigInteger.Zero, BigInteger.One);
        foreach (var coefficient in _terms.Values)
        {
            var bits = coefficient.Bits + (long)denominator.GetBitLength();
            if (bits > LargestCoefficient || !budget.Spend(2 * Cost.Reduce(bits)))
                return null;
            numerator = BigInteger.GreatestCommonDivisor(numerator, coefficient.Numerator);
            denominator = denominator / BigInteger.GreatestCommonDivisor(denominator, coefficient.Denominator) * coefficient.Denominator;
        }
        return numerator.IsZero ? Rational.One : Rational.Of(numerator, denominator);
    }

    /// <inheritdoc/>
    public bool Equals(Polynomial? other)
    {
        if (other is null || other._terms.Count != _terms.Count)
            return false;
        foreach (var (monomial, coefficient) in _terms)
        {
            if (!other._terms.TryGetValue(monomial, out var same) || same != coefficient)
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Polynomial);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = 0;
        foreach (var (monomial, coefficient) in _terms)
            hash ^= HashCode.Combine(monomial, coefficient);
        return hash;
    }

    private static void Accumulate(Dictionary<Monomial, Rational> terms, Monomial monomial, Rational coefficient)
    {
        if (!terms.TryGetValue(monomial, out var present))
        {
            terms[monomial] = coefficient;
            return;
        }
        var sum = present + coefficient;
        if (sum.IsZero)
            terms.Remove(monomial);
        else
            terms[monomial] = sum;
    }
}
