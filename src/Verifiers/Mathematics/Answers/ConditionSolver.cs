using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Deciding;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>
/// Solves conditions on one unknown between quotients of polynomials, and |u| &lt; c: the set of numbers for which they hold. Zeros of numerator and
/// denominator cut the line into pieces on which the quotient keeps its sign.
/// </summary>
internal static class ConditionSolver
{
    private const double Apart = 1e-9;

    /// <summary>The solutions and the unknown; null when the condition is none of this kind.</summary>
    public static (RealSet Set, string Unknown)? Solve(Expr condition, StepBudget budget)
    {
        if (condition is not Relation relation || Unknowns.Of(relation) is not { Count: 1 } names)
            return null;
        RealSet? set = RealSet.Line;
        for (var i = 0; i < relation.Links.Count && set is not null; i++)
            set = SolveLink(relation.Sides[i], relation.Links[i], relation.Sides[i + 1], names.Min!, budget) is { } part ? RealSet.Intersection(set, part, budget) : null;
        return set is null ? null : (set, names.Min!);
    }

    private static RealSet? SolveLink(Expr left, RelationKind link, Expr right, string unknown, StepBudget budget)
    {
        if (left is not Call { Function: FunctionKind.Abs } && right is Call { Function: FunctionKind.Abs })
            return SolveLink(right, Mirror(link), left, unknown, budget);
        if (left is Call { Function: FunctionKind.Abs } distance && Unknowns.Of(right).Count == 0)
        {
            // |u| < c ⇔ −c < u and u < c; |u| > c ⇔ u < −c or u > c
            var inner = distance.Arguments[0];
            var isInside = link is RelationKind.Less or RelationKind.LessOrEqual;
            if (!isInside && link is not (RelationKind.Greater or RelationKind.GreaterOrEqual))
                return null;
            return SolveLink(inner, link, right, unknown, budget) is { } above && SolveLink(inner, Mirror(link), Build.Negate(right), unknown, budget) is { } below
                ? isInside ? RealSet.Intersection(above, below, budget) : RealSet.Union(above, below, budget)
                : null;
        }
        return NormalForm.InOneUnknown(Build.Plus(left, Build.Negate(right)), unknown, budget) is var (over, under) && !over.IsZero
            ? SolveQuotient(over, link, under, budget)
            : null;
    }

    /// <summary>p/q ⋛ 0.</summary>
    private static RealSet? SolveQuotient(UnivariatePolynomial over, RelationKind link, UnivariatePolynomial under, StepBudget budget)
    {
        if (over.RealRoots(budget) is not { } zeros || under.RealRoots(budget) is not { } poles)
            return null;
        zeros.RemoveAll(poles.Contains);
        if (link is RelationKind.Equal or RelationKind.NotEqual)
        {
            var points = UnionOf(zeros.Select(zero => RealSet.Point(zero, budget)), budget);
            return link == RelationKind.Equal ? points
                : points is not null && UnionOf(poles.Select(pole => RealSet.Point(pole, budget)), budget) is { } holes ? RealSet.Union(points, holes, budget)?.Complement() : null;
        }
        if (link is not (RelationKind.Less or RelationKind.LessOrEqual or RelationKind.Greater or RelationKind.GreaterOrEqual))
            return null;
        var cuts = zeros.Concat(poles).Select(cut => (Cut: cut, At: new QuickEvaluator(null, budget).Evaluate(cut).Middle)).OrderBy(cut => cut.At).ToList();
        if (cuts.Exists(cut => !double.IsFinite(cut.At)) || cuts.Zip(cuts.Skip(1)).Any(pair => pair.Second.At - pair.First.At < Apart * (1 + Math.Abs(pair.First.At))))
            return null;
        var wanted = link is RelationKind.Less or RelationKind.LessOrEqual ? -1 : 1;
        var pieces = new List<RealSet?>();
        if (link is RelationKind.LessOrEqual or RelationKind.GreaterOrEqual)
            pieces.AddRange(zeros.Select(zero => RealSet.Point(zero, budget)));
        for (var i = 0; i <= cuts.Count; i++)
        {
            var inside = i == 0 ? (cuts.Count == 0 ? 0 : cuts[0].At - 1) : i == cuts.Count ? cuts[^1].At + 1 : (cuts[i - 1].At + cuts[i].At) / 2;
            var x = FromDouble(inside);
            if (over.SignAt(x) * under.SignAt(x) != wanted)
                continue;
            Expr infinity = new Constant(ConstantKind.Infinity);
            pieces.Add(RealSet.Between(i == 0 ? Build.Negate(infinity) : cuts[i - 1].Cut, false, i == cuts.Count ? infinity : cuts[i].Cut, false, budget));
        }
        return UnionOf(pieces, budget);
    }

    private static RealSet? UnionOf(IEnumerable<RealSet?> parts, StepBudget budget)
    {
        RealSet? union = RealSet.Empty;
        foreach (var part in parts)
            union = union is not null && part is not null ? RealSet.Union(union, part, budget) : null;
        return union;
    }

    /// <summary>A double is a fraction with a power of two below.</summary>
    private static Rational FromDouble(double value)
    {
        var exponent = Math.Max(0, 52 - (int)Math.Floor(Math.Log2(Math.Max(1, Math.Abs(value)))));
        return Rational.Of((System.Numerics.BigInteger)Math.ScaleB(value, exponent), System.Numerics.BigInteger.One << exponent);
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
