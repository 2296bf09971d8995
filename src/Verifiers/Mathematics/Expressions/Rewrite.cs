namespace Verifiers.Mathematics.Expressions;

/// <summary>Rebuilds a tree from transformed parts. What does not change is not copied.</summary>
internal static class Rewrite
{
    /// <summary>The node with each of its direct parts transformed.</summary>
    public static Expr Parts(Expr expr, Func<Expr, Expr> transform)
    {
        switch (expr)
        {
            case Power power:
                var (x, n) = (transform(power.Base), transform(power.Exponent));
                return ReferenceEquals(x, power.Base) && ReferenceEquals(n, power.Exponent) ? power : new Power(x, n);
            case PlusMinus both:
                return both with { Left = transform(both.Left), Right = transform(both.Right) };
            case BigOperator op:
                return op with
                {
                    Lower = op.Lower is null ? null : transform(op.Lower),
                    Upper = op.Upper is null ? null : transform(op.Upper),
                    Body = transform(op.Body),
                };
            case Quantity quantity:
                return quantity with { Value = transform(quantity.Value) };
            case Interval interval:
                return interval with { Lower = transform(interval.Lower), Upper = transform(interval.Upper) };
            case SetOperation operation:
                return operation with { Left = transform(operation.Left), Right = transform(operation.Right) };
        }
        if (Unknowns.Items(expr) is not { Count: > 0 } items)
            return expr;
        var changed = items.MapOrSame(transform);
        if (items.IsSameAs(changed))
            return expr;
        return expr switch
        {
            Sum => new Sum(changed),
            Product => new Product(changed),
            Call call => call with { Arguments = changed },
            Application application => application with { Arguments = changed },
            Relation relation => relation with { Sides = changed },
            Listing list => list with { Items = changed },
            Ratio ratio => ratio with { Terms = changed },
            Matrix matrix => matrix with { Entries = changed },
            _ => expr,
        };
    }

    /// <summary>The tree with ± read as its upper sign (or its lower one) throughout.</summary>
    public static Expr TakeSigns(Expr expr, bool upper) => expr switch
    {
        PlusMinus both => both.UpperIsPlus == upper
            ? Build.Plus(TakeSigns(both.Left, upper), TakeSigns(both.Right, upper))
            : Build.Plus(TakeSigns(both.Left, upper), Build.Negate(TakeSigns(both.Right, upper))),
        _ => Parts(expr, part => TakeSigns(part, upper)),
    };
}
