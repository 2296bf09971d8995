using Verifiers.Policy.Rewards;

namespace Verifiers.EndToEnd.Tests;

/// <summary>The policy keeps its own copy of the wire records; here it meets the real service.</summary>
public sealed class PolicyClientTests(ServiceProcess service) : IClassFixture<ServiceProcess>
{
    [Fact]
    public async Task Rewards_and_advantages_reach_the_policy()
    {
        var client = new ScoreClient(service.Http, TimeProvider.System);
        var scored = await client.ScoreAsync(
            "format",
            [
                new GroupToScore("a", ["<think>x</think><answer>y</answer>", "no tags"]),
                new GroupToScore("b", ["no tags", "none here"], Prompt: "Q"),
            ],
            CancellationToken.None);
        Assert.Equal([1, 0, 0, 0], scored.Results.Select(result => result.Reward));
        Assert.Equal(["correct", "incorrect", "incorrect", "incorrect"], scored.Results.Select(result => result.Verdict));
        Assert.Equal(0.5, scored.Groups[0].Mean);
        Assert.Equal([0, 0], scored.Groups[1].Advantages);
        Assert.Equal(64, scored.Engine.RubricHash!.Length);
    }

    [Fact]
    public async Task A_refusal_reaches_the_policy_with_the_services_words()
    {
        var client = new ScoreClient(service.Http, TimeProvider.System);
        var refused = await Assert.ThrowsAsync<RewardServiceException>(
            () => client.ScoreAsync("no-such-rubric", [new GroupToScore("a", ["x"])], CancellationToken.None));
        Assert.Contains("expected one of", refused.Message, StringComparison.Ordinal);
    }
}
