using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Deciding;

/// <summary>
/// Whether a = c·b for a constant c ≠ 0, so that a = 0 and b = 0 are one equation, and a &lt; 0 and b &lt; 0 one inequality when c > 0. The normal
/// form proves it; otherwise a(p)·b(q) = a(q)·b(p) at several pairs of points.
/// </summary>
internal static class Proportion
{
    private const int Precision = 128;
    private const int PointsNeeded = 5;
    private const int PointsTried = 24;

    /// <summary>The sign of c; 0 when there is no such constant; null when that cannot be told.</summary>
    public static int? SignOf(Expr a, Expr b, StepBudget budget)
    {
        var unknowns = Unknowns.Of(a);
        if (!unknowns.SetEquals(Unknowns.Of(b)))
            return NormalForm.Proportion(a, b, budget) is { } constant ? constant.Sign : 0;
        return ArePlainlyApart(a, b, unknowns, budget) ? 0
            : NormalForm.Proportion(a, b, budget) is { } proved ? proved.Sign
            : AtPoints(a, b, unknowns, budget);
    }

    /// <summary>Two points in doubles are enough for most relations that differ.</summary>
    private static bool ArePlainlyApart(Expr a, Expr b, IReadOnlyCollection<string> unknowns, StepBudget budget)
    {
        if (unknowns.Count == 0)
            return false;
        var p = new QuickEvaluator(ProbePoints.At(unknowns, 0, false), budget);
        var (s, t) = (p.Evaluate(a), p.Evaluate(b));
        if (!s.IsKnown || !t.IsKnown)
            return false;
        var q = new QuickEvaluator(ProbePoints.At(unknowns, 2, false), budget);
        var (left, right) = (s * q.Evaluate(b), t * q.Evaluate(a));
        return left.IsKnown && right.IsKnown && RealInterval.AreDisjoint(left, right);
    }

    private static int? AtPoints(Expr a, Expr b, IReadOnlyCollection<string> unknowns, StepBudget budget)
    {
        var sign = 0;
        (Ball A, Ball B)? first = null;
        var agreements = 0;
        for (var index = 0; index < PointsTried && agreements < PointsNeeded; index++)
        {
            var evaluator = new Evaluator(ProbePoints.At(unknowns, index, false), Precision, budget);
            var (x, y) = (evaluator.Evaluate(a), evaluator.Evaluate(b));
            if (!x.IsReal || !y.IsReal)
                continue;
            var (s, t) = (x.ToBall(Precision).Re, y.ToBall(Precision).Re);
            if (s.Sign == 0 || t.Sign == 0)
                continue;
            if (first is not var (firstA, firstB))
            {
                first = (s, t);
                sign = s.Sign * t.Sign;
                continue;
            }
            if (Ball.AreDisjoint(Ball.Multiply(s, firstB, Precision), Ball.Multiply(t, firstA, Precision), Precision))
                return 0;
            agreements++;
        }
        return agreements > 0 ? sign : null;
    }
}
