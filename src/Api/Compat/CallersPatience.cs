using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat;

/// <summary>
/// How long a program may take for the caller's sake: until the caller leaves, its <c>X-Request-Timeout</c> passes, or a stopping service
/// hands back what is not done. The last two are faults of ours, said in the protocol's own words; a broken connection would be taken for a wrong answer.
/// </summary>
internal sealed class CallersPatience : IDisposable
{
    private readonly Drain _drain;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource _any;

    public CallersPatience(CallerTerms terms, Drain drain, TimeProvider clock, CancellationToken caller)
    {
        (_drain, _caller) = (drain, caller);
        _deadline = terms.TimeLeft(deadlineMilliseconds: null, clock) is { } left ? new CancellationTokenSource(left, clock) : null;
        _any = CancellationTokenSource.CreateLinkedTokenSource(caller, drain.HandBack, _deadline?.Token ?? CancellationToken.None);
    }

    /// <summary>Cancelled when there is no patience left.</summary>
    public CancellationToken Token => _any.Token;

    /// <summary>Waits for work that was given the token.</summary>
    /// <exception cref="Problems.RefusedException">503: the service stops, or the time that the caller gave has passed.</exception>
    public async Task<T> AwaitAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (OperationCanceledException) when (_any.IsCancellationRequested && !_caller.IsCancellationRequested)
        {
            throw _drain.HandBack.IsCancellationRequested ? _drain.Refuse() : ForeignPrograms.Fault("The request's deadline passed before the program ended.");
        }
    }

    public void Dispose()
    {
        _any.Dispose();
        _deadline?.Dispose();
    }
}
