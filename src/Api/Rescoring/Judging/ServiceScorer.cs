using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Verifiers.Api.Commands;
using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Rubrics;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Rescoring.Judging;

/// <summary>
/// A running service, over connections that are kept. A service that is busy (429, 503) is asked again when it says, one that cannot be
/// reached or fails after pauses that double.
/// </summary>
internal sealed class ServiceScorer : IRolloutScorer, IDisposable
{
    /// <summary>Tries of one batch that may fail one after the other; with the pauses about five minutes.</summary>
    private const int MaxFailures = 12;

    /// <summary>No failure: the service works, and says when there is room.</summary>
    private const string Busy = "is busy.";

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly bool _mayUseCache;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _firstPause;

    private ServiceScorer(Uri url, HttpClient http, RubricFacts rubric, bool mayUseCache, TimeProvider clock, TimeSpan firstPause) =>
        (_url, _http, Rubric, _mayUseCache, _clock, _firstPause) = (url, http, rubric, mayUseCache, clock, firstPause);

    public RubricFacts Rubric { get; }

    /// <summary>It says so only when it is asked for more.</summary>
    public int MaxSamples => int.MaxValue;

    /// <summary>Asks the service what it knows of the rubric.</summary>
    /// <param name="url">Its address.</param>
    /// <param name="rubric">The rubric's name.</param>
    /// <param name="connections">Requests at one time.</param>
    /// <param name="mayUseCache">Whether the service may take verdicts reached before.</param>
    /// <param name="clock">For pauses.</param>
    /// <param name="firstPause">The pause after the first failure.</param>
    /// <param name="cancellationToken">Whoever asked has left.</param>
    /// <exception cref="RescoreException">It cannot be asked, or does not know the rubric.</exception>
    public static async Task<ServiceScorer> ConnectAsync(
        Uri url, string rubric, int connections, bool mayUseCache, TimeProvider clock, TimeSpan firstPause, CancellationToken cancellationToken)
    {
        var http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = connections,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        { BaseAddress = url, Timeout = TimeSpan.FromMinutes(30) };
        if (ServiceClient.Key is { } key)
            http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        try
        {
            var known = await http.GetFromJsonAsync<List<RubricDescription>>("rubrics", WireJson.Options, cancellationToken) ?? [];
            var found = known.Find(one => one.Name == rubric && one.Hash is not null)
                ?? throw new RescoreException($"--rubric {rubric}: {url} knows {string.Join(", ", known.Where(one => one.Hash is not null).Select(one => one.Name))}.");
            var facts = new RubricFacts(
                rubric, found.Hash!, found.Components.Any(JudgesGroups), found.Components.Any(component => component.Schedule is not null));
            return new(url, http, facts, mayUseCache, clock, firstPause);
        }
        catch (Exception fault)
        {
            http.Dispose();
            if (fault is HttpRequestException or JsonException or TaskCanceledException { InnerException: TimeoutException })
                throw new RescoreException($"{url} cannot be asked: {fault.Message}");
            throw;
        }
    }

    /// <summary>A service that does not say when a component judges may have any: groups that need not be whole are cut elsewhere, nothing worse.</summary>
    private static bool JudgesGroups(ComponentDescription component) => component.Phase != JudgingPhase.Completion;

