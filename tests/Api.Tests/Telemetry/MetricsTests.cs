using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Verifiers.Api.Tests.Telemetry;

/// <summary><c>GET /metrics</c> as a scraper reads it.</summary>
public sealed class MetricsTests
{
    private const string Halves = """
        {"rubric": "math", "samples": [{"completion": "\\boxed{0.5}", "reference": "1/2"}, {"completion": "\\boxed{2/3}", "reference": "1/2"}]}
        """;

    [Fact]
    public async Task What_was_answered_is_counted_and_timed()
    {
        using var service = new Service();
        await service.ScoreAsync(Halves);
        var metrics = await ScrapeAsync(service);
        Assert.Equal(1, metrics["verifiers_verdicts_total", ("verifier", "math"), ("verdict", "correct"), ("reason", "exact")]);
        Assert.Equal(1, metrics["verifiers_verdicts_total", ("verifier", "math"), ("verdict", "incorrect"), ("reason", "different_value")]);
        Assert.Equal(1, metrics["verifiers_samples_total", ("rubric", "math"), ("verdict", "correct")]);
        Assert.Equal(2, metrics["verifiers_score_duration_seconds_count", ("lane", "cpu"), ("verifier", "math")]);
        Assert.Equal(1, metrics["verifiers_reward_bucket", ("rubric", "math"), ("le", "0")]);
        Assert.Equal(2, metrics["verifiers_reward_bucket", ("rubric", "math"), ("le", "1")]);
        Assert.Equal(1, metrics["verifiers_reward_sum", ("rubric", "math")]);
        while (metrics.Sum("http_server_request_duration_seconds_count", ("http_route", "/score"), ("http_response_status_code", "200")) < 1)
            metrics = await ScrapeAsync(service); // a request's time is taken after its answer has left
        Assert.True(metrics["process_cpu_seconds_total"] > 0);
        Assert.InRange(metrics["process_resident_memory_bytes"], 1 << 20, 1L << 40);
        Assert.InRange(metrics["process_start_time_seconds"], 1_700_000_000, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        Assert.True(metrics.Metrics.ContainsKey("dotnet_gc_collections_total"));
    }

    [Fact]
    public async Task It_is_the_text_format_of_Prometheus()
    {
        using var service = new Service();
        using var client = service.CreateClient();
        using var answer = await client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task It_can_be_turned_off()
    {
        using var service = new Configured(new() { ["Telemetry:Prometheus"] = "false" });
        using var client = service.CreateClient();
        using var answer = await client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Scrapes_under_load_are_whole_and_nothing_is_lost()
    {
        using var service = new Service();
        using var client = service.CreateClient();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 50; i++)
                await service.ScoreAsync(Halves);
        }));
        var before = 0.0;
        do
        {
            var now = (await ScrapeAsync(service)).Sum("verifiers_verdicts_total");
            Assert.True(now >= before, $"a counter fell from {before} to {now}");
            before = now;
        }
        while (!load.IsCompleted);
        await load;
        var metrics = await ScrapeAsync(service);
        Assert.Equal(400, metrics.Sum("verifiers_verdicts_total", ("verifier", "math")));
        Assert.Equal(400, metrics.Sum("verifiers_score_duration_seconds_count", ("verifier", "math")));
    }

    [Fact]
    public async Task Every_instrument_of_the_meter_is_shown_whoever_makes_it()
    {
        using var service = new Service();
        var meter = MeterOf(service);
        var depth = 7;
        meter.CreateObservableGauge("verifiers.test.depth", () => new Measurement<int>(depth, new KeyValuePair<string, object?>("lane", "cpu")), "{sample}", "How deep.");
        meter.CreateCounter<long>("verifiers.test.bytes", "By").Add(3);
        var wait = meter.CreateHistogram<double>("verifiers.test.wait", "s");
        wait.Record(0.2, new KeyValuePair<string, object?>("lane", "cpu"));
        wait.Record(1e9, new KeyValuePair<string, object?>("lane", "cpu"));
        meter.CreateUpDownCounter<int>("verifiers.test.open").Add(-2);
        var metrics = await ScrapeAsync(service);
        Assert.Equal(7, metrics["verifiers_test_depth", ("lane", "cpu")]);
        Assert.Equal("gauge", metrics.Metrics["verifiers_test_depth"].Type);
        Assert.Equal(3, metrics["verifiers_test_bytes_total"]);
        Assert.Equal(1, metrics["verifiers_test_wait_seconds_bucket", ("lane", "cpu"), ("le", "0.25")]);
        Assert.Equal(2, metrics["verifiers_test_wait_seconds_bucket", ("lane", "cpu"), ("le", "+Inf")]);
        Assert.Equal(-2, metrics["verifiers_test_open"]);
        depth = 9;
        Assert.Equal(9, (await ScrapeAsync(service))["verifiers_test_depth", ("lane", "cpu")]);
    }

    [Fact]
    public async Task Labels_are_escaped_and_their_order_does_not_matter()
    {
        using var service = new Service();
        var counter = MeterOf(service).CreateCounter<long>("verifiers.test.odd", null, "A \\ and\na new line.");
        counter.Add(1, new("b.c", "a \"quoted\" \\ and\nmore"), new KeyValuePair<string, object?>("a", true));
        counter.Add(1, new("a", true), new KeyValuePair<string, object?>("b.c", "a \"quoted\" \\ and\nmore"));
        var metrics = await ScrapeAsync(service);
        Assert.Equal(2, metrics["verifiers_test_odd_total", ("a", "true"), ("b_c", "a \"quoted\" \\ and\nmore")]);
    }

    [Fact]
    public async Task Labels_without_end_are_counted_as_other()
    {
        using var service = new Configured(new() { ["Telemetry:MaxSeries"] = "10" });
        var counter = MeterOf(service).CreateCounter<long>("verifiers.test.many");
        for (var i = 0; i < 1000; i++)
            counter.Add(1, new KeyValuePair<string, object?>("name", i));
        var metrics = await ScrapeAsync(service);
        Assert.Equal(11, metrics.Metrics["verifiers_test_many_total"].Samples.Count);
        Assert.Equal(990, metrics["verifiers_test_many_total", ("name", "other")]);
    }

    [Fact]
    public void A_verifier_that_makes_up_reasons_is_counted_under_other_at_last()
    {
        using var service = new Service();
        using var listener = new MeterListener();
        var reasons = new HashSet<string>(StringComparer.Ordinal);
        var meter = MeterOf(service);
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "verifiers.verdicts" && ReferenceEquals(instrument.Meter.Scope, meter.Scope))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => reasons.Add((string)tags[2].Value!));
        listener.Start();
        var counter = service.Services.GetRequiredService<Verifiers.Api.Telemetry.ScoringMeter>();
        for (var i = 0; i < 500; i++)
            counter.Count(Result($"reason {i}"), "inline");
        Assert.Equal(65, reasons.Count);
        Assert.Contains("other", reasons);
    }

    [Fact]
    public async Task A_reading_that_fails_leaves_the_others()
    {
        using var service = new Service();
        MeterOf(service).CreateObservableGauge("verifiers.test.broken", int () => throw new InvalidOperationException("Broken."));
        var metrics = await ScrapeAsync(service);
        Assert.Empty(metrics.Metrics["verifiers_test_broken"].Samples);
        Assert.True(metrics["process_cpu_seconds_total"] > 0);
        Assert.Equal(1, metrics.Sum("verifiers_build_info"));
    }

    internal static async Task<MetricsText> ScrapeAsync(Service service)
    {
        using var client = service.CreateClient();
        return MetricsText.Parse(await client.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
    }

    private static Meter MeterOf(Service service) => service.Services.GetRequiredService<IMeterFactory>().Create("Verifiers");

    private static Verifiers.Api.Scoring.SampleResult Result(string reason) => new()
    {
        Reward = 0,
        Verdict = Verdict.Incorrect,
        Components =
        [
            new() { Name = "remote", Verifier = "remote", Weight = 1, Score = 0, Verdict = Verdict.Incorrect, Reason = reason, Explanation = "" },
        ],
        Flags = [],
        Timing = new(0, 0),
        Cached = false,
    };
}

/// <summary>A service with settings.</summary>
public sealed class Configured(Dictionary<string, string> settings) : Service
{
    protected override IReadOnlyDictionary<string, string> Settings => settings;
}
