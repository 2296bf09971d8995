namespace Verifiers.Scoring.Lanes;

/// <summary>One lane: so many places, and a queue before them that shares them fairly between runs. Thread-safe.</summary>
public sealed class LaneQueue
{
    /// <summary>How much the past weighs: the pace follows about the last hundred judgements.</summary>
    private const double Memory = 0.99;

    private readonly Lock _gate = new();
    private readonly FairQueue<Waiter> _waiting = new();
    private readonly TimeProvider _clock;
    private readonly Action<Lane, TimeSpan> _onEntered;
    private int _running;
    private double _taken = 1;
    private double _expected = 1;

    internal LaneQueue(Lane lane, int places, TimeProvider clock, Action<Lane, TimeSpan> onEntered)
    {
        (Lane, Places, _clock, _onEntered) = (lane, places, clock, onEntered);
    }

    /// <summary>Which lane it is.</summary>
    public Lane Lane { get; }

    /// <summary>What is judged at one time.</summary>
    public int Places { get; }

    /// <summary>What waits for a place.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>What holds a place.</summary>
    internal int Running
    {
        get
        {
            lock (_gate)
                return _running;
        }
    }

    /// <summary>Seconds that work took for each second that it was expected to take, of late; 1 at the start.</summary>
    public double Pace
    {
        get
        {
            lock (_gate)
                return Math.Clamp(_taken / _expected, 0.001, 1000);
        }
    }

    /// <summary>Waits for a place, behind the others of the same run. Never goes on in the caller's own turn, so that a batch is queued at once.</summary>
    /// <param name="run">Whose work it is; runs share the places.</param>
    /// <param name="seconds">About how long it takes: the run is charged with it.</param>
    /// <param name="hasBegun">Whether it is a further part of something begun: that goes before what the same run has not begun yet.</param>
    /// <param name="cancellationToken">Gives the place in the queue up.</param>
    /// <exception cref="OperationCanceledException">It was cancelled before a place was free: nothing has begun.</exception>
    public async Task<LanePlace> EnterAsync(string run, double seconds, bool hasBegun, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter();
        var asked = _clock.GetTimestamp();
        FairQueue<Waiter>.Entry entry;
        lock (_gate)
        {
            entry = _waiting.Enqueue(run, Math.Max(seconds, 1e-9), waiter, hasBegun);
            Serve();
        }
        await using (cancellationToken.UnsafeRegister(_ => GiveUp(entry, cancellationToken), null))
            await waiter.Served.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var place = new LanePlace(this, seconds, _clock.GetElapsedTime(asked), _clock.GetTimestamp());
        if (cancellationToken.IsCancellationRequested)
        {
            Leave(0, TimeSpan.Zero);
            cancellationToken.ThrowIfCancellationRequested();
        }
        _onEntered(Lane, place.Waited);
        return place;
    }

    internal void Leave(LanePlace place) => Leave(place.ExpectedSeconds, _clock.GetElapsedTime(place.Entered));

    private void Leave(double expected, TimeSpan taken)
    {
        lock (_gate)
        {
            if (expected > 0)
            {
                _taken = (_taken * Memory) + taken.TotalSeconds;
                _expected = (_expected * Memory) + expected;
            }
            _running--;
            Serve();
            if (_running == 0)
                _waiting.Forget();
        }
    }

    private void Serve()
    {
        while (_running < Places && _waiting.TryDequeue(out var next))
        {
            _running++;
            next.Served.SetResult();
        }
    }

    private void GiveUp(FairQueue<Waiter>.Entry entry, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(entry))
                return;
        }
        entry.Item.Served.SetCanceled(cancellationToken);
    }

    private sealed class Waiter
    {
        public TaskCompletionSource Served { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A place in a lane. Disposing it lets the next one in.</summary>
public sealed class LanePlace : IDisposable
{
    private readonly LaneQueue _lane;
    private int _left;

    internal LanePlace(LaneQueue lane, double expectedSeconds, TimeSpan waited, long entered) =>
        (_lane, ExpectedSeconds, Waited, Entered) = (lane, expectedSeconds, waited, entered);

    /// <summary>How long it was waited for.</summary>
    public TimeSpan Waited { get; }

    internal double ExpectedSeconds { get; }

    internal long Entered { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
            _lane.Leave(this);
    }
}
