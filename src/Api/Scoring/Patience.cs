using Verifiers.Api.Problems;

namespace Verifiers.Api.Scoring;

/// <summary>
/// How long one request is worked on: until its caller leaves, the time that the caller gives has passed, or a stopping service hands back what is
/// not done. The last two are faults of ours and are told as such; a connection that breaks would be taken for a wrong answer.
/// </summary>
internal sealed class Patience : IDisposable
{
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(5);
    private readonly Drain _drain;
    private readonly CancellationToken _left;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource _any;

    /// <param name="caller">Says when the request came and how long its caller waits.</param>
    /// <param name="most">How long the request itself, or its protocol, lets its caller wait; null for any time. The smaller of the two counts.</param>
    /// <param name="drain">Says when the service stops.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="left">Cancelled when the caller leaves.</param>
    public Patience(CallerTerms caller, TimeSpan? most, Drain drain, TimeProvider clock, CancellationToken left)
    {
        (_drain, _left) = (drain, left);
        _deadline = caller.TimeLeft(most, clock) is { } time ? new CancellationTokenSource(time, clock) : null;
        _any = CancellationTokenSource.CreateLinkedTokenSource(left, HandBack, Deadline);
    }

    /// <summary>Cancelled when the time that the caller gives has passed.</summary>
    public CancellationToken Deadline => _deadline?.Token ?? CancellationToken.None;

    /// <summary>Cancelled when the service hands back what is not done.</summary>
    public CancellationToken HandBack => _drain.HandBack;

    /// <summary>Cancelled when there is no patience left, for whichever reason.</summary>
    public CancellationToken Token => _any.Token;

    /// <summary>There is no patience left, and the caller is still there to be told.</summary>
    public bool IsOver => _any.IsCancellationRequested && !_left.IsCancellationRequested;

    /// <summary>What the caller is told when it is over: 503, and when to ask again.</summary>
    public RefusedException Refuse() => HandBack.IsCancellationRequested ? _drain.Refuse() : new(
        StatusCodes.Status503ServiceUnavailable, "The service could not do this.", "The request's deadline passed before the program ended; ask again.")
    {
        RetryAfter = _retryAfter,
    };

    public void Dispose()
    {
        _any.Dispose();
        _deadline?.Dispose();
    }
}
