using System.Globalization;

namespace Verifiers.Api.Rescoring.Report;

/// <summary>
/// The rollouts that a report carries: an even sample, and besides it some of the flagged ones, of the errors, and the slowest. Chosen by
/// a hash of file and line, so the same folder gives the same ones whatever the order of reading.
/// </summary>
internal sealed class RolloutSample(IReadOnlySet<(string File, long Line)> slowest)
{
    private readonly SmallestHashes _even = new(2000, 24L << 20);
    private readonly SmallestHashes _flagged = new(200, 6L << 20);
    private readonly SmallestHashes _errors = new(100, 3L << 20);
    private readonly SmallestHashes _slow = new(100, 3L << 20);
    private bool _wasCut;

    public void Offer(ScoredRollout rollout)
    {
        var hash = Hash(rollout.File, rollout.Line);
        var cut = new Lazy<ReportedRollout>(() => CutRollout.Of(rollout));
        _even.Offer(hash, cut);
        if (rollout.Flags.Count > 0)
            _flagged.Offer(hash, cut);
        if (rollout.Verdict == Verdict.Error)
            _errors.Offer(hash, cut);
        if (slowest.Contains((rollout.File, rollout.Line)))
            _slow.Offer(hash, cut);
        _wasCut |= cut.IsValueCreated && cut.Value.Gap is not null;
    }

    /// <summary>The sample in the order of the files, with the times of its rollouts where they are known.</summary>
    public IReadOnlyList<ReportedRollout> ToData(IEnumerable<(string File, RolloutTiming Timing)> timings)
    {
        var chosen = new Dictionary<(string File, long Line), ReportedRollout>();
        foreach (var rollout in _flagged.Kept.Concat(_errors.Kept).Concat(_slow.Kept))
            chosen[(rollout.File, rollout.Line)] = rollout;
        foreach (var rollout in _even.Kept)
            chosen[(rollout.File, rollout.Line)] = rollout with { Drawn = true };
        foreach (var (file, timing) in timings)
        {
            if (chosen.TryGetValue((file, timing.Line), out var rollout))
                chosen[(file, timing.Line)] = rollout with { Timing = timing };
        }
        return [.. chosen.Values.OrderBy(rollout => rollout.File, StringComparer.Ordinal).ThenBy(rollout => rollout.Line)];
    }

    /// <summary>What the sample is, for the reader of the page.</summary>
    public SampleNote ToNote(long all, int shown)
    {
        var cut = _wasCut ? $" Texts above {CutRollout.Longest:N0} characters are cut in the middle." : "";
        var sentence = shown == all
            ? $"All {shown:N0} rollouts are here.{cut}"
            : $"{shown:N0} of {all:N0} rollouts are here: an even sample of {_even.Count:N0}, and besides it some that are flagged, errors or the slowest. "
                + $"They are chosen by a hash of file and line, the same ones each time. The plots above are over all of them.{cut}";
        return new(shown, sentence);
    }

    /// <summary>Spreads files and lines evenly over 64 bits: FNV-1a, then the finalizer of SplitMix64.</summary>
    private static ulong Hash(string file, long line)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in file)
            hash = (hash ^ c) * 1099511628211UL;
        hash += (ulong)line * 0x9E3779B97F4A7C15UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}

/// <summary>
/// The rollouts with the smallest hashes, within a number and a size: of all in order of their hashes, the longest beginning that fits.
/// </summary>
internal sealed class SmallestHashes(int most, long mostCharacters)
{
    private readonly PriorityQueue<ReportedRollout, ulong> _kept = new(Comparer<ulong>.Create(static (left, right) => right.CompareTo(left)));
    private ulong? _end; // the smallest hash that did not fit
    private long _characters;

    public int Count => _kept.Count;

    public IEnumerable<ReportedRollout> Kept => _kept.UnorderedItems.Select(item => item.Element);

    public void Offer(ulong hash, Lazy<ReportedRollout> rollout)
    {
        if (hash >= _end)
            return;
        _kept.Enqueue(rollout.Value, hash);
        _characters += CutRollout.Size(rollout.Value);
        while ((_kept.Count > most || _characters > mostCharacters) && _kept.TryDequeue(out var last, out var its))
        {
            _end = its;
            _characters -= CutRollout.Size(last);
        }
    }
}
