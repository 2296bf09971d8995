using FsCheck;
using FsCheck.Fluent;
using Verifiers.Mathematics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Deciding;
using Verifiers.Mathematics.Expressions;
using Outcome = Verifiers.Mathematics.Outcome;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>What must hold of values however they are written.</summary>
public class EquivalenceLawsTests
{
    private static readonly Gen<int[]> Picks = Gen.Choose(0, 1_000_000).ListOf(3).Select(picks => picks.ToArray());

    [Fact]
    public void Equivalence_is_reflexive() => Law.Holds(Trees.Any, 1000, tree => Decide(tree, Copy(tree)).IsEqual);

    [Fact]
    public void Equivalence_is_symmetric() => Law.Holds(Trees.Any.SelectMany(_ => Trees.Any, (a, b) => (a, b)), 500, pair =>
        Decide(pair.a, pair.b).Outcome == Decide(pair.b, pair.a).Outcome);

    [Fact]
    public void Equivalence_of_rewritten_values_is_symmetric() => Law.Holds(Trees.Any.SelectMany(_ => Picks, (tree, picks) => (tree, picks)), 500, item =>
    {
        var rewritten = Rewriters.Apply(item.tree, Rewriters.All, item.picks);
        return Decide(item.tree, rewritten).Outcome == Decide(rewritten, item.tree).Outcome;
    });

    [Fact]
    public void Legal_rewriting_never_makes_a_difference() => Law.Holds(Trees.Any.SelectMany(_ => Picks, (tree, picks) => (tree, picks)), 3000, item =>
    {
        var rewritten = Rewriters.Apply(item.tree, Rewriters.All, item.picks);
        var finding = Decide(item.tree, rewritten);
        return finding.Outcome != Outcome.Different || HasNoValue(item.tree) ? null : Say(item.tree, rewritten, finding);
    });

    [Fact]
    public void Rewritten_quotients_of_polynomials_are_equal() => Law.Holds(Trees.RationalFunctions.SelectMany(_ => Picks, (tree, picks) => (tree, picks)), 1000, item =>
    {
        var rewritten = Rewriters.Apply(item.tree, Rewriters.OfRationalFunctions, item.picks);
        var finding = Decide(item.tree, rewritten);
        return finding.IsEqual || HasNoValue(item.tree) ? null : Say(item.tree, rewritten, finding);
    });

    [Fact]
    public void Rewritten_algebraic_numbers_are_equal() => Law.Holds(Trees.Algebraic.SelectMany(_ => Picks, (tree, picks) => (tree, picks)), 1000, item =>
    {
        var rewritten = Rewriters.Apply(item.tree, [.. Rewriters.OfRationalFunctions, new Rationalise(), new Definition()], item.picks);
        var finding = Decide(item.tree, rewritten);
        return finding.IsEqual || HasNoValue(item.tree) ? null : Say(item.tree, rewritten, finding);
    });

    [Fact]
    public void A_real_change_is_never_equal() => Law.Holds(Trees.Any.SelectMany(_ => Gen.Choose(0, 1_000_000), (tree, pick) => (tree, pick)), 4000, item =>
    {
        var changed = Changes.Apply(item.tree, item.pick);
        if (!Changes.AreReal(item.tree, changed))
            return null;
        var finding = Decide(item.tree, changed);
        return finding.IsEqual ? Say(item.tree, changed, finding) : null;
    });

    [Fact]
    public void A_real_change_of_a_closed_value_is_found() => Law.Holds(Gen.OneOf(Trees.Algebraic, Trees.RationalFunctions).SelectMany(_ => Gen.Choose(0, 1_000_000), (tree, pick) => (tree, pick)), 1000, item =>
    {
        var changed = Changes.Apply(item.tree, item.pick);
        var finding = Changes.AreReal(item.tree, changed) ? Decide(item.tree, changed) : Finding.Different(string.Empty, string.Empty);
        return finding.Outcome == Outcome.Different ? null : Say(item.tree, changed, finding);
    });

    [Fact]
    public void A_real_change_of_a_rewritten_value_is_never_equal() => Law.Holds(
        Trees.Any.SelectMany(_ => Picks, (tree, picks) => (tree, picks)).SelectMany(_ => Gen.Choose(0, 1_000_000), (item, pick) => (item.tree, item.picks, pick)), 2000, item =>
        {
            var changed = Changes.Apply(Rewriters.Apply(item.tree, Rewriters.All, item.picks), item.pick);
            if (!Changes.AreReal(item.tree, changed))
                return null;
            var finding = Decide(item.tree, changed);
            return finding.IsEqual ? Say(item.tree, changed, finding) : null;
        });

    [Fact]
    public void Printing_and_reading_again_keeps_the_value() => Law.Holds(Trees.Any, 1500, tree =>
    {
        var printed = ExprPrinter.Print(tree);
        return AnswerText.Read(printed).Tree is not { } read ? $"{printed} cannot be read"
            : Decide(tree, read) is { Outcome: Outcome.Different } finding && !HasNoValue(tree) ? Say(tree, read, finding)
            : null;
    });

    [Fact]
    public void Values_in_Unicode_are_read_as_they_are_meant() => Law.Holds(Trees.Any, 1500, tree =>
    {
        if (UnicodePrinter.Print(tree) is not { } printed)
            return null;
        return AnswerText.Read(printed).Tree is not { } read ? $"{printed} cannot be read"
            : Decide(tree, read) is { Outcome: Outcome.Different } finding && !HasNoValue(tree) ? $"{printed}: {Say(tree, read, finding)}"
            : null;
    });

    [Fact]
    public void Both_spellings_of_a_number_are_the_same_answer() => Law.Holds(Gen.OneOf(Trees.Algebraic, Trees.RationalFunctions), 800, tree =>
    {
        if (UnicodePrinter.Print(tree) is not { } printed || HasNoValue(tree))
            return null;
        var finding = AnswerComparison.Compare(AnswerText.Read(ExprPrinter.Print(tree)), AnswerText.Read(printed), MathOptions.Default);
        return finding.IsEqual ? null : $"{ExprPrinter.Print(tree)} and {printed}: {finding}";
    });

    [Fact]
    public void The_comparison_keeps_within_its_budget() => Law.Holds(Trees.Any.SelectMany(_ => Picks, (tree, picks) => (tree, picks)), 500, item =>
    {
        foreach (var steps in (int[])[0, 10, 1000, 120_000])
        {
            var budget = new StepBudget(steps);
            Equivalence.Decide(item.tree, Rewriters.Apply(item.tree, Rewriters.All, item.picks), budget);
            if (budget.Spent > steps + 1)
                return $"{budget.Spent} steps of {steps}";
        }
        return null;
    });

    /// <summary>An equal tree of other nodes, with another number of brackets.</summary>
    private static Expr Copy(Expr tree) => Verifiers.Mathematics.Expressions.Rewrite.Parts(tree, Copy);

    private static Finding Decide(Expr a, Expr b) => Equivalence.Decide(a, b, new(2_000_000));

    /// <summary>Undefined, or on a cut or a pole where no ball is small enough to tell.</summary>
    private static bool HasNoValue(Expr tree) => Decide(tree, Build.Plus(tree, Number.One)) is { Reason: "undefined_value" } or { Outcome: not Outcome.Different };

    private static string Say(Expr a, Expr b, Finding finding) => $"{ExprPrinter.Print(a)} and {ExprPrinter.Print(b)}: {finding.Outcome} ({finding.Reason}) {finding.Explanation}";
}
