using System.Net;
using System.Text;
using System.Text.Json;
using Verifiers.Api.Tests.Telemetry;

namespace Verifiers.Api.Tests.Compat;

/// <summary>Programs of drop-ins are let in by what they are expected to cost, as those of <c>/score</c> are.</summary>
public sealed class ProgramAdmissionTests(ProgramAdmissionTests.ShortQueue service) : IClassFixture<ProgramAdmissionTests.ShortQueue>
{
    private const string Endless = "while True: pass";

    /// <summary>One place in the lane, and a backlog of one second: a program that may take two minutes is more than that.</summary>
    public sealed class ShortQueue : CompatService
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Sandbox:Launchers"] = "bubblewrap",
            ["Sandbox:Slots"] = "1",
            ["Engine:SandboxConcurrency"] = "1",
            ["Queues:SandboxBacklog"] = "00:00:01",
        };
    }

    [Fact]
    public async Task Where_the_lane_has_too_much_to_do_they_are_told_when_to_come_back_or_wait()
    {
        using var leaving = new CancellationTokenSource();
        var blocker = service.AskToLeaveAsync("/run_code", RunCodeTests.Verl(Endless, "", seconds: 120), leaving.Token);
        await service.UntilBusyAsync();
        (string Path, string Body)[] refused =
        [
            ("/api/v2/execute", """{"language": "python", "version": "*", "files": [{"content": "print(7)"}]}"""),
            ("/submissions/?wait=true", """{"source_code": "print(7)", "language_id": 71}"""),
            ("/execute_batch", """{"scripts": ["7", "8"], "languages": ["python", "python"]}"""),
            ("/score", ScoreBody),
        ];
        foreach (var (path, body) in refused)
        {
            using var response = await service.PostAsync(Encoding.UTF8.GetBytes(body), "application/json", path: path);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == HttpStatusCode.TooManyRequests, $"{path}: {response.StatusCode} {text}");
            Assert.Contains("The lane sandbox has work for about", text, StringComparison.Ordinal);
            Assert.True(response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1), path);
        }
        Assert.Equal(refused.Length, await RejectedAsync());

        // It waits as long as its client does, and is counted once however often it has looked for room.
        var late = await service.AskAsync("/run_code", """{"code": "print(7)", "language": "python", "compile_timeout": 0.01, "run_timeout": 0.01}""", HttpStatusCode.GatewayTimeout);
        Assert.Contains("The lane sandbox has work for about", late.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(refused.Length + 1, await RejectedAsync());

        var patient = service.AskAsync("/run_code", RunCodeTests.Verl("print(7)", "", seconds: 110));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocker);
        Assert.Equal("7\n", (await patient).GetProperty("run_result").GetProperty("stdout").GetString());
        Assert.Equal(refused.Length + 1, await RejectedAsync());
        Assert.Equal(0, (await service.GetAsync("/readyz")).GetProperty("pending_samples").GetInt64());
        foreach (var (path, body) in refused) // nothing is held of any of them
        {
            using var response = await service.PostAsync(Encoding.UTF8.GetBytes(body), "application/json", path: path);
            Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}");
        }
    }

    private static string ScoreBody => JsonSerializer.Serialize(new
    {
        rubric = "code",
        samples = new[] { new { completion = "```python\nprint(7)\n```", reference = new { mode = "stdin", tests = new[] { new { input = "", output = "7" } } } } },
    });

    private async Task<double> RejectedAsync() => (await MetricsTests.ScrapeAsync(service)).Sum("verifiers_queue_rejected_total", ("reason", "sandbox"));
}
