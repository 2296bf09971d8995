namespace Verifiers.Fuzzing;

/// <summary>The inputs that took longest; for any number of threads.</summary>
/// <param name="capacity">How many are kept.</param>
internal sealed class SlowestInputs(int capacity)
{
    private readonly PriorityQueue<(FuzzInput Input, long Ticks), long> _kept = new();
    private readonly Lock _lock = new();
    private long _least;

    /// <summary>Ticks that an input must exceed to be kept.</summary>
    public long Least => Volatile.Read(ref _least);

    /// <summary>Those that were kept, the slowest first.</summary>
    public IReadOnlyList<FuzzInput> Inputs
    {
        get
        {
            lock (_lock)
                return [.. _kept.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element.Input)];
        }
    }

    /// <summary>Keeps the input if it is among the slowest.</summary>
    public void Offer(FuzzInput input, long ticks)
    {
        lock (_lock)
        {
            _kept.Enqueue((input, ticks), ticks);
            if (_kept.Count <= capacity)
                return;
            _kept.Dequeue();
            Volatile.Write(ref _least, _kept.Peek().Ticks);
        }
    }
}
