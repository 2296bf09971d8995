using System.Runtime;

namespace Verifiers.Api.Scoring;

/// <summary>
/// Gives memory back after large requests. A batch of hundreds of megabytes leaves garbage that an idle process would keep until
/// the next batch; a sidecar shares its host with rollout workers that need it sooner.
/// </summary>
internal sealed class IdleMemory(Admission admission, TimeProvider clock) : BackgroundService
{
    private const long WorthCollecting = 16 << 20;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>The shared array pools drop what was not used for a minute, and only when they see a collection.</summary>
    private static readonly TimeSpan PoolAge = TimeSpan.FromSeconds(65);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WatchAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends, or never started: nothing to tell the log.
        }
    }

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        var (collected, lastTick) = (0L, 0L);
        long? collectAgainAfter = null;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var accepted = admission.AcceptedBytes;
            var isIdle = admission.PendingBytes == 0 && accepted == lastTick;
            lastTick = accepted;
            if (!isIdle)
                continue;
            if (accepted - collected > WorthCollecting)
                collectAgainAfter = clock.GetTimestamp();
            else if (collectAgainAfter is { } first && clock.GetElapsedTime(first) > PoolAge)
                collectAgainAfter = null;
            else
                continue;
            collected = accepted;
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
