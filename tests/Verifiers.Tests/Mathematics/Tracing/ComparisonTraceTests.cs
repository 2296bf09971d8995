using Verifiers.Mathematics;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Tracing;

namespace Verifiers.Tests.Mathematics.Tracing;

public class ComparisonTraceTests
{
    private static (Finding Finding, IReadOnlyList<TraceStep> Steps) Trace(string reference, string answer)
    {
        var trace = new ComparisonTrace(TimeProvider.System);
        var finding = AnswerComparison.Compare(AnswerText.Read(reference), AnswerText.Read(answer), MathOptions.Default, trace);
        return (finding, trace.Steps);
    }

    private static IEnumerable<TraceStep> All(IEnumerable<TraceStep> steps) => steps.SelectMany(step => All(step.Nested).Prepend(step));

    [Theory]
    [InlineData("0.5", @"\frac{1}{2}", "exact arithmetic")]
    [InlineData("x+1", "x+1", "same tree")]
    [InlineData("(x+1)^2", "x^2+2x+1", "rational function")]
    [InlineData(@"\sqrt{2}", @"\sqrt{3}", "intervals of doubles")]
    [InlineData(@"\pi", @"\pi+10^{-17}", "balls of 64 bits")]
    [InlineData(@"\pi", @"\pi+10^{-60}", "balls of 256 bits")]
    [InlineData(@"\sqrt{2+\sqrt{3}}", @"\frac{\sqrt{6}+\sqrt{2}}{2}", "separation bound")]
    [InlineData(@"\pi", @"\arctan 1+\arctan 2+\arctan 3", "digits in common")]
    [InlineData(@"\sin(2x)", @"2\sin(x)\cos(x)", "rational function")]
    [InlineData(@"x+1", @"x+2", "one point in doubles")]
    [InlineData(@"|x|", @"\sqrt{x^2}", "points")]
    [InlineData(@"\pi", "3.14159265", "rounded decimals")]
    [InlineData("x=5", "5", "relations")]
    [InlineData(@"\{5,7\}", "5", "lists")]
    [InlineData("5 cm", "5 kg", "units")]
    [InlineData("rhombus", "square", "words")]
    [InlineData("(1,2]", "(1,2)", "sets")]
    [InlineData("B", "(C)", "text")]
    [InlineData("5", "x", "unknowns left")]
    public void The_last_step_that_does_not_pass_on_decides_and_says_what_the_verdict_says(string reference, string answer, string decisive)
    {
        var (finding, steps) = Trace(reference, answer);
        var last = steps[0];
        if (last.Reference is not null)
        {
            Assert.Equal(finding.Explanation, last.Sentence);
            last = last.Nested.Last(step => step.Outcome != StepOutcome.PassedOn);
        }
        Assert.Equal(decisive, last.Name);
        Assert.Equal(finding.Explanation, last.Sentence);
        Assert.Equal(finding.Outcome.ToString(), last.Outcome.ToString());
    }

    [Fact]
    public void What_does_not_decide_passes_on() =>
        Assert.All(Trace(@"\sqrt{2}", @"\sqrt{3}").Steps[0].Nested.SkipLast(1), step => Assert.Equal(StepOutcome.PassedOn, step.Outcome));

    [Fact]
    public void The_comparisons_of_the_items_are_nested_in_the_list()
    {
        var lists = Trace(@"\{1,\sqrt{2}\}", @"\{1,\sqrt{3}\}").Steps[0].Nested.Single(step => step.Name == "lists");
        Assert.Contains(lists.Nested, item => item is { Name: "comparison", Outcome: StepOutcome.Equal });
        Assert.Contains(lists.Nested, item => item is { Name: "comparison", Outcome: StepOutcome.Different } && item.Nested[^1].Name is "intervals of doubles" or "rounded decimals");
    }

    [Fact]
    public void The_steps_of_the_budget_add_up()
    {
        var comparison = Assert.Single(Trace(@"\{\sqrt{5}, x+y\}", @"\{y+x, \sqrt{5}\}").Steps);
        Assert.True(comparison.Steps > 0);
        Assert.Equal(comparison.Steps, comparison.Nested.Sum(step => step.Steps));
    }

    [Fact]
    public void A_trace_changes_no_finding_and_stays_of_bounded_size()
    {
        var list = string.Join(",", Enumerable.Range(1, 150));
        var backwards = string.Join(",", Enumerable.Range(1, 150).Reverse());
        var (finding, steps) = Trace(list, backwards);
        Assert.Equal(AnswerComparison.Compare(AnswerText.Read(list), AnswerText.Read(backwards), MathOptions.Default), finding);
        Assert.InRange(All(steps).Count(), 100, 2_100);
    }
}
