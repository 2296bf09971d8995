using System.Collections.Concurrent;
using System.Numerics;

namespace Verifiers.Mathematics.Balls;

/// <summary>
/// exp, ln, sin, cos, arctan and π as balls. Each reduces its argument, sums a power series in fixed point with 64 guard bits, and
/// widens the result by a bound of all rounding errors: fewer than 2^32 of at most one unit in the last guard place, doubled as
/// often as the result is.
/// </summary>
internal static class ElementaryFunctions
{
    private const int Guard = 64;

    /// <summary>Bits of slack for the at most 2^32 roundings of one series, and for what squaring and doubling magnify.</summary>
    private const int Slack = 40;

    private static readonly ConcurrentDictionary<int, BigInteger> PiBits = new();
    private static readonly ConcurrentDictionary<int, BigInteger> Ln2Bits = new();
    private static readonly ConcurrentDictionary<int, BigInteger> EBits = new();

    /// <summary>π by Machin's formula: 16 arctan 1/5 − 4 arctan 1/239.</summary>
    public static Ball Pi(int precision)
    {
        var bits = precision + Guard;
        return new Ball(PiFixed(bits), BigInteger.One << Slack, -bits).Round(precision);
    }

    private static BigInteger PiFixed(int bits) => PiBits.GetOrAdd(RoundUp(bits), static b => (16 * ArctanInverse(5, b)) - (4 * ArctanInverse(239, b)))
        >> (RoundUp(bits) - bits);

    private static BigInteger Ln2Fixed(int bits) => Ln2Bits.GetOrAdd(RoundUp(bits), static b => 2 * ArtanhInverse(3, b)) >> (RoundUp(bits) - bits);

    private static int RoundUp(int bits) => ((bits / 256) + 1) * 256;

    /// <summary>e = ∑ 1/n!.</summary>
    public static Ball E(int precision)
    {
        var bits = precision + Guard;
        return new Ball(EFixed(bits), BigInteger.One << Slack, -bits).Round(precision);
    }

    private static BigInteger EFixed(int bits) => EBits.GetOrAdd(RoundUp(bits), static b =>
    {
        var term = BigInteger.One << b;
        var sum = term;
        for (var n = 1; !term.IsZero; n++)
            sum += term /= n;
        return sum;
    }) >> (RoundUp(bits) - bits);

    /// <summary>e^x; null when the result is beyond all bounds or the argument too uncertain.</summary>
    public static Ball? Exp(Ball x, int precision)
    {
        if (x.IsExactZero)
            return Ball.One;
        if (x.Magnitude > 24 || x.ErrorMagnitude > -2)
            return null;
        // e^r = (e^(r/2^s))^(2^s)
        var halvings = 2 + (int)(1.5 * Math.Cbrt(precision));
        var bits = precision + Guard + 32 + halvings;
        var point = ToFixed(x, bits);
        var ln2 = Ln2Fixed(bits);
        var k = (int)BigInteger.Divide(point + (ln2 >> 1), ln2);
        var rest = point - (k * ln2);
        var sum = SeriesSum.Sum(SeriesKind.Exponential, rest >> halvings, bits);
        for (var i = 0; i < halvings; i++)
            sum = (sum * sum) >> bits;
        // |e^(x+ε) − e^x| ≤ 2|ε|e^x; the midpoint is below 2, so that is ≤ 4|ε|.
        var result = new Ball(sum, BigInteger.One << (Slack + halvings), -bits);
        return Scale(Uncertain(result, x.ErrorMagnitude + 3), k).Round(precision);
    }

    /// <summary>ln x for x that is certainly positive; null otherwise.</summary>
    public static Ball? Ln(Ball x, int precision)
    {
        if (x.Sign <= 0)
            return null;
        if (x.Radius.IsZero && x.Midpoint.IsOne && x.Exponent == 0)
            return Ball.Zero;
        var bits = precision + Guard;
        var length = (int)x.Midpoint.GetBitLength();
        // x = f·2^k with f in [3/4, 3/2)
        var k = length + x.Exponent;
        var f = Fixed(x.Midpoint, bits - length);
        if (f < (BigInteger.One << bits) * 3 / 4)
        {
            f <<= 1;
            k--;
        }
        // f → √f three times: ln f = 8 ln f^(1/8)
        for (var i = 0; i < 3; i++)
            f = Algebra.IntegerRoot.SquareRoot(f << bits);
        var one = BigInteger.One << bits;
        var y = ((f - one) << bits) / (f + one);
        // ln f = 2 artanh y
        var sum = (y * SeriesSum.Sum(SeriesKind.Odd, (y * y) >> bits, bits)) >> bits;
        var result = new Ball((16 * sum) + (k * Ln2Fixed(bits)), BigInteger.One << (Slack + (int)BigInteger.Log2(Math.Abs((long)k) + 1)), -bits);
        // |ln(x+ε) − ln x| ≤ |ε| / (x − |ε|)
        var relative = x.ErrorMagnitude - x.LowerMagnitude + 1;
        return Uncertain(result, relative).Round(precision);
    }

