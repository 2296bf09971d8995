using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Verifiers.Api.Models;

/// <summary>
/// Asks one server: at most so many calls at a time, failures in passing repeated with jitter, a server that keeps failing left
/// alone for a while, answers kept. Whatever goes wrong is a value with a sentence; only the caller's own cancellation throws.
/// </summary>
internal sealed class ModelEndpoint<T> : IDisposable
{
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 64 };

    private readonly string _name;
    private readonly ModelSettings _settings;
    private readonly string? _apiKey;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _places;
    private readonly AnswerCache<Reading> _cache;
    private readonly ResiliencePipeline<Call> _pipeline;
    private readonly Func<JsonElement, T> _read;

    /// <param name="name">As the settings call it.</param>
    /// <param name="settings">Checked.</param>
    /// <param name="apiKey">Sent as a bearer token; null for none.</param>
    /// <param name="clock">For waits and pauses.</param>
    /// <param name="read">Reads an answer; throws <see cref="WrongShapeException"/> for one of another shape.</param>
    public ModelEndpoint(string name, ModelSettings settings, string? apiKey, TimeProvider clock, Func<JsonElement, T> read)
    {
        (_name, _settings, _apiKey, _clock, _read) = (name, settings, apiKey, clock, read);
        _places = new(settings.MaxConcurrency);
        _cache = new(settings.CacheEntries);
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // an address comes from the operator alone
            UseProxy = settings.UseProxy,
            UseCookies = false,
            MaxConnectionsPerServer = settings.MaxConcurrency,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _pipeline = Pipeline(settings, clock);
        Identity = IdentityOf(name, settings);
    }

    /// <summary>The model's name and revision, and everything of the settings that can change an answer.</summary>
    public string Identity { get; }

    /// <summary>Asks, unless the answer is kept.</summary>
    /// <param name="body">What is posted.</param>
    /// <param name="keep">Whether an answer may be kept for the next equal request; one that failed never is.</param>
    /// <param name="cancellationToken">The deadline of the request that is being scored.</param>
    public async Task<(T? Answer, string? Fault, bool Shared)> AskAsync(JsonObject body, Func<T, bool> keep, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        var key = Convert.ToHexString(SHA256.HashData([.. Encoding.UTF8.GetBytes(Identity), 0xff, .. bytes]));
        var ((answer, fault), shared) = await _cache.GetAsync(
            key, token => CallAsync(bytes, token), reading => reading.Fault is null && keep(reading.Answer!), cancellationToken);
        return (answer, fault, shared);
    }

    public void Dispose()
    {
        _http.Dispose();
        _places.Dispose();
    }

    private async Task<Reading> CallAsync(byte[] body, CancellationToken cancellationToken)
    {
        Call call;
        try
        {
            call = await _pipeline.ExecuteAsync(async token => await TryAsync(body, token), cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            call = Call.Hopeless("it failed too often and is not asked for a while.");
        }
        if (call.Fault is { } fault)
            return new(default, $"'{_name}': {fault}");
        try
        {
            return new(_read(call.Json), null);
        }
        catch (WrongShapeException problem)
        {
            return new(default, $"'{_name}': the answer is not of the protocol {_settings.Protocol}: {problem.Message}");
        }
    }

    private async Task<Call> TryAsync(byte[] body, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        using var timer = new CancellationTokenSource(_settings.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _settings.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (_apiKey is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _apiKey);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
                return Call.Refused((int)response.StatusCode, RetryAfter(response.Headers.RetryAfter));
            return await ReadAsync(response.Content, either.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Call.Broken($"no answer within {_settings.Timeout.TotalSeconds:0.###} s.");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return Call.Broken(fault is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
                ? "the server cannot be reached."
                : "the connection broke off.");
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<Call> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var bound = _settings.MaxReplyKiB * 1024L;
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await stream.ReadAsync(chunk, cancellationToken) is > 0 and var count)
        {
            if (buffer.Length + count > bound)
                return Call.Hopeless($"the answer is longer than {_settings.MaxReplyKiB} KiB.");
            buffer.Write(chunk, 0, count);
        }
        try
        {
            using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), Shallow);
            return Call.Answered(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return Call.Broken("the answer is no JSON, or was cut off.");
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - _clock.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static ResiliencePipeline<Call> Pipeline(ModelSettings settings, TimeProvider clock)
    {
        var pipeline = new ResiliencePipelineBuilder<Call> { TimeProvider = clock };
        if (settings.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions<Call>
            {
                MaxRetryAttempts = settings.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = settings.RetryDelay,
                MaxDelay = settings.MaxRetryDelay,
                // A server that asks to be left alone for longer than we wait is not asked again.
                ShouldHandle = tried => ValueTask.FromResult(
                    tried.Outcome.Result is { IsPassing: true } call && !(call.RetryAfter > settings.MaxRetryDelay)),
                // All who were sent away together must not come back together.
                DelayGenerator = tried => ValueTask.FromResult(
                    tried.Outcome.Result?.RetryAfter is { } wait ? wait + (Random.Shared.NextDouble() * settings.RetryDelay) : (TimeSpan?)null),
            });
        }
        return pipeline.AddCircuitBreaker(new CircuitBreakerStrategyOptions<Call>
        {
            FailureRatio = 0.5,
            MinimumThroughput = settings.BreakerThroughput,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = settings.BreakerPause,
            ShouldHandle = tried => ValueTask.FromResult(tried.Outcome.Result is { IsOutage: true }),
        }).Build();
    }

    private static string IdentityOf(string name, ModelSettings settings)
    {
        var model = settings.Model.Length > 0 ? settings.Model : name;
        var revision = settings.Revision.Length > 0 ? "@" + settings.Revision : "";
        var identity = $"{model}{revision} by {settings.Protocol}";
        if (settings.Protocol is ModelProtocol.VllmPooling && settings.Row != RewardRow.Last)
            identity += $", {settings.Row} row";
        if (settings.Template.Length > 0)
            identity += $", template {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings.Template)).AsSpan(0, 4))}";
        return identity;
    }

    private sealed record Reading(T? Answer, string? Fault);
}