    public async Task<IReadOnlyList<SampleResult>> ScoreAsync(IReadOnlyList<Rollout> rollouts, CancellationToken cancellationToken)
    {
        var body = Write(rollouts);
        for (var failures = 0; ;)
        {
            var (results, pause, problem) = await TryAsync(rollouts, body, cancellationToken);
            if (results is not null)
                return results;
            if (problem != Busy && ++failures == MaxFailures)
                throw new RescoreException($"{_url} {problem} Run the same command again to go on from here.");
            var doubled = TimeSpan.FromTicks((long)Math.Min(_firstPause.Ticks * Math.Pow(2, Math.Max(0, failures - 1)), LongestPause.Ticks));
            var jitter = doubled * (0.5 + (Random.Shared.NextDouble() / 2));
            await Task.Delay(pause ?? jitter, _clock, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <returns>Results; or else how long to wait, where the service says it, and what is wrong.</returns>
    private async Task<(IReadOnlyList<SampleResult>?, TimeSpan?, string)> TryAsync(
        IReadOnlyList<Rollout> rollouts, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ReadOnlyMemoryContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _http.PostAsync("score", content, cancellationToken);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    var answer = await response.Content.ReadFromJsonAsync<ScoreResponse>(WireJson.Options, cancellationToken);
                    if (answer?.Results.Count != rollouts.Count)
                        return (null, null, "answered with another number of results.");
                    return answer.Engine.RubricHash == Rubric.Hash ? (answer.Results, null, "") : throw JudgesOtherwise(answer.Engine.RubricHash);
                case HttpStatusCode.RequestEntityTooLarge:
                    throw new TooLargeException("the service refuses it as too large (413).", isNumber: false);
                case HttpStatusCode.TooManyRequests:
                    return (null, PauseOf(response.Headers.RetryAfter), Busy);
                case HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError:
                    return (null, PauseOf(response.Headers.RetryAfter), $"answers {(int)response.StatusCode}.");
                default:
                    throw await RefusedAsync(response, cancellationToken);
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, null, $"cannot be asked: {fault.Message}");
        }
    }

    /// <summary>Such as in the middle of a rolling update: rewards of two versions in one output would be compared with each other.</summary>
    private RescoreException JudgesOtherwise(string? hash) => new(
        $"{_url} judges by another version of the rubric {Rubric.Name} or of its verifiers now ({hash?[..Math.Min(8, hash.Length)] ?? "none"} instead of {Rubric.Hash[..8]}). What is done is kept: "
        + "run the same command again when the service is as it was, or give another folder for the new version.");

    private async Task<Exception> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.StatusCode == HttpStatusCode.BadRequest)
        {
            using var problem = JsonDocument.Parse(text);
            if (problem.RootElement.TryGetProperty("errors", out var listed))
            {
                var errors = listed.Deserialize<Dictionary<string, string[]>>()!;
                if (RefusedRolloutsException.From(errors) is { } refused)
                    return refused;
                // More samples, or more JSON values in the whole body, than it takes: of the request's size, not of what is asked.
                if (errors.Count == 1 && errors.First() is { Key: "samples" or "body" } size)
                    return new TooLargeException($"the service refuses it: {string.Join(" ", size.Value)}", isNumber: size.Key == "samples");
            }
        }
        return new RescoreException($"{_url} answered {(int)response.StatusCode}: {text}");
    }

    private TimeSpan? PauseOf(RetryConditionHeaderValue? header)
    {
        var pause = header?.Delta ?? (header?.Date is { } date ? date - _clock.GetUtcNow() : null);
        return pause is not { } wait ? null : wait <= TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private ReadOnlyMemory<byte> Write(IReadOnlyList<Rollout> rollouts)
    {
        var buffer = new ArrayBufferWriter<byte>(64 << 10);
        using var json = new Utf8JsonWriter(buffer, new() { Encoder = WireJson.Options.Encoder });
        json.WriteStartObject();
        json.WriteString("rubric", Rubric.Name);
        json.WriteStartObject("options");
        json.WriteBoolean("advantages", false);
        json.WriteBoolean("cache", _mayUseCache);
        if (Rubric.HasSchedule && rollouts[0].Step is { } step)
            json.WriteNumber("step", step);
        json.WriteEndObject();
        json.WriteStartArray("samples");
        foreach (var rollout in rollouts)
        {
            json.WriteStartObject();
            json.WriteString("group", rollout.Unit.ToString(CultureInfo.InvariantCulture));
            if (rollout.Prompt is not null)
                json.WriteString("prompt", rollout.Prompt);
            json.WriteString("completion", rollout.Completion);
            if (rollout.Reference is { } reference)
            {
                json.WritePropertyName("reference");
                reference.WriteTo(json);
            }
            if (rollout.Tokens is { } tokens)
            {
                json.WriteStartObject("metadata");
                json.WriteNumber("completion_tokens", tokens);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