    /// <summary>sin x and cos x; null when the argument is too large or too uncertain.</summary>
    public static (Ball Sin, Ball Cos)? SinCos(Ball x, int precision)
    {
        if (x.IsExactZero)
            return (Ball.Zero, Ball.One);
        if (x.Magnitude > 4000 || x.ErrorMagnitude > 0)
            return null;
        var halvings = 1 + (int)Math.Cbrt(precision);
        var bits = precision + Guard + halvings + (int)Math.Max(0, x.Magnitude);
        var point = ToFixed(x, bits);
        var pi = PiFixed(bits);
        var half = pi >> 1;
        // x = q·π/2 + r with |r| ≤ π/4
        var q = Floor(point + (half >> 1), half);
        var r = point - (q * half);
        var (sin, cos) = SinCosFixed(r, bits, halvings);
        var radius = BigInteger.One << (Slack + halvings + (int)Math.Max(0, x.Magnitude));
        var s = Uncertain(new Ball(sin, radius, -bits), x.ErrorMagnitude).Round(precision);
        var c = Uncertain(new Ball(cos, radius, -bits), x.ErrorMagnitude).Round(precision);
        return (int)(((q % 4) + 4) % 4) switch
        {
            0 => (s, c),
            1 => (c, -s),
            2 => (-s, -c),
            _ => (-c, s),
        };
    }

    /// <summary>arctan x.</summary>
    public static Ball Arctan(Ball x, int precision)
    {
        if (x.IsExactZero)
            return Ball.Zero;
        if (x.LowerMagnitude >= 1 && x.Sign != 0 && Ball.Invert(x, precision + 8) is { } inverse)
        {
            // arctan x = ±π/2 − arctan 1/x
            var right = Ball.Multiply(Pi(precision + 8), new Ball(x.Midpoint.Sign, 0, -1), precision + 8);
            return Ball.Subtract(right, Arctan(inverse, precision + 8), precision);
        }
        if (x.Magnitude > 4)
            return new Ball(0, 2, 0); // |arctan| < π/2
        var bits = precision + Guard;
        var point = ToFixed(x, bits);
        var one = BigInteger.One << bits;
        // arctan x = 2 arctan(x / (1 + √(1+x²))), four times
        for (var i = 0; i < 4; i++)
        {
            var root = Algebra.IntegerRoot.SquareRoot(((point * point >> bits) + one) << bits);
            point = (point << bits) / (one + root);
        }
        var sum = (point * SeriesSum.Sum(SeriesKind.Odd, -((point * point) >> bits), bits)) >> bits;
        return Uncertain(new Ball(sum << 4, BigInteger.One << Slack, -bits), x.ErrorMagnitude).Round(precision);
    }

    /// <summary>sin r and cos r from those of r/2^s: sin 2t = 2 sin t cos t, cos 2t = 1 − 2 sin² t.</summary>
    private static (BigInteger Sin, BigInteger Cos) SinCosFixed(BigInteger r, int bits, int halvings)
    {
        r >>= halvings;
        var square = -((r * r) >> bits);
        var sin = (r * SeriesSum.Sum(SeriesKind.Sine, square, bits)) >> bits;
        var cos = SeriesSum.Sum(SeriesKind.Cosine, square, bits);
        var one = BigInteger.One << bits;
        for (var i = 0; i < halvings; i++)
            (sin, cos) = ((sin * cos) >> (bits - 1), one - ((sin * sin) >> (bits - 1)));
        return (sin, cos);
    }

    /// <summary>arctan 1/n = ∑ (−1)^j / ((2j+1) n^(2j+1)).</summary>
    private static BigInteger ArctanInverse(int n, int bits)
    {
        var power = (BigInteger.One << bits) / n;
        var sum = power;
        for (var j = 3; !power.IsZero; j += 2)
        {
            power = -power / (n * n);
            sum += power / j;
        }
        return sum;
    }

    /// <summary>artanh 1/n = ∑ 1 / ((2j+1) n^(2j+1)).</summary>
    private static BigInteger ArtanhInverse(int n, int bits)
    {
        var power = (BigInteger.One << bits) / n;
        var sum = power;
        for (var j = 3; !power.IsZero; j += 2)
        {
            power /= n * n;
            sum += power / j;
        }
        return sum;
    }

    private static BigInteger ToFixed(Ball x, int bits) => Fixed(x.Midpoint, x.Exponent + bits);

    private static BigInteger Fixed(BigInteger value, int shift) => shift >= 0 ? value << shift : value >> -shift;

    private static Ball Scale(Ball x, int k) => new(x.Midpoint, x.Radius, x.Exponent + k);

    private static Ball Uncertain(Ball x, long exponent) =>
        // An error far below the last bit is one unit of it.
        exponent < -(1L << 40) ? x : x.Widen((int)Math.Max(exponent, x.Exponent));

    private static BigInteger Floor(BigInteger a, BigInteger b)
    {
        var q = BigInteger.DivRem(a, b, out var rest);
        return rest.Sign < 0 ? q - 1 : q;
    }
}
