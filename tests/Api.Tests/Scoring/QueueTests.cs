using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Verifiers.Api.Scoring;
using Verifiers.Scoring.Lanes;

namespace Verifiers.Api.Tests.Scoring;

/// <summary>The queues as trainers meet them: one place in each lane, and a verifier that the test holds.</summary>
public sealed class QueueTests : IDisposable
{
    private readonly HeldService _service = new();
    private readonly HttpClient _http;
    private readonly ScoringLanes _lanes;

    public QueueTests()
    {
        _http = _service.CreateClient();
        _http.Timeout = TimeSpan.FromMinutes(5);
        _lanes = _service.Services.GetRequiredService<ScoringLanes>();
    }

    [Fact]
    public async Task A_run_with_two_thousand_samples_delays_another_run_by_its_share()
    {
        var large = ScoreAsync("held", 2_000, "large");
        await _service.Cpu.BegunAsync();
        var small = ScoreAsync("held", 16, "small");
        await Until.TrueAsync(() => _lanes[Lane.Cpu].Waiting == 1_999 + 16);
        _service.Cpu.Open();
        await Task.WhenAll(large, small);
        var order = _service.Cpu.Asked.ToList();
        Assert.Equal(2_016, order.Count);
        Assert.InRange(order.FindLastIndex(text => text.StartsWith("small", StringComparison.Ordinal)), 16, 1 + (2 * 16));
    }

