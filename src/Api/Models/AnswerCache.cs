namespace Verifiers.Api.Models;

/// <summary>
/// Keeps answers by the hash of what was asked, the least recently used one makes room, and asks once for equal requests that
/// come at the same time.
/// </summary>
/// <param name="capacity">Answers kept; 0 keeps none.</param>
internal sealed class AnswerCache<T>(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, T Answer)>> _kept = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, T Answer)> _byUse = new();
    private readonly Dictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    /// <summary>The kept answer, that of a call in flight, or a new one.</summary>
    /// <param name="key">The hash of everything the answer depends on.</param>
    /// <param name="call">Asks. Its token is cancelled when everyone who waits has left.</param>
    /// <param name="keep">Whether an answer may be kept.</param>
    /// <param name="cancellationToken">This caller's own.</param>
    /// <returns>The answer, and whether this caller caused no call.</returns>
    public async Task<(T Answer, bool Shared)> GetAsync(
        string key, Func<CancellationToken, Task<T>> call, Func<T, bool> keep, CancellationToken cancellationToken)
    {
        Flight? flight;
        var isNew = false;
        lock (_lock)
        {
            if (_kept.TryGetValue(key, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return (node.Value.Answer, true);
            }
            if (!_flights.TryGetValue(key, out flight))
            {
                _flights.Add(key, flight = new Flight());
                isNew = true;
            }
            flight.Waiting++;
        }
        if (isNew)
            _ = FlyAsync(key, flight, call, keep);
        try
        {
            return (await flight.Landed.Task.WaitAsync(cancellationToken), !isNew);
        }
        finally
        {
            bool isAbandoned;
            lock (_lock)
                isAbandoned = --flight.Waiting == 0 && Forget(key, flight);
            if (isAbandoned)
                await flight.Abandoned.CancelAsync();
        }
    }

    private async Task FlyAsync(string key, Flight flight, Func<CancellationToken, Task<T>> call, Func<T, bool> keep)
    {
        try
        {
            var answer = await call(flight.Abandoned.Token);
            lock (_lock)
            {
                Forget(key, flight);
                if (capacity > 0 && keep(answer))
                    Keep(key, answer);
            }
            flight.Landed.TrySetResult(answer);
        }
        catch (Exception fault)
        {
            lock (_lock)
                Forget(key, flight);
            flight.Landed.TrySetException(fault);
            _ = flight.Landed.Task.Exception; // seen, also where nobody waits any more
        }
    }

    private bool Forget(string key, Flight flight) =>
        _flights.TryGetValue(key, out var current) && ReferenceEquals(current, flight) && _flights.Remove(key);

    private void Keep(string key, T answer)
    {
        if (_kept.ContainsKey(key))
            return;
        if (_kept.Count == capacity)
        {
            _kept.Remove(_byUse.Last!.Value.Key);
            _byUse.RemoveLast();
        }
        _kept.Add(key, _byUse.AddFirst((key, answer)));
    }

    private sealed class Flight
    {
        /// <summary>Not disposed: it has no timer, and a call may still look at its token.</summary>
        public CancellationTokenSource Abandoned { get; } = new();

        public TaskCompletionSource<T> Landed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting { get; set; }
    }
}
