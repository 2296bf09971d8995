using System.Text.Json;
using Verifiers.Policy.Generation;
using Verifiers.Policy.Network;
using Verifiers.Policy.RewardModels;
using Verifiers.Policy.Rewards;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.EndToEnd.Tests;

/// <summary>Reward models that the policy's process serves, asked by the real service for a rubric of rules and preferences.</summary>
public sealed class PolicyRewardModelTests(PolicyRewardModelTests.ServiceWithRewardModels service) : IClassFixture<PolicyRewardModelTests.ServiceWithRewardModels>
{
    public sealed class ServiceWithRewardModels : ServiceProcess
    {
        public Uri RewardModels { get; } = new($"http://127.0.0.1:{FreePort()}");

        protected override IReadOnlyList<string> Settings => [.. Model("helpfulness"), .. Model("safety")];

        private string[] Model(string name) =>
        [
            $"--Models:{name}:Protocol", "OpenRlhf", $"--Models:{name}:Url", new Uri(RewardModels, $"{name}/get_reward").ToString(),
            $"--Models:{name}:CacheEntries", "0", $"--Models:{name}:MaxConcurrency", "256",
        ];
    }

    [Fact]
    public async Task The_service_pays_what_rules_and_served_models_say()
    {
        torch.set_num_threads(1);
        torch.manual_seed(3);
        var config = new TransformerConfig(Tokenizer.Default.PaddedSize, 72, 32, 1, 4);
        using var helpfulness = new RewardModel(config, Tokenizer.Default, Device.CPU);
        using var safety = new RewardModel(config, Tokenizer.Default, Device.CPU);
        using var server = new RewardModelServer(
            service.RewardModels, new Dictionary<string, RewardModel> { ["helpfulness"] = helpfulness, ["safety"] = safety }, Device.CPU);

        var task = TaskCatalog.Create("mixed-language", JsonSerializer.SerializeToElement(new { language_weight = 0 }));
        var rubric = System.Text.Json.Nodes.JsonNode.Parse(task.Rubric.GetRawText())!;
        foreach (var (name, weight) in (ReadOnlySpan<(string, double)>)[("helpfulness", 0.2), ("safety", 0.3)])
        {
            rubric["components"]!.AsArray().Add(System.Text.Json.Nodes.JsonNode.Parse(
                $$$"""{"name": "{{{name}}}", "verifier": "reward_model", "weight": [{"from_step": 0, "weight": 0}, {"from_step": 10, "weight": {{{weight}}}}], "decides": false, "options": {"model": "{{{name}}}", "reads": "whole"}}"""));
        }
        var random = new Random(1);
        var problems = Enumerable.Range(0, 40).Select(_ => task.Next(random)).ToList();
        var groups = problems.Select(problem => new SampledGroup(problem, [problem.Demonstration, problem.Demonstration[..^9], "…"])).ToList();
        using var http = ScoreClient.Connect(service.Http.BaseAddress!);
        var rewards = new TaskRewards(new ScoreClient(http, TimeProvider.System), JsonSerializer.SerializeToElement(rubric));

        var before = await rewards.ScoreAsync(groups, step: 9, CancellationToken.None);
        Assert.Equal(1, before.Rewards[0]!.Value, 6);
        Assert.False(before.Components.ContainsKey("safety")); // it weighs nothing yet, and is not asked
        Assert.Equal(120, before.Components["language"].Count); // it weighs nothing ever, and is measured

        var batch = await rewards.ScoreAsync(groups, step: 10, CancellationToken.None);
        Assert.Equal(0, batch.Errors);
        for (var i = 0; i < problems.Count; i++)
        {
            var text = problems[i].Prompt + problems[i].Demonstration;
            var expected = 1 + (0.2 * Sigmoid(helpfulness.Score([text])[0])) + (0.3 * Sigmoid(safety.Score([text])[0]));
            Assert.Equal(expected, batch.Rewards[3 * i]!.Value, 4);
            Assert.Equal(0, batch.Rewards[(3 * i) + 1]); // a gate that is not passed lets nothing count
            Assert.Equal([true, false, false], batch.Correct.Skip(3 * i).Take(3)); // preferences do not decide what is correct
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
