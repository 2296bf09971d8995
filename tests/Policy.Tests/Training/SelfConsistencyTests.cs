using Verifiers.Policy.Training;

namespace Verifiers.Policy.Tests.Training;

public sealed class SelfConsistencyTests
{
    [Theory]
    [InlineData("<think>3</think><answer> 12 </answer>", "12")]
    [InlineData("<answer>1</answer><answer>2</answer>", "2")]
    [InlineData("<think>12</think>12", null)]
    [InlineData("</answer><answer>", null)]
    public void The_answer_is_the_text_in_the_last_tags(string completion, string? answer) => Assert.Equal(answer, SelfConsistency.AnswerOf(completion));

    [Theory]
    [InlineData("5", "4", "5", "5", "3")]
    [InlineData("4", "4", "5", "4", "5")] // as often: the first
    [InlineData("7", null, null, null, "7")] // no answer is no vote
    [InlineData(null, null, null)]
    public void The_majority_is_the_most_frequent_answer(string? majority, params string?[] answers) =>
        Assert.Equal(majority, SelfConsistency.Majority(answers.Select(answer => answer is null ? "no tags" : $"<answer>{answer}</answer>")));

    [Fact]
    public void It_is_right_when_a_completion_with_that_answer_was_judged_correct()
    {
        string[] completions = ["<answer>5</answer>", "<think></think><answer>5</answer>", "<answer>4</answer>"];
        Assert.True(SelfConsistency.IsRight(completions, [false, true, false]));
        Assert.False(SelfConsistency.IsRight(completions, [false, null, true]));
        Assert.False(SelfConsistency.IsRight(["x", "y"], [true, true]));
    }

    [Fact]
    public void A_report_counts_greedy_samples_and_majority_apart_and_leaves_errors_out()
    {
        // Two problems; greedy: right, wrong. Four draws: problem 1 right 2 of 4 (answer 5 is right), problem 2 right 0 of 3, one error.
        var greedy = Draw(["<answer>5</answer>", "<answer>1</answer>"], true, false);
        var report = AnswerReport.Of(
            greedy,
            [
                Draw(["<answer>5</answer>", "<answer>1</answer>"], true, false),
                Draw(["<answer>6</answer>", "<answer>1</answer>"], false, false),
                Draw(["<answer>5</answer>", "<answer>2</answer>"], true, null),
                Draw(["<answer>7</answer>", "<answer>3</answer>"], false, false),
            ]);
        Assert.Equal((0.5, 4, 1, 0.5), (report.Greedy, report.Samples, report.Errors, report.SelfConsistency));
        Assert.Equal(0.25, report.PassAt[1], 12);                    // (2/4 + 0/3) / 2
        Assert.Equal((1 - (1.0 / 6)) / 2, report.PassAt[2], 12);     // 1 − C(2,2)/C(4,2), and 0
        Assert.Equal(1.0, report.PassAt[4], 12);                     // the second problem has only three verdicts
        Assert.Equal(report.PassAt[1], report.PassAt1);
    }

    private static Evaluation Draw(string[] completions, params bool?[] correct) => new(
        new RewardBatch([.. correct.Select(verdict => verdict is null ? (double?)null : 1)], [.. correct.Select(verdict => verdict == true)], new Dictionary<string, int>(), TimeSpan.Zero),
        [.. completions.Select(_ => new Verifiers.Policy.Tasks.Problem("p", null, ""))], completions, 3);
}
