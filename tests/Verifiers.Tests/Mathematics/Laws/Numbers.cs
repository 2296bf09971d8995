using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>Numbers to test arithmetic with, and where they lie against a ball.</summary>
internal static class Numbers
{
    /// <summary>Small ones, long ones, huge and tiny ones, of either sign; 0 now and then.</summary>
    public static Gen<Rational> Rationals { get; } = Gen.OneOf(
        Gen.Choose(-40, 40).Select(n => (Rational)n),
        from p in Gen.Choose(-1000, 1000) from q in Gen.Choose(1, 999) select Rational.Of(p, q),
        from p in Gen.Choose(-int.MaxValue, int.MaxValue) from q in Gen.Choose(1, int.MaxValue) select Rational.Of(p, q),
        from p in Long(400) from q in Long(400) select Rational.Of(p, q),
        from p in Gen.Choose(-99, 99) from shift in Gen.Choose(-900, 900) select Scaled(p, shift));

    /// <summary>Doubles whose functions are worth computing: near 0, near 1, near multiples of π/2, huge, tiny, of either sign.</summary>
    public static Gen<double> Doubles { get; } = Gen.OneOf(
        Gen.Choose(-1_000_000, 1_000_000).Select(n => n / 99_991.0),
        Gen.Choose(-1_000_000, 1_000_000).Select(n => n / 999_983.0),
        from k in Gen.Choose(-60, 60) from off in Gen.Choose(-5, 5) select Nudge(k * Math.PI / 2, off),
        from k in Gen.Elements(-1.0, 1.0, 0.0, 2.0, -2.0, 0.5) from off in Gen.Choose(-8, 8) select Nudge(k, off),
        from m in Gen.Choose(-9999, 9999) from e in Gen.Choose(-120, 120) select m * Math.ScaleB(1, e),
        from m in Gen.Choose(-9999, 9999) from e in Gen.Choose(-900, 900) select m * Math.ScaleB(1, e));

    /// <summary>The double as a fraction, exactly.</summary>
    public static Rational Exact(double value)
    {
        var exponent = value == 0 ? 0 : Math.ILogB(value) - 52;
        // In two steps: 2^1074 is no double.
        var mantissa = (long)Math.ScaleB(Math.ScaleB(value, -exponent / 2), -exponent - (-exponent / 2));
        return Scaled(mantissa, exponent);
    }

    /// <summary>Whether the number lies in the ball.</summary>
    public static bool Contains(Ball ball, Rational number) => (number - Middle(ball)).Abs() <= Error(ball);

    /// <summary>The middle of the ball, exactly.</summary>
    public static Rational Middle(Ball ball) => Scaled(ball.Midpoint, ball.Exponent);

    /// <summary>The radius of the ball, exactly.</summary>
    public static Rational Error(Ball ball) => Scaled(ball.Radius, ball.Exponent);

    /// <summary>m · 2^e.</summary>
    public static Rational Scaled(BigInteger mantissa, int exponent) =>
        exponent >= 0 ? mantissa << exponent : Rational.Of(mantissa, BigInteger.One << -exponent);

    private static double Nudge(double value, int units)
    {
        for (; units > 0; units--)
            value = Math.BitIncrement(value);
        for (; units < 0; units++)
            value = Math.BitDecrement(value);
        return value;
    }

    /// <summary>Positive, of up to so many bits.</summary>
    private static Gen<BigInteger> Long(int bits) =>
        from size in Gen.Choose(1, bits / 30)
        from parts in Gen.Choose(1, (1 << 30) - 1).ListOf(size)
        select parts.Aggregate(BigInteger.Zero, (sum, part) => (sum << 30) + part);
}
