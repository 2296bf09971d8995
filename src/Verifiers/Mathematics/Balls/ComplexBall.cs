using System.Numerics;

namespace Verifiers.Mathematics.Balls;

/// <summary>A complex number whose real and imaginary parts are balls. An imaginary part of exactly 0 makes it real.</summary>
internal readonly record struct ComplexBall(Ball Re, Ball Im)
{
    /// <summary>Whether it is certainly real.</summary>
    public bool IsReal => Im.IsExactZero;

    /// <summary>Whether 0 lies in it.</summary>
    public bool ContainsZero => Re.ContainsZero && Im.ContainsZero;

    public static ComplexBall operator -(ComplexBall a) => new(-a.Re, -a.Im);

    public static ComplexBall Add(ComplexBall a, ComplexBall b, int p) => new(Ball.Add(a.Re, b.Re, p), Ball.Add(a.Im, b.Im, p));

    /// <summary>(a+bi)(c+di) = ac − bd + (ad + bc)i.</summary>
    public static ComplexBall Multiply(ComplexBall a, ComplexBall b, int p)
    {
        if (a.IsReal && b.IsReal)
            return new(Ball.Multiply(a.Re, b.Re, p), Ball.Zero);
        return new(
            Ball.Subtract(Ball.Multiply(a.Re, b.Re, p), Ball.Multiply(a.Im, b.Im, p), p),
            Ball.Add(Ball.Multiply(a.Re, b.Im, p), Ball.Multiply(a.Im, b.Re, p), p));
    }

    /// <summary>1/z = z̄ / |z|²; null when z may be 0.</summary>
    public static ComplexBall? Invert(ComplexBall z, int p)
    {
        if (z.IsReal)
            return Ball.Invert(z.Re, p) is { } real ? new(real, Ball.Zero) : null;
        if (Ball.Invert(NormSquared(z, p), p) is not { } norm)
            return null;
        return new(Ball.Multiply(z.Re, norm, p), Ball.Multiply(-z.Im, norm, p));
    }

    /// <summary>z^n by repeated squaring; null when n is negative and z may be 0.</summary>
    public static ComplexBall? ToPower(ComplexBall z, int n, int p)
    {
        if (n < 0)
            return ToPower(z, -n, p) is { } positive ? Invert(positive, p) : null;
        var result = new ComplexBall(Ball.One, Ball.Zero);
        for (var bit = 30 - BitOperations.LeadingZeroCount((uint)n | 1) + 1; bit >= 0; bit--)
        {
            result = Multiply(result, result, p);
            if ((n >> bit & 1) == 1)
                result = Multiply(result, z, p);
            if (!result.Re.IsInRange || !result.Im.IsInRange)
                return null;
        }
        return result;
    }

    /// <summary>|z|²</summary>
    public static Ball NormSquared(ComplexBall z, int p) => Ball.Add(Ball.Multiply(z.Re, z.Re, p), Ball.Multiply(z.Im, z.Im, p), p);

    /// <summary>|z|.</summary>
    public static Ball? Abs(ComplexBall z, int p)
    {
        if (!z.IsReal)
            return Ball.SquareRoot(NormSquared(z, p), p);
        return z.Re.Sign >= 0 && !z.Re.ContainsZero ? z.Re
            : z.Re.Sign < 0 ? -z.Re
            : z.Re.IsExactZero ? z.Re
            : new Ball(0, BigInteger.Abs(z.Re.Midpoint) + z.Re.Radius, z.Re.Exponent);
    }

    /// <summary>The angle in (−π, π]; null on the cut, where it cannot be told which side.</summary>
    public static Ball? Argument(ComplexBall z, int p)
    {
        if (z.IsReal)
            return z.Re.Sign > 0 ? Ball.Zero : z.Re.Sign < 0 ? ElementaryFunctions.Pi(p) : null;
        if (z.Re.Sign > 0 && Ball.Invert(z.Re, p) is { } right)
            return ElementaryFunctions.Arctan(Ball.Multiply(z.Im, right, p), p);
        if (z.Im.Sign == 0 || Ball.Invert(z.Im, p) is not { } inverse)
            return null;
        // arg z = ±π/2 − arctan(re/im)
        var half = Ball.Multiply(ElementaryFunctions.Pi(p), new Ball(z.Im.Sign, 0, -1), p);
        return Ball.Subtract(half, ElementaryFunctions.Arctan(Ball.Multiply(z.Re, inverse, p), p), p);
    }

    /// <summary>e^(a+bi) = e^a (cos b + i sin b).</summary>
    public static ComplexBall? Exp(ComplexBall z, int p)
    {
        if (ElementaryFunctions.Exp(z.Re, p) is not { } size)
            return null;
        if (z.IsReal)
            return new(size, Ball.Zero);
        return ElementaryFunctions.SinCos(z.Im, p) is { } turn ? new(Ball.Multiply(size, turn.Cos, p), Ball.Multiply(size, turn.Sin, p)) : null;
    }

    /// <summary>ln z = ln |z| + i arg z, principal value.</summary>
    public static ComplexBall? Ln(ComplexBall z, int p)
    {
        if (Abs(z, p) is not { } size || ElementaryFunctions.Ln(size, p) is not { } real || Argument(z, p) is not { } angle)
            return null;
        return new(real, angle);
    }

    /// <summary>√z with a non-negative real part.</summary>
    public static ComplexBall? SquareRoot(ComplexBall z, int p)
    {
        if (z.IsReal)
        {
            if (z.Re.Sign > 0 || z.Re.IsExactZero)
                return Ball.SquareRoot(z.Re, p) is { } real ? new(real, Ball.Zero) : null;
            return z.Re.Sign < 0 && Ball.SquareRoot(-z.Re, p) is { } imaginary ? new(Ball.Zero, imaginary) : null;
        }
        return Ln(z, p) is { } log ? Exp(new(Halve(log.Re), Halve(log.Im)), p) : null;
    }

    /// <summary>sin z and cos z from e^(iz).</summary>
    public static (ComplexBall Sin, ComplexBall Cos)? SinCos(ComplexBall z, int p)
    {
        if (z.IsReal)
            return ElementaryFunctions.SinCos(z.Re, p) is { } real ? (new(real.Sin, Ball.Zero), new(real.Cos, Ball.Zero)) : null;
        // sin(a+bi) = sin a cosh b + i cos a sinh b, cos(a+bi) = cos a cosh b − i sin a sinh b
        if (ElementaryFunctions.SinCos(z.Re, p) is not { } turn || ElementaryFunctions.Exp(z.Im, p) is not { } up || Ball.Invert(up, p) is not { } down)
            return null;
        var cosh = Halve(Ball.Add(up, down, p));
        var sinh = Halve(Ball.Subtract(up, down, p));
        return (new(Ball.Multiply(turn.Sin, cosh, p), Ball.Multiply(turn.Cos, sinh, p)),
            new(Ball.Multiply(turn.Cos, cosh, p), -Ball.Multiply(turn.Sin, sinh, p)));
    }

    /// <summary>x/2, exactly.</summary>
    public static Ball Halve(Ball x) => new(x.Midpoint, x.Radius, x.Exponent - 1);
}
