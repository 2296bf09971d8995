using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// A positive fraction as ∏ p^e with whole e, so that √12 = 2√3, ln 12 = 2 ln 2 + ln 3 and 4^x = (2^x)². Primes above the bound of
/// trial division stay together in one cofactor, which takes the place of a prime.
/// </summary>
internal static class PrimePowers
{
    private const int LargestPrime = 1000;
    private const int LargestBits = 4096;

    private static readonly int[] Primes = [.. Enumerable.Range(2, LargestPrime - 1).Where(n => Enumerable.Range(2, (int)Math.Sqrt(n) - 1).All(d => n % d != 0))];

    /// <summary>The bases and exponents in rising order of the base; null when the number is not positive, too large, or the budget is spent.</summary>
    public static List<(BigInteger Base, int Exponent)>? Of(Rational value, StepBudget budget)
    {
        if (value.Sign <= 0 || value.Bits > LargestBits || !budget.Spend(2 + (value.Bits >> 6)))
            return null;
        var powers = new SortedDictionary<BigInteger, int>();
        Divide(value.Numerator, 1, powers);
        Divide(value.Denominator, -1, powers);
        return [.. powers.Select(pair => (pair.Key, pair.Value))];
    }

    private static void Divide(BigInteger n, int sign, SortedDictionary<BigInteger, int> powers)
    {
        foreach (var p in Primes)
        {
            if (n.IsOne)
                return;
            if (n < (long)p * p)
                break;
            var exponent = 0;
            for (var quotient = BigInteger.DivRem(n, p, out var rest); rest.IsZero; quotient = BigInteger.DivRem(n, p, out rest))
                (n, exponent) = (quotient, exponent + 1);
            if (exponent > 0)
                powers[p] = powers.GetValueOrDefault(p) + (sign * exponent);
        }
        if (n.IsOne)
            return;
        if (IntegerRoot.Exact(n, 2) is { } root)
            powers[root] = powers.GetValueOrDefault(root) + (2 * sign);
        else
            powers[n] = powers.GetValueOrDefault(n) + sign;
    }
}
