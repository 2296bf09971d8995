using System.Text.Json;
using Verifiers.Extraction;
using Verifiers.Mathematics;
using Verifiers.Mathematics.Answers;

namespace Verifiers.Tests.Mathematics;

public class MathVerifierTests
{
    private static IPreparedVerifier Prepare(string reference, string options = "{}") => new MathVerifier().Prepare(
        JsonCursor.At(JsonDocument.Parse(reference).RootElement, "samples[0].reference"),
        JsonCursor.At(JsonDocument.Parse(options).RootElement, "rubric.components[0].options"));

    private static Judgement Judge(string reference, string completion)
    {
        var judging = Prepare(reference).JudgeAsync(new(completion), CancellationToken.None);
        Assert.True(judging.IsCompleted);
        return judging.Result;
    }

    [Theory]
    [InlineData("5", @"\boxed{5}")]
    [InlineData("0.5", @"\boxed{\frac12}")]
    [InlineData("\"1/2\"", "The final answer is 0.5.")]
    [InlineData("[\"7\", \"8\", 9]", @"\boxed{8}")]
    public void Takes_a_string_a_number_or_alternatives(string reference, string completion) =>
        Assert.Equal(Verdict.Correct, Judge(reference, completion).Verdict);

    [Theory]
    [InlineData("{}", "samples[0].reference")]
    [InlineData("true", "samples[0].reference")]
    [InlineData("[]", "samples[0].reference")]
    [InlineData("[1, null]", "samples[0].reference[1]")]
    public void Refuses_a_reference_of_another_shape_with_its_path(string reference, string path) =>
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Prepare(reference)).Path);

    [Theory]
    [InlineData("{\"tolerance\": 1}", "rubric.components[0].options.tolerance")]
    [InlineData("{\"rounded_digits\": -1}", "rubric.components[0].options.rounded_digits")]
    [InlineData("{\"percent_bare\": \"yes\"}", "rubric.components[0].options.percent_bare")]
    public void Refuses_an_unknown_or_wrong_option_with_its_path(string options, string path) =>
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Prepare("5", options)).Path);

    [Fact]
    public void Shows_what_was_found_where_and_how_it_was_decided()
    {
        const string completion = @"Adding gives $\boxed{x+2}$.";
        var judgement = Judge("\"x+1\"", completion);
        var evidence = Assert.IsType<MathEvidence>(judgement.Evidence);
        Assert.Equal("x+2", evidence.Answer);
        Assert.Equal("x+2", evidence.Span!.Value.In(completion).ToString());
        Assert.Equal(ExtractionRule.Boxed, evidence.Rule);
        Assert.Equal(("x + 2", "x + 1"), (evidence.AnswerPlain, evidence.ReferencePlain));
        Assert.Contains("at x = ", evidence.Decision, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"0.5\"", @"\frac12", "Equal: proved (rational arithmetic).")]
    [InlineData("\"\\\\pi\"", @"\arctan1+\arctan2+\arctan3", "Equal: agree to 300 digits.")]
    [InlineData("\"\\\\sqrt{2+\\\\sqrt{3}}\"", @"\frac{\sqrt6+\sqrt2}{2}", "Equal: proved (algebraic numbers that differ by less than 2^-")]
    [InlineData("\"x+1\"", "1+x", "Equal: proved (same rational function).")]
    [InlineData("\"\\\\sqrt{2}\"", @"\sqrt{3}", "Different: the reference is 1.414213…, the answer 1.732050….")]
    [InlineData("\"\\\\sqrt{2}\"", @"-\sqrt{2}", "Different: the reference is 1.414213…, the answer -1.41421….")]
    [InlineData("\"5, 7\"", "7", "Different: the reference has 5, the answer has not.")]
    [InlineData("\"5, 7\"", "7, 8", "Different: the reference has 5, the answer has not.")]
    [InlineData("\"1\"", "9^{9^{9^9}}", "Undecided: 9^9^9^9 exceeds the budget.")]
    [InlineData("\"1\"", "1 + 9^{9^{9^9}}", "Undecided: 9^9^9^9 exceeds the budget.")]
    [InlineData("\"1\"", "(10^9)!", "Undecided: (10^9)! exceeds the budget.")]
    [InlineData("\"5 cm\"", "5 m", "Different: the units differ, and 5 cm is not 5 m.")]
    [InlineData("\"5 cm\"", @"5 \text{ kg}", "Different: the reference is in cm, the answer in kg.")]
    public void The_explanation_says_how_it_was_decided(string reference, string answer, string explanation) =>
        Assert.StartsWith(explanation, Judge(reference, $@"\boxed{{{answer}}}").Explanation, StringComparison.Ordinal);

    [Fact]
    public void Two_long_numbers_that_differ_look_different()
    {
        var ones = new string('1', 90);
        var explanation = Judge($"\"{ones}1{ones}\"", $@"\boxed{{{ones}2{ones}}}").Explanation;
        Assert.Contains("1111111111112111", explanation, StringComparison.Ordinal);
        Assert.Contains("(181 digits)", explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_values_that_differ_late_are_shown_to_the_place_where_they_do()
    {
        var explanation = Judge("\"\\\\sqrt{2}\"", @"\boxed{1.4142135623730950488016887242096980785696718753763}").Explanation;
        Assert.StartsWith("Different: the reference is 1.414213562373095048801688724209698078569671875376", explanation, StringComparison.Ordinal);
        Assert.DoesNotContain("1.4142135623730950488016887242096980785696718753763…", explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reading_that_decided_is_the_one_shown()
    {
        var evidence = (MathEvidence)Judge("3.75", @"\boxed{3,75}").Evidence!;
        Assert.Equal("3.75", evidence.AnswerPlain);
    }

    [Fact]
    public void Flags_several_different_final_answers()
    {
        var judgement = Judge("5", "First \\boxed{4}. No, wait. So it is \\boxed{5}.");
        Assert.Equal(Verdict.Correct, judgement.Verdict);
        Assert.Equal("multiple_final_answers", Assert.Single(judgement.Flags).Name);
    }

    [Fact]
    public void Flags_a_hedge() => Assert.Contains(Judge("5", @"\boxed{5 \text{ or } 7}").Flags, flag => flag.Name == "answer_hedging");

    [Fact]
    public async Task The_last_number_can_be_forbidden()
    {
        var prepared = Prepare("7", "{\"last_number\": false}");
        var judgement = await prepared.JudgeAsync(new("There were many of them, and at the end of the day we counted 7 birds in it"), CancellationToken.None);
        Assert.Equal("no_answer", judgement.Reason);
    }

    [Theory]
    [InlineData("1024", "What is $2^{10}$?", "2^{10}", Verdict.Incorrect)]
    [InlineData("1024", "What is $2^{10}$?", "1024", Verdict.Correct)]
    [InlineData("1024", "How many subsets has a set of ten elements?", "2^{10}", Verdict.Correct)]
    [InlineData("x^2+2x+1", "Expand $(x+1)^2$.", "(x+1)^2", Verdict.Incorrect)]
    [InlineData("x^2+2x+1", "Expand $(x+1)^2$.", "x^2+2x+1", Verdict.Correct)]
    [InlineData("2\\sqrt{2}", "Simplify $\\sqrt{8}$.", "\\sqrt{8}", Verdict.Incorrect)]
    [InlineData("3/4", "Which part is 6/8 of it?", "6/8", Verdict.Correct)]
    [InlineData("32", "What is $2^{10} / 2^5$?", "2^5", Verdict.Correct)]
    public async Task An_expression_copied_from_the_question_is_unevaluated(string reference, string question, string answer, Verdict verdict)
    {
        var prepared = new MathVerifier().Prepare(JsonCursor.At(JsonSerializer.SerializeToElement(reference)), JsonCursor.Absent("options"));
        var judgement = await prepared.JudgeAsync(new($@"\boxed{{{answer}}}") { Prompt = question }, CancellationToken.None);
        Assert.Equal(verdict, judgement.Verdict);
        Assert.True(verdict == Verdict.Correct || judgement.Reason == "unevaluated", judgement.Reason);
    }

    [Fact]
    public void More_than_120_units_convert() =>
        Assert.True(UnitTable.Words.Values.Concat(UnitTable.Symbols.Values).Select(unit => (unit.Scale, unit.Dimension)).Distinct().Count() > 120);

    [Fact]
    public void Two_units_that_differ_are_named_in_the_explanation()
    {
        var judgement = Judge("\"5 cm\"", @"\boxed{5\text{ kg}}");
        Assert.Equal("different_unit", judgement.Reason);
        Assert.Contains("cm", judgement.Explanation, StringComparison.Ordinal);
        Assert.Contains("kg", judgement.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_lengths_in_different_units_are_shown_with_their_units()
    {
        var judgement = Judge("\"5 cm\"", @"\boxed{5\text{ m}}");
        Assert.Equal(Verdict.Incorrect, judgement.Verdict);
        Assert.Contains("5 cm", judgement.Explanation, StringComparison.Ordinal);
        Assert.Contains("5 m", judgement.Explanation, StringComparison.Ordinal);
    }
}
