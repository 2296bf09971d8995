using System.Numerics;

namespace Verifiers.Mathematics.Algebra;

/// <summary>Integer roots by Newton's method.</summary>
internal static class IntegerRoot
{
    /// <summary>⌊√n⌋ for n ≥ 0.</summary>
    public static BigInteger SquareRoot(BigInteger n)
    {
        if (n < (1L << 52))
            return (long)Math.Sqrt((double)n);
        var bits = (int)n.GetBitLength();
        // A start above the root: Newton then falls to it, halving the wrong digits each time.
        var root = bits < 1000 ? (BigInteger)(Math.Sqrt((double)n) * (1 + 1e-15)) + 1 : BigInteger.One << ((bits + 1) / 2);
        if (bits >= 1000)
        {
            // Half of the bits give half of the digits: one step at full length then gives the rest.
            var shift = bits / 4 * 2;
            root = (SquareRoot(n >> shift) + 1) << (shift / 2);
        }
        while (true)
        {
            var next = (root + (n / root)) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }

    /// <summary>⌊ᵏ√n⌋ for n ≥ 0 and k ≥ 2.</summary>
    public static BigInteger Floor(BigInteger n, int k)
    {
        if (k == 2)
            return SquareRoot(n);
        if (n <= BigInteger.One)
            return n;
        var bits = (int)n.GetBitLength();
        if (k >= bits)
            return BigInteger.One;
        // n = m·2^(ks) with m of a double's size: a start above the root and right to some fifty bits; of a large root, as many as fit.
        var shift = Math.Max(0, (bits - Math.Min(1000, 50 * k) + k - 1) / k);
        var start = Math.Pow((double)((n >> (shift * k)) + 1), 1.0 / k) * (1 + 1e-13);
        var root = shift == 0 && start < 1e15 ? (BigInteger)start + 1 : ((BigInteger)(start * (1L << 20)) + 2) << shift >> 20;
        root += 1;
        while (true)
        {
            var power = BigInteger.Pow(root, k - 1);
            var next = (((k - 1) * root) + (n / power)) / k;
            if (next >= root)
                return root;
            root = next;
        }
    }

    /// <summary>The k-th root of n ≥ 0 when it is an integer; null otherwise.</summary>
    public static BigInteger? Exact(BigInteger n, int k)
    {
        if (n.IsZero || n.IsOne)
            return n;
        if (k >= n.GetBitLength())
            return null;
        var root = Floor(n, k);
        return BigInteger.Pow(root, k) == n ? root : null;
    }
}
