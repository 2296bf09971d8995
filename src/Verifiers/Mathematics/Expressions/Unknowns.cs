namespace Verifiers.Mathematics.Expressions;

/// <summary>What a tree contains.</summary>
internal static class Unknowns
{
    /// <summary>The direct parts of a node.</summary>
    public static ReadOnlySpan<Expr> Parts(Expr expr) => expr switch
    {
        Power power => new[] { power.Base, power.Exponent },
        PlusMinus both => new[] { both.Left, both.Right },
        BigOperator op => new[] { op.Lower, op.Upper, op.Body }.OfType<Expr>().ToArray(),
        Quantity quantity => new[] { quantity.Value },
        Interval interval => new[] { interval.Lower, interval.Upper },
        SetOperation operation => new[] { operation.Left, operation.Right },
        _ => Items(expr).Span,
    };

    /// <summary>The parts of a node that holds any number of them.</summary>
    public static Sequence<Expr> Items(Expr expr) => expr switch
    {
        Sum sum => sum.Terms,
        Product product => product.Factors,
        Call call => call.Arguments,
        Application application => application.Arguments,
        Relation relation => relation.Sides,
        Listing list => list.Items,
        Ratio ratio => ratio.Terms,
        Matrix matrix => matrix.Entries,
        _ => default,
    };

    /// <summary>Whether a direct part of the node satisfies the condition.</summary>
    public static bool AnyPart(Expr expr, Func<Expr, bool> condition)
    {
        foreach (var part in Parts(expr))
        {
            if (condition(part))
                return true;
        }
        return false;
    }

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
