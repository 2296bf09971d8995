using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Deciding;

/// <summary>What the rungs have in common: findings, and the two forms that both kinds of values are compared in.</summary>
internal static class Findings
{
    /// <summary>Both are the same tree.</summary>
    public static Finding SameTree { get; } = Finding.Equal("identical", "Equal: proved (same tree).");

    /// <summary>Both are the same fraction.</summary>
    public static Finding Exact { get; } = Finding.Equal("exact", "Equal: proved (rational arithmetic).");

    /// <summary>Both agree as far as was looked, and hold details that lie beyond.</summary>
    public static Finding TooFine { get; } =
        Finding.Undecided("precision", "Undecided: both agree to 300 digits, but hold numbers so large or small that a difference may only show beyond them.");

    /// <summary>Two values that were told apart.</summary>
    /// <param name="reference">The reference's value.</param>
    /// <param name="answer">The answer's.</param>
    /// <param name="at">" at x = 3/7", or nothing.</param>
    public static Finding Differ(Value reference, Value answer, string at = "") => Differ(Witness.Show(reference, answer), at);

    /// <summary>The same, seen in doubles.</summary>
    public static Finding Differ(Expr reference, RealInterval x, Expr answer, RealInterval y, string at = "") => Differ(Witness.Show(reference, x, answer, y), at);

    private static Finding Differ((string Reference, string Answer) shown, string at) =>
        Finding.Different("different_value", $"Different:{at} the reference is {shown.Reference}, the answer {shown.Answer}.");

    /// <summary>Whether two values are certainly two.</summary>
    public static bool AreDisjoint(Value x, Value y, int precision)
    {
        if (x.Status == ValueStatus.Exact && y.Status == ValueStatus.Exact)
            return x.Exact != y.Exact;
        var (a, b) = (x.ToBall(precision), y.ToBall(precision));
        return Ball.AreDisjoint(a.Re, b.Re, precision) || Ball.AreDisjoint(a.Im, b.Im, precision);
    }

    /// <summary>The same canonical form: sums and products sorted, numbers folded.</summary>
    public static Finding? SameForm(Expr left, Expr right, StepBudget budget) => budget.Note(
        "canonical form",
        Normalizer.Apply(left).Equals(Normalizer.Apply(right)) ? Finding.Equal("canonical_form", "Equal: proved (same canonical form).") : null,
        "The canonical forms differ, which proves nothing.");

    /// <summary>The same quotient of polynomials in the unknowns, roots, logarithms and powers.</summary>
    public static Finding? SameRationalFunction(Expr left, Expr right, StepBudget budget) => budget.Note(
        "rational function",
        budget.Within(share => NormalForm.AreEqual(left, right, share)) == true ? Finding.Equal("rational_function", "Equal: proved (same rational function).") : null,
        "It is not proved that both are the same rational function.");
}
