using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Verifiers.Api.Models;
using Verifiers.Api.Scoring;
using Verifiers.Scoring;

namespace Verifiers.Api.Cache;

/// <summary>
/// Judgements by their content, kept in a file. Equal work in flight is done once. Reading is in the way of a verdict, writing is not: it is
/// left to one writer. A file that is damaged is said to be, once, and everything is judged without it. One that is held by another process when
/// it is opened, or whose disk is full, is tried again every minute. No verdict is ever wrong, late or missing because of the cache.
/// </summary>
internal sealed partial class VerdictCache : IJudgementCache, IAsyncDisposable
{
    /// <summary>The counter of questions to the cache, by <c>result</c>: <c>hit</c> or <c>miss</c>.</summary>
    public const string CounterName = "verifiers.cache.requests";

    private const int MostWaiting = 4096;
    private const int MostTogether = 512;
    private const long SecondsBetweenUses = 3600;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMinutes(1);

    private readonly CacheSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger<VerdictCache> _logger;
    private readonly Counter<long> _requests;
    private readonly AnswerCache<(Judgement Judgement, bool IsFromFile)> _flights = new(capacity: 0);
    private readonly Channel<(string Key, byte[]? Content)> _changes =
        Channel.CreateBounded<(string, byte[]?)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task _writing;
    private volatile VerdictStore? _store; // null while it could not be opened
    private volatile bool _isUsable = true;
    private volatile bool _isOutage;
    private bool _isReported;
    private long _failed;

    public VerdictCache(CacheSettings settings, TimeProvider clock, IMeterFactory meters, ILogger<VerdictCache> logger)
    {
        (_settings, _clock, _logger) = (settings, clock, logger);
        _requests = meters.Create(FlagMeter.MeterName).CreateCounter<long>(CounterName, "{request}", "Questions to the cache of verdicts, by result.");
        try
        {
            _store = Open();
        }
        catch (Exception fault) when (IsOfTheFile(fault))
        {
            Note(fault);
        }
        _writing = Task.Run(WriteAllAsync);
    }

    public async Task<(Judgement Judgement, bool WasKnown)> GetAsync(
        string key, Func<CancellationToken, Task<Judgement>> judge, Func<Judgement, bool> mayKeep, CancellationToken cancellationToken)
    {
        Task? own = null;
        try
        {
            var ((judgement, isFromFile), isShared) = await _flights.GetAsync(
                key,
                abandoned =>
                {
                    var work = FindOrJudgeAsync(key, judge, mayKeep, abandoned, cancellationToken);
                    own = work;
                    return work;
                },
                _ => false,
                cancellationToken);
            var wasKnown = isShared || isFromFile;
            _requests.Add(1, new KeyValuePair<string, object?>("result", wasKnown ? "hit" : "miss"));
            return (judgement, wasKnown);
        }
        catch (Exception) when (own is null && !cancellationToken.IsCancellationRequested)
        {
            // The one who judged left, or failed: that is not this caller's fault, so it judges for itself.
            _requests.Add(1, new KeyValuePair<string, object?>("result", "miss"));
            return (await judge(cancellationToken), false);
        }
        finally
        {
            if (own is not null)
                await own.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what it reads belongs to this caller's request
        }
    }

    /// <summary>Writes what still waits.</summary>
    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        await _writing;
        _store?.Dispose();
    }

    private async Task<(Judgement, bool)> FindOrJudgeAsync(
        string key, Func<CancellationToken, Task<Judgement>> judge, Func<Judgement, bool> mayKeep, CancellationToken abandoned, CancellationToken caller)
    {
        if (Find(key) is { } known)
            return (known, true);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(abandoned, caller);
        var judgement = await judge(leaving.Token);
        // A judgement that is reached while its caller leaves may be one of having been stopped.
        if (_isUsable && !leaving.IsCancellationRequested && mayKeep(judgement))
            _changes.Writer.TryWrite((key, StoredJudgement.Write(judgement)));
        return (judgement, false);
    }

    private Judgement? Find(string key)
    {
        if (!_isUsable || _store is not { } store)
            return null;
        try
        {
            if (store.Find(key) is not var (content, used))
                return null;
            if (Now() - used > SecondsBetweenUses)
                _changes.Writer.TryWrite((key, null));
            return StoredJudgement.Read(content);
        }
        catch (SqliteException busy) when (IsBusy(busy))
        {
            return null;
        }
        catch (Exception fault) when (IsOfTheFile(fault))
        {
            Note(fault);
            return null;
        }
    }

    private async Task WriteAllAsync()
    {
        var together = new List<(string, byte[]?)>();
        while (await _changes.Reader.WaitToReadAsync())
        {
            together.Clear();
            while (together.Count < MostTogether && _changes.Reader.TryRead(out var change))
                together.Add(change);
            if (!_isUsable || (_isOutage && _clock.GetElapsedTime(Volatile.Read(ref _failed)) < BetweenTries))
                continue;
            try
            {
                (_store ??= Open()).Write(together, Now());
                if (_isOutage)
                    LogBack(_settings.File);
                _isOutage = false;
            }
            catch (SqliteException busy) when (IsBusy(busy) && _store is not null)
            {
                LogBusy(_settings.File, together.Count);
            }
            catch (Exception fault) when (IsOfTheFile(fault))
            {
                Note(fault);
            }
        }
    }

    private VerdictStore Open() => new(_settings.File, (long)_settings.MaxMiB << 20);

    /// <summary>What may pass is tried again after a while and said once each time that it begins; what does not pass ends the use of the file.</summary>
    private void Note(Exception fault)
    {
        if (fault is SqliteException passing && (IsBusy(passing) || IsOfTheDisk(passing)))
        {
            Volatile.Write(ref _failed, _clock.GetTimestamp());
            if (!_isOutage)
                LogOutage(_settings.File, fault.Message.TrimEnd('.'));
            _isOutage = true;
            return;
        }
        _isUsable = false;
        if (!Interlocked.Exchange(ref _isReported, true))
            LogUnusable(_settings.File, fault.Message.TrimEnd('.'));
    }

    private long Now() => _clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>SQLITE_BUSY and SQLITE_LOCKED: another process writes for longer than we wait.</summary>
    private static bool IsBusy(SqliteException fault) => fault.SqliteErrorCode is 5 or 6;

    /// <summary>SQLITE_IOERR and SQLITE_FULL: what is in the file stays as it was.</summary>
    private static bool IsOfTheDisk(SqliteException fault) => fault.SqliteErrorCode is 10 or 13;

    private static bool IsOfTheFile(Exception fault) =>
        fault is SqliteException or DamagedCacheException or JsonException or IOException or UnauthorizedAccessException;

    [LoggerMessage(EventId = 1, Level = LogLevel.Error,
        Message = "The cache of verdicts {File} cannot be used, and everything is judged without it: {Problem}. Delete the file, and the next start makes a new one")]
    private partial void LogUnusable(string file, string problem);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The cache of verdicts {File} is held by another process; {Count} verdicts are not kept")]
    private partial void LogBusy(string file, int count);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning,
        Message = "The cache of verdicts {File} cannot be written for now: {Problem}. What it holds is read where it can be, and writing is tried again every minute")]
    private partial void LogOutage(string file, string problem);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "The cache of verdicts {File} is written again")]
    private partial void LogBack(string file);
}
