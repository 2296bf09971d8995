using Verifiers.Mathematics.Expressions;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>The nodes of a tree, and the tree with one of them replaced.</summary>
internal static class Places
{
    /// <summary>Every node, the root first.</summary>
    public static IReadOnlyList<Expr> Of(Expr tree) => [tree, .. Unknowns.Parts(tree).ToArray().SelectMany(Of)];

    /// <summary>
    /// Every node but those in exponents: (−8)^(1/3) is −2 for the number 1/3, and complex for what is only known to be near it.
    /// </summary>
    public static IReadOnlyList<Expr> OutsideExponents(Expr tree) =>
        tree is Power { Base: not Constant } power ? [tree, .. OutsideExponents(power.Base)] : [tree, .. Unknowns.Parts(tree).ToArray().SelectMany(OutsideExponents)];

    /// <summary>The tree with this very node replaced, where it stands first.</summary>
    public static Expr Replace(Expr tree, Expr place, Expr replacement)
    {
        var isDone = false;
        return Visit(tree);

        Expr Visit(Expr node)
        {
            if (isDone)
                return node;
            if (!ReferenceEquals(node, place))
                return Verifiers.Mathematics.Expressions.Rewrite.Parts(node, Visit);
            isDone = true;
            return replacement;
        }
    }
}
