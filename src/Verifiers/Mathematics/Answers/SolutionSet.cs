using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>The real numbers that an answer stands for: an interval, a union, a solved inequality, a finite list.</summary>
internal static class SolutionSet
{
    /// <summary>Whether the node can be nothing but a set of real numbers.</summary>
    public static bool IsSet(Expr expr) => expr is Interval or SetOperation or NamedSet;

    /// <summary>The set, with the unknown it constrains when one is named; null when the node is no set of this kind.</summary>
    /// <param name="expr">The answer.</param>
    /// <param name="pairsAreIntervals">Whether (1, 2) and [1, 2] are intervals.</param>
    /// <param name="budget">Steps.</param>
    public static (RealSet Set, string? Unknown)? Of(Expr expr, bool pairsAreIntervals, StepBudget budget)
    {
        switch (expr)
        {
            case Interval interval:
                return Named(RealSet.Between(interval.Lower, interval.LowerClosed, interval.Upper, interval.UpperClosed, budget));
            case Listing { Kind: ListingKind.Parentheses or ListingKind.Brackets, Items: { Count: 2 } ends } pair when pairsAreIntervals:
                var closed = pair.Kind == ListingKind.Brackets;
                return Named(RealSet.Between(ends[0], closed, ends[1], closed, budget));
            case Listing { Kind: ListingKind.Set or ListingKind.Bare } list:
                return OfList(list.Items, pairsAreIntervals, budget);
            case NamedSet { Name: "ℝ" }:
                return (RealSet.Line, null);
            case NamedSet { Name: "∅" }:
                return (RealSet.Empty, null);
            case SetOperation operation:
                return OfOperation(operation, budget);
            case Relation relation:
                return OfRelation(relation, budget);
            case Number or DecimalNumber or Constant or Sum or Product or Power or Call when Unknowns.Of(expr).Count == 0:
                return Named(RealSet.Point(expr, budget));
            default:
                return null;
        }
    }

    private static (RealSet, string?)? Named(RealSet? set, string? unknown = null) => set is null ? null : (set, unknown);

    /// <summary>Whole numbers listed of a bounded set.</summary>
    private const int MostIntegers = 60;

    private static (RealSet, string?)? OfOperation(SetOperation operation, StepBudget budget)
    {
        if (operation is { Kind: SetOperationKind.Intersection, Left: NamedSet { Name: "ℤ" or "ℕ" } whole })
            return Of(operation.Right, true, budget) is { } bounds ? Named(Integers(bounds.Set, whole.Name == "ℕ", budget)) : null;
        if (Of(operation.Left, true, budget) is not { } left || Of(operation.Right, true, budget) is not { } right)
            return null;
        if (left.Unknown is not null && right.Unknown is not null && left.Unknown != right.Unknown)
            return null;
        var set = operation.Kind switch
        {
            SetOperationKind.Union => RealSet.Union(left.Set, right.Set, budget),
            SetOperationKind.Intersection => RealSet.Intersection(left.Set, right.Set, budget),
            SetOperationKind.Difference => RealSet.Intersection(left.Set, right.Set.Complement(), budget),
        };
        return Named(set, left.Unknown ?? right.Unknown);
    }

    /// <summary>{n ∈ ℤ : 1 ≤ n ≤ 3} is {1, 2, 3}; null when it goes on for ever, is too long, or its ends are unknown. ℕ begins with 1 where it matters nothing else.</summary>
    private static RealSet? Integers(RealSet set, bool natural, StepBudget budget)
    {
        RealSet? result = RealSet.Empty;
        foreach (var piece in set.Pieces)
        {
            var lower = piece.Lower;
            if (natural && (lower is null || RealSet.Order(lower, Number.One, budget) is < 0))
            {
                // Whether 0 is natural is a matter of taste: then the set cannot be told.
                if (lower is null || RealSet.Order(lower, Number.Zero, budget) is <= 0)
                    return null;
                lower = Number.One;
            }
            if (lower is null || piece.Upper is null || Nearest(lower, budget) is not { } from || Nearest(piece.Upper, budget) is not { } to || to - from > MostIntegers)
                return null;
            for (var n = from - 1; n <= to + 1 && result is not null; n++)
            {
                var number = new Number(n);
                if (RealSet.Order(number, lower, budget) is not { } above || RealSet.Order(number, piece.Upper, budget) is not { } below)
                    return null;
                if (above > 0 || (above == 0 && (piece.LowerClosed || !ReferenceEquals(lower, piece.Lower))))
                {
                    if (below < 0 || (below == 0 && piece.UpperClosed))
                        result = RealSet.Point(number, budget) is { } point ? RealSet.Union(result, point, budget) : null;
                }
            }
        }
        return result;
    }