    [Fact]
    public async Task A_lane_that_has_too_much_to_do_is_429_with_whole_seconds_and_the_other_lanes_are_not()
    {
        using var measured = new Measured(_service);
        var first = ScoreAsync("held_remote", 4, "first"); // a call is expected to take a second; the lane accepts four
        await _service.Remote.BegunAsync();
        using (var refused = await PostAsync("held_remote", 1, "first"))
        {
            var problem = await RefusalTests.AssertProblemAsync(refused, HttpStatusCode.TooManyRequests);
            Assert.Contains("The lane remote has work for about 4 s", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        }
        Assert.Equal(["remote"], measured.Rejected);
        _service.Sandbox.Open();
        Assert.Equal(1, (await ScoreAsync("held_sandbox", 1, "first")).GetProperty("results")[0].GetProperty("reward").GetDouble());
        _service.Remote.Open();
        await first;
        await ScoreAsync("held_remote", 1, "first"); // there is room again
    }

    [Fact]
    public async Task A_run_below_its_share_is_let_in_when_another_has_filled_the_lane()
    {
        var first = ScoreAsync("held_remote", 3, "first");
        await _service.Remote.BegunAsync();
        using (var refused = await PostAsync("held_remote", 2, "first"))
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        var second = ScoreAsync("held_remote", 2, "second");
        await Until.TrueAsync(() => _lanes[Lane.Remote].Waiting == 2 + 2);
        using (var refused = await PostAsync("held_remote", 1, "second"))
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        _service.Remote.Open();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task A_caller_who_leaves_frees_queue_place_and_slot()
    {
        using var leaving = new CancellationTokenSource();
        var left = PostAsync("held_sandbox", 50, "leaving", cancellationToken: leaving.Token);
        await _service.Sandbox.BegunAsync();
        var staying = ScoreAsync("held_sandbox", 1, "staying");
        await Until.TrueAsync(() => _lanes[Lane.Sandbox].Waiting == 50);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await Until.TrueAsync(() => _service.Sandbox.Asked.Contains("staying 0")); // in the place that was left
        await Until.TrueAsync(() => _lanes[Lane.Sandbox].Waiting == 0);
        await Until.TrueAsync(() => _service.Services.GetRequiredService<Admission>().PendingSamples == 1);
        _service.Sandbox.Open();
        await staying;
        Assert.Equal(2, _service.Sandbox.Asked.Count);
        Assert.Equal(TimeSpan.Zero, _service.Services.GetRequiredService<Admission>().BacklogOf(Lane.Sandbox));
    }

    [Theory]
    [InlineData("0.3", null)]
    [InlineData(null, 300)]
    [InlineData("600", 300)]
    [InlineData("0.3", 600_000)]
    public async Task A_sample_whose_deadline_passed_in_the_queue_is_an_error_and_is_never_begun(string? header, int? option)
    {
        var first = ScoreAsync("held_sandbox", 1, "first");
        await _service.Sandbox.BegunAsync();
        var answer = await ScoreAsync("held_sandbox", 3, "second", header, option);
        Assert.All(answer.GetProperty("results").EnumerateArray(), result =>
        {
            Assert.Equal((JsonValueKind.Null, "error"), (result.GetProperty("reward").ValueKind, result.GetProperty("verdict").GetString()));
            Assert.Equal("deadline_exceeded", result.GetProperty("components")[0].GetProperty("reason").GetString());
        });
        _service.Sandbox.Open();
        await first;
        Assert.Equal(["first 0"], _service.Sandbox.Asked);
    }

    [Theory]
    [InlineData("X-Request-Timeout", "soon", "a number of seconds from 0.001 to 3600")]
    [InlineData("X-Request-Timeout", "0", "a number of seconds")]
    [InlineData("X-Request-Timeout", "-3", "a number of seconds")]
    [InlineData("X-Request-Timeout", "1e9", "a number of seconds")]
    [InlineData("X-Request-Timeout", "3601", "a number of seconds")]
    [InlineData("X-Request-Timeout", "NaN", "a number of seconds")]
    [InlineData("X-Run-Id", "LONG", "1 to 128 printable ASCII characters")]
    public async Task A_header_that_says_nothing_is_refused_by_its_name(string header, string value, string expected)
    {
        using var request = Request("format", 1, "x");
        request.Headers.Remove("X-Run-Id");
        request.Headers.TryAddWithoutValidation(header, value.Replace("LONG", new string('x', 129), StringComparison.Ordinal));
        using var response = await _http.SendAsync(request);
        var problem = await RefusalTests.AssertProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains(expected, problem.GetProperty("errors").GetProperty(header)[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_meter_shows_how_many_wait_and_for_how_long()
    {
        using var measured = new Measured(_service);
        var scoring = ScoreAsync("held_sandbox", 5, "one");
        await _service.Sandbox.BegunAsync();
        await Until.TrueAsync(() => _lanes[Lane.Sandbox].Waiting == 4); // the first is begun before the last is queued
        Assert.Equal(4, measured.DepthOf("sandbox"));
        Assert.Equal(0, measured.DepthOf("cpu"));
        _service.Sandbox.Open();
        await scoring;
        Assert.Equal(0, measured.DepthOf("sandbox"));
        Assert.Equal(5, measured.Waits("sandbox").Count);
        Assert.All(measured.Waits("sandbox"), wait => Assert.InRange(wait, 0, 600));
    }

    public void Dispose()
    {
        _http.Dispose();
        _service.Dispose();
    }

    private async Task<JsonElement> ScoreAsync(string verifier, int samples, string run, string? timeout = null, int? deadline = null)
    {
        using var response = await PostAsync(verifier, samples, run, timeout, deadline);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<HttpResponseMessage> PostAsync(
        string verifier, int samples, string run, string? timeout = null, int? deadline = null, CancellationToken cancellationToken = default)
    {
        using var request = Request(verifier, samples, run, deadline);
        if (timeout is not null)
            request.Headers.Add("X-Request-Timeout", timeout);
        return await _http.SendAsync(request, cancellationToken);
    }

    private static HttpRequestMessage Request(string verifier, int samples, string run, int? deadline = null)
    {
        var body = JsonSerializer.Serialize(new
        {
            rubric = new { components = new[] { new { verifier } } },
            samples = Enumerable.Range(0, samples).Select(number => new { completion = $"{run} {number}" }),
            options = deadline is null ? new Dictionary<string, int>() : new() { ["deadline_ms"] = deadline.Value },
        });
        var request = new HttpRequestMessage(HttpMethod.Post, "/score") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Run-Id", run);
        return request;
    }

    /// <summary>One place in each lane; the remote one accepts four calls.</summary>
    private sealed class HeldService : Service
    {
        public HeldVerifier Cpu { get; } = new("held", Lane.Cpu);

        public HeldVerifier Sandbox { get; } = new("held_sandbox", Lane.Sandbox);

        public HeldVerifier Remote { get; } = new("held_remote", Lane.Remote);

        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Engine:CpuConcurrency"] = "1",
            ["Engine:SandboxConcurrency"] = "1",
            ["Engine:RemoteConcurrency"] = "1",
            ["Queues:RemoteBacklog"] = "00:00:04",
        };

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services.AddSingleton<IVerifier>(Cpu).AddSingleton<IVerifier>(Sandbox).AddSingleton<IVerifier>(Remote));
        }
    }

    /// <summary>What the meter of one service says.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string Instrument, string Tag, double Value)> _seen = [];

        public Measured(Service service)
        {
            var factory = service.Services.GetRequiredService<IMeterFactory>(); // services of other tests have their own
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name.StartsWith("verifiers.queue.", StringComparison.Ordinal) && ReferenceEquals(instrument.Meter.Scope, factory))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument.Name, (string)tags[0].Value!, value));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument.Name, (string)tags[0].Value!, value));
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument.Name, (string)tags[0].Value!, value));
            _listener.Start();
        }

        public List<string> Rejected => [.. Of("verifiers.queue.rejected").Select(one => one.Tag)];

        public List<double> Waits(string lane) => [.. Of("verifiers.queue.wait").Where(one => one.Tag == lane).Select(one => one.Value)];

        public double DepthOf(string lane)
        {
            _listener.RecordObservableInstruments();
            return Of("verifiers.queue.depth").Last(one => one.Tag == lane).Value;
        }

        public void Dispose() => _listener.Dispose();

        private void Note(string instrument, string tag, double value)
        {
            lock (_seen)
                _seen.Add((instrument, tag, value));
        }

        private List<(string Instrument, string Tag, double Value)> Of(string instrument)
        {
            lock (_seen)
                return [.. _seen.Where(one => one.Instrument == instrument)];
        }
    }
}
