using Verifiers.Api.Problems;

namespace Verifiers.Api.Scoring;

/// <summary>
/// How the service stops: it takes no new requests, lets those in flight end for as long as <c>Limits:ShutdownSeconds</c> says, and hands back
/// what is not done by then, so that the caller asks again elsewhere instead of seeing its connection break.
/// </summary>
internal sealed class Drain : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _handBack;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenRegistration _registration;
    private readonly QueueMeter _meter;

    /// <param name="limits">How long requests in flight may take to end.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="meter">Counts what is handed back.</param>
    /// <param name="lifetime">Says when to stop; null on the command line.</param>
    public Drain(ServiceLimits limits, TimeProvider clock, QueueMeter meter, IHostApplicationLifetime? lifetime = null)
    {
        _meter = meter;
        _patience = TimeSpan.FromSeconds(limits.ShutdownSeconds);
        _handBack = new(Timeout.InfiniteTimeSpan, clock);
        _stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;
        _registration = _stopping.Register(() =>
        {
            if (_patience == TimeSpan.Zero)
                _handBack.Cancel();
            else
                _handBack.CancelAfter(_patience);
        });
    }

    /// <summary>Cancelled when what is not done is handed back.</summary>
    public CancellationToken HandBack => _handBack.Token;

    /// <summary>Whether the service was told to stop.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>What a request is told that is not served any more: 503, and when a service will be here again.</summary>
    public RefusedException Refuse()
    {
        _meter.OnRejected("shutting_down");
        var wait = HandBack.IsCancellationRequested ? TimeSpan.Zero : _patience;
        return new(StatusCodes.Status503ServiceUnavailable, "The service is stopping.", "Nothing of the request was kept. Send it again, here later or to another instance.")
        {
            RetryAfter = wait + TimeSpan.FromSeconds(1),
        };
    }

    public void Dispose()
    {
        _registration.Dispose();
        _handBack.Dispose();
    }
}
