using System.Numerics;

namespace Verifiers.Mathematics.Balls;

/// <summary>The power series that the elementary functions come down to.</summary>
internal enum SeriesKind
{
    /// <summary>∑ x^k / k!, which is e^x.</summary>
    Exponential,

    /// <summary>∑ x^k / (2k+1)!, which is sin t / t for x = −t².</summary>
    Sine,

    /// <summary>∑ x^k / (2k)!, which is cos t for x = −t².</summary>
    Cosine,

    /// <summary>∑ x^k / (2k+1), which is artanh t / t for x = t² and arctan t / t for x = −t².</summary>
    Odd,
}

/// <summary>
/// Sums of power series in fixed point. N terms cost about 2√N long products and N short divisions: with m = √N the terms are
/// gathered by k mod m, where each is the one before divided by a short number, and the m sums are put together by Horner's scheme
/// (D. M. Smith, Efficient multiple-precision evaluation of elementary functions, 1989).
/// </summary>
internal static class SeriesSum
{
    /// <summary>The sum for |x| ≤ ½, within 4N + 2 units of the last place.</summary>
    /// <param name="kind">Which series.</param>
    /// <param name="x">x · 2^bits.</param>
    /// <param name="bits">Bits after the point.</param>
    public static BigInteger Sum(SeriesKind kind, BigInteger x, int bits)
    {
        var one = BigInteger.One << bits;
        if (x.IsZero)
            return one;
        var terms = Terms(kind, bits - (int)BigInteger.Abs(x).GetBitLength(), bits);
        var columns = Math.Max(1, (int)Math.Sqrt(terms));
        var wholeColumn = x;
        for (var i = 1; i < columns; i++)
            wholeColumn = (wholeColumn * x) >> bits;
        var sums = new BigInteger[columns];
        var term = one;
        for (var k = 0; k < terms; k++)
        {
            if (k > 0 && k % columns == 0)
                term = (term * wholeColumn) >> bits;
            if (k > 0 && kind != SeriesKind.Odd)
                term /= Divisor(kind, k);
            sums[k % columns] += kind == SeriesKind.Odd ? term / ((2 * k) + 1) : term;
        }
        var sum = sums[columns - 1];
        for (var i = columns - 2; i >= 0; i--)
            sum = ((sum * x) >> bits) + sums[i];
        return sum;
    }

    /// <summary>The quotient of two neighbouring coefficients.</summary>
    private static int Divisor(SeriesKind kind, int k) => kind switch
    {
        SeriesKind.Exponential => k,
        SeriesKind.Sine => 2 * k * ((2 * k) + 1),
        SeriesKind.Cosine => 2 * k * ((2 * k) - 1),
        SeriesKind.Odd => 1,
    };

    /// <summary>Terms after which the rest is below one unit of the last place, when |x| &lt; 2^−size.</summary>
    private static int Terms(SeriesKind kind, int size, int bits)
    {
        var terms = 1;
        for (var small = 0; small <= bits; terms++)
            small += Math.Max(1, size) + BitOperations.Log2((uint)Divisor(kind, terms));
        return terms;
    }
}
