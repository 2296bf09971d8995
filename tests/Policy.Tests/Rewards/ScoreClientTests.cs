using System.Net;
using System.Text;
using Verifiers.Policy.Rewards;

namespace Verifiers.Policy.Tests.Rewards;

public sealed class ScoreClientTests
{
    private const string Scored = """
        {"results": [{"id": null, "group": "g", "reward": 1, "verdict": "correct", "components": [], "flags": [], "cached": false},
                     {"id": null, "group": "g", "reward": null, "verdict": "error", "components": [], "flags": [], "cached": false}],
         "groups": [{"id": "g", "size": 2, "mean": 1, "std": 0, "pass_rate": 1, "advantages": [0, null]}],
         "engine": {"version": "0.1.0", "rubric": "math", "rubric_hash": "abc"}}
        """;

    [Fact]
    public async Task A_reward_that_could_not_be_given_stays_null()
    {
        var scored = await ClientOf(new ScriptedService((HttpStatusCode.OK, Scored))).ScoreAsync("math", [Group], CancellationToken.None);
        Assert.Equal([1, null], scored.Results.Select(result => result.Reward));
        Assert.Equal([0, null], scored.Groups[0].Advantages);
        Assert.Equal("abc", scored.Engine.RubricHash);
    }

    [Fact]
    public async Task The_request_is_the_shorthand_of_groups()
    {
        var service = new ScriptedService((HttpStatusCode.OK, Scored));
        await ClientOf(service).ScoreAsync("math", [Group], CancellationToken.None);
        Assert.Equal("""{"rubric":"math","groups":[{"id":"g","completions":["7","8"],"reference":"7"}]}""", Assert.Single(service.Bodies));
    }

    [Fact]
    public async Task A_busy_service_is_asked_again()
    {
        var service = new ScriptedService((HttpStatusCode.TooManyRequests, "{}"), (HttpStatusCode.OK, Scored));
        await ClientOf(service).ScoreAsync("math", [Group], CancellationToken.None);
        Assert.Equal(2, service.Bodies.Count);
    }

    [Fact]
    public async Task A_refusal_is_an_exception_with_the_services_words()
    {
        var service = new ScriptedService((HttpStatusCode.BadRequest, "{\"title\": \"no such rubric\"}"));
        var refused = await Assert.ThrowsAsync<RewardServiceException>(
            () => ClientOf(service).ScoreAsync("nope", [Group], CancellationToken.None));
        Assert.Contains("no such rubric", refused.Message, StringComparison.Ordinal);
        Assert.Single(service.Bodies);
    }

    private static GroupToScore Group => new("g", ["7", "8"], "7");

    private static ScoreClient ClientOf(ScriptedService service) =>
        new(new HttpClient(service) { BaseAddress = new("http://127.0.0.1") }, TimeProvider.System);

    private sealed class ScriptedService(params (HttpStatusCode Status, string Body)[] answers) : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            var (status, body) = answers[Bodies.Count - 1];
            var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            if (status == HttpStatusCode.TooManyRequests)
                response.Headers.RetryAfter = new(TimeSpan.Zero);
            return response;
        }
    }
}
