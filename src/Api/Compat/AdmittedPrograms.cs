using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;
using Verifiers.Api.Telemetry;
using Verifiers.Code;
using Verifiers.Scoring;
using Verifiers.Scoring.Lanes;

namespace Verifiers.Api.Compat;

/// <summary>The programs of one request that was let in: what it holds until it is answered, and how each of them ended.</summary>
internal sealed class AdmittedPrograms(
    string protocol, Patience patience, ProgramWatch watch, Admission.Ticket samples, Admission.AcceptedWork work) : IDisposable
{
    /// <summary>Cancelled when nobody waits for them any more.</summary>
    public CancellationToken Token => patience.Token;

    /// <summary>Waits for something that was given the token.</summary>
    /// <exception cref="RefusedException">503: the service stops, or the time that the caller gave has passed.</exception>
    public async Task<T> AwaitAsync<T>(Task<T> part)
    {
        try
        {
            return await part;
        }
        catch (OperationCanceledException) when (patience.IsOver)
        {
            watch.OnFault(protocol, patience.HandBack.IsCancellationRequested ? ScoringTerms.ShuttingDown : ScoringTerms.DeadlineExceeded);
            throw patience.Refuse();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            watch.OnFault(protocol, ProgramWatch.InternalError);
            throw;
        }
    }

    /// <summary>A program has ended, for one of its inputs.</summary>
    /// <param name="result">How.</param>
    /// <param name="seconds">What was expected of it: the lane has that much less to do.</param>
    public void OnEnded(InvocationResult result, double seconds)
    {
        watch.OnEnded(protocol, result);
        work.Finish(LaneSeconds.In(Lane.Sandbox, seconds));
    }

    public void Dispose()
    {
        work.Dispose();
        samples.Dispose();
        patience.Dispose();
    }
}
