using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>Angles that are a fraction of π, whose sines and cosines are algebraic numbers: 2π/5, 30°, −π.</summary>
internal static class PiMultiple
{
    /// <summary>r with angle = rπ; null when the angle is not written as such.</summary>
    public static Rational? Of(Expr angle)
    {
        switch (angle)
        {
            case Constant { Kind: ConstantKind.Pi }:
                return Rational.One;
            case Number { Value.IsZero: true }:
                return Rational.Zero;
            case Quantity { Unit.IsAngle: true } degrees when FractionOf(degrees.Value) is { } count:
                return count * degrees.Unit.Scale / 180;
            case Product product:
                Rational? factor = null;
                var number = Rational.One;
                foreach (var part in product.Factors.Span)
                {
                    if (FractionOf(part) is { } plain)
                        number *= plain;
                    else if (factor is null && Of(part) is { } multiple)
                        factor = multiple;
                    else
                        return null;
                }
                return factor * number;
            case Sum sum:
                var total = Rational.Zero;
                foreach (var term in sum.Terms.Span)
                {
                    if (Of(term) is not { } multiple)
                        return null;
                    total += multiple;
                }
                return total;
            default:
                return null;
        }
    }

    private static Rational? FractionOf(Expr expr) => expr switch
    {
        Number number => number.Value,
        DecimalNumber number => number.Value,
        Power { Base: Number { Value: { IsZero: false } x }, Exponent: Number { Value: var n } } when n == -1 => Rational.One / x,
        _ => null,
    };
}
