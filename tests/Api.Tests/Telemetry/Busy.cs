namespace Verifiers.Api.Tests.Telemetry;

/// <summary>A service that has done something of every kind: what every metric with labels needs to be seen.</summary>
public sealed class Busy : Service, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("busy").FullName;

    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string> { ["Limits:RequestsPerMinute"] = "4", ["Cache:File"] = Path.Combine(_folder, "verdicts.db") };

    internal MetricsText Metrics { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await ScoreAsync("""{"rubric": "math", "samples": [{"completion": "\\boxed{0.5}", "reference": "1/2"}]}""");
        await ScoreAsync("""{"rubric": "format", "samples": [{"completion": "<think></think><answer>7</answer>"}]}""");
        await ScoreAsync("""
            {"rubric": "code", "samples": [{"completion": "```python\nprint(1)\n```",
              "reference": {"mode": "stdin", "language": "python", "tests": [{"input": "", "output": "1"}]}}]}
            """);
        using (await PostAsync(System.Text.Encoding.UTF8.GetBytes("""{"code": "print(1)", "language": "python"}"""), "application/json", path: "/run_code"))
        {
        }
        for (var status = System.Net.HttpStatusCode.OK; status != System.Net.HttpStatusCode.TooManyRequests;)
        {
            using var refused = await PostAsync("{}"); // the fifth within a minute, or a later one on a slow machine
            status = refused.StatusCode;
        }
        do
            Metrics = await MetricsTests.ScrapeAsync(this);
        while (Metrics.Sum("http_server_request_duration_seconds_count", ("http_route", "/score"), ("http_response_status_code", "429")) < 1); // taken after an answer has left
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
