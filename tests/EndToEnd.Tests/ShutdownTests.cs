using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Verifiers.EndToEnd.Tests;

/// <summary>What becomes of requests when the service is told to stop: they are finished, or handed back.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public async Task A_request_in_flight_is_answered_when_the_service_is_told_to_stop()
    {
        await using var service = await StartAsync(patience: 30);
        var answer = service.ScoreAsync(Body(Sleeping(4)));
        await service.WaitUntilBusyAsync();
        await service.TerminateAsync();
        Assert.Equal(1, (await answer).GetProperty("results")[0].GetProperty("reward").GetDouble());
        Assert.Equal(0, await service.WaitForExitAsync());
    }

    [Fact]
    public async Task What_is_not_done_in_time_is_handed_back_with_the_time_to_come_again_and_so_is_what_was_queued()
    {
        await using var service = await StartAsync(patience: 1);
        var running = PostAsync(service, Body(Sleeping(100)));
        await service.WaitUntilBusyAsync();
        var queued = PostAsync(service, Body(Sleeping(101), Sleeping(102)));
        await WaitUntilPendingAsync(service, 3);
        await service.TerminateAsync();
        foreach (var answer in new[] { running, queued })
        {
            using var response = await answer;
            var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal("The service is stopping.", problem.GetProperty("title").GetString());
            Assert.True(response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        }
        Assert.Equal(0, await service.WaitForExitAsync());
    }

    [Fact]
    public async Task Programs_of_drop_ins_are_handed_back_in_their_protocols_own_words_whether_they_run_or_wait()
    {
        const string Program = "import time\ntime.sleep(100)";
        var sandboxFusion = new { code = Program, language = "python", run_timeout = 100 };
        (string Path, object Body, HttpStatusCode Status, string Words)[] requests =
        [
            ("/run_code", sandboxFusion, HttpStatusCode.GatewayTimeout, "\"status\":\"SandboxError\""), // the first one runs, the others wait
            ("/run_code", sandboxFusion, HttpStatusCode.GatewayTimeout, "\"status\":\"SandboxError\""),
            ("/submit", Submission(Program), HttpStatusCode.GatewayTimeout, "\"status\":\"SandboxError\""),
            ("/api/v2/execute", new { language = "python", version = "*", files = new[] { new { content = Program } }, run_timeout = 100_000 }, HttpStatusCode.ServiceUnavailable, "{\"message\":"),
            ("/submissions/?wait=true", new { source_code = Program, language_id = 71, cpu_time_limit = 100 }, HttpStatusCode.ServiceUnavailable, "{\"error\":"),
            ("/execute_batch", new { scripts = new[] { Program }, languages = new[] { "python" }, timeout = 100 }, HttpStatusCode.OK, "[{\"text\":null,"),
        ];
        await using var service = await StartAsync(patience: 1);
        var answers = new List<Task<HttpResponseMessage>>();
        foreach (var (path, body, _, _) in requests)
        {
            answers.Add(service.Http.PostAsync(new Uri(path, UriKind.Relative), JsonContent.Create(body)));
            await WaitUntilPendingAsync(service, answers.Count);
        }
        await service.WaitUntilBusyAsync();
        await service.TerminateAsync();
        foreach (var ((path, _, status, words), answer) in requests.Zip(answers))
        {
            using var response = await answer;
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(status == response.StatusCode, $"{path}: {response.StatusCode} {text}");
            Assert.StartsWith(words.StartsWith('"') ? $"{{{words}" : words, text, StringComparison.Ordinal);
            Assert.Contains("Nothing of the request was kept. Send it again", text, StringComparison.Ordinal);
            Assert.True(status == HttpStatusCode.OK || response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1), path);
        }
        Assert.Equal(0, await service.WaitForExitAsync());
    }

    private static object Submission(string program) => new
    {
        id = 1,
        completion = $"```python\n{program}\n```",
        config = new { language = "python", run_timeout = 100, provided_data = new { test = new[] { new { input = new { stdin = "" }, output = new { stdout = "7" } } } } },
    };

    [Fact]
    public async Task A_stream_that_has_begun_ends_with_errors_for_what_is_not_done()
    {
        await using var service = await StartAsync(patience: 1);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/score")
        {
            Content = JsonContent.Create(new
            {
                samples = new object[]
                {
                    new { rubric = "format", completion = "x" },
                    new { rubric = "code", completion = Sleeping(100), reference = Reference },
                },
            }),
        };
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using var response = await service.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal(0, (await LineAsync(reader)).GetProperty("index").GetInt32());
        await service.WaitUntilBusyAsync();
        await service.TerminateAsync();
        var unfinished = await LineAsync(reader);
        Assert.Equal((1, JsonValueKind.Null), (unfinished.GetProperty("index").GetInt32(), unfinished.GetProperty("reward").ValueKind));
        Assert.Equal("shutting_down", unfinished.GetProperty("components")[0].GetProperty("reason").GetString());
        Assert.True((await LineAsync(reader)).TryGetProperty("engine", out _));
        Assert.Null(await reader.ReadLineAsync());
        Assert.Equal(0, await service.WaitForExitAsync());
    }

    private static object Reference => new
    {
        mode = "stdin",
        language = "python",
        tests = new[] { new { input = "", output = "7" } },
        limits = new { cpu_seconds = 100, wall_seconds = 200 },
    };

    private static string Sleeping(int seconds) => $"```python\nimport time\ntime.sleep({seconds})\nprint(7)\n```";

    private static object Body(params string[] completions) =>
        new { rubric = "code", samples = completions.Select(completion => new { completion, reference = Reference }) };

    private static async Task<JsonElement> LineAsync(StreamReader reader) => JsonDocument.Parse((await reader.ReadLineAsync())!).RootElement;

    private static Task<HttpResponseMessage> PostAsync(ServiceProcess service, object body) =>
        service.Http.PostAsync(new Uri("/score", UriKind.Relative), JsonContent.Create(body));

    private static async Task WaitUntilPendingAsync(ServiceProcess service, int samples)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var ready = JsonDocument.Parse(await service.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative))).RootElement;
            if (ready.GetProperty("pending_samples").GetInt64() == samples)
                return;
            await Task.Delay(50);
        }
        Assert.Fail($"There never were {samples} samples pending.");
    }

    private static async Task<Stopping> StartAsync(int patience)
    {
        var service = new Stopping(patience);
        await service.InitializeAsync();
        return service;
    }

    /// <summary>A service with one slot that stops within so many seconds.</summary>
    private sealed class Stopping(int patience) : ServiceProcess, IAsyncDisposable
    {
        protected override IReadOnlyList<string> Settings =>
            ["--Sandbox:Slots", "1", "--Engine:SandboxConcurrency", "1", "--Sandbox:Launchers", "bubblewrap", "--Limits:ShutdownSeconds", $"{patience}"];

        ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());
    }
}
