using System.Numerics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Balls;

/// <summary>
/// A real number known up to a rigorous error: it lies in [M − R, M + R]·2^E. Every operation returns a ball that contains the
/// result for every choice of arguments within their balls. Balls with R = 0 are exact.
/// </summary>
internal readonly struct Ball(BigInteger midpoint, BigInteger radius, int exponent)
{
    /// <summary>Numbers beyond 2^this are given up by whoever evaluates: e^(2^30) is no answer.</summary>
    public const int LargestExponent = 1 << 22;

    private const int LargestGap = 1 << 16;

    /// <summary>M.</summary>
    public BigInteger Midpoint { get; } = midpoint;

    /// <summary>R ≥ 0.</summary>
    public BigInteger Radius { get; } = radius;

    /// <summary>E.</summary>
    public int Exponent { get; } = exponent;

    /// <summary>0, exactly.</summary>
    public static Ball Zero => default;

    /// <summary>1, exactly.</summary>
    public static Ball One => new(1, 0, 0);

    /// <summary>Whether it is 0 and nothing else.</summary>
    public bool IsExactZero => Midpoint.IsZero && Radius.IsZero;

    /// <summary>Whether 0 lies in it.</summary>
    public bool ContainsZero => BigInteger.Abs(Midpoint) <= Radius;

    /// <summary>1 or −1 when that is certain, else 0.</summary>
    public int Sign => ContainsZero ? 0 : Midpoint.Sign;

    /// <summary>An upper bound of the binary exponent: |x| &lt; 2^this.</summary>
    public long Magnitude => (long)(BigInteger.Abs(Midpoint) + Radius).GetBitLength() + Exponent;

    /// <summary>A lower bound of the binary exponent: |x| ≥ 2^this; meaningless when the ball contains 0.</summary>
    public long LowerMagnitude => (long)(BigInteger.Abs(Midpoint) - Radius).GetBitLength() - 1 + Exponent;

    /// <summary>|error| &lt; 2^this; very small when exact.</summary>
    public long ErrorMagnitude => Radius.IsZero ? long.MinValue / 2 : (long)Radius.GetBitLength() + Exponent;

    /// <summary>The fraction, to so many bits.</summary>
    public static Ball From(Rational value, int precision)
    {
        if (value.IsInteger)
            return new Ball(value.Numerator, 0, 0).Round(precision);
        var shift = precision + (int)Math.Clamp(value.Denominator.GetBitLength() - value.Numerator.GetBitLength(), -precision, int.MaxValue / 4) + 2;
        return new Ball(Shift(value.Numerator, shift) / value.Denominator, 1, -shift).Round(precision);
    }

    /// <summary>Cuts the midpoint to so many bits and adds what was cut to the radius.</summary>
    public Ball Round(int precision)
    {
        var excess = Math.Max((long)BigInteger.Abs(Midpoint).GetBitLength() - precision, (long)Radius.GetBitLength() - 30);
        return excess <= 0 ? this : new(Midpoint >> (int)excess, Radius.IsZero ? 1 : (Radius >> (int)excess) + 2, Exponent + (int)excess);
    }

    /// <summary>Also anything within 2^exponent of it.</summary>
    public Ball Widen(int exponent)
    {
        if (exponent < Exponent)
            return new(Shift(Midpoint, Exponent - exponent), Shift(Radius, Exponent - exponent) + 1, exponent);
        return new(Midpoint, Radius + (BigInteger.One << (exponent - Exponent)), Exponent);
    }

    public static Ball operator -(Ball a) => new(-a.Midpoint, a.Radius, a.Exponent);

    /// <summary>a + b.</summary>
    public static Ball Add(Ball a, Ball b, int precision)
    {
        if (a.IsExactZero)
            return b;
        if (b.IsExactZero)
            return a;
        if (a.Exponent < b.Exponent)
            (a, b) = (b, a);
        var gap = (long)a.Exponent - b.Exponent;
        if (gap > (2L * precision) + 64 && a.LowerMagnitude > b.Magnitude)
        {
            // b is far below what a shows: it only widens a.
            var fine = new Ball(Shift(a.Midpoint, precision), Shift(a.Radius, precision), a.Exponent - precision);
            if (b.Magnitude < fine.Exponent)
                return fine.Widen(fine.Exponent).Round(precision);
        }
        if (gap > LargestGap)
            return new(0, 1, (int)Math.Max(a.Magnitude, b.Magnitude) + 1); // |a + b| ≤ 2 max(|a|, |b|) is all that is said
        return new Ball(Shift(a.Midpoint, (int)gap) + b.Midpoint, Shift(a.Radius, (int)gap) + b.Radius, b.Exponent).Round(precision);
    }

    /// <summary>a − b.</summary>
    public static Ball Subtract(Ball a, Ball b, int precision) => Add(a, -b, precision);

    /// <summary>a · b, with |ab − mn| ≤ |m|s + |n|r + rs.</summary>
    public static Ball Multiply(Ball a, Ball b, int precision)
    {
        if (a.IsExactZero || b.IsExactZero)
            return Zero;
        var radius = (BigInteger.Abs(a.Midpoint) * b.Radius) + (BigInteger.Abs(b.Midpoint) * a.Radius) + (a.Radius * b.Radius);
        return new Ball(a.Midpoint * b.Midpoint, radius, a.Exponent + b.Exponent).Round(precision);
    }

    /// <summary>1 / a; null when a may be 0.</summary>
    public static Ball? Invert(Ball a, int precision)
    {
        if (a.ContainsZero)
            return null;
        var smallest = BigInteger.Abs(a.Midpoint) - a.Radius;
        var bits = precision + (int)BigInteger.Abs(a.Midpoint).GetBitLength() + 2;
        var quotient = Shift(BigInteger.One, bits) / a.Midpoint;
        // |1/x − 1/m| ≤ r / (|m|·(|m| − r)); one more for the division itself.
        var radius = (Shift(a.Radius, bits) / (BigInteger.Abs(a.Midpoint) * smallest)) + 2;
        return new Ball(quotient, radius, -bits - a.Exponent).Round(precision);
    }

    /// <summary>√a for a that is certainly not negative; null otherwise.</summary>
    public static Ball? SquareRoot(Ball a, int precision) => Root(a, 2, precision);

    /// <summary>ᵏ√a, k ≥ 2, for a that is certainly not negative; null otherwise.</summary>
    public static Ball? Root(Ball a, int k, int precision)
    {
        if (a.IsExactZero)
            return Zero;
        if (a.Sign <= 0)
            return null;
        var shift = Math.Max(0, (k * precision) - (int)a.Midpoint.GetBitLength()) + 2;
        shift += (int)(((a.Exponent - (long)shift) % k + k) % k);
        var scaled = Shift(a.Midpoint, shift);
        var root = IntegerRoot.Floor(scaled, k);
        if (a.Radius.IsZero)
        {
            var exact = new Ball(root, 0, (a.Exponent - shift) / k);
            return BigInteger.Pow(root, k) == scaled ? exact : exact.Widen(exact.Exponent).Round(precision);
        }
        // |ᵏ√x − ᵏ√m| ≤ r·ᵏ√m / (k(m − r)), for the slope falls with x; one more for the integer root.
        var radius = (Shift(a.Radius, shift) * (root + 1) / (k * Shift(a.Midpoint - a.Radius, shift))) + 2;
        return new Ball(root, radius, (a.Exponent - shift) / k).Round(precision);
    }

    /// <summary>Whether the balls have no point in common, so that the numbers differ.</summary>
    public static bool AreDisjoint(Ball a, Ball b, int precision) => !Subtract(a, b, Math.Max(precision, 64) * 2).ContainsZero;

    /// <summary>Whether it is within the range that is computed with.</summary>
    public bool IsInRange => IsExactZero || (Magnitude < LargestExponent && Exponent > -LargestExponent * 2);

    /// <summary>The midpoint as a decimal with a few digits, for people.</summary>
    public double ToDouble()
    {
        var excess = Math.Max(0, (int)BigInteger.Abs(Midpoint).GetBitLength() - 60);
        return Math.ScaleB((double)(Midpoint >> excess), (int)Math.Clamp((long)Exponent + excess, -2000, 2000));
    }

    private static BigInteger Shift(BigInteger value, int bits) => bits >= 0 ? value << bits : value >> -bits;
}
