using System.Numerics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>
/// The four operations on real values: exact as long as the numbers are short fractions, then balls of so many bits. Each operation is
/// paid for; what cannot be computed comes back as <see cref="Value.Unknown"/>, or <see cref="Value.OverBudget"/>.
/// </summary>
internal sealed class Reals(int precision, StepBudget budget)
{
    /// <summary>Bits of an exact number from which a ball is cheaper.</summary>
    private const int LongestExact = 4096;

    /// <summary>Bits of a midpoint that a double can still weigh.</summary>
    private const int LongestDouble = 400;

    private const int LongestShift = 1 << 13;

    /// <summary>Bits.</summary>
    public int Precision => precision;

    /// <summary>Takes steps; false when there are not so many left.</summary>
    public bool Spend(long count) => budget.Spend(count);

    /// <summary>a + b.</summary>
    public Value Add(Value a, Value b)
    {
        if (IsZero(a))
            return b;
        if (IsZero(b))
            return a;
        if (!Pay(a, b))
            return Value.OverBudget;
        if (a.Status == ValueStatus.Exact && b.Status == ValueStatus.Exact)
            return Short(a.Exact + b.Exact);
        return AreReal(a, b) ? Value.Of(Ball.Add(BallOf(a), BallOf(b), precision)) : Value.Worse(a, b) is { IsNumber: false } worse ? worse : Value.Unknown;
    }

    /// <summary>−a.</summary>
    public static Value Negate(Value a) => a.Status switch
    {
        ValueStatus.Exact => -a.Exact,
        ValueStatus.Approximate => Value.Of(-a.Ball),
        ValueStatus.Infinite => Value.Infinite(-a.Exact.Sign),
        ValueStatus.Undefined or ValueStatus.Unknown or ValueStatus.OverBudget => a,
    };

    /// <summary>a − b.</summary>
    public Value Subtract(Value a, Value b) => Add(a, Negate(b));

    /// <summary>a · b.</summary>
    public Value Multiply(Value a, Value b)
    {
        if (IsZero(a) && b.IsNumber)
            return a;
        if (IsZero(b) && a.IsNumber)
            return b;
        if (!Pay(a, b))
            return Value.OverBudget;
        if (a.Status == ValueStatus.Exact && b.Status == ValueStatus.Exact)
            return Short(a.Exact * b.Exact);
        return AreReal(a, b) ? Value.Of(Ball.Multiply(BallOf(a), BallOf(b), precision)) : Value.Worse(a, b) is { IsNumber: false } worse ? worse : Value.Unknown;
    }

    /// <summary>1 / a; unknown when a may be 0.</summary>
    public Value Invert(Value a)
    {
        if (!Pay(a, a))
            return Value.OverBudget;
        return a.Status == ValueStatus.Exact
            ? a.Exact.IsZero ? Value.Unknown : Rational.One / a.Exact
            : a.IsReal ? Value.Of(Ball.Invert(a.Ball.Re, precision)) : a.IsNumber ? Value.Unknown : a;
    }

    /// <summary>a · n / d for whole numbers, d > 0.</summary>
    public Value Scale(Value a, BigInteger n, BigInteger d)
    {
        if (a.Status != ValueStatus.Approximate)
            return a.Status == ValueStatus.Exact ? Multiply(a, Rational.Of(n, d)) : a;
        if (!Pay(a, a))
            return Value.OverBudget;
        return a.IsReal ? Value.Of(Divide(Ball.Multiply(a.Ball.Re, new Ball(n, 0, 0), precision), d)) : Value.Unknown;
    }

    /// <summary>a / d for a whole d > 0.</summary>
    private Ball Divide(Ball a, BigInteger d)
    {
        if (d.IsOne)
            return a;
        var shift = Math.Max(0, precision + (int)d.GetBitLength() - (int)BigInteger.Abs(a.Midpoint).GetBitLength()) + 2;
        return new Ball((a.Midpoint << shift) / d, ((a.Radius << shift) / d) + 2, a.Exponent - shift).Round(precision);
    }

