using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// Angles that are a fraction of π: arcsin ½ = π/6, arctan(2 − √3) = π/12. Doubles suggest the fraction; that its sine, cosine or tangent is the
/// given algebraic number proves it.
/// </summary>
internal static class ExactAngles
{
    private const int Parts = 120;
    private const double Near = 1e-9;

    /// <summary>r with f(x) = rπ, where f is arcsin, arccos, arctan or arccot; null when there is none with a small denominator.</summary>
    public static Rational? Of(Call inverse, StepBudget budget)
    {
        if (DirectFunction(inverse.Function) is not { } direct || Unknowns.Of(inverse).Count > 0)
            return null;
        var value = new QuickEvaluator(null, budget).Evaluate(inverse);
        var parts = value.Middle / Math.PI * Parts;
        if (!value.IsKnown || Math.Abs(parts - Math.Round(parts)) > Near)
            return null;
        var fraction = Rational.Of((int)Math.Round(parts), Parts);
        var image = new Call(direct, [Build.Times(new Number(fraction), new Constant(ConstantKind.Pi))]);
        return AlgebraicZero.Test(Build.Plus(image, Build.Negate(inverse.Arguments[0])), budget) == true ? fraction : null;
    }

    private static FunctionKind? DirectFunction(FunctionKind inverse) => inverse switch
    {
        FunctionKind.Arcsin => FunctionKind.Sin,
        FunctionKind.Arccos => FunctionKind.Cos,
        FunctionKind.Arctan => FunctionKind.Tan,
        FunctionKind.Arccot => FunctionKind.Cot,
        _ => null,
    };
}
