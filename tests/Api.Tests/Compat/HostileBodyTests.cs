using System.Text;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>Bodies that no trainer sends: each endpoint refuses them in its own form, and soon.</summary>
public sealed class HostileBodyTests(CompatService service) : IClassFixture<CompatService>
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("/run_code")]
    [InlineData("/submit")]
    [InlineData("/get_reward?rubric=math")]
    [InlineData("/rm?rubric=math")]
    [InlineData("/verify")]
    [InlineData("/aggregate_metrics")]
    [InlineData("/test_program")]
    [InlineData("/test_program_stdio")]
    [InlineData("/api/v2/execute")]
    [InlineData("/submissions/?wait=true")]
    [InlineData("/execute_batch")]
    public async Task Every_endpoint_refuses_them_as_the_callers_mistake(string path)
    {
        string[] fields = ["code", "query", "response", "tests", "files", "source_code", "scripts", "completion", "config", "language", "verify_responses"];
        byte[][] bodies =
        [
            [],
            [0xff, 0xfe],
            "null"u8.ToArray(),
            "\"text\""u8.ToArray(),
            [.. Enumerable.Repeat((byte)'[', 5 << 20)],
            Encoding.UTF8.GetBytes("[" + string.Join(",", Enumerable.Repeat("0", 1_100_000)) + "]"),
            .. fields.Select(field => Encoding.UTF8.GetBytes($$"""{"{{field}}": {{new string('[', 5000)}}{{new string(']', 5000)}}}""")),
            .. fields.Select(field => Encoding.UTF8.GetBytes($$"""{"{{field}}": "\ud800"}""")),
            .. fields.Select(field => Encoding.UTF8.GetBytes($$"""{"{{field}}": [null, {}, [], 1e400]}""")),
        ];
        foreach (var body in bodies)
        {
            using var response = await service.PostAsync(body, "application/json", path: path).WaitAsync(_patience);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True((int)response.StatusCode is 400 or 413 or 422, $"{response.StatusCode} for {Encoding.Latin1.GetString(body, 0, Math.Min(body.Length, 80))}: {text}");
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(text).RootElement.ValueKind);
        }
    }
}
