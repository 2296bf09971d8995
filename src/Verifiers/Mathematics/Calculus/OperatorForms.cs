using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>What a comparison does with ∑, ∏, ∫, lim and d/dx before it computes values.</summary>
internal static class OperatorForms
{
    /// <summary>Steps for rewriting one operator.</summary>
    private const int RewritingSteps = 4000;

    /// <summary>
    /// A tree that can be computed at points: derivatives and integrals of polynomials carried out, the others as they are. Null for what
    /// has no value at a point, an indefinite integral or an unknown function: it can be compared only with itself.
    /// </summary>
    public static Expr? Computable(BigOperator op)
    {
        if (op.Variable.Length == 0 || Unknowns.Any(op, static node => node is Application))
            return null;
        var budget = new StepBudget(RewritingSteps);
        switch (op.Kind)
        {
            case OperatorKind.Derivative:
                return Derivative.Of(op.Body, op.Variable, budget) is { } slope ? Inner(slope) : null;
            case OperatorKind.Limit:
                return op.Lower is null ? null : op;
            case OperatorKind.Integral:
                if (op.Lower is not { } lower || op.Upper is not { } upper)
                    return null;
                return ReachesInfinity(lower) || ReachesInfinity(upper) || Inner(op.Body) is not { } body
                    || PolynomialIn.Of(body, op.Variable, budget) is not { } polynomial
                    ? op
                    : Between(polynomial, lower, upper);
            case OperatorKind.Sum or OperatorKind.Product:
            default:
                return op.Lower is null || op.Upper is null ? null : op;
        }
    }

    /// <summary>Whether the tree holds an operator.</summary>
    public static bool AreIn(Expr expr) => Unknowns.Any(expr, static node => node is BigOperator);

    /// <summary>The tree with every operator as an unknown, equal ones with equal names.</summary>
    public static Expr AsUnknowns(Expr expr) =>
        expr is BigOperator ? new Variable(ExprPrinter.Print(Normalizer.Apply(expr))) : Rewrite.Parts(expr, AsUnknowns);

    /// <summary>
    /// Whether a node satisfies the condition in which an unknown of the whole stands. The k! of ∑ xᵏ/k! asks nothing of x; but a sum that
    /// runs to n asks n to be whole.
    /// </summary>
    public static bool AnyOutside(Expr expr, Func<Expr, bool> condition)
    {
        return Any(expr, []);

        bool Any(Expr node, HashSet<string> bound)
        {
            if (node is BigOperator { Kind: OperatorKind.Sum or OperatorKind.Product } op)
            {
                if (IsOpen(op.Lower, bound) || IsOpen(op.Upper, bound))
                    return true;
                var isNew = bound.Add(op.Variable);
                var inside = Any(op.Body, bound);
                if (isNew)
                    bound.Remove(op.Variable);
                return inside;
            }
            return (condition(node) && (bound.Count == 0 || IsOpen(node, bound))) || Unknowns.AnyPart(node, part => Any(part, bound));
        }

        static bool IsOpen(Expr? node, HashSet<string> bound) => node is not null && Unknowns.Of(node).Any(name => !bound.Contains(name));
    }

    /// <summary>The body with its own operators made computable.</summary>
    private static Expr? Inner(Expr expr) => expr switch
    {
        BigOperator op => Computable(op),
        _ => Rewrite.Parts(expr, part => Inner(part) ?? part),
    };

    private static bool ReachesInfinity(Expr bound) => Unknowns.Any(bound, static node => node is Constant { Kind: ConstantKind.Infinity });

    /// <summary>∫ ∑ cₙxⁿ from a to b is ∑ cₙ (b^(n+1) − a^(n+1))/(n+1), term by term: 0ⁿ is 0 for n > 0.</summary>
    private static Expr Between(Expr[] polynomial, Expr lower, Expr upper)
    {
        Expr[] integral = [Number.Zero, .. polynomial.Select((c, n) => PolynomialIn.Scale(c, Rational.Of(1, n + 1)))];
        return Build.Plus(PolynomialIn.ToTree(integral, upper), Build.Negate(PolynomialIn.ToTree(integral, lower)));
    }
}
