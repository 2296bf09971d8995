using System.Text.Json;
using Verifiers.Policy.Rewards;

namespace Verifiers.Policy.Tests.Rewards;

public sealed class ScoreClientTests
{
    private static readonly JsonElement Rubric = JsonDocument.Parse("""{"components": [{"verifier": "math"}]}""").RootElement;

    private static readonly ScoreClientOptions Quick = new()
    {
        FirstDelay = TimeSpan.FromMilliseconds(5),
        LongestDelay = TimeSpan.FromMilliseconds(20),
        ReportEvery = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public async Task Rewards_keep_the_order_of_the_groups_over_many_requests()
    {
        using var service = new FaultyService { Together = 3 }.Start();
        var groups = Enumerable.Range(0, 50).Select(number => new GroupToScore($"g{number}", [number % 3 == 0 ? "right" : "wrong", "right"])).ToList();
        var scored = await Client(service, Quick with { GroupsPerRequest = 4, ConcurrentRequests = 3 }).ScoreAsync(Rubric, groups, 7, default);
        Assert.Equal(groups.Select(group => group.Id), scored.Groups.Select(group => group.Id));
        Assert.Equal(groups.SelectMany(group => group.Completions.Select(text => text == "right" ? 1.0 : 0)), scored.Results.Select(result => result.Reward!.Value));
        Assert.Equal(13, service.Requests.Count);
        Assert.Equal(13, scored.Cost.Requests);
        Assert.Equal(3, service.MostAtOnce);
        Assert.True(scored.Cost.Elapsed > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, scored.Cost.Outage);
    }

    [Fact]
    public async Task The_request_is_the_shorthand_of_groups_with_step_and_deadline()
    {
        using var service = new FaultyService().Start();
        await Client(service, Quick with { Deadline = TimeSpan.FromSeconds(2) }).ScoreAsync(Rubric, [new("g", ["<think>"], new { target = 7 }, "Q")], 12, default);
        Assert.Equal(
            """{"rubric":{"components":[{"verifier":"math"}]},"groups":[{"id":"g","completions":["<think>"],"reference":{"target":7},"prompt":"Q"}],"options":{"step":12,"explain":false,"deadline_ms":2000}}""",
            Assert.Single(service.Requests).GetRawText());
    }

    [Fact]
    public async Task A_rubric_can_be_named()
    {
        using var service = new FaultyService().Start();
        await Client(service).ScoreAsync("math", [Group], default);
        Assert.Equal("""{"rubric":"math","groups":[{"id":"g","completions":["right","wrong"]}],"options":{"explain":false}}""", Assert.Single(service.Requests).GetRawText());
    }

    [Fact]
    public async Task What_the_verifiers_said_and_the_flags_reach_the_trainer()
    {
        using var service = new FaultyService().Start();
        var scored = await Client(service).ScoreAsync(Rubric, [Group], null, default);
        Assert.Equal(new ScoredComponent("accuracy", "math", 0.9, 1, "correct", "exact", "Equal."), Assert.Single(scored.Results[0].Components));
        Assert.Equal(new ScoreFlag("empty_thought", "No thoughts."), Assert.Single(scored.Results[0].Flags));
        Assert.Equal(new ScoreFlag("same_answer", "All alike."), Assert.Single(scored.Groups[0].Flags));
        Assert.Equal("abc", scored.Engine.RubricHash);
    }

    [Fact]
    public async Task A_reward_that_could_not_be_given_stays_null()
    {
        using var service = new FaultyService { Verdict = (text, _) => text == "wrong" ? "error" : "correct" }.Start();
        var scored = await Client(service).ScoreAsync(Rubric, [Group], null, default);
        Assert.Equal([1, null], scored.Results.Select(result => result.Reward));
        Assert.Equal([1, null], scored.Groups[0].Advantages);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task Groups_with_errors_are_asked_for_once_more_when_wanted_and_the_others_are_not()
    {
        using var service = new FaultyService { Verdict = (text, request) => text == "hard" && request == 1 ? "error" : "correct" }.Start();
        GroupToScore[] groups = [new("a", ["easy"]), new("b", ["easy", "hard"]), new("c", ["easy"])];
        var scored = await Client(service, Quick with { AskErrorsAgain = true }).ScoreAsync(Rubric, groups, null, default);
        Assert.Equal([1, 1, 1, 1], scored.Results.Select(result => result.Reward));
        Assert.Equal(["a", "b", "c"], scored.Groups.Select(group => group.Id));
        Assert.Equal(2, service.Requests.Count);
        Assert.Equal("b", Assert.Single(service.Requests[1].GetProperty("groups").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(1, scored.Cost.AskedAgain);
    }

    [Fact]
    public async Task Errors_that_stay_are_not_asked_for_forever()
    {
        using var service = new FaultyService { Verdict = (_, _) => "error" }.Start();
        var scored = await Client(service, Quick with { AskErrorsAgain = true }).ScoreAsync(Rubric, [Group], null, default);
        Assert.All(scored.Results, result => Assert.Null(result.Reward));
        Assert.Equal(2, service.Requests.Count);
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("unavailable")]
    [InlineData("fault")]
    [InlineData("gateway")]
    [InlineData("empty")]
    [InlineData("broken off")]
    [InlineData("cut")]
    public async Task A_service_that_fails_is_asked_again(string kind)
    {
        using var service = new FaultyService(Fault(kind), Fault(kind)).Start();
        var scored = await Client(service).ScoreAsync(Rubric, [Group], null, default);
        Assert.Equal([1, 0], scored.Results.Select(result => result.Reward));
        Assert.Equal(3, service.Requests.Count);
        Assert.True(scored.Cost.Outage > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_is_asked_again()
    {
        using var service = new FaultyService(FaultyService.Hang).Start();
        var scored = await Client(service, Quick with { RequestTimeout = TimeSpan.FromSeconds(0.3) }).ScoreAsync(Rubric, [Group], null, default);
        Assert.Equal([1, 0], scored.Results.Select(result => result.Reward));
    }

    [Fact]
    public async Task A_connection_that_is_reset_is_made_again()
    {
        using var service = new FaultyService();
        var reset = service.ResetOnceAsync();
        var scored = Client(service).ScoreAsync(Rubric, [Group], null, default);
        await reset;
        service.Start();
        Assert.Equal([1, 0], (await scored).Results.Select(result => result.Reward));
    }

    [Fact]
    public async Task The_time_that_the_service_asks_for_is_waited()
    {
        using var service = new FaultyService(FaultyService.Answer(429, "{}", retryAfter: "1")).Start();
        var scored = await Client(service).ScoreAsync(Rubric, [Group], null, default);
        Assert.True(scored.Cost.Elapsed > TimeSpan.FromSeconds(0.95), scored.Cost.ToString());
    }

    [Fact]
    public async Task A_service_that_is_not_there_yet_is_waited_for_and_reported_now_and_then()
    {
        using var service = new FaultyService();
        var reports = new Reports();
        var scoring = Client(service, Quick, reports).ScoreAsync(Rubric, [Group, new("h", ["right"])], null, default);
        for (var attempt = 0; attempt < 6_000 && reports.All.Count < 3; attempt++)
            await Task.Delay(10);
        Assert.False(scoring.IsCompleted);
        service.Start();
        var scored = await scoring;
        Assert.Equal([1, 0, 1], scored.Results.Select(result => result.Reward));
        Assert.True(scored.Cost.Outage >= 2 * Quick.ReportEvery, scored.Cost.ToString()); // the first report comes at once, the last at its end
        Assert.InRange(reports.All.Count, 4, (scored.Cost.Outage / Quick.ReportEvery) + 2);
        Assert.StartsWith("waiting for the reward service since ", reports.All[0].ToString(), StringComparison.Ordinal);
        Assert.True(reports.All[^1].IsOver);
    }

    [Fact]
    public async Task A_limit_of_patience_ends_in_an_exception_and_not_in_zeros()
    {
        using var service = new FaultyService();
        var refused = await Assert.ThrowsAsync<RewardServiceException>(
            () => Client(service, Quick with { GiveUpAfter = TimeSpan.FromSeconds(0.2) }).ScoreAsync(Rubric, [Group], null, default));
        Assert.Contains("refused", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var service = new FaultyService();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client(service).ScoreAsync(Rubric, [Group], null, stop.Token));
    }

    [Fact]
    public async Task A_refusal_is_an_exception_with_the_services_words()
    {
        using var service = new FaultyService(FaultyService.Answer(400, """{"title": "no such rubric"}""")).Start();
        var refused = await Assert.ThrowsAsync<RewardServiceException>(() => Client(service).ScoreAsync(Rubric, [Group], null, default));
        Assert.Contains("400", refused.Message, StringComparison.Ordinal);
        Assert.Contains("no such rubric", refused.Message, StringComparison.Ordinal);
        Assert.Single(service.Requests);
    }

    [Theory]
    [InlineData("""{"results": [], "groups": [], "engine": {"version": "1", "rubric": null, "rubric_hash": null}}""")]
    [InlineData("""{"results": [{"group": "other", "reward": 1, "verdict": "correct"}, {"group": "g", "reward": 1, "verdict": "correct"}], "groups": [{"id": "g"}], "engine": {"version": "1"}}""")]
    [InlineData("""{"results": [{"group": "g", "reward": 0, "verdict": "error"}, {"group": "g", "reward": 1, "verdict": "correct"}], "groups": [{"id": "g"}], "engine": {"version": "1"}}""")]
    [InlineData("{}")]
    [InlineData("<html>")]
    public async Task An_answer_that_does_not_fit_the_request_is_an_exception(string answer)
    {
        using var service = new FaultyService(FaultyService.Answer(200, answer)).Start();
        await Assert.ThrowsAsync<RewardServiceException>(() => Client(service).ScoreAsync(Rubric, [Group], null, default));
    }

    [Fact]
    public async Task Groups_of_one_name_are_refused_for_their_statistics_would_be_mixed()
    {
        using var service = new FaultyService().Start();
        await Assert.ThrowsAsync<ArgumentException>(() => Client(service).ScoreAsync(Rubric, [Group, Group], null, default));
    }

    private static GroupToScore Group => new("g", ["right", "wrong"]);

    private static ScoreClient Client(FaultyService service, ScoreClientOptions? options = null, IProgress<ServiceOutage>? reports = null) =>
        new(ScoreClient.Connect(service.Address), TimeProvider.System, options ?? Quick, reports);

    private static Func<System.Net.HttpListenerContext, JsonElement, Task> Fault(string kind) => kind switch
    {
        "busy" => FaultyService.Answer(429, "{}", retryAfter: "0"),
        "unavailable" => FaultyService.Answer(503, "{}"),
        "fault" => FaultyService.Answer(500, "{}"),
        "gateway" => FaultyService.Answer(502, "<html>"),
        "empty" => FaultyService.Answer(200, ""),
        "cut" => FaultyService.Answer(200, "{\"results\": [", type: "application/json"),
        _ => FaultyService.BreakOff,
    };

    private sealed class Reports : IProgress<ServiceOutage>
    {
        private readonly List<ServiceOutage> _all = [];

        public IReadOnlyList<ServiceOutage> All
        {
            get
            {
                lock (_all)
                    return [.. _all];
            }
        }

        public void Report(ServiceOutage value)
        {
            lock (_all)
                _all.Add(value);
        }
    }
}
