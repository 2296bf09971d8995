using System.Diagnostics.CodeAnalysis;

namespace Verifiers.Scoring.Lanes;

/// <summary>
/// A queue that serves runs in turn, each in proportion to what its work costs and in its own order: start-time fair queuing (Goyal, Vin and
/// Cheng 1996). A run that has queued ten thousand items delays another run's item by one turn, not by ten thousand. Not thread-safe.
/// </summary>
internal sealed class FairQueue<T>
{
    /// <summary>Runs that wait for nothing are swept out when there are this many more of them than of others.</summary>
    private const int IdleRuns = 64;

    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Run, (double Start, long Order)> _turns = new();
    private double _now;
    private long _order;
    private int _active;

    /// <summary>Items that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Runs of which something waits or is remembered.</summary>
    internal int Runs => _runs.Count;

    /// <summary>Puts an item behind the others of its run, or before them.</summary>
    /// <param name="run">Whose it is.</param>
    /// <param name="cost">What serving it takes, in any unit; above 0.</param>
    /// <param name="item">What waits.</param>
    /// <param name="isFirst">Whether the run wants it before its others.</param>
    /// <returns>Its place, for <see cref="Remove"/>.</returns>
    public Entry Enqueue(string run, double cost, T item, bool isFirst = false)
    {
        if (!_runs.TryGetValue(run, out var owner))
        {
            Sweep();
            _runs.Add(run, owner = new Run { Start = _now });
        }
        var entry = new Entry(owner, cost, item);
        entry.Node = isFirst ? owner.Items.AddFirst(entry) : owner.Items.AddLast(entry);
        Count++;
        if (owner.Items.Count == 1)
        {
            _active++;
            owner.Start = Math.Max(owner.Start, _now); // what it did not use while it was idle is not saved up
            AwaitTurn(owner);
        }
        return entry;
    }

    /// <summary>Takes the item whose run has had the least.</summary>
    public bool TryDequeue([MaybeNullWhen(false)] out T item)
    {
        while (_turns.TryDequeue(out var run, out _))
        {
            run.HasTurn = false;
            if (run.Items.First is not { } first)
                continue; // what waited was removed
            _now = Math.Max(_now, run.Start);
            run.Start += first.Value.Cost;
            item = first.Value.Item;
            Take(first.Value);
            if (run.Items.Count > 0)
                AwaitTurn(run);
            return true;
        }
        item = default;
        return false;
    }

    /// <summary>Takes an item out of turn; its run is not charged for it.</summary>
    /// <returns>False when it waits no longer.</returns>
    public bool Remove(Entry entry)
    {
        if (entry.Node is null)
            return false;
        Take(entry);
        return true;
    }

    /// <summary>Forgets who has had how much: nothing waits and nothing is being served.</summary>
    public void Forget()
    {
        if (Count > 0)
            return;
        _runs.Clear();
        _turns.Clear();
        (_now, _active) = (0, 0);
    }

    private void AwaitTurn(Run run)
    {
        if (run.HasTurn)
            return;
        run.HasTurn = true;
        _turns.Enqueue(run, (run.Start, _order++));
    }

    private void Take(Entry entry)
    {
        entry.Run.Items.Remove(entry.Node!);
        entry.Node = null;
        Count--;
        if (entry.Run.Items.Count == 0)
            _active--;
    }

    /// <summary>
    /// A run that waits for nothing is remembered only as long as it is ahead of its share, and the ones that are least ahead are forgotten
    /// where there are too many: names come from callers and never end.
    /// </summary>
    private void Sweep()
    {
        var most = (2 * _active) + IdleRuns;
        if (_runs.Count < most)
            return;
        var idle = _runs.Where(one => one.Value.Items.Count == 0).OrderBy(one => one.Value.Start).ToList();
        var kept = _runs.Count - idle.Count + Math.Min(idle.Count, IdleRuns / 2); // half of them, so that not every new name comes here again
        foreach (var (name, run) in idle)
        {
            if (run.Start > _now && _runs.Count <= kept)
                break;
            _runs.Remove(name);
        }
    }

    /// <summary>The items of one caller's run, and how far it has been served.</summary>
    internal sealed class Run
    {
        public LinkedList<Entry> Items { get; } = [];

        /// <summary>The cost of what it was given so far, on the clock that all runs share.</summary>
        public double Start { get; set; }

        public bool HasTurn { get; set; }
    }

    /// <summary>One item and its place.</summary>
    internal sealed class Entry(Run run, double cost, T item)
    {
        public Run Run { get; } = run;

        public double Cost { get; } = cost;

        public T Item { get; } = item;

        public LinkedListNode<Entry>? Node { get; set; }
    }
}
