using System.Net;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>verl asks again after 504 only, so a busy service queues, and then says 504.</summary>
public sealed class BusyRunCodeTests(BusyRunCodeTests.FullService service) : IClassFixture<BusyRunCodeTests.FullService>
{
    /// <summary>One slot, and room for one sample: a single program fills it.</summary>
    public sealed class FullService : CompatService
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Sandbox:Launchers"] = "bubblewrap",
            ["Sandbox:Slots"] = "1",
            ["Limits:MaxPendingSamples"] = "1",
        };
    }

    [Fact]
    public async Task A_request_queues_where_another_endpoint_would_refuse_it_and_is_504_when_the_client_would_leave()
    {
        using var leaving = new CancellationTokenSource();
        var blocker = service.AskToLeaveAsync("/run_code", RunCodeTests.Verl("while True: pass", "", seconds: 120), leaving.Token);
        await service.UntilBusyAsync();
        const string Hasty = """{"code": "print(7)", "language": "python", "compile_timeout": 0.5, "run_timeout": 0.5}""";
        var late = service.AskAsync("/run_code", Hasty, HttpStatusCode.GatewayTimeout);
        var patient = service.AskAsync("/run_code", RunCodeTests.Verl("print(7)", "", seconds: 110));

        using (var refused = await service.PostAsync("""{"rubric": "format", "samples": [{"completion": "x"}]}"""))
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        var answer = await late;
        Assert.Equal("SandboxError", answer.GetProperty("status").GetString());
        Assert.NotEqual("", answer.GetProperty("message").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("run_result").ValueKind);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocker);
        Assert.Equal("7\n", (await patient).GetProperty("run_result").GetProperty("stdout").GetString());
    }

    [Theory]
    [InlineData("/run_code", """{"code": "while True: pass", "language": "python", "run_timeout": 60}""", HttpStatusCode.GatewayTimeout)]
    [InlineData("/api/v2/execute", """{"language": "python", "version": "*", "files": [{"content": "while True: pass"}], "run_timeout": 60000}""", HttpStatusCode.ServiceUnavailable)]
    public async Task A_caller_that_says_how_long_it_waits_is_answered_by_then(string path, string body, HttpStatusCode expected)
    {
        await service.AskAsync(path, body, expected, ("X-Request-Timeout", "0.5"));
    }
}
