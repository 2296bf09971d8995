using System.Globalization;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>
/// Gives bound variables names by their depth: ∑ₖ k² and ∑ᵢ i² are one sum, {2k : k ∈ ℤ} and {2n : n ∈ ℤ} one set.
/// </summary>
internal static class BoundVariables
{
    /// <summary>The tree with its bound variables renamed.</summary>
    public static Expr Rename(Expr expr) => Unknowns.Any(expr, static node => node is BigOperator or Application { Name: Parsing.Parser.SetImage }) ? Rename(expr, 1) : expr;

    private static Expr Rename(Expr expr, int depth)
    {
        switch (expr)
        {
            case BigOperator { Kind: not OperatorKind.Derivative, Variable: { Length: > 0 } bound } op when op is not { Kind: OperatorKind.Integral, Upper: null }:
                var name = NameAt(depth);
                return op with
                {
                    Variable = name,
                    Lower = op.Lower is null ? null : Rename(op.Lower, depth + 1),
                    Upper = op.Upper is null ? null : Rename(op.Upper, depth + 1),
                    Body = Rename(Replace(op.Body, bound, name), depth + 1),
                };
            case Application { Name: Parsing.Parser.SetImage, Arguments: { Count: 2 } parts } image when parts[1] is Relation { Sides: var sides } && sides[0] is Variable index:
                return image with { Arguments = parts.Map(part => Replace(part, index.Name, NameAt(depth))) };
            default:
                return Rewrite.Parts(expr, part => Rename(part, depth));
        }
    }

    private static string NameAt(int depth) => string.Create(CultureInfo.InvariantCulture, $"bound_{depth}");

    private static Expr Replace(Expr expr, string name, string with) => expr switch
    {
        Variable variable => variable.Name == name ? new Variable(with) : expr,
        BigOperator op when op.Variable == name => expr,
        _ => Rewrite.Parts(expr, part => Replace(part, name, with)),
    };
}
