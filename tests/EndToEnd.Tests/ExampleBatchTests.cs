using System.Text.Json;

namespace Verifiers.EndToEnd.Tests;

/// <summary>The batch that <c>./run</c> scores: real problems with right and wrong completions, over HTTP, through the real sandbox.</summary>
public sealed class ExampleBatchTests(ServiceProcess service) : IClassFixture<ServiceProcess>
{
    [Fact]
    public async Task Every_reward_of_the_example_batch_is_right_and_says_why()
    {
        var expected = JsonSerializer.Deserialize<Dictionary<string, double>>(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "EndToEnd.Tests", "Data", "example_rewards.json")))!;
        var samples = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "examples", "batch.jsonl")))
            .Select(line => JsonDocument.Parse(line).RootElement);
        var answer = await service.ScoreAsync(new { samples });

        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(expected.Keys, results.Select(result => result.GetProperty("id").GetString()!));
        var wrong = results.Where(result => result.GetProperty("reward").GetDouble() != expected[result.GetProperty("id").GetString()!]);
        Assert.Empty(wrong.Select(result => result.GetRawText()));
        Assert.All(results.SelectMany(result => result.GetProperty("components").EnumerateArray()), component =>
        {
            Assert.Matches("^[a-z][a-z_0-9]*$", component.GetProperty("reason").GetString());
            Assert.EndsWith(".", component.GetProperty("explanation").GetString(), StringComparison.Ordinal);
        });
    }
}
