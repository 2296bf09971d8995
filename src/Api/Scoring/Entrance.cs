namespace Verifiers.Api.Scoring;

/// <summary>
/// How a request comes in: at once or not at all; or, where its endpoint is marked <see cref="WaitsForRoom"/>, when there is room. Whoever waits
/// is counted as refused at most once: when its caller's patience ends before there was room.
/// </summary>
internal sealed class Entrance(Admission admission, CallerTerms caller, Patience patience, TimeProvider clock)
{
    private static readonly TimeSpan _lookAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>Passes one bound.</summary>
    /// <param name="attempt">Takes room, or says why there is none now.</param>
    /// <exception cref="Problems.RefusedException">429: there is no room, or there was none in time. 503: the service stops.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public async Task PassAsync(Func<Refusal?> attempt)
    {
        while (attempt() is { } refusal)
        {
            if (!caller.Waits)
                throw admission.Refused(refusal);
            try
            {
                await Task.Delay(_lookAgain, clock, patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsOver)
            {
                throw patience.HandBack.IsCancellationRequested ? patience.Refuse() : admission.Refused(refusal);
            }
        }
    }
}

/// <summary>Marks an endpoint whose clients wait for one answer and take a refusal for a wrong one: it goes through an <see cref="Entrance"/>.</summary>
internal sealed class WaitsForRoom;
