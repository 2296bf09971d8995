namespace Verifiers.Mathematics.Expressions;

/// <summary>What a tree contains.</summary>
internal static class Unknowns
{
    /// <summary>The direct parts of a node.</summary>
    public static IEnumerable<Expr> Parts(Expr expr) => expr switch
    {
        Sum sum => sum.Terms,
        Product product => product.Factors,
        Power power => [power.Base, power.Exponent],
        Call call => call.Arguments,
        Application application => application.Arguments,
        PlusMinus both => [both.Left, both.Right],
        BigOperator op => new[] { op.Lower, op.Upper, op.Body }.OfType<Expr>(),
        Quantity quantity => [quantity.Value],
        Relation relation => relation.Sides,
        Listing list => list.Items,
        Interval interval => [interval.Lower, interval.Upper],
        SetOperation operation => [operation.Left, operation.Right],
        Ratio ratio => ratio.Terms,
        Matrix matrix => matrix.Entries,
        _ => [],
    };

    /// <summary>Whether a node of the tree, the root included, satisfies the condition.</summary>
    public static bool Any(Expr expr, Func<Expr, bool> condition)
    {
        if (condition(expr))
            return true;
        foreach (var part in Parts(expr))
        {
            if (Any(part, condition))
                return true;
        }
        return false;
    }

    /// <summary>Whether the tree has more levels than that; never looks deeper.</summary>
    public static bool IsDeeperThan(Expr expr, int levels)
    {
        if (levels == 0)
            return true;
        foreach (var part in Parts(expr))
        {
            if (IsDeeperThan(part, levels - 1))
                return true;
        }
        return false;
    }

    /// <summary>The free unknowns by name.</summary>
    public static SortedSet<string> Of(Expr expr)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Collect(expr, names);
        return names;
    }

    private static void Collect(Expr expr, SortedSet<string> names)
    {
        if (expr is Variable variable)
            names.Add(variable.Name);
        if (expr is BigOperator { Variable.Length: > 0 } op)
        {
            // The bound variable is free only in the bounds.
            var inside = Of(op.Body);
            if (op.Kind != OperatorKind.Derivative)
                inside.Remove(op.Variable);
            names.UnionWith(inside);
            if (op.Lower is not null)
                Collect(op.Lower, names);
            if (op.Upper is not null)
                Collect(op.Upper, names);
            return;
        }
        foreach (var part in Parts(expr))
            Collect(part, names);
    }
}
