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
    private const string Group = """{"name": "spread", "verifier": "a_plug_in", "phase": "group", "weight": 1, "schedule": null, "gate": false, "undecided": 0, "decides": false, "options": null}""";

    private readonly List<int> _sizes = [];
    private readonly HashSet<string> _connections = [];
    private readonly TempFolder _folder = new();
    private WebApplication _app = null!;
    private bool _judgesGroups;
    private string _hash = "0123456789abcdef";
    private Func<HttpContext, int, bool> _fault = (_, _) => false;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/rubrics", () => Results.Text(
            $$"""[{"name": "math", "description": "", "hash": "0123456789abcdef", "components": [{{(_judgesGroups ? Group : "")}}]}]""", "application/json"));
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

    [Theory]
    [InlineData(413, "", false)]
    [InlineData(413, "", true)]
    [InlineData(400, """{"errors": {"samples": ["expected 1 to 3 samples, found 10."]}}""", false)]
    [InlineData(400, """{"errors": {"samples": ["expected 1 to 3 samples, found 10."]}}""", true)]
    [InlineData(400, """{"errors": {"body": ["expected at most 1000 JSON values, found more at byte 7."]}}""", false)]
    public async Task A_batch_that_is_too_large_is_sent_in_halves(int status, string problem, bool judgesGroups)
    {
        _judgesGroups = judgesGroups;
        _fault = (http, _) =>
        {
            if (_sizes[^1] <= 3)
                return false;
            http.Response.StatusCode = status;
            http.Response.WriteAsync(problem).Wait();
            return true;
        };
        using var scorer = await ConnectAsync();
        var bounded = new BoundedScorer(scorer);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (string?)$"{i}"), (await bounded.ScoreAsync(Rollouts(10, unit: 2), CancellationToken.None)).Select(result => result.Id));
        if (judgesGroups)
            Assert.All(_sizes.Where(size => size <= 3), size => Assert.Equal(2, size)); // units stay whole
        var before = _sizes.Count;
        await bounded.ScoreAsync(Rollouts(10, unit: 2), CancellationToken.None);
        Assert.Equal(problem.Contains("\"samples\"", StringComparison.Ordinal), _sizes.Skip(before).All(size => size <= 3)); // a number is remembered
    }

    [Fact]
    public async Task A_rollout_or_a_whole_group_that_is_too_large_by_itself_is_rejected_and_the_others_are_judged()
    {
        _folder.Write("a.jsonl", Enumerable.Range(0, 12).Select(i => $$"""{"group": "{{(i < 8 ? 0 : i)}}", "completion": "{{i}}"}"""));
        foreach (var judgesGroups in new[] { true, false })
        {
            _judgesGroups = judgesGroups;
            _fault = (http, _) =>
            {
                http.Response.StatusCode = 413;
                return _sizes[^1] > 4;
            };
            using var scorer = await ConnectAsync();
            using var run = new RescoreRun(new() { Inputs = [_folder.At("a.jsonl")], Rubric = "math", Output = _folder.At($"{judgesGroups}") }, scorer, TimeProvider.System);
            await run.RunAsync(CancellationToken.None);
            Assert.Equal(judgesGroups ? (4, 8) : (12, 0), (run.Tally.Scored, run.Tally.Rejected));
            if (judgesGroups)
                Assert.Contains("Its group has 8 rollouts", File.ReadLines(_folder.At($"{judgesGroups}", "rejected.jsonl")).First(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_service_that_judges_by_another_version_now_ends_the_run_and_what_is_done_is_kept()
    {
        _folder.Write("a.jsonl", Enumerable.Range(0, 1000).Select(i => $$"""{"completion": "{{i}}"}"""));
        _fault = (_, call) =>
        {
            _hash = call <= 2 ? "0123456789abcdef" : "fedcba9876543210";
            return false;
        };
        using var scorer = await ConnectAsync();
        var options = new RescoreOptions { Inputs = [_folder.At("a.jsonl")], Rubric = "math", Output = _folder.At("out"), Concurrency = 1 };
        using (var run = new RescoreRun(options, scorer, TimeProvider.System))
        {
            var refused = await Assert.ThrowsAsync<RescoreException>(() => run.RunAsync(CancellationToken.None));
            Assert.Contains("another version of the rubric math or of its verifiers now (fedcba98 instead of 01234567)", refused.Message, StringComparison.Ordinal);
        }
        Assert.Equal(512, ScoredRollouts.Read(_folder.At("out")).Count());
        _fault = (_, _) =>
        {
            _hash = "0123456789abcdef";
            return false;
        };
        using var again = new RescoreRun(options, scorer, TimeProvider.System);
        await again.RunAsync(CancellationToken.None);
        Assert.Equal((true, 1000), (again.WentOn, again.Tally.Scored));
    }

    [Fact]
    public async Task The_real_service_says_which_components_are_given_a_whole_group()
    {
        var rubrics = (await real.GetAsync("/rubrics")).EnumerateArray().SelectMany(rubric => rubric.GetProperty("components").EnumerateArray()).ToList();
        Assert.Contains(rubrics, component => component.GetProperty("phase").GetString() == "completion");
        Assert.All(rubrics, component => Assert.Equal(component.GetProperty("verifier").GetString() == "length", component.GetProperty("phase").GetString() == "group"));
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
        await http.Response.WriteAsJsonAsync(new { results, groups = Array.Empty<object>(), engine = new { version = "x", rubric_hash = _hash } });
    }

    private async Task<IReadOnlyList<Api.Scoring.SampleResult>> ScoreAsync(int count)
    {
        using var scorer = await ConnectAsync();
        return await scorer.ScoreAsync(Rollouts(count), CancellationToken.None);
    }

    private Task<ServiceScorer> ConnectAsync(string rubric = "math") =>
        ServiceScorer.ConnectAsync(new(_app.Urls.First()), rubric, 2, true, TimeProvider.System, TimeSpan.FromMilliseconds(1), CancellationToken.None);

    private static List<Rollout> Rollouts(int count, int unit = 1) => [.. Enumerable.Range(0, count).Select(i => new Rollout { Line = i + 1, Completion = $"{i}", Unit = i / unit })];
}
