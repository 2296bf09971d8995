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

    /// <summary>The next invocations to run, the last one excluded; none when all are given out.</summary>
    public async Task<(int First, int End)> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                var open = Math.Min(count, _handedOver + Window) - _next;
                if (_next == count) return (count, count);
                if (open > 0)
                {
                    // A frame costs a fraction of a test, so a slot alone takes what it may; several take parts, the last ones small.
                    var first = _next;
                    _next += workers == 1 ? open : Math.Max(1, open / (2 * workers));
                    return (first, _next);
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
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
