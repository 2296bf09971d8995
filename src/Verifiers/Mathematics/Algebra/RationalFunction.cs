using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>p/q, a quotient of polynomials, q ≠ 0. Not reduced: p/q = r/s is decided by ps = rq.</summary>
internal readonly record struct RationalFunction(Polynomial Numerator, Polynomial Denominator)
{
    /// <summary>1.</summary>
    public static RationalFunction One { get; } = new(Polynomial.One, Polynomial.One);

    /// <summary>p/1.</summary>
    public static RationalFunction Whole(Polynomial numerator) => new(numerator, Polynomial.One);

    /// <summary>A number.</summary>
    public static RationalFunction Constant(Rational value) => Whole(Polynomial.Constant(value));

    /// <summary>p when q is a number, divided by it.</summary>
    public Polynomial? AsPolynomial => Denominator.AsConstant is { IsZero: false } q ? Numerator.Scale(Rational.One / q) : null;

    /// <summary>Its value when it is a number.</summary>
    public Rational? AsConstant => AsPolynomial?.AsConstant;

    /// <summary>q/p; null when p = 0.</summary>
    public RationalFunction? Inverse => Numerator.IsZero ? null : new(Denominator, Numerator);

    /// <summary>c · p/q.</summary>
    public RationalFunction Scale(Rational c) => this with { Numerator = Numerator.Scale(c) };
}
