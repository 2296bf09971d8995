using Verifiers.Api.Rescoring.Report;

namespace Verifiers.Api.Tests.Rescoring.Report;

/// <summary>The estimator of pass@k and its interval.</summary>
public sealed class PassAtKTests
{
    [Theory]
    [InlineData(4, 1, 1, 0.25)]
    [InlineData(4, 1, 2, 0.5)]
    [InlineData(10, 3, 5, 1 - (21.0 / 252))] // 1 − C(7,5)/C(10,5)
    [InlineData(10, 0, 10, 0)]
    [InlineData(10, 8, 3, 1)] // fewer wrong ones than k
    public void It_is_one_minus_the_chance_to_draw_wrong_ones_alone(int n, int c, int k, double expected) =>
        Assert.Equal(expected, PassAtK.Estimate(n, c, k), 12);

    [Fact]
    public void The_mean_of_the_estimates_is_that_of_all_ways_to_draw()
    {
        // The definition: every subset of k of n = 6 rollouts, of which the first c are correct.
        for (var c = 0; c <= 6; c++)
        {
            for (var k = 1; k <= 6; k++)
            {
                var subsets = Enumerable.Range(0, 64).Where(set => int.PopCount(set) == k).ToList();
                var passing = subsets.Count(set => (set & ((1 << c) - 1)) != 0);
                Assert.Equal((double)passing / subsets.Count, PassAtK.Estimate(6, c, k), 12);
            }
        }
    }

    [Fact]
    public void One_rollout_a_prompt_has_the_interval_of_Wilson()
    {
        var point = Assert.Single(PassAtK.Curve([(1, 1, 30), (1, 0, 70)]));
        Assert.Equal((1, 100L), (point.K, point.Prompts));
        Assert.Equal(0.2189, point.Low, 3); // Wilson, 30 of 100
        Assert.Equal(0.3958, point.High, 3);
    }

    [Fact]
    public void The_curve_ends_where_half_of_the_prompts_have_no_more_rollouts() =>
        Assert.Equal([1, 2, 4, 6], PassAtK.Curve([(6, 2, 50), (6, 5, 10), (64, 9, 40)]).Select(point => point.K));

    [Fact]
    public void Equal_prompts_claim_no_certainty()
    {
        var point = PassAtK.Curve([(8, 8, 5)])[0];
        Assert.Equal(1, point.Value);
        Assert.Equal(1, point.High);
        Assert.InRange(point.Low, 0.4, 0.7); // five prompts, not forty rollouts
    }

    [Theory]
    [InlineData(40, 8, 1)]
    [InlineData(40, 8, 4)]
    [InlineData(200, 16, 8)]
    public void The_interval_covers_the_truth_about_as_often_as_it_says(int prompts, int rollouts, int k)
    {
        // The chance of each prompt is u², u uniform: many hard prompts and a few easy ones. E[1 − (1 − u²)^k] by its integral.
        var truth = 1 - Enumerable.Range(0, 100_000).Average(i => Math.Pow(1 - Math.Pow((i + 0.5) / 100_000, 2), k));
        var random = new Random(20);
        var covered = 0;
        const int runs = 1000;
        for (var run = 0; run < runs; run++)
        {
            var prompted = new long[rollouts + 1]; // prompts by correct rollouts
            for (var prompt = 0; prompt < prompts; prompt++)
            {
                var chance = Math.Pow(random.NextDouble(), 2);
                var correct = 0;
                for (var i = 0; i < rollouts; i++)
                    correct += random.NextDouble() < chance ? 1 : 0;
                prompted[correct]++;
            }
            var point = PassAtK.Curve([.. prompted.Select((count, correct) => (rollouts, correct, count))]).Single(found => found.K == k);
            covered += point.Low <= truth && truth <= point.High ? 1 : 0;
        }
        Assert.InRange((double)covered / runs, 0.93, 0.985);
    }
}
