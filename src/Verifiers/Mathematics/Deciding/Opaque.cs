using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Calculus;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Deciding;

/// <summary>
/// What cannot be computed becomes an unknown of its own: f(x), a bar over a name, a unit. Equal ones get equal names.
/// </summary>
internal static class Opaque
{
    /// <summary>The expression with such parts replaced.</summary>
    public static Expr Of(Expr expr) => expr switch
    {
        Number or DecimalNumber or Variable or Constant or BasedNumber => expr,
        Application application => Named(application),
        BigOperator op => OperatorForms.Computable(op) ?? Named(op),
        Call { Function: FunctionKind.Conjugate } bar when Unknowns.Of(bar).Count > 0 => Named(bar),
        Quantity { Unit: { IsPercent: false, IsAngle: false, Dimension.Count: > 0 } unit } quantity =>
            Build.Times(Of(quantity.Value), unit.Dimension.Aggregate<UnitPower, Expr>(
                new Number(unit.Scale), static (product, part) => Build.Times(product, new Power(new Variable("unit " + part.Base), new Number(part.Exponent))))),
        _ => Rewrite.Parts(expr, Of),
    };

    private static Variable Named(Expr expr) => new(ExprPrinter.Print(Normalizer.Apply(expr)));
}
