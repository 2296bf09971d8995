using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Verifiers.Api.Rescoring;
using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Rescoring.Judging;

namespace Verifiers.Api.Tests.Rescoring;

/// <summary>Scoring by a service: one that is busy, breaks, refuses; and the real one.</summary>
public sealed class ServiceScorerTests(Service real) : IClassFixture<Service>, IAsyncLifetime
{
    private readonly List<int> _sizes = [];
    private readonly HashSet<string> _connections = [];
    private readonly TempFolder _folder = new();
    private WebApplication _app = null!;
    private Func<HttpContext, int, bool> _fault = (_, _) => false;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/rubrics", () => Results.Text("""[{"name": "math", "description": "", "hash": "0123456789abcdef", "components": []}]""", "application/json"));
        _app.MapPost("/score", AnswerAsync);
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_busy_service_is_asked_again_when_it_says()
    {
        var asked = new List<DateTimeOffset>();
        _fault = (http, call) =>
        {
            asked.Add(DateTimeOffset.UtcNow);
            http.Response.StatusCode = call < 3 ? 429 : 200;
            http.Response.Headers.RetryAfter = "1";
            return call < 3;
        };
        Assert.Equal(3, (await ScoreAsync(3)).Count);
        Assert.Equal(3, asked.Count);
        Assert.All(asked.Zip(asked.Skip(1)), pair => Assert.True(pair.Second - pair.First > TimeSpan.FromSeconds(0.9)));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    [InlineData(0)]
    public async Task A_service_that_fails_is_asked_again(int status)
    {
        _fault = (http, call) =>
        {
            if (call >= 4)
                return false;
            if (status == 0)
                http.Abort();
            else
                http.Response.StatusCode = status;
            return true;
        };
        Assert.Equal(3, (await ScoreAsync(3)).Count);
    }

    [Fact]
    public async Task A_service_that_stays_away_ends_the_run_with_its_name()
    {
        _fault = (http, _) =>
        {
            http.Response.StatusCode = 500;
            return true;
        };
        var refused = await Assert.ThrowsAsync<RescoreException>(() => ScoreAsync(3));
        Assert.Contains("answers 500", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Run the same command again", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_sent_in_halves()
    {
        _fault = (http, _) =>
        {
            http.Response.StatusCode = 413;
            return _sizes[^1] > 3;
        };
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (string?)$"{i}"), (await ScoreAsync(10)).Select(result => result.Id));
    }

    [Fact]
    public async Task Refused_samples_are_named_by_their_place()
    {
        _fault = (http, _) =>
        {
            http.Response.StatusCode = 400;
            http.Response.ContentType = "application/problem+json";
            http.Response.WriteAsync("""{"errors": {"samples[2].reference.tests[0]": ["expected a test."], "samples[0].completion": ["too long."]}}""").Wait();
            return true;
        };
        var refused = await Assert.ThrowsAsync<RefusedRolloutsException>(() => ScoreAsync(3));
        Assert.Equal(["completion: too long.", "reference.tests[0]: expected a test."], refused.Reasons.OrderBy(reason => reason.Key).Select(reason => reason.Value));
    }

    [Fact]
    public async Task One_connection_serves_many_batches()
    {
        using var scorer = await ConnectAsync();
        for (var i = 0; i < 20; i++)
            await scorer.ScoreAsync(Rollouts(2), CancellationToken.None);
        Assert.Single(_connections);
    }

    [Fact]
    public async Task An_unknown_rubric_and_an_address_without_service_are_refused_at_once()
    {
        Assert.Contains("knows math", (await Assert.ThrowsAsync<RescoreException>(() => ConnectAsync("other"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RescoreException>(() =>
            ServiceScorer.ConnectAsync(new("http://127.0.0.1:1"), "math", 1, true, TimeProvider.System, TimeSpan.FromMilliseconds(1), CancellationToken.None));
    }

    [Fact]
    public async Task The_real_service_gives_the_bytes_that_this_process_gives()
    {
        _folder.Write(
            "a.jsonl",
            """{"group": "g", "prompt": "Half?", "completion": "<think>a</think><answer>\\boxed{0.5}</answer>", "reference": "\\frac{1}{2}", "metadata": {"completion_tokens": 9}}""",
            """{"group": "g", "prompt": "Half?", "completion": "\\boxed{\\frac23}", "reference": "\\frac{1}{2}"}""",
            """{"group": "h", "completion": "é \\boxed{x}", "reference": {"wrong": "shape"}}""",
            """{"group": "h", "completion": "é \\boxed{x^2}", "reference": "x^2"}""");
        using var client = real.CreateClient();
        await using var services = VerifierService.ForScoring();
        using var service = await ServiceScorer.ConnectAsync(client.BaseAddress!, "r1-zero-math", 2, true, TimeProvider.System, TimeSpan.FromSeconds(0.1), CancellationToken.None);
        var outputs = new List<string>();
        foreach (var (scorer, name) in new (IRolloutScorer, string)[] { (service, "there"), (new EngineScorer(services, "r1-zero-math", true), "here") })
        {
            using var run = new RescoreRun(new() { Inputs = [_folder.At("a.jsonl")], Rubric = "r1-zero-math", Output = _folder.At(name) }, scorer, TimeProvider.System);
            await run.RunAsync(CancellationToken.None);
            Assert.Equal((3, 1), (run.Tally.Scored, run.Tally.Rejected));
            outputs.Add(File.ReadAllText(_folder.At(name, "a.jsonl.scored.jsonl")) + File.ReadAllText(_folder.At(name, "rejected.jsonl")));
        }
        Assert.Equal(outputs[0], outputs[1]);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        var size = body.RootElement.GetProperty("samples").GetArrayLength();
        _sizes.Add(size);
        _connections.Add(http.Connection.Id);
        if (_fault(http, _sizes.Count))
            return;
        http.Response.StatusCode = 200;
        var results = body.RootElement.GetProperty("samples").EnumerateArray().Select(sample => new
        {
            id = sample.GetProperty("completion").GetString(),
            reward = 1,
            verdict = "correct",
            components = Array.Empty<object>(),
            flags = Array.Empty<object>(),
            timing = new { waited_us = 1, judged_us = 1 },
            cached = false,
        });
        await http.Response.WriteAsJsonAsync(new { results, groups = Array.Empty<object>(), engine = new { version = "x" } });
    }

    private async Task<IReadOnlyList<Api.Scoring.SampleResult>> ScoreAsync(int count)
    {
        using var scorer = await ConnectAsync();
        return await scorer.ScoreAsync(Rollouts(count), CancellationToken.None);
    }

    private Task<ServiceScorer> ConnectAsync(string rubric = "math") =>
        ServiceScorer.ConnectAsync(new(_app.Urls.First()), rubric, 2, true, TimeProvider.System, TimeSpan.FromMilliseconds(1), CancellationToken.None);

    private static List<Rollout> Rollouts(int count) => [.. Enumerable.Range(0, count).Select(i => new Rollout { Line = i + 1, Completion = $"{i}" })];
}
