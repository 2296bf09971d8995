using Verifiers.Sandbox.Languages;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Sandbox;

/// <summary>The launcher that works here, and its pool. Found once; looked for again while none works.</summary>
internal sealed class Backend(SandboxOptions options, TimeProvider time, IReadOnlyList<ILauncher> launchers) : IAsyncDisposable
{
    private static readonly TimeSpan _lookAgainAfter = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _gate = new(1);
    private IReadOnlyList<LauncherStatus> _found = [];
    private long _lookedAt;
    private bool _closed;

    public SlotPool? Pool { get; private set; }

    /// <summary>The launcher in use; null while none works or none was looked for.</summary>
    public LauncherStatus? Working { get; private set; }

    /// <summary>How to give the launcher in use a language that its sandboxes lack.</summary>
    public string HowToAdd(Language language) =>
        (launchers.FirstOrDefault(launcher => launcher.Name == Working?.Name) ?? launchers[^1]).HowToAdd(language);

    /// <exception cref="SandboxException">No launcher works here; the sentence says what to install.</exception>
    public async Task<SlotPool> GetPoolAsync(CancellationToken cancellationToken)
    {
        if (Pool is { } pool) return pool;
        var found = await FindLaunchersAsync(cancellationToken);
        return Pool ?? throw new SandboxException(_closed ? "The sandbox is being shut down." : NothingWorks(found));
    }

    public async Task<IReadOnlyList<LauncherStatus>> FindLaunchersAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var known = Pool is not null || (_found.Count > 0 && time.GetElapsedTime(_lookedAt) < _lookAgainAfter);
            if (known || _closed) return _found;
            _found = await Task.WhenAll(launchers.Select(launcher => LauncherProbe.ProbeAsync(launcher, cancellationToken)));
            _lookedAt = time.GetTimestamp();
            var first = _found.ToList().FindIndex(status => status.Works);
            if (first >= 0)
            {
                Working = _found[first];
                Pool = new SlotPool(launchers[first], options);
            }

            return _found;
        }
        finally
        {
            _gate.Release();
        }
    }

    public static string NothingWorks(IReadOnlyList<LauncherStatus> found) =>
        $"No sandbox launcher works here: {string.Join("; ", found.Select(status => status.Sentence))}";

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        try
        {
            _closed = true;
            if (Pool is { } pool) await pool.DisposeAsync();
            Pool = null;
            foreach (var launcher in launchers.OfType<IDisposable>()) launcher.Dispose();
        }
        finally
        {
            _gate.Release();
        }
    }
}
