using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Verifiers.Api.Security;
using Verifiers.Api.Tests.Scoring;

namespace Verifiers.Api.Tests.Security;

/// <summary>API keys as callers meet them, with the file changed under the running service.</summary>
public sealed class KeyTests : IDisposable
{
    private const string OneSample = """{"rubric": "format", "samples": [{"completion": "x"}]}""";
    private const string ThreeSamples = """{"rubric": "format", "samples": [{"completion": "x"}, {"completion": "y"}, {"completion": "z"}]}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verifiers-keys-");
    private readonly string _file;
    private readonly string _key;
    private readonly GuardedService _service;
    private readonly HttpClient _http;

    public KeyTests()
    {
        _file = Path.Combine(_folder.FullName, "keys.json");
        _key = Add("trainer");
        _service = new(_file);
        _http = _service.CreateClient();
    }

    [Fact]
    public async Task Without_a_key_a_data_endpoint_is_401_and_says_how_to_ask()
    {
        foreach (var (method, path) in new[] { (HttpMethod.Post, "/score"), (HttpMethod.Get, "/verifiers"), (HttpMethod.Get, "/rubrics"), (HttpMethod.Post, "/explain/math") })
        {
            using var response = await _http.SendAsync(new(method, path) { Content = method == HttpMethod.Post ? Json(OneSample) : null });
            var problem = await RefusalTests.AssertProblemAsync(response, HttpStatusCode.Unauthorized);
            Assert.Contains("Authorization: Bearer", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal("Bearer realm=\"verifiers\"", response.Headers.WwwAuthenticate.ToString());
        }
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/openapi/v1.json")]
    public async Task Health_and_documentation_are_open(string path) => Assert.NotEmpty(await _http.GetStringAsync(new Uri(path, UriKind.Relative)));

    [Fact]
    public async Task With_a_key_a_request_is_answered() => await AssertAsync(HttpStatusCode.OK, _key);

    [Theory]
    [InlineData("Bearer vrf_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer ")]
    [InlineData("Bearer KEYx")]
    [InlineData("Bearer HASH")]
    [InlineData("Basic KEY")]
    [InlineData("KEY")]
    public async Task Anything_else_is_401(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/score") { Content = Json(OneSample) };
        var hash = KeyFile.Read(_file)[0].Sha256; // whoever reads the file has no key by it
        request.Headers.TryAddWithoutValidation("Authorization", header.Replace("KEY", _key, StringComparison.Ordinal).Replace("HASH", hash, StringComparison.Ordinal));
        using var response = await _http.SendAsync(request);
        await RefusalTests.AssertProblemAsync(response, HttpStatusCode.Unauthorized);
        Assert.StartsWith("Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_added_or_revoked_counts_without_a_restart()
    {
        var second = Add("second");
        await UntilAsync(HttpStatusCode.OK, second);
        KeyFile.Change(_file, keys => [.. keys.Where(key => key.Name != "trainer")]);
        await UntilAsync(HttpStatusCode.Unauthorized, _key);
        await AssertAsync(HttpStatusCode.OK, second);
    }

    [Fact]
    public async Task A_file_that_is_spoiled_or_missing_leaves_the_keys_before_it_in_force()
    {
        await AssertAsync(HttpStatusCode.OK, _key);
        var good = await File.ReadAllTextAsync(_file);
        await File.WriteAllTextAsync(_file, good[..^9]);
        var problems = await ProblemsAsync();
        Assert.Contains(problems, problem => problem.Contains("is no file of keys", StringComparison.Ordinal));
        await AssertAsync(HttpStatusCode.OK, _key);
        File.Delete(_file);
        await UntilProblemAsync("cannot be read");
        await AssertAsync(HttpStatusCode.OK, _key);
        var second = Add("second"); // a new file, without the first key
        await UntilAsync(HttpStatusCode.OK, second);
        await AssertAsync(HttpStatusCode.Unauthorized, _key);
    }

    [Fact]
    public async Task A_key_may_ask_as_often_as_its_quota_says_and_then_waits()
    {
        var key = Add("limited", requests: 3);
        await UntilAsync(HttpStatusCode.OK, key); // the first of three
        await AssertAsync(HttpStatusCode.OK, key);
        await AssertAsync(HttpStatusCode.OK, key);
        using var refused = await PostAsync(key, OneSample);
        var problem = await RefusalTests.AssertProblemAsync(refused, HttpStatusCode.TooManyRequests);
        Assert.Contains("'limited' may ask 3 times a minute", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 20);
        await AssertAsync(HttpStatusCode.OK, _key); // others are not meant
    }

    [Fact]
    public async Task A_key_may_send_as_many_samples_as_its_quota_says_and_then_waits()
    {
        var key = Add("limited", samples: 5);
        await UntilAsync(HttpStatusCode.OK, key); // the first of five
        using (var three = await PostAsync(key, ThreeSamples))
            Assert.Equal(HttpStatusCode.OK, three.StatusCode);
        using var refused = await PostAsync(key, ThreeSamples);
        var problem = await RefusalTests.AssertProblemAsync(refused, HttpStatusCode.TooManyRequests);
        Assert.Contains("'limited' may send 5 samples a minute", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        await AssertAsync(HttpStatusCode.OK, key); // one sample is left
    }

    public void Dispose()
    {
        _http.Dispose();
        _service.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Add(string name, int? requests = null, int? samples = null)
    {
        var (key, text) = ApiKey.Make(name, DateTimeOffset.UtcNow);
        KeyFile.Change(_file, keys => [.. keys, key with { RequestsPerMinute = requests, SamplesPerMinute = samples }]);
        return text;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private async Task<HttpResponseMessage> PostAsync(string key, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/score") { Content = Json(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await _http.SendAsync(request);
    }

    private async Task AssertAsync(HttpStatusCode status, string key)
    {
        using var response = await PostAsync(key, OneSample);
        Assert.Equal(status, response.StatusCode);
    }

    /// <summary>A request that is answered otherwise is not counted against a quota, for the key is not known yet.</summary>
    private async Task UntilAsync(HttpStatusCode status, string key)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            using var response = await PostAsync(key, OneSample);
            if (response.StatusCode == status)
                return;
            await Task.Delay(50);
        }
        Assert.Fail($"The answer never was {status}.");
    }

    private async Task<List<string>> ProblemsAsync()
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var problems = (await _service.GetAsync("/readyz")).GetProperty("problems").EnumerateArray().Select(one => one.GetString()!).ToList();
            if (problems.Count > 0)
                return problems;
            await Task.Delay(50);
        }
        return [];
    }

    private async Task UntilProblemAsync(string words)
    {
        for (var attempt = 0; attempt < 600 && !(await ProblemsAsync()).Exists(problem => problem.Contains(words, StringComparison.Ordinal)); attempt++)
            await Task.Delay(50);
        Assert.Contains(await ProblemsAsync(), problem => problem.Contains(words, StringComparison.Ordinal));
    }

    private sealed class GuardedService(string file) : Service
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Security:KeyFile"] = file,
            ["Security:KeyFileSeconds"] = "0.1",
            ["Sandbox:Launchers"] = "bubblewrap",
        };
    }
}
