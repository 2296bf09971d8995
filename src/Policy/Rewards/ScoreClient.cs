using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verifiers.Policy.Rewards;

/// <summary>
/// Asks the reward service for the rewards of sampled groups. A service that is busy, restarting or away is waited for and asked again: no group
/// is lost, and no reward is made up. Thread-safe.
/// </summary>
/// <param name="http">Its base address is the service's; see <see cref="Connect"/>.</param>
/// <param name="clock">For waits and times.</param>
/// <param name="options">Null for the defaults.</param>
/// <param name="outages">Told of an outage when it begins, every few seconds while it lasts, and when it is over.</param>
public sealed class ScoreClient(HttpClient http, TimeProvider clock, ScoreClientOptions? options = null, IProgress<ServiceOutage>? outages = null)
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(1);

    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // tags are written as they are: half the bytes
    };

    private readonly ScoreClientOptions _options = Checked(options ?? new());

    private readonly OutageWatch _watch = new(clock, (options ?? new()).ReportEvery, outages);

    private long _requests;

    /// <summary>A client whose connections are kept and used again. It sets no time limit: <see cref="ScoreClientOptions.RequestTimeout"/> does.</summary>
    /// <param name="service">Such as <c>http://127.0.0.1:8080</c>.</param>
    public static HttpClient Connect(Uri service) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        AutomaticDecompression = DecompressionMethods.None,
    })
    {
        BaseAddress = service,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Scores groups with a rubric of the service's, at no particular step.</summary>
    /// <inheritdoc cref="ScoreAsync(JsonElement, IReadOnlyList{GroupToScore}, long?, CancellationToken)"/>
    public Task<ScoredGroups> ScoreAsync(string rubric, IReadOnlyList<GroupToScore> groups, CancellationToken cancellationToken) =>
        ScoreAsync(JsonSerializer.SerializeToElement(rubric), groups, step: null, cancellationToken);

    /// <summary>Scores groups with one rubric, in as many requests as it takes.</summary>
    /// <param name="rubric">A rubric written out, or a JSON string with the name of one of the service's.</param>
    /// <param name="groups">With different names.</param>
    /// <param name="step">The trainer's, for rubrics whose weights change with it.</param>
    /// <param name="cancellationToken">Ends all waiting.</param>
    /// <returns>The results in the order of the completions, group by group.</returns>
    /// <exception cref="ArgumentException">Two groups have one name, or a group has no completion.</exception>
    /// <exception cref="RewardServiceException">
    /// The service refused a request (4xx), answered something else than was asked, or was away for longer than
    /// <see cref="ScoreClientOptions.GiveUpAfter"/>.
    /// </exception>
    public async Task<ScoredGroups> ScoreAsync(JsonElement rubric, IReadOnlyList<GroupToScore> groups, long? step, CancellationToken cancellationToken)
    {
        if (groups.Count == 0 || groups.Any(group => group.Completions.Count == 0) || groups.DistinctBy(group => group.Id).Count() < groups.Count)
            throw new ArgumentException("expected groups with different names and at least one completion each.", nameof(groups));
        var (began, outage, requests) = (clock.GetTimestamp(), _watch.Total, Interlocked.Read(ref _requests));
        var answers = await AskAsync(rubric, groups, step, cancellationToken);
        var again = _options.AskErrorsAgain ? answers.FindAll(answer => answer.Errors > 0).ConvertAll(answer => answer.Asked) : [];
        if (again.Count > 0)
        {
            foreach (var second in await AskAsync(rubric, again, step, cancellationToken))
            {
                var index = answers.FindIndex(first => first.Asked.Id == second.Asked.Id);
                if (second.Errors < answers[index].Errors)
                    answers[index] = second;
            }
        }
        return new([.. answers.SelectMany(answer => answer.Results)], [.. answers.Select(answer => answer.Group)], answers[0].Engine)
        {
            Cost = new(clock.GetElapsedTime(began), _watch.Total - outage, (int)(Interlocked.Read(ref _requests) - requests), again.Count),
        };
    }

    /// <summary>One answer a group, in the order of the groups.</summary>
    private async Task<List<Answer>> AskAsync(JsonElement rubric, IReadOnlyList<GroupToScore> groups, long? step, CancellationToken cancellationToken)
    {
        var answers = new ConcurrentDictionary<int, List<Answer>>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.ConcurrentRequests, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(groups.Chunk(_options.GroupsPerRequest).Index(), parallel, async (chunk, stop) =>
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new { rubric, groups = chunk.Item, options = Options(step) }, Wire);
            answers[chunk.Index] = Split(chunk.Item, await PostUntilAnsweredAsync(body, stop));
        });
        return [.. answers.OrderBy(answer => answer.Key).SelectMany(answer => answer.Value)];
    }

    /// <summary>Evidence is for people who look at one verdict; a training loop does without.</summary>
    private object Options(long? step) => new { step, explain = false, deadline_ms = (long?)_options.Deadline?.TotalMilliseconds };

    private async Task<ScoredGroups> PostUntilAnsweredAsync(byte[] body, CancellationToken cancellationToken)
    {
        for (var delay = _options.FirstDelay; ; delay = Shorter(delay * 2, _options.LongestDelay))
        {
            var (answer, problem, retryAfter) = await PostOnceAsync(body, cancellationToken);
            if (answer is not null)
            {
                _watch.Answered();
                return answer;
            }
            var lasting = _watch.Failed(problem);
            if (lasting > _options.GiveUpAfter)
                throw new RewardServiceException($"The reward service was away for {lasting}: {problem}");
            await Task.Delay(retryAfter is { } asked ? Shorter(asked, LongestRetryAfter) : delay, clock, cancellationToken);
        }
    }

    /// <summary>One try: an answer, or what stood in its way and when to come back.</summary>
    private async Task<(ScoredGroups? Answer, string Problem, TimeSpan? RetryAfter)> PostOnceAsync(byte[] body, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        using var patience = new CancellationTokenSource(_options.RequestTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/score") { Content = content };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);
            if (response.IsSuccessStatusCode)
            {
                var isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
                return Read(bytes, isCut: bytes.Length == 0 || isJson) is { } answer ? (answer, "", null) : (null, "its answer was broken off", null);
            }
            var said = $"it answered {(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(bytes)}";
            return response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError
                ? (null, said, Wait(response.Headers.RetryAfter))
                : throw new RewardServiceException($"The reward service refused: {said}");
        }
        catch (Exception away) when (away is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (null, patience.IsCancellationRequested ? $"no answer within {_options.RequestTimeout}" : away.Message, null);
        }
    }

    /// <summary>What the service asks for, at least 0; null when it names no time.</summary>
    private TimeSpan? Wait(RetryConditionHeaderValue? asked)
    {
        var wait = asked?.Delta ?? (asked?.Date - clock.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>The answer; null when it cannot be read because its end is missing, as when a proxy in between lost the service.</summary>
    private static ScoredGroups? Read(byte[] body, bool isCut)
    {
        try
        {
            return JsonSerializer.Deserialize<ScoredGroups>(body, Wire) is { Results: not null, Groups: not null, Engine: not null } answer
                ? answer
                : throw new RewardServiceException("The reward service answered something else than results, groups and engine.");
        }
        catch (JsonException) when (isCut)
        {
            return null;
        }
        catch (JsonException unreadable)
        {
            throw new RewardServiceException($"The answer of the reward service cannot be read: {unreadable.Message}");
        }
    }

    /// <summary>The answer group by group. A reward on the wrong completion would teach nonsense, so the order is checked, not assumed.</summary>
    private static List<Answer> Split(GroupToScore[] asked, ScoredGroups answered)
    {
        var answers = new List<Answer>(asked.Length);
        var at = 0;
        foreach (var group in asked)
        {
            var results = answered.Results.Skip(at).Take(group.Completions.Count).ToList();
            at += group.Completions.Count;
            if (results.Count < group.Completions.Count || results.Exists(result => result.Group != group.Id || result.Reward is null != (result.Verdict == "error"))
                || answers.Count >= answered.Groups.Count || answered.Groups[answers.Count].Id != group.Id)
                throw new RewardServiceException($"The answer of the reward service does not fit the group '{group.Id}'.");
            answers.Add(new(group, results, answered.Groups[answers.Count], answered.Engine));
        }
        return at == answered.Results.Count ? answers : throw new RewardServiceException("The reward service answered with more results than were asked for.");
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static ScoreClientOptions Checked(ScoreClientOptions options) =>
        options is { GroupsPerRequest: >= 1, ConcurrentRequests: >= 1 } && options.FirstDelay >= TimeSpan.Zero && options.LongestDelay >= options.FirstDelay
            && options.RequestTimeout > TimeSpan.Zero && options.Deadline is not { TotalMilliseconds: < 1 }
            ? options
            : throw new ArgumentException("expected at least one group and one request, a deadline of at least 1 ms, and delays that grow.", nameof(options));

    /// <summary>What came back for one group.</summary>
    private sealed record Answer(GroupToScore Asked, List<ScoredCompletion> Results, ScoredGroup Group, Engine Engine)
    {
        public int Errors { get; } = Results.Count(result => result.Reward is null);
    }
}

/// <summary>The service refused to score, or cannot be had.</summary>
public sealed class RewardServiceException(string message) : Exception(message);
