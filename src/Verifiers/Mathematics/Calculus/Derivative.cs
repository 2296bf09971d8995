using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>
/// The derivative of a tree, by the rules: (uv)′ = u′v + uv′, (u^v)′ = u^v (v′ ln u + v u′/u), F(u)′ = F′(u)·u′. Null where no rule
/// is known (⌊x⌋, n!, f(x)). |x| has the derivative x/|x|, which has no value at 0, as it must.
/// </summary>
internal static class Derivative
{
    private static readonly Number Two = new(2);

    /// <summary>d/dx of the expression.</summary>
    public static Expr? Of(Expr expr, string variable, StepBudget budget)
    {
        if (!budget.Spend(1))
            return null;
        if (!Depends(expr, variable))
            return Unknowns.Any(expr, static node => node is Application) ? null : Number.Zero;                // f(t) may hide x
        switch (expr)
        {
            case Variable:
                return Number.One;
            case Sum sum:
                return OfSum(sum, variable, budget);
            case Product product:
                return OfProduct(product, variable, budget);
            case Power { Exponent: var exponent, Base: var x } power when !Depends(exponent, variable):
                return Of(x, variable, budget) is { } inner ? Times(exponent, Raise(x, Minus(exponent)), inner) : null;   // (u^n)′ = n u^(n−1) u′
            case Power { Base: var x, Exponent: var exponent } power when !Depends(x, variable):
                return Of(exponent, variable, budget) is { } slope
                    ? x is Constant { Kind: ConstantKind.E } ? Times(power, slope) : Times(power, Ln(x), slope)           // (a^v)′ = a^v ln a · v′
                    : null;
            case Power { Base: var x, Exponent: var exponent } power:
                return Of(x, variable, budget) is { } du && Of(exponent, variable, budget) is { } dv
                    ? Times(power, Plus(Times(dv, Ln(x)), Times(exponent, du, Invert(x))))
                    : null;
            case Call { Function: FunctionKind.Root, Arguments: [var x, var degree] } root when !Depends(degree, variable):
                return Of(x, variable, budget) is { } radicand ? Times(root, radicand, Invert(Times(degree, x))) : null;  // (ⁿ√u)′ = ⁿ√u · u′/(nu)
            case Call { Arguments: [var u] } call:
                return Outer(call.Function, call, u) is { } outer && Of(u, variable, budget) is { } chain ? Times(outer, chain) : null;
            case BigOperator { Kind: OperatorKind.Derivative } again:
                return Of(again.Body, again.Variable, budget) is { } first ? Of(first, variable, budget) : null;
            case BigOperator { Kind: OperatorKind.Sum, Lower: not null, Upper: not null } terms
                when terms.Variable != variable && !Depends(terms.Lower, variable) && !Depends(terms.Upper, variable) && terms.Upper is not Constant:
                return Of(terms.Body, variable, budget) is { } term ? terms with { Body = term } : null;
            case BigOperator { Kind: OperatorKind.Integral, Lower: { } lower, Upper: { } upper } area when area.Variable != variable && !Depends(area.Body, variable):
                // d/dx ∫ₐᵇ f = f(b) b′ − f(a) a′
                return Of(lower, variable, budget) is { } da && Of(upper, variable, budget) is { } db
                    ? Plus(Times(Substitute(area.Body, area.Variable, upper), db), Times(Number.MinusOne, Substitute(area.Body, area.Variable, lower), da))
                    : null;
            case Quantity { Unit.IsPercent: true } percent:
                return Of(percent.Value, variable, budget) is { } value ? percent with { Value = value } : null;
            default:
                return null;
        }
    }

    /// <summary>The expression with a tree in place of a free unknown; names bound inside stay.</summary>
    public static Expr Substitute(Expr expr, string variable, Expr value) => expr switch
    {
        Variable { Name: var name } => name == variable ? value : expr,
        BigOperator { Kind: not OperatorKind.Derivative } op when op.Variable == variable => op with
        {
            Lower = op.Lower is null ? null : Substitute(op.Lower, variable, value),
            Upper = op.Upper is null ? null : Substitute(op.Upper, variable, value),
        },
        _ => Rewrite.Parts(expr, part => Substitute(part, variable, value)),
    };

    /// <summary>Whether the unknown occurs free.</summary>
    public static bool Depends(Expr expr, string variable) => expr switch
    {
        Variable { Name: var name } => name == variable,
        Number or DecimalNumber or Constant => false,
        BigOperator => Unknowns.Of(expr).Contains(variable),
        _ => Unknowns.AnyPart(expr, part => Depends(part, variable)),
    };

