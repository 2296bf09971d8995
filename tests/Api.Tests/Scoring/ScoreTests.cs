using System.Net;
using System.Text.Json;

namespace Verifiers.Api.Tests.Scoring;

public sealed class ScoreTests(Service service) : IClassFixture<Service>
{
    private const string Good = "<think>x</think><answer>y</answer>";

    [Fact]
    public async Task Results_come_in_the_order_of_the_samples_with_their_ids()
    {
        var samples = string.Join(",", Enumerable.Range(0, 200).Select(number =>
            $$"""{"id": "s{{number}}", "completion": "{{(number % 3 == 0 ? Good : "no tags " + number)}}"}"""));
        var answer = await service.ScoreAsync($$"""{"rubric": "format", "samples": [{{samples}}]}""");
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(200, results.Count);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal($"s{i}", results[i].GetProperty("id").GetString());
            Assert.Equal(i % 3 == 0 ? 1 : 0, results[i].GetProperty("reward").GetDouble());
        }
    }

    [Fact]
    public async Task A_result_says_why()
    {
        var answer = await service.ScoreAsync("""{"rubric": "format", "samples": [{"completion": "<think>x</think> so <answer>y</answer>"}]}""");
        var component = answer.GetProperty("results")[0].GetProperty("components")[0];
        Assert.Equal("format", component.GetProperty("verifier").GetString());
        Assert.Equal("incorrect", component.GetProperty("verdict").GetString());
        Assert.Equal("content_between", component.GetProperty("reason").GetString());
        Assert.NotEqual("", component.GetProperty("explanation").GetString());
        Assert.Equal(JsonValueKind.Object, component.GetProperty("evidence").ValueKind);
        Assert.Equal(1, component.GetProperty("weight").GetDouble());
        Assert.Equal(0, component.GetProperty("score").GetDouble());
    }

    [Fact]
    public async Task Every_answer_carries_the_rubrics_content_hash()
    {
        var named = await service.ScoreAsync("""{"rubric": "format", "samples": [{"completion": "x"}]}""");
        var listed = (await service.GetAsync("/rubrics")).EnumerateArray().Single(rubric => rubric.GetProperty("name").GetString() == "format");
        Assert.Equal(listed.GetProperty("hash").GetString(), named.GetProperty("engine").GetProperty("rubric_hash").GetString());
        Assert.Equal("format", named.GetProperty("engine").GetProperty("rubric").GetString());
        Assert.NotEqual("", named.GetProperty("engine").GetProperty("version").GetString());
    }

    [Fact]
    public async Task A_rubric_can_be_written_out_in_the_request()
    {
        var answer = await service.ScoreAsync($$"""
            {"rubric": {"components": [{"verifier": "format", "weight": 0.25}]}, "samples": [{"completion": "{{Good}}"}]}
            """);
        Assert.Equal(0.25, answer.GetProperty("results")[0].GetProperty("reward").GetDouble());
        Assert.Equal("inline", answer.GetProperty("engine").GetProperty("rubric").GetString());
    }

    [Fact]
    public async Task A_sample_can_have_a_rubric_of_its_own()
    {
        var answer = await service.ScoreAsync($$"""
            {"rubric": "format", "samples": [
              {"completion": "{{Good}}"},
              {"completion": "{{Good}}", "rubric": {"name": "double", "components": [{"verifier": "format", "weight": 2}]} } ]}
            """);
        Assert.Equal([1, 2], answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("reward").GetDouble()));
        Assert.Equal("double", answer.GetProperty("results")[1].GetProperty("rubric").GetString());
        Assert.False(answer.GetProperty("results")[0].TryGetProperty("rubric", out _));
    }

    [Fact]
    public async Task Groups_have_statistics_and_advantages()
    {
        var answer = await service.ScoreAsync($$"""
            {"rubric": "format", "groups": [{"id": "a", "completions": ["{{Good}}", "x", "y", "z"]}, {"id": "b", "completions": ["x", "y"]}]}
            """);
        var groups = answer.GetProperty("groups");
        Assert.Equal(0.25, groups[0].GetProperty("mean").GetDouble());
        Assert.Equal(0.25, groups[0].GetProperty("pass_rate").GetDouble());
        Assert.Equal(0.4330127, groups[0].GetProperty("std").GetDouble(), 1e-6);
        Assert.Equal(1.732, groups[0].GetProperty("advantages")[0].GetDouble(), 1e-3);
        Assert.Equal([0, 0], groups[1].GetProperty("advantages").EnumerateArray().Select(advantage => advantage.GetDouble()));
        Assert.Equal(6, answer.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task Samples_of_one_group_need_not_stand_together()
    {
        var answer = await service.ScoreAsync($$"""
            {"rubric": "format", "samples": [
              {"group": "a", "completion": "{{Good}}"}, {"group": "b", "completion": "x"}, {"group": "a", "completion": "x"}, {"completion": "x"}]}
            """);
        var groups = answer.GetProperty("groups").EnumerateArray().ToList();
        Assert.Equal(["a", "b"], groups.Select(group => group.GetProperty("id").GetString()));
        Assert.Equal([2, 1], groups.Select(group => group.GetProperty("size").GetInt32()));
    }

    [Fact]
    public async Task Identical_completions_are_judged_once_and_say_so()
    {
        const string Body = """{"rubric": "format", "groups": [{"id": "a", "completions": ["x", "x", "y"]}], "options": {"cache": CACHE}}""";
        var merged = await service.ScoreAsync(Body.Replace("CACHE", "true", StringComparison.Ordinal));
        Assert.Equal([false, true, false], merged.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("cached").GetBoolean()));
        var apart = await service.ScoreAsync(Body.Replace("CACHE", "false", StringComparison.Ordinal));
        Assert.DoesNotContain(true, apart.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("cached").GetBoolean()));
    }

    [Fact]
    public async Task Evidence_and_advantages_can_be_left_out()
    {
        var answer = await service.ScoreAsync("""
            {"rubric": "format", "groups": [{"id": "a", "completions": ["x"]}], "options": {"explain": false, "advantages": false}}
            """);
        Assert.False(answer.GetProperty("results")[0].GetProperty("components")[0].TryGetProperty("evidence", out _));
        Assert.False(answer.GetProperty("groups")[0].TryGetProperty("advantages", out _));
    }

    [Theory]
    [InlineData("""[{"role": "user", "content": "Q"}, {"role": "assistant", "content": "<think>x</think><answer>y</answer>"}]""")]
    [InlineData("""[{"role": "assistant", "reasoning_content": "x", "content": "<answer>y</answer>"}]""")]
    [InlineData("""[{"role": "assistant", "content": [{"type": "text", "text": "<think>x</think>"}, {"type": "text", "text": "<answer>y</answer>"}]}]""")]
    public async Task Chat_messages_are_completions_too(string messages)
    {
        var answer = await service.ScoreAsync($$"""{"rubric": "format", "samples": [{"completion": {{messages}}}]}""");
        Assert.Equal(1, answer.GetProperty("results")[0].GetProperty("reward").GetDouble());
    }

    [Fact]
    public async Task Streamed_results_come_a_line_each_with_their_index_and_the_groups_last()
    {
        using var response = await service.PostAsync(
            $$"""{"rubric": "format", "groups": [{"id": "a", "completions": ["{{Good}}", "x", "y"]}]}""", "application/x-ndjson");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(4, lines.Count);
        Assert.Equal([0, 1, 2], lines.Take(3).Select(line => line.GetProperty("index").GetInt32()).Order());
        Assert.Equal(1, lines.Take(3).Single(line => line.GetProperty("index").GetInt32() == 0).GetProperty("reward").GetDouble());
        Assert.Equal("a", lines[3].GetProperty("groups")[0].GetProperty("id").GetString());
        Assert.Equal("format", lines[3].GetProperty("engine").GetProperty("rubric").GetString());
    }

    [Fact]
    public async Task The_same_request_earns_the_same_rewards_every_time()
    {
        var body = $$"""{"rubric": "format", "groups": [{"id": "a", "completions": ["{{Good}}", "x", "<think>", "{{Good}} z"]}]}""";
        var first = await service.ScoreAsync(body);
        for (var i = 0; i < 10; i++)
        {
            var again = await service.ScoreAsync(body);
            Assert.Equal(first.GetProperty("groups").GetRawText(), again.GetProperty("groups").GetRawText());
        }
    }
}
