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
        var root = bits < 1000 ? (BigInteger)(Math.Sqrt((double)n) * 1.000000000000001) + 1 : BigInteger.One << ((bits + 1) / 2);
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

    /// <summary>The k-th root of n ≥ 0 when it is an integer; null otherwise.</summary>
    public static BigInteger? Exact(BigInteger n, int k)
    {
        if (n.IsZero || n.IsOne)
            return n;
        if (k == 2)
        {
            var square = SquareRoot(n);
            return square * square == n ? square : null;
        }
        var bits = (int)n.GetBitLength();
        if (k >= bits)
            return null;
        var root = BigInteger.One << ((bits + k - 1) / k);
        while (true)
        {
            var power = BigInteger.Pow(root, k - 1);
            var next = (((k - 1) * root) + (n / power)) / k;
            if (next >= root)
                return power * root == n ? root : null;
            root = next;
        }
    }
}
