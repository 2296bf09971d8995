using Verifiers.Api.Rescoring;
using Verifiers.Api.Rescoring.Report;

namespace Verifiers.Api.Tests.Rescoring.Report;

/// <summary>What is counted over all rollouts: bounded, and the same in any order.</summary>
public sealed class TallyTests
{
    [Fact]
    public void Few_different_rewards_are_shown_as_they_are()
    {
        var histogram = new RewardHistogram();
        foreach (var reward in new[] { 1, 0, 0.1, 0, -0.0 })
            histogram.Add(reward);
        var bars = histogram.ToBars();
        Assert.True(bars.Exact);
        Assert.Equal([(0, 3), (0.1, 1), (1, 1)], bars.Bars.Select(bar => (bar.From, (int)bar.Count)));
    }

    [Fact]
    public void Many_different_rewards_stand_in_few_intervals_in_any_order()
    {
        var random = new Random(5);
        var rewards = Enumerable.Range(0, 30_000).Select(_ => (random.NextDouble() * 4) - 1).ToArray();
        var bars = Bars(rewards);
        Assert.False(bars.Exact);
        Assert.InRange(bars.Bars.Count, 15, 40);
        Assert.Equal(rewards.Length, bars.Bars.Sum(bar => bar.Count));
        Assert.All(bars.Bars, bar => Assert.Equal(rewards.Count(reward => reward >= bar.From && reward < bar.To), bar.Count));
        random.Shuffle(rewards);
        Assert.Equal(bars.Bars, Bars(rewards).Bars);
    }

    [Fact]
    public void Many_steps_are_taken_together()
    {
        var steps = new StepMeans();
        for (var step = 0; step < 4000; step++)
            steps.Add(step, step % 2, step % 2 == 1);
        var means = steps.ToData();
        Assert.InRange(means.Count, 250, 500);
        Assert.Equal(4000, means.Sum(mean => mean.Rollouts));
        Assert.Equal((0L, 7L, 0.5), (means[0].From, means[0].To, means[0].MeanReward));
    }

    [Fact]
    public void Above_their_bound_the_same_prompts_are_kept_in_any_order()
    {
        var rollouts = Enumerable.Range(0, 5000).Select(i => Rollout(i, group: $"g{i % 1000}", verdict: i % 3 == 0 ? Verdict.Correct : Verdict.Incorrect)).ToArray();
        var curve = Curve(rollouts, most: 300);
        Assert.InRange(curve.Prompts, 100, 300);
        Assert.Contains("one in 4", curve.Sentence, StringComparison.Ordinal);
        new Random(3).Shuffle(rollouts);
        Assert.Equal(curve.Points, Curve(rollouts, most: 300).Points);
        Assert.Equal(1000, Curve(rollouts, most: 1000).Prompts);
    }

    [Fact]
    public void Groups_of_different_steps_are_different_prompts_and_without_a_group_the_prompt_counts()
    {
        var counts = new PromptCounts();
        counts.Add(Rollout(1, group: "a", step: 1));
        counts.Add(Rollout(2, group: "a", step: 2));
        counts.Add(Rollout(3, group: null, prompt: "What?"));
        counts.Add(Rollout(4, group: null, prompt: "What?"));
        counts.Add(Rollout(5, group: null, prompt: null));
        Assert.Equal(3, counts.ToCurve()!.Prompts);
    }

    [Fact]
    public void An_error_counts_in_no_mean_and_in_no_prompt()
    {
        var tally = new ReportTally();
        tally.Add(Rollout(1, reward: 1, verdict: Verdict.Correct));
        tally.Add(Rollout(2, reward: null, verdict: Verdict.Error));
        var sample = new RolloutSample(new HashSet<(string, long)>());
        var data = tally.ToData([], sample, []);
        Assert.Equal(1, data.MeanReward);
        Assert.Equal(1, data.WithoutReward);
        Assert.Equal(1, data.PassAtK!.Points[0].Value);
    }

    internal static ScoredRollout Rollout(
        long line, string? group = "g", long? step = null, string? prompt = null, double? reward = 0, Verdict verdict = Verdict.Incorrect, string completion = "x",
        IReadOnlyList<Flag>? flags = null) => new()
        {
            File = "f.jsonl",
            Line = line,
            Group = group,
            Step = step,
            Prompt = prompt,
            Completion = completion,
            Reward = reward,
            Verdict = verdict,
            Components = [],
            Flags = flags ?? [],
        };

    private static RewardBars Bars(IEnumerable<double> rewards)
    {
        var histogram = new RewardHistogram();
        foreach (var reward in rewards)
            histogram.Add(reward);
        return histogram.ToBars();
    }

    private static PassAtKCurve Curve(IEnumerable<ScoredRollout> rollouts, int most)
    {
        var counts = new PromptCounts(most);
        foreach (var rollout in rollouts)
            counts.Add(rollout);
        return counts.ToCurve()!;
    }
}
