using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>What is unpacked of a request counts as its body does: a small body must not take memory that all together may not have.</summary>
public sealed class UnpackedMemoryTests(UnpackedMemoryTests.SmallService service) : IClassFixture<UnpackedMemoryTests.SmallService>
{
    /// <summary>Bodies may hold a MiB together, and 20,000 values each.</summary>
    public sealed class SmallService : CompatService
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Sandbox:Launchers"] = "bubblewrap",
            ["Limits:MaxPendingBodyMiB"] = "1",
            ["Limits:MaxJsonValues"] = "20000",
        };
    }

    /// <summary>Less than 64 KiB each, and more than a MiB when it is read.</summary>
    public static TheoryData<string, string, string> Bombs => new()
    {
        { "unpacked", "/test_program", OpenInstruct(new byte[4 << 20]) },
        { "unpacked", "/test_program_stdio", OpenInstruct(new byte[4 << 20]) },
        { "unpacked", "/verify", NemoGym(Encoding.UTF8.GetBytes("""{"inputs": ["4"], "outputs": ["8"]}""" + new string(' ', 4 << 20))) },
        { "written out", "/test_program", OpenInstruct(Encoding.Latin1.GetBytes("](V" + new string('x', 30_000) + "\nq\u0000" + string.Concat(Enumerable.Repeat("h\u0000", 60)) + "e.")) },
        { "values", "/test_program", OpenInstruct(Encoding.Latin1.GetBytes("](" + new string('}', 15_000) + "e.")) },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Beside_another_request_it_is_told_to_come_back_and_alone_it_is_answered(string what, string path, string body)
    {
        Assert.True(body.Length < 64 << 10, what);
        using (var other = new EndlessBody())
        {
            using var server = service.CreateClient(); // which reads a body to its end before it sends it
            using var client = new HttpClient { BaseAddress = server.BaseAddress };
            other.Headers.ContentType = new("application/json");
            var asking = client.PostAsync(new Uri("/score", UriKind.Relative), other);
            await UntilHeldAsync(bytes => bytes > 0);
            using var refused = await service.PostAsync(Encoding.UTF8.GetBytes(body), "application/json", path: path);
            var text = await refused.Content.ReadAsStringAsync();
            Assert.True(refused.StatusCode == HttpStatusCode.TooManyRequests, $"{what}: {refused.StatusCode} {text}");
            Assert.Contains("bytes of requests are held", JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.NotNull(refused.Headers.RetryAfter);
            other.End();
            using var ended = await asking;
        }
        await UntilHeldAsync(bytes => bytes == 0);
        using var answer = await service.PostAsync(Encoding.UTF8.GetBytes(body), "application/json", path: path);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{what}: {answer.StatusCode}");
        await UntilHeldAsync(bytes => bytes == 0);
    }

    [Theory]
    [InlineData("/run_code")]
    [InlineData("/submit")]
    public async Task Where_a_refusal_is_taken_for_a_wrong_answer_a_body_waits_for_room(string path)
    {
        var comment = "#" + new string('x', 300 << 10);
        var body = path == "/submit"
            ? JsonSerializer.Serialize(SubmitTests.Submission($"```python\n{comment}\nprint(7)\n```", [("", "7")]))
            : RunCodeTests.Verl($"{comment}\nprint(7)", "");
        using var other = new EndlessBody(900 << 10);
        using var server = service.CreateClient();
        using var client = new HttpClient { BaseAddress = server.BaseAddress };
        using var filling = new HttpRequestMessage(HttpMethod.Post, "/score") { Content = other };
        other.Headers.ContentType = new("application/json");
        var asking = client.SendAsync(filling);
        await UntilHeldAsync(bytes => bytes >= 900 << 10);
        using (var refused = await service.PostAsync(Encoding.UTF8.GetBytes(body), "application/json", path: "/api/v2/execute"))
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        var waiting = service.AskAsync(path, body);
        await Task.Delay(300);
        other.End();
        using var ended = await asking;
        var answer = await waiting;
        Assert.True(path == "/submit" ? answer.GetProperty("accepted").GetBoolean() : answer.GetProperty("run_result").GetProperty("stdout").GetString() == "7\n");
        await UntilHeldAsync(bytes => bytes == 0);
    }

    [Fact]
    public async Task Labels_together_have_as_many_values_as_a_body()
    {
        var label = JsonSerializer.Serialize(new { numbers = Enumerable.Range(0, 9_000) });
        await service.AskAsync("/get_reward?rubric=format", Labelled(label, label));
        var refused = await service.AskAsync("/get_reward?rubric=format", Labelled(label, label, label), HttpStatusCode.BadRequest);
        Assert.Contains("labels[2]: expected at most 20000 JSON values", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static object Labelled(params string[] labels) =>
        new { query = labels.Select((_, i) => $"{i}x"), prompts = labels.Select((_, i) => $"{i}"), labels };

    private static string OpenInstruct(byte[] pickle) => JsonSerializer.Serialize(new { program = "x = 1", tests = Packed(pickle) });

    private static string NemoGym(byte[] tests) => JsonSerializer.Serialize(new
    {
        response = new { output = new[] { new { type = "message", role = "assistant", content = new[] { new { type = "output_text", text = "```python\nprint(8)\n```" } } } } },
        verifier_metadata = new { unit_tests = new { packed = Packed(tests) } },
    });

    private static string Packed(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var zip = new ZLibStream(zipped, CompressionLevel.SmallestSize, leaveOpen: true))
            zip.Write(bytes);
        return Convert.ToBase64String(zipped.ToArray());
    }

    private async Task UntilHeldAsync(Func<long, bool> isMet)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var live = await service.GetAsync("/console/live");
            if (isMet(live.GetProperty("queue").GetProperty("bytes").GetInt64()))
                return;
            await Task.Delay(50);
        }
        Assert.Fail("What is held of bodies never was as expected.");
    }

    /// <summary>A body that has begun and does not end before it is told to.</summary>
    private sealed class EndlessBody(int length = 1) : HttpContent
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void End() => _end.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(new string(' ', length)));
            await stream.FlushAsync();
            await _end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
