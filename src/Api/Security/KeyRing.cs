using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Verifiers.Api.Security;

/// <summary>The keys in force. The file is looked at again every second or so, so that a revoked key ends without a restart.</summary>
internal sealed partial class KeyRing(IOptions<SecuritySettings> settings, TimeProvider clock, ILogger<KeyRing> logger)
{
    private readonly Lock _gate = new();
    private readonly SecuritySettings _settings = settings.Value;
    private IReadOnlyList<KeyInUse> _keys = [];
    private (DateTime Written, long Length)? _seen;
    private long? _looked;

    private string? _problem;

    /// <summary>Why the file cannot be used now; what it held before is in force.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            Current();
            return _problem is { } problem ? [problem] : [];
        }
    }

    /// <summary>How many keys there are.</summary>
    public int Count => Current().Count;

    /// <summary>The key that was presented; null when it is none of ours. Takes as long for one as for another.</summary>
    public KeyInUse? Find(string presented)
    {
        var hash = ApiKey.HashOf(presented);
        KeyInUse? found = null;
        foreach (var key in Current())
        {
            if (CryptographicOperations.FixedTimeEquals(hash, key.Hash))
                found = key;
        }
        return found;
    }

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="KeyFileException">It cannot be used.</exception>
    public void Open()
    {
        if (Problems is [var problem])
            throw new KeyFileException(problem);
    }

    private IReadOnlyList<KeyInUse> Current()
    {
        lock (_gate)
        {
            if (_settings.KeyFile.Length > 0 && (_looked is not { } looked || clock.GetElapsedTime(looked).TotalSeconds >= _settings.KeyFileSeconds))
            {
                _looked = clock.GetTimestamp();
                Look();
            }
            return _keys;
        }
    }

    private void Look()
    {
        var file = new FileInfo(_settings.KeyFile);
        (DateTime, long)? found = file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
        if (found is not null && found == _seen)
            return;
        try
        {
            var before = _keys.ToDictionary(key => key.Name, StringComparer.Ordinal);
            _keys = [.. KeyFile.Read(_settings.KeyFile).Select(key => before.GetValueOrDefault(key.Name) is { } known && known.IsOf(key) ? known : new KeyInUse(key, clock))];
            (_seen, _problem) = (found, null);
            LogRead(_settings.KeyFile, _keys.Count);
        }
        catch (KeyFileException unusable)
        {
            if (_problem != unusable.Message)
                LogProblem(unusable.Message);
            (_seen, _problem) = (null, unusable.Message);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{File}: {Count} API keys are in force")]
    private partial void LogRead(string file, int count);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The API keys that were in force stay so: {Problem}")]
    private partial void LogProblem(string problem);
}

/// <summary>A key with what is left of its quotas.</summary>
internal sealed class KeyInUse(ApiKey key, TimeProvider clock)
{
    private readonly Quota? _requests = key.RequestsPerMinute is { } count ? new(count, clock) : null;
    private readonly Quota? _samples = key.SamplesPerMinute is { } count ? new(count, clock) : null;

    /// <summary>Whose it is.</summary>
    public string Name => key.Name;

    /// <summary>What is compared.</summary>
    public byte[] Hash { get; } = Convert.FromHexString(key.Sha256);

    /// <summary>Requests that a minute allows; null for any number.</summary>
    public int? RequestsPerMinute => key.RequestsPerMinute;

    /// <summary>Samples that a minute allows; null for any number.</summary>
    public int? SamplesPerMinute => key.SamplesPerMinute;

    /// <summary>Whether it is this key with these quotas: then what is left of them goes on.</summary>
    public bool IsOf(ApiKey other) => key == other;

    /// <summary>Counts a request.</summary>
    /// <returns>Null when it may be served; otherwise how long to wait.</returns>
    public TimeSpan? FindWaitForRequest() => _requests?.Take(1);

    /// <summary>Counts samples.</summary>
    /// <returns>Null when they may be scored; otherwise how long to wait.</returns>
    public TimeSpan? FindWaitForSamples(long count) => _samples?.Take(count);

    /// <summary>Samples that were counted, and for which nothing was done.</summary>
    public void GiveSamplesBack(long count) => _samples?.Give(count);
}
