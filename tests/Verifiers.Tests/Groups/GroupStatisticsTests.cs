using FsCheck;
using FsCheck.Fluent;
using Verifiers.Groups;

namespace Verifiers.Tests.Groups;

public sealed class GroupStatisticsTests
{
    [Fact]
    public void Advantages_are_the_standardised_rewards()
    {
        var group = Of(1, 0, 0, 1);
        Assert.Equal(0.5, group.Mean);
        Assert.Equal(0.5, group.StandardDeviation);
        Assert.Equal(0.5, group.PassRate);
        Assert.Equal([0.999998, -0.999998, -0.999998, 0.999998], group.Advantages.Select(advantage => Math.Round(advantage!.Value, 6)));
    }

    [Fact]
    public void A_group_of_equal_rewards_has_zero_advantages_exactly()
    {
        // The mean of ten times 0.1 is not 0.1 in binary; the advantages must not show that.
        var group = Of([.. Enumerable.Repeat<double?>(0.1, 10)]);
        Assert.All(group.Advantages, advantage => Assert.Equal(0.0, advantage));
        Assert.Equal((0.1, 0.0), (group.Mean, group.StandardDeviation));
    }

    [Fact]
    public void A_sample_without_a_reward_is_left_out()
    {
        var group = Of(1, null, 0);
        Assert.Equal(0.5, group.Mean);
        Assert.Equal(0.5, group.PassRate);
        Assert.Null(group.Advantages[1]);
    }

    [Fact]
    public void A_group_without_any_reward_has_no_statistics()
    {
        var group = Of(null, null);
        Assert.Equal((null, null, null), (group.Mean, group.StandardDeviation, group.PassRate));
        Assert.Equal([null, null], group.Advantages);
    }

    [Fact]
    public void Advantages_sum_to_zero_and_keep_the_order_of_the_rewards() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NormalFloat[]>().Filter(rewards => rewards.Length > 0).Convert(
                rewards => rewards.Select(reward => Math.Clamp(reward.Get, -1000, 1000)).ToArray(),
                rewards => rewards.Select(NormalFloat.NewNormalFloat).ToArray()),
            rewards =>
            {
                var group = Of([.. rewards.Select(reward => (double?)reward)]);
                var advantages = group.Advantages.Select(advantage => advantage!.Value).ToArray();
                var ordered = rewards.Zip(advantages).OrderBy(pair => pair.First).Select(pair => pair.Second).ToArray();
                return Math.Abs(advantages.Sum()) < 1e-6 * rewards.Length && ordered.SequenceEqual(ordered.Order());
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shapes_must_agree() =>
        Assert.Throws<ArgumentException>(() => GroupStatistics.Of([Verdict.Correct], [1.0, 0.0]));

    private static GroupStatistics Of(params double?[] rewards) => GroupStatistics.Of(
        [.. rewards.Select(reward => reward is null ? Verdict.Error : reward > 0.5 ? Verdict.Correct : Verdict.Incorrect)], rewards);
}
