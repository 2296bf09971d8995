namespace Verifiers.Mathematics.Expressions;

/// <summary>Rebuilds a tree from transformed parts.</summary>
internal static class Rewrite
{
    /// <summary>The node with each of its direct parts transformed.</summary>
    public static Expr Parts(Expr expr, Func<Expr, Expr> transform) => expr switch
    {
        Sum sum => new Sum(sum.Terms.Map(transform)),
        Product product => new Product(product.Factors.Map(transform)),
        Power power => new Power(transform(power.Base), transform(power.Exponent)),
        Call call => call with { Arguments = call.Arguments.Map(transform) },
        Application application => application with { Arguments = application.Arguments.Map(transform) },
        PlusMinus both => both with { Left = transform(both.Left), Right = transform(both.Right) },
        BigOperator op => op with
        {
            Lower = op.Lower is null ? null : transform(op.Lower),
            Upper = op.Upper is null ? null : transform(op.Upper),
            Body = transform(op.Body),
        },
        Quantity quantity => quantity with { Value = transform(quantity.Value) },
        Relation relation => relation with { Sides = relation.Sides.Map(transform) },
        Listing list => list with { Items = list.Items.Map(transform) },
        Interval interval => interval with { Lower = transform(interval.Lower), Upper = transform(interval.Upper) },
        SetOperation operation => operation with { Left = transform(operation.Left), Right = transform(operation.Right) },
        Ratio ratio => ratio with { Terms = ratio.Terms.Map(transform) },
        Matrix matrix => matrix with { Entries = matrix.Entries.Map(transform) },
        _ => expr,
    };

    /// <summary>The tree with ± read as its upper sign (or its lower one) throughout.</summary>
    public static Expr TakeSigns(Expr expr, bool upper) => expr switch
    {
        PlusMinus both => both.UpperIsPlus == upper
            ? Build.Plus(TakeSigns(both.Left, upper), TakeSigns(both.Right, upper))
            : Build.Plus(TakeSigns(both.Left, upper), Build.Negate(TakeSigns(both.Right, upper))),
        _ => Parts(expr, part => TakeSigns(part, upper)),
    };
}
