using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat;

/// <summary>
/// How long a client waits for an answer, less a little: by then there must be one, for a client that stops waiting counts the program
/// as wrong. Until then a request queues where another endpoint would refuse it.
/// </summary>
internal sealed class Patience : IDisposable
{
    private static readonly TimeSpan _lookAgain = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;
    private readonly TimeProvider _clock;

    public Patience(TimeSpan time, TimeProvider clock, CancellationToken caller)
    {
        (_clock, _caller) = (clock, caller);
        _timer = new CancellationTokenSource(time, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, caller);
    }

    /// <summary>The caller left, or the time is over.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>The time is over and the caller is still there.</summary>
    public bool IsOver => _timer.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Waits for room among the samples that are accepted.</summary>
    public async Task<Admission.Ticket> AcceptAsync(Admission admission, long samples)
    {
        while (true)
        {
            try
            {
                return admission.AcceptSamples(samples);
            }
            catch (RefusedException)
            {
                await Task.Delay(_lookAgain, _clock, Token);
            }
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
