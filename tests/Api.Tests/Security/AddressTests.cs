using System.Diagnostics;
using System.Net;
using System.Text;
using Verifiers.Api.Security;
using Verifiers.Api.Tests.Scoring;

namespace Verifiers.Api.Tests.Security;

public sealed class AddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", false)]
    [InlineData("http://127.8.9.10:80", false)]
    [InlineData("http://[::1]:8080", false)]
    [InlineData("https://localhost:8443", false)]
    [InlineData("http://unix:/run/verifiers.sock", false)]
    [InlineData("http://0.0.0.0:8080", true)]
    [InlineData("http://[::]:8080", true)]
    [InlineData("http://*:8080", true)]
    [InlineData("http://+:8080", true)]
    [InlineData("https://10.0.0.7:8443", true)]
    [InlineData("http://verifiers.example:80", true)]
    public void An_address_is_reached_by_other_machines_unless_it_is_of_the_loopback(string address, bool reachable) =>
        Assert.Equal(reachable, KeyRule.IsReachable(address));

    [Fact]
    public async Task One_address_may_ask_as_often_as_the_limit_says_and_health_is_not_counted()
    {
        await using var service = new HurriedService();
        using var http = service.CreateClient();
        for (var request = 0; request < 3; request++)
        {
            await http.GetStringAsync(new Uri("/verifiers", UriKind.Relative));
            await http.GetStringAsync(new Uri("/healthz", UriKind.Relative));
        }
        using var refused = await http.GetAsync(new Uri("/verifiers", UriKind.Relative));
        var problem = await RefusalTests.AssertProblemAsync(refused, HttpStatusCode.TooManyRequests);
        Assert.Contains("One address may ask 3 times a minute", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        await http.GetStringAsync(new Uri("/healthz", UriKind.Relative));
    }

    [Theory]
    [InlineData("/run_code", """{"code": "print(7)", "language": "python"}""")]
    [InlineData("/submit", """
        {"id": 1, "completion": "x", "config": {"language": "python", "provided_data": {"test": [{"input": {"stdin": ""}, "output": {"stdout": ""}}]}}}
        """)]
    public async Task Where_a_refusal_is_taken_for_a_wrong_answer_it_waits_as_long_as_its_caller_does(string path, string body)
    {
        await using var service = new HurriedService();
        using var http = service.CreateClient();
        for (var request = 0; request < 3; request++)
            await http.GetStringAsync(new Uri("/verifiers", UriKind.Relative));
        http.DefaultRequestHeaders.Add("X-Request-Timeout", "2");
        var clock = Stopwatch.StartNew();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var refused = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.GatewayTimeout, refused.StatusCode);
        Assert.Contains("One address may ask 3 times a minute", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1.5), TimeSpan.MaxValue);
    }

    private sealed class HurriedService : Service
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Limits:RequestsPerMinute"] = "3" };
    }
}