    private static Expr? OfSum(Sum sum, string variable, StepBudget budget)
    {
        var terms = new List<Expr>();
        foreach (var term in sum.Terms)
        {
            if (Of(term, variable, budget) is not { } slope)
                return null;
            if (slope is not Number { Value.IsZero: true })
                terms.Add(slope);
        }
        return terms.Count == 0 ? Number.Zero : terms.Count == 1 ? terms[0] : new Sum(Sequence.From(terms));
    }

    private static Expr? OfProduct(Product product, string variable, StepBudget budget)
    {
        var terms = new List<Expr>();
        for (var i = 0; i < product.Factors.Count; i++)
        {
            if (!Depends(product.Factors[i], variable))
                continue;
            if (Of(product.Factors[i], variable, budget) is not { } slope)
                return null;
            var factors = product.Factors.ToArray();
            factors[i] = slope;
            terms.Add(Times(factors));
        }
        return terms.Count == 1 ? terms[0] : new Sum(Sequence.From(terms));
    }

    /// <summary>F′(u).</summary>
    private static Expr? Outer(FunctionKind function, Call call, Expr u) => function switch
    {
        FunctionKind.Sin => Apply(FunctionKind.Cos, u),
        FunctionKind.Cos => Times(Number.MinusOne, Apply(FunctionKind.Sin, u)),
        FunctionKind.Tan => Raise(Apply(FunctionKind.Cos, u), new Number(-2)),
        FunctionKind.Cot => Times(Number.MinusOne, Raise(Apply(FunctionKind.Sin, u), new Number(-2))),
        FunctionKind.Sec => Times(call, Apply(FunctionKind.Tan, u)),
        FunctionKind.Csc => Times(Number.MinusOne, call, Apply(FunctionKind.Cot, u)),
        FunctionKind.Arcsin => Raise(Quadratic(1, u, -1), new Number(Rational.Of(-1, 2))),
        FunctionKind.Arccos => Times(Number.MinusOne, Raise(Quadratic(1, u, -1), new Number(Rational.Of(-1, 2)))),
        FunctionKind.Arctan => Invert(Quadratic(1, u, 1)),
        FunctionKind.Arccot => Times(Number.MinusOne, Invert(Quadratic(1, u, 1))),
        FunctionKind.Sinh => Apply(FunctionKind.Cosh, u),
        FunctionKind.Cosh => Apply(FunctionKind.Sinh, u),
        FunctionKind.Tanh => Raise(Apply(FunctionKind.Cosh, u), new Number(-2)),
        FunctionKind.Coth => Times(Number.MinusOne, Raise(Apply(FunctionKind.Sinh, u), new Number(-2))),
        FunctionKind.Arsinh => Raise(Quadratic(1, u, 1), new Number(Rational.Of(-1, 2))),
        FunctionKind.Arcosh => Times(Raise(Plus(u, Number.MinusOne), new Number(Rational.Of(-1, 2))), Raise(Plus(u, Number.One), new Number(Rational.Of(-1, 2)))),
        FunctionKind.Artanh => Invert(Quadratic(1, u, -1)),
        FunctionKind.Ln => Invert(u),
        FunctionKind.Abs => Times(u, Invert(call)),
        _ => null,
    };

    /// <summary>a + b·u².</summary>
    private static Expr Quadratic(int a, Expr u, int b) => Plus(new Number(a), Times(new Number(b), Raise(u, Two)));

    private static Call Apply(FunctionKind function, Expr u) => new(function, [u]);

    private static Expr Ln(Expr x) => Apply(FunctionKind.Ln, x);

    private static Expr Invert(Expr x) => Raise(x, Number.MinusOne);

    private static Expr Minus(Expr exponent) => exponent is Number n ? new Number(n.Value - 1) : Plus(exponent, Number.MinusOne);

    private static Expr Plus(Expr a, Expr b) =>
        a is Number { Value.IsZero: true } ? b : b is Number { Value.IsZero: true } ? a : Build.Plus(a, b);

    private static Expr Raise(Expr x, Expr exponent) =>
        exponent is Number { Value.IsOne: true } ? x : exponent is Number { Value.IsZero: true } ? Number.One : new Power(x, exponent);

    /// <summary>The product, without factors 1 and with its leading numbers multiplied.</summary>
    private static Expr Times(params ReadOnlySpan<Expr> factors)
    {
        var number = Rational.One;
        var others = new List<Expr>();
        foreach (var factor in factors)
        {
            if (factor is Number { Value: var value } && value.Bits + number.Bits < 4096)
                number *= value;
            else if (factor is Product { Factors: var inner })
                others.AddRange(inner);
            else
                others.Add(factor);
        }
        if (number.IsZero)
            return Number.Zero;
        if (!number.IsOne || others.Count == 0)
            others.Insert(0, new Number(number));
        return others.Count == 1 ? others[0] : new Product(Sequence.From(others));
    }
}
