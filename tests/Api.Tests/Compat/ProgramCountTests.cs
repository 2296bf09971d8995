using System.Net;
using System.Text.Json;
using Verifiers.Api.Tests.Telemetry;

namespace Verifiers.Api.Tests.Compat;

/// <summary>Programs without a verdict are counted as programs, by protocol and how they ended, and never as verdicts.</summary>
public sealed class ProgramCountTests
{
    private const string Piston = """{"language": "python", "version": "*", "files": [{"content": "print(7)"}]}""";

    [Fact]
    public async Task Each_run_is_counted_by_protocol_and_outcome_in_the_metrics_and_in_the_live_view()
    {
        using var service = new CompatService();
        await service.AskAsync("/run_code", RunCodeTests.Verl("print(7)", ""));
        await service.AskAsync("/run_code", RunCodeTests.Verl("raise ValueError", ""));
        await service.AskAsync("/run_code", RunCodeTests.Verl("while True: pass", "", seconds: 0.1));
        await service.AskAsync("/submit", SubmitTests.Submission("```python\nprint(7)\n```", [("", "7"), ("", "7")]));
        await service.AskAsync("/api/v2/execute", Piston);
        await service.AskAsync("/submissions/?wait=true", """{"source_code": "print(7)", "language_id": 71}""", HttpStatusCode.Created);
        await service.AskAsync("/execute_batch", """{"scripts": ["7", "8", "nothing"], "languages": ["python", "python", "python"]}""");

        var metrics = await MetricsTests.ScrapeAsync(service);
        (string Protocol, string Outcome, int Count)[] expected =
        [
            ("sandboxfusion", "exited", 3), ("sandboxfusion", "exited_with_error", 1), ("sandboxfusion", "time_limit", 1), ("piston", "exited", 1),
            ("judge0", "exited", 1), ("open-r1", "exited", 2), ("open-r1", "exited_with_error", 1),
        ];
        foreach (var (protocol, outcome, count) in expected)
            Assert.Equal((protocol, outcome, count), (protocol, outcome, metrics["verifiers_program_runs_total", ("protocol", protocol), ("outcome", outcome)]));
        Assert.Equal(10, metrics.Sum("verifiers_program_runs_total"));
        Assert.Equal(5, metrics["verifiers_program_duration_seconds_count", ("protocol", "sandboxfusion")]);
        Assert.Equal(0, metrics.Sum("verifiers_verdicts_total"));

        var counts = (await service.GetAsync("/console/live")).GetProperty("counts");
        Assert.Equal(
            expected.Select(one => (one.Protocol, one.Outcome, (long)one.Count)).Order(),
            counts.GetProperty("programs").EnumerateArray().Select(one =>
                (one.GetProperty("protocol").GetString()!, one.GetProperty("outcome").GetString()!, one.GetProperty("count").GetInt64())).Order());
        Assert.InRange(counts.GetProperty("seconds").EnumerateArray().Sum(second => second.GetProperty("programs").GetInt64()), 1, 10); // of five minutes
        Assert.Empty(counts.GetProperty("faults").EnumerateArray());
        Assert.Equal(0, counts.GetProperty("total").EnumerateObject().Sum(verdict => verdict.Value.GetInt64()));
    }

    [Fact]
    public async Task A_fault_of_ours_is_counted_as_one_and_is_among_the_recent_errors()
    {
        using var service = new ServiceWithoutSandbox();
        await service.AskAsync("/run_code", RunCodeTests.Verl("print(7)", ""), HttpStatusCode.GatewayTimeout);
        var metrics = await MetricsTests.ScrapeAsync(service);
        Assert.Equal(1, metrics["verifiers_program_runs_total", ("protocol", "sandboxfusion"), ("outcome", "sandbox_failed")]);
        Assert.Equal(("sandboxfusion", "sandbox_failed"), await LastFaultAsync(service));
    }

    [Theory]
    [InlineData("/run_code", """{"code": "while True: pass", "language": "python", "run_timeout": 60}""", "sandboxfusion", HttpStatusCode.GatewayTimeout)]
    [InlineData("/api/v2/execute", """{"language": "python", "version": "*", "files": [{"content": "while True: pass"}], "run_timeout": 60000}""", "piston", HttpStatusCode.ServiceUnavailable)]
    public async Task So_is_a_program_that_its_caller_did_not_wait_for(string path, string body, string protocol, HttpStatusCode expected)
    {
        using var service = new CompatService();
        await service.AskAsync(path, body, expected, ("X-Request-Timeout", "1.5"));
        var metrics = await MetricsTests.ScrapeAsync(service);
        Assert.Equal(1, metrics["verifiers_program_runs_total", ("protocol", protocol), ("outcome", "deadline_exceeded")]);
        Assert.Equal((protocol, "deadline_exceeded"), await LastFaultAsync(service));
    }

    private static async Task<(string?, string?)> LastFaultAsync(Service service)
    {
        var fault = (await service.GetAsync("/console/live")).GetProperty("counts").GetProperty("faults").EnumerateArray().Single();
        return (fault.GetProperty("verifier").GetString(), fault.GetProperty("reason").GetString());
    }
}
