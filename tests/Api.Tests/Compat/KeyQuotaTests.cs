using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Verifiers.Api.Security;
using Verifiers.Api.Tests.Telemetry;

namespace Verifiers.Api.Tests.Compat;

/// <summary>verl takes a refusal for a wrong answer, so a request above its key's quota waits as it does for a full queue.</summary>
public sealed class KeyQuotaTests(KeyQuotaTests.GuardedService service) : IClassFixture<KeyQuotaTests.GuardedService>
{
    private static readonly string _program = RunCodeTests.Verl("print(7)", "", seconds: 60);
    private static readonly string _submission = JsonSerializer.Serialize(SubmitTests.Submission("```python\nprint(7)\n```", [("", "7")]));

    /// <summary>A service with a key for each test, for what one has taken another lacks.</summary>
    public sealed class GuardedService : CompatService
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verifiers-quota-");
        private readonly Dictionary<string, string> _keys = [];

        public GuardedService()
        {
            foreach (var (name, requests, samples) in new (string, int?, int?)[]
            {
                ("scraper", null, null), ("run_code", 20, null), ("submit", 20, null), ("samples", null, 20), ("hasty", 1, null), ("malformed", 1, null), ("piston", 1, null),
            })
            {
                var (key, text) = ApiKey.Make(name, DateTimeOffset.UtcNow);
                KeyFile.Change(File, keys => [.. keys, key with { RequestsPerMinute = requests, SamplesPerMinute = samples }]);
                _keys[name] = text;
            }
        }

        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Sandbox:Launchers"] = "bubblewrap",
            ["Security:KeyFile"] = File,
        };

        private string File => Path.Combine(_folder.FullName, "keys.json");

        /// <summary>A client with one of the keys.</summary>
        public HttpClient ClientOf(string key)
        {
            var client = CreateClient();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _keys[key]);
            return client;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing && _folder.Exists)
            {
                _folder.Delete(recursive: true);
                _folder.Refresh();
            }
        }
    }

    [Theory]
    [InlineData("run_code", "/run_code")]
    [InlineData("submit", "/submit")]
    public async Task Above_the_quota_of_requests_it_waits_its_turn_and_nothing_is_counted_as_refused(string key, string path)
    {
        using var client = service.ClientOf(key);
        await UseUpAsync(client);
        var before = await RejectedAsync("key_requests");
        for (var i = 0; i < 2; i++) // every three seconds there is one more
        {
            using var answer = await PostAsync(client, path, path == "/submit" ? _submission : _program);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        }
        Assert.Equal(before, await RejectedAsync("key_requests"));
    }

    [Fact]
    public async Task Above_the_quota_of_samples_it_waits_as_well()
    {
        using var client = service.ClientOf("samples");
        var body = JsonSerializer.Serialize(new { rubric = "format", samples = Enumerable.Range(0, 20).Select(i => new { completion = $"{i}" }) });
        using (var all = await PostAsync(client, "/score", body))
            Assert.Equal(HttpStatusCode.OK, all.StatusCode);
        using var answer = await PostAsync(client, "/run_code", _program);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, await RejectedAsync("key_samples"));
    }

    [Fact]
    public async Task Whoever_is_refused_at_last_is_counted_once_and_told_why()
    {
        using var client = service.ClientOf("hasty");
        await UseUpAsync(client);
        var before = await RejectedAsync("key_requests");
        client.DefaultRequestHeaders.Add("X-Request-Timeout", "2");
        using var answer = await PostAsync(client, "/run_code", _program);
        var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((HttpStatusCode.GatewayTimeout, "SandboxError"), (answer.StatusCode, said.GetProperty("status").GetString()));
        Assert.Contains("'hasty' may ask 1 times a minute", said.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(before + 1, await RejectedAsync("key_requests"));
    }

    [Fact]
    public async Task What_can_never_be_run_is_said_at_once()
    {
        using var client = service.ClientOf("malformed");
        await UseUpAsync(client);
        using var answer = await PostAsync(client, "/run_code", """{"code": 7}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task Protocols_whose_clients_come_back_are_told_when()
    {
        using var client = service.ClientOf("piston");
        await UseUpAsync(client);
        using var answer = await PostAsync(client, "/api/v2/execute", """{"language": "python", "version": "*", "files": [{"content": "print(7)"}]}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    /// <summary>Asks until the key has no more for now.</summary>
    private static async Task UseUpAsync(HttpClient client)
    {
        for (var status = HttpStatusCode.OK; status != HttpStatusCode.TooManyRequests;)
        {
            using var answer = await client.GetAsync(new Uri("/verifiers", UriKind.Relative));
            status = answer.StatusCode;
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    private async Task<double> RejectedAsync(string reason)
    {
        using var client = service.ClientOf("scraper");
        return MetricsText.Parse(await client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Sum("verifiers_queue_rejected_total", ("reason", reason));
    }
}