    /// <summary>
    /// ∑ (w + s·i) aᵢ b₍ₘ₋ᵢ₎ over the whole of a, where m is the last of b: the inner loop of every recurrence. Balls are summed up exactly
    /// and rounded once.
    /// </summary>
    public Value Convolve(ReadOnlySpan<Value> a, ReadOnlySpan<Value> b, BigInteger weight, BigInteger step)
    {
        Value rest = Rational.Zero;
        var (midpoint, radius, exponent, isEmpty) = (BigInteger.Zero, 0.0, 0, true);
        for (var i = 0; i < a.Length; i++, weight += step)
        {
            ref readonly var x = ref a[i];
            ref readonly var y = ref b[b.Length - 1 - i];
            if (IsZero(x) || IsZero(y) || weight.IsZero)
                continue;
            if ((x.Status == ValueStatus.Exact && y.Status == ValueStatus.Exact) || precision > LongestDouble || !x.IsReal || !y.IsReal)
            {
                rest = Add(rest, Multiply(weight.IsOne ? x : Multiply(x, (Rational)weight), y));
                continue;
            }
            if (!budget.Spend(1))
                return Value.OverBudget;
            var (p, q) = (BallOf(x), BallOf(y));
            var product = weight.IsOne ? p.Midpoint * q.Midpoint : p.Midpoint * q.Midpoint * weight;
            var gap = p.Exponent + q.Exponent - exponent;
            if (isEmpty)
                (exponent, gap, isEmpty) = (p.Exponent + q.Exponent, 0, false);
            if (Math.Abs(gap) > LongestShift)
                return Value.Unknown;
            // |xy − pq| ≤ |p|s + |q|r + rs; doubles round by less than what the last factor adds.
            var (r, s) = ((double)p.Radius, (double)q.Radius);
            var error = ((Math.Abs((double)p.Midpoint) * s) + (Math.Abs((double)q.Midpoint) * r) + (r * s)) * Math.Abs((double)weight) * (1 + 1e-9);
            if (gap >= 0)
            {
                midpoint += product << gap;
                radius += Math.ScaleB(error, gap);
            }
            else
            {
                midpoint = (midpoint << -gap) + product;
                radius = Math.ScaleB(radius, -gap) + error;
                exponent += gap;
            }
            if (!double.IsFinite(radius))
                return Value.Unknown;
        }
        return isEmpty ? rest : Add(rest, Value.Of(new Ball(midpoint, (BigInteger)Math.Ceiling(radius * (1 + 1e-9)), exponent).Round(precision)));
    }

    /// <summary>Whether it is 0 and nothing else.</summary>
    public static bool IsZero(Value a) => a.Status == ValueStatus.Exact ? a.Exact.IsZero : a.Status == ValueStatus.Approximate && a.IsReal && a.Ball.Re.IsExactZero;

    /// <summary>1 or −1 when that is certain; 0 when it is 0 or not known.</summary>
    public static int Sign(Value a) => a.Status is ValueStatus.Exact or ValueStatus.Infinite ? a.Exact.Sign : a.IsReal ? a.Ball.Re.Sign : 0;

    /// <summary>The value as a real ball of this precision.</summary>
    public Ball BallOf(Value a) => a.ToBall(precision).Re;

    private static bool AreReal(Value a, Value b) => a.IsReal && b.IsReal;

    private Value Short(Rational value) => value.Bits <= LongestExact ? value : Value.Of(Ball.From(value, precision));

    /// <summary>One step for a short product, more for long ones; reducing a fraction costs the square of its length.</summary>
    private bool Pay(Value a, Value b)
    {
        var words = (a.Status == ValueStatus.Exact ? a.Exact.Bits : 0) + (b.Status == ValueStatus.Exact ? b.Exact.Bits : 0) >> 6;
        return budget.Spend(1 + (precision >> 8) + (words * words >> 8));
    }
}
