using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// A polynomial over ℚ in at most eight generators: monomial → coefficient, no zero coefficients. A monomial packs eight
/// exponents below 128 into one word, so that multiplying monomials is adding words.
/// </summary>
internal sealed class Polynomial
{
    private const ulong Overflow = 0x8080808080808080;
    private const int LargestSize = 2_000;

    private readonly Dictionary<ulong, Rational> _terms;

    private Polynomial(Dictionary<ulong, Rational> terms) => _terms = terms;

    /// <summary>A number.</summary>
    public static Polynomial Constant(Rational value) => new(value.IsZero ? [] : new() { [0] = value });

    /// <summary>A generator, by its number from 0 to 7.</summary>
    public static Polynomial Generator(int index) => new(new() { [1UL << (8 * index)] = Rational.One });

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => _terms.Count == 0;

    /// <summary>The terms.</summary>
    public IReadOnlyDictionary<ulong, Rational> Terms => _terms;

    /// <summary>Its value when it is a number.</summary>
    public Rational? AsConstant => _terms.Count == 0 ? Rational.Zero : _terms.Count == 1 && _terms.TryGetValue(0, out var value) ? value : null;

    /// <summary>a + b; null beyond the budget.</summary>
    public static Polynomial? Add(Polynomial a, Polynomial b, StepBudget budget)
    {
        if (!budget.Spend(2 + ((a._terms.Count + b._terms.Count) / 2)))
            return null;
        var sum = new Dictionary<ulong, Rational>(a._terms);
        foreach (var (monomial, coefficient) in b._terms)
            Accumulate(sum, monomial, coefficient);
        return new(sum);
    }

    /// <summary>c · a.</summary>
    public static Polynomial Scale(Polynomial a, Rational c) =>
        c.IsZero ? Constant(Rational.Zero) : new(a._terms.ToDictionary(term => term.Key, term => term.Value * c));

    /// <summary>a · b; null beyond the limits of size, degree or budget.</summary>
    public static Polynomial? Multiply(Polynomial a, Polynomial b, StepBudget budget)
    {
        if (!budget.Spend(4 + (2L * a._terms.Count * b._terms.Count)))
            return null;
        var product = new Dictionary<ulong, Rational>();
        foreach (var (m, c) in a._terms)
        {
            foreach (var (n, d) in b._terms)
            {
                var monomial = m + n;
                if ((monomial & Overflow) != 0)
                    return null;
                if (c.Bits + d.Bits > 128 && !budget.Spend((c.IsInteger && d.IsInteger ? 0 : Cost.Reduce(c.Bits + d.Bits)) + (2 * Cost.Multiply(c.Bits, d.Bits))))
                    return null;
                var coefficient = c * d;
                if (coefficient.Bits > 40_000)
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
        var shift = 8 * generator;
        if (!_terms.Keys.Any(monomial => (int)(monomial >> shift & 0x7F) >= power))
            return this;
        var result = new Dictionary<ulong, Rational>();
        if (!budget.Spend(_terms.Count))
            return null;
        foreach (var (monomial, coefficient) in _terms)
        {
            var exponent = (int)(monomial >> shift & 0x7F);
            var rest = monomial & ~(0xFFUL << shift) | ((ulong)(exponent % power) << shift);
            Polynomial? term = new(new() { [rest] = coefficient });
            for (var i = 0; i < exponent / power; i++)
            {
                term = Multiply(term, replacement, budget);
                if (term is null)
                    return null;
            }
            foreach (var (reduced, share) in term._terms)
                Accumulate(result, reduced, share);
        }
        return new(result);
    }

    private static void Accumulate(Dictionary<ulong, Rational> terms, ulong monomial, Rational coefficient)
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