    private static System.Numerics.BigInteger? Nearest(Expr expr, StepBudget budget) =>
        new Evaluator(null, 64, budget).Evaluate(expr) is { IsReal: true } value && value.ToBall(64).Re.ToDouble() is var number && Math.Abs(number) < 1e12
            ? new System.Numerics.BigInteger(Math.Floor(number))
            : null;

    /// <summary>
    /// Numbers and intervals are joined. Conditions on one unknown hold together when that is possible at all, else either of them:
    /// "x > 1, x &lt; 3" is an interval, "x &lt; 1, x > 7" two rays.
    /// </summary>
    private static (RealSet, string?)? OfList(Sequence<Expr> items, bool pairsAreIntervals, StepBudget budget)
    {
        RealSet? union = RealSet.Empty;
        RealSet? together = RealSet.Line;
        string? unknown = null;
        var conditions = 0;
        foreach (var item in items)
        {
            if (Of(item, pairsAreIntervals, budget) is not { } part || union is null || together is null)
                return null;
            if (part.Unknown is not null && unknown is not null && part.Unknown != unknown)
                return null;
            unknown ??= part.Unknown;
            conditions += item is Relation { Links: var links } && links.All(link => link is not (RelationKind.Equal or RelationKind.In)) ? 1 : 0;
            // A number beside a set that holds it already is a second answer, not a part of the first.
            if (item is not (Relation or Listing or Interval or SetOperation or NamedSet) && items.Any(other => (IsSet(other) || other is Relation) && Of(other, true, budget) is { } whole
                && RealSet.Union(whole.Set, part.Set, budget) is { } joined && RealSet.AreEqual(joined, whole.Set, budget) == true))
            {
                return null;
            }
            union = RealSet.Union(union, part.Set, budget);
            together = RealSet.Intersection(together, part.Set, budget);
        }
        if (union is null || together is null)
            return null;
        return conditions == items.Count && together.Pieces.Count > 0 ? (together, unknown) : (union, unknown);
    }

    /// <summary>x &lt; 3, 1 &lt; x ≤ 2, x ≠ 0, x ∈ S: one unknown by itself, against numbers.</summary>
    private static (RealSet, string?)? OfRelation(Relation relation, StepBudget budget)
    {
        var at = -1;
        for (var i = 0; i < relation.Sides.Count; i++)
        {
            if (relation.Sides[i] is Variable && at < 0)
                at = i;
            else if (Unknowns.Of(relation.Sides[i]).Count > 0)
                return null;
        }
        if (at < 0)
            return null;
        var name = ((Variable)relation.Sides[at]).Name;
        RealSet? set = RealSet.Line;
        for (var i = 0; i < relation.Links.Count && set is not null; i++)
        {
            if (i != at && i + 1 != at)
                return null;
            var bound = relation.Sides[i == at ? i + 1 : i];
            var link = i == at ? relation.Links[i] : Mirror(relation.Links[i]);
            if (Half(link, bound, budget) is not { } half)
                return null;
            set = RealSet.Intersection(set, half, budget);
        }
        return Named(set, name);
    }

    private static RealSet? Half(RelationKind link, Expr bound, StepBudget budget)
    {
        var infinity = new Constant(ConstantKind.Infinity);
        return link switch
        {
            RelationKind.Less => RealSet.Between(Build.Negate(infinity), false, bound, false, budget),
            RelationKind.LessOrEqual => RealSet.Between(Build.Negate(infinity), false, bound, true, budget),
            RelationKind.Greater => RealSet.Between(bound, false, infinity, false, budget),
            RelationKind.GreaterOrEqual => RealSet.Between(bound, true, infinity, false, budget),
            RelationKind.NotEqual => Of(bound, false, budget)?.Set.Complement(),
            RelationKind.In => Of(bound, true, budget)?.Set,
            RelationKind.Equal => bound is Listing or Interval or SetOperation or NamedSet ? Of(bound, true, budget)?.Set : RealSet.Point(bound, budget),
            RelationKind.Approximately => null,
        };
    }

    private static RelationKind Mirror(RelationKind link) => link switch
    {
        RelationKind.Less => RelationKind.Greater,
        RelationKind.LessOrEqual => RelationKind.GreaterOrEqual,
        RelationKind.Greater => RelationKind.Less,
        RelationKind.GreaterOrEqual => RelationKind.LessOrEqual,
        RelationKind.Equal or RelationKind.NotEqual or RelationKind.Approximately or RelationKind.In => link,
    };
}
