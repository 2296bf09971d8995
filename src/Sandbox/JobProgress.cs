using System.Runtime.ExceptionServices;

namespace Verifiers.Sandbox;

/// <summary>
/// The invocations of one job, given out in order to the slots that run them, and their results, handed over in order. What is given
/// out stays within a window after what was handed over: it bounds the results that wait for a slow reader, and it keeps the work
/// near the first failure, which decides.
/// </summary>
/// <param name="count">Invocations of the job.</param>
/// <param name="workers">Slots that share them.</param>
internal sealed class JobProgress(int count, int workers)
{
    private const int Window = 32;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, JobResult> _waiting = [];
    private TaskCompletionSource _changed = New();
    private int _next;
    private int _handedOver;
    private ExceptionDispatchInfo? _fault;

    /// <summary>Waits for invocations that may be run. Nobody waits here with a slot in hand: what is waited for may need that slot.</summary>
    /// <returns>The first and the one after the last; the same number twice when all are given out.</returns>
    public async Task<(int First, int End)> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (TryTake() is { } taken) return taken;
                if (_next == count) return (count, count);
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Invocations that may be run now; null when there are none within the window.</summary>
    public (int First, int End)? TryTake()
    {
        lock (_gate)
        {
            var open = Math.Min(count, _handedOver + Window) - _next;
            if (open <= 0) return null;
            // A frame costs a fraction of a test, so a slot alone takes what it may; several take parts, the last ones small.
            var first = _next;
            _next += workers == 1 ? open : Math.Max(1, open / (2 * workers));
            return (first, _next);
        }
    }

    public void Add(int invocation, JobResult result)
    {
        lock (_gate)
        {
            _waiting.Add(invocation, result);
            Wake();
        }
    }

    /// <summary>Ends the job: whoever waits for its next result gets the exception.</summary>
    public void Break(Exception fault)
    {
        lock (_gate)
        {
            _fault ??= ExceptionDispatchInfo.Capture(fault);
            Wake();
        }
    }

    /// <summary>The result of the next invocation in order.</summary>
    public async Task<JobResult> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_waiting.Remove(_handedOver, out var result))
                {
                    _handedOver++;
                    Wake();
                    return result;
                }

                _fault?.Throw();
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Wake()
    {
        _changed.TrySetResult();
        _changed = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
