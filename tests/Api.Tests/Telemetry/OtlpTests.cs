using System.Text;
using Microsoft.Extensions.Configuration;
using Verifiers.Api.Telemetry;

namespace Verifiers.Api.Tests.Telemetry;

/// <summary>What a collector of OpenTelemetry receives.</summary>
public sealed class OtlpTests
{
    private const string CallerSpanId = "00f067aa0ba902b7";
    private const string Protobuf = "http/protobuf";

    /// <summary>Of the caller; each test has its own.</summary>
    private string TraceId { get; } = System.Diagnostics.ActivityTraceId.CreateRandom().ToHexString();

    [Fact]
    public async Task Metrics_and_traces_arrive_with_the_callers_trace()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var service = Sending(receiver))
        {
            await ScoreAsync(service, """{"rubric": "math", "samples": [{"completion": "\\boxed{0.5}", "reference": "1/2"}]}""");
            await SendAsync(service, HttpMethod.Get, "/healthz", null); // a probe leaves no span
        }
        var spans = receiver.Spans(TraceId);
        var request = Assert.Single(spans, span => span.Name == "POST /score");
        Assert.Equal(CallerSpanId, request.ParentId);
        Assert.Contains("verifiers.samples", request.Text, StringComparison.Ordinal);
        Assert.Contains("http.response.status_code", request.Text, StringComparison.Ordinal);
        var judgement = Assert.Single(spans, span => span.Name == "judge");
        Assert.Equal(request.SpanId, judgement.ParentId);
        Assert.Contains("verifiers.reason", judgement.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(spans, span => span.Text.Contains("boxed", StringComparison.Ordinal)); // never text of a completion
        Assert.Equal(2, spans.Count);
        var metrics = receiver.Posted("/v1/metrics");
        foreach (var name in new[] { "verifiers.verdicts", "verifiers.score.duration", "verifiers.sandbox.slots", "http.server.request.duration", "dotnet.gc.collections" })
            Assert.True(Holds(metrics, name), name);
        Assert.True(Holds(metrics, "reward-team")); // OTEL_SERVICE_NAME
    }

    [Fact]
    public async Task A_request_has_a_bounded_number_of_spans()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var service = Sending(receiver, new() { ["Telemetry:MaxSpansPerRequest"] = "10" }))
        {
            var samples = Enumerable.Range(0, 100).Select(i => $$"""{"completion": "\\boxed{{{i}}}", "reference": "{{i}}"}""");
            await ScoreAsync(service, $$"""{"rubric": "math", "samples": [{{string.Join(',', samples)}}]}""");
        }
        var spans = receiver.Spans(TraceId);
        Assert.Equal(10, spans.Count(span => span.Name == "judge"));
        Assert.Contains("verifiers.spans.dropped", spans.Single(span => span.Name == "POST /score").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_is_a_span()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var service = Sending(receiver))
        {
            await ScoreAsync(service, """
                {"rubric": "code", "samples": [{"completion": "```python\nprint(1)\n```",
                  "reference": {"mode": "stdin", "language": "python", "tests": [{"input": "", "output": "1"}]}}]}
                """);
        }
        var spans = receiver.Spans(TraceId);
        var judgement = Assert.Single(spans, span => span.Name == "judge");
        var run = Assert.Single(spans, span => span.Name == "run program");
        Assert.Equal(judgement.SpanId, run.ParentId);
        Assert.Contains("python", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_signal_can_be_left_out()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var service = Sending(receiver, new() { ["OTEL_TRACES_EXPORTER"] = "none" }))
            await ScoreAsync(service, """{"rubric": "math", "samples": [{"completion": "\\boxed{0.5}", "reference": "1/2"}]}""");
        Assert.NotEmpty(receiver.Paths);
        Assert.DoesNotContain("/v1/traces", receiver.Paths);
    }

    [Fact]
    public void Nothing_is_sent_unless_an_endpoint_is_set()
    {
        Assert.Equal(new(false, false), Read());
        Assert.Equal(new(true, true), Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")));
        Assert.Equal(new(true, false), Read(("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://127.0.0.1:4318/v1/metrics")));
        Assert.Equal(new(false, false), Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318"), ("OTEL_SDK_DISABLED", "true")));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "nonsense")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_METRICS_EXPORTER", "prometheus")]
    public void A_setting_that_would_be_ignored_stops_the_start(string name, string value)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Read((name, value)));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(value, refused.Message, StringComparison.Ordinal);
    }

    private static OtlpSettings Read(params (string Name, string Value)[] settings) => OtlpSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))).Build());

    private static Configured Sending(OtlpReceiver receiver, Dictionary<string, string>? more = null) => new(new(more ?? [])
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = Protobuf,
        ["OTEL_SERVICE_NAME"] = "reward-team",
    });

    private Task ScoreAsync(Service service, string body) => SendAsync(service, HttpMethod.Post, "/score", body);

    private async Task SendAsync(Service service, HttpMethod method, string path, string? body)
    {
        using var client = service.CreateClient();
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("traceparent", $"00-{TraceId}-{CallerSpanId}-01");
        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static bool Holds(ReadOnlySpan<byte> bytes, string text) => bytes.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
