namespace Verifiers.Api.Rescoring.Report;

/// <summary>The rollouts that took longest to judge, by the files of times.</summary>
internal sealed class SlowestRollouts
{
    private const int Most = 20;

    private readonly Dictionary<(string File, long Line), (RolloutTiming Timing, ScoredRollout? Rollout)> _slowest;

    private SlowestRollouts(Dictionary<(string, long), (RolloutTiming, ScoredRollout?)> slowest) => _slowest = slowest;

    /// <summary>Where they stand.</summary>
    public IReadOnlySet<(string File, long Line)> Places => _slowest.Keys.ToHashSet();

    /// <summary>Finds them. A verdict that was known already took no time, and is none of them.</summary>
    public static SlowestRollouts Of(IEnumerable<(string File, RolloutTiming Timing)> timings, CancellationToken cancellationToken)
    {
        var kept = new PriorityQueue<(string File, RolloutTiming Timing), (long, string, long)>(Comparer<(long Time, string File, long Line)>.Create(static (left, right) =>
            left.Time != right.Time ? left.Time.CompareTo(right.Time)
            : left.File != right.File ? string.CompareOrdinal(right.File, left.File) : right.Line.CompareTo(left.Line)));
        foreach (var (file, timing) in timings)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (timing.Cached)
                continue;
            kept.Enqueue((file, timing), (timing.JudgedUs, file, timing.Line));
            if (kept.Count > Most)
                kept.Dequeue();
        }
        return new(kept.UnorderedItems.ToDictionary(item => (item.Element.File, item.Element.Timing.Line), item => (item.Element.Timing, (ScoredRollout?)null)));
    }

    /// <summary>Takes the name and the verdict of one of them.</summary>
    public void Offer(ScoredRollout rollout)
    {
        if (_slowest.TryGetValue((rollout.File, rollout.Line), out var slow))
            _slowest[(rollout.File, rollout.Line)] = slow with { Rollout = rollout };
    }

    /// <summary>The slowest first; a time without its rollout (the run was killed between the two) is left out.</summary>
    public IReadOnlyList<SlowRollout> ToData() =>
    [
        .. _slowest.Where(pair => pair.Value.Rollout is not null)
            .OrderByDescending(pair => pair.Value.Timing.JudgedUs).ThenBy(pair => pair.Key.File, StringComparer.Ordinal).ThenBy(pair => pair.Key.Line)
            .Select(pair => new SlowRollout(
                pair.Key.File, pair.Key.Line, pair.Value.Rollout!.Id, pair.Value.Rollout.Verdict, pair.Value.Timing.WaitedUs, pair.Value.Timing.JudgedUs)),
    ];
}
