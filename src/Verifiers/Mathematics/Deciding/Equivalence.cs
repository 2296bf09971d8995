using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Calculus;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Deciding;

/// <summary>
/// Whether two expressions have the same value: the ladder, cheapest rung first. The same tree; exact arithmetic; without unknowns
/// the rungs of <see cref="ClosedValues"/>, with unknowns those of <see cref="OpenValues"/>. Every rung is bounded by the budget.
/// </summary>
internal static class Equivalence
{
    /// <summary>Compares two values; the arguments' order matters only to the wording.</summary>
    public static Finding Decide(Expr reference, Expr answer, StepBudget budget)
    {
        budget.Trace?.Enter(reference, answer, budget);
        var finding = Climb(reference, answer, budget);
        return budget.Trace?.Leave("value", finding) ?? finding;
    }

    private static Finding Climb(Expr reference, Expr answer, StepBudget budget)
    {
        if (ExactValue(reference) is { } a && ExactValue(answer) is { } b)
            return budget.Note("exact arithmetic", a == b ? Findings.Exact : Findings.Differ(a, b));
        if (budget.Note("same tree", reference.Equals(answer) ? Findings.SameTree : null, "The trees differ.") is { } same)
            return same;
        var (left, right) = (Opaque.Of(reference), Opaque.Of(answer));
        var unknowns = Unknowns.Of(left);
        unknowns.UnionWith(Unknowns.Of(right));
        var finding = unknowns.Count == 0 ? new ClosedValues(left, right, budget).Decide() : new OpenValues(left, right, unknowns, budget).Decide();
        // Integrals that nobody can compute may still be the same one.
        return finding.Outcome == Outcome.Undecided && OperatorForms.AreIn(left)
            ? Findings.SameRationalFunction(OperatorForms.AsUnknowns(left), OperatorForms.AsUnknowns(right), new(StepBudget.PerComparison / 4) { Trace = budget.Trace }) ?? finding
            : finding;
    }

    private static Rational? ExactValue(Expr expr) => expr switch
    {
        Number number => number.Value,
        DecimalNumber number => number.Value,
        _ => null,
    };
}
