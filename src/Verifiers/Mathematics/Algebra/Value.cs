using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>What is known of a value.</summary>
internal enum ValueStatus
{
    /// <summary>A rational number, exactly.</summary>
    Exact,

    /// <summary>A complex number within a ball.</summary>
    Approximate,

    /// <summary>No value at all: 1/0, 0⁰, ln 0.</summary>
    Undefined,

    /// <summary>Infinity.</summary>
    Infinite,

    /// <summary>Nothing: too large, too uncertain, or not a number.</summary>
    Unknown,

    /// <summary>Nothing, because computing it would go beyond the budget.</summary>
    OverBudget,
}

/// <summary>The value of an expression, as exact as it is known.</summary>
internal readonly record struct Value(ValueStatus Status, Rational Exact, ComplexBall Ball)
{
    public static Value Undefined => new(ValueStatus.Undefined, default, default);

    public static Value Unknown => new(ValueStatus.Unknown, default, default);

    public static Value OverBudget => new(ValueStatus.OverBudget, default, default);

    /// <summary>+∞ or −∞, by the sign of the number it carries.</summary>
    public static Value Infinite(int sign) => new(ValueStatus.Infinite, sign, default);

    /// <summary>
    /// Bits needed to see all of it: those of an exact number, or how far a ball's number lies above or below 1, in powers of two.
    /// A ball around zero is the result of a cancellation and says nothing.
    /// </summary>
    public long Detail => Status switch
    {
        ValueStatus.Exact => Exact.Bits,
        ValueStatus.Approximate => Math.Max(DetailOf(Ball.Re), DetailOf(Ball.Im)),
        ValueStatus.Undefined or ValueStatus.Infinite or ValueStatus.Unknown or ValueStatus.OverBudget => 0,
    };

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber => Status is ValueStatus.Exact or ValueStatus.Approximate;

    /// <summary>Whether it is certainly real.</summary>
    public bool IsReal => Status == ValueStatus.Exact || (Status == ValueStatus.Approximate && Ball.IsReal);

    public static implicit operator Value(Rational value) => new(ValueStatus.Exact, value, default);

    /// <summary>A number within a ball; over budget when it lies beyond the range that is computed with.</summary>
    public static Value Of(ComplexBall? ball) =>
        ball is not { } known ? Unknown
        : known.Re.IsInRange && known.Im.IsInRange ? new(ValueStatus.Approximate, default, known)
        : OverBudget;

    /// <summary>A real number within a ball.</summary>
    public static Value Of(Ball? ball) => ball is { } known ? Of(new ComplexBall(known, Balls.Ball.Zero)) : Unknown;

    /// <summary>The number as a ball.</summary>
    public ComplexBall ToBall(int precision) =>
        Status == ValueStatus.Exact ? new(Balls.Ball.From(Exact, precision), Balls.Ball.Zero) : Ball;

    private static long DetailOf(Ball part) => part.Sign == 0 ? 0 : Math.Abs(part.Magnitude);

    /// <summary>The more hopeless of two values that are not both numbers.</summary>
    public static Value Worse(Value a, Value b) => a.Status >= b.Status && a.Status != ValueStatus.Infinite ? a : b.IsNumber || b.Status == ValueStatus.Infinite ? a : b;
}
