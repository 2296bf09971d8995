using Verifiers.Rubrics;
using Verifiers.Scoring;
using static System.FormattableString;

namespace Verifiers.Flags;

/// <summary>
/// The running baselines of all rubrics, and the flag <c>length_drift</c> on completions that move one. A request is held against what
/// came before it, whole, and then taken into account: the order in which its verdicts are reached changes nothing. No reward depends on it.
/// </summary>
/// <remarks>Thread-safe. Holds 256 baselines of a few bytes; the one that was not used for longest makes room.</remarks>
public sealed class LengthBaselines
{
    /// <summary>A rubric is known by its hash, for equal rubrics earn equal rewards; tokens and characters are kept apart.</summary>
    private const int MostBaselines = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Hash, bool InTokens), LinkedListNode<Kept>> _byRubric = [];
    private readonly LinkedList<Kept> _byUse = [];

    /// <summary>How many baselines are held.</summary>
    internal int Count => _byUse.Count;

    /// <summary>Compares a batch with what came before it, then takes it into account.</summary>
    /// <param name="samples">The samples of one request.</param>
    /// <returns>One a sample: the flag, or null.</returns>
    public IReadOnlyList<Flag?> Observe(IReadOnlyList<SampleToScore> samples)
    {
        var lengths = samples.Select(LengthOf).ToList();
        var flags = new Flag?[samples.Count];
        lock (_lock)
        {
            var drifts = new Dictionary<(string, bool), LengthDrift?>();
            for (var i = 0; i < samples.Count; i++)
            {
                var key = (samples[i].Rubric.Hash, lengths[i].InTokens);
                if (!drifts.TryGetValue(key, out var drift))
                    drifts.Add(key, drift = Find(key).Drift);
                if (drift is { } moved && moved.IsFedBy(lengths[i].Length))
                    flags[i] = Describe(moved, lengths[i]);
            }
            for (var i = 0; i < samples.Count; i++)
                Find((samples[i].Rubric.Hash, lengths[i].InTokens)).Add(lengths[i].Length);
        }
        return flags;
    }

    private LengthBaseline Find((string, bool) key)
    {
        if (_byRubric.TryGetValue(key, out var node))
        {
            _byUse.Remove(node);
        }
        else
        {
            if (_byUse.Count == MostBaselines)
            {
                _byRubric.Remove(_byUse.Last!.Value.Key);
                _byUse.RemoveLast();
            }
            _byRubric.Add(key, node = new(new(key, new())));
        }
        _byUse.AddFirst(node);
        return node.Value.Baseline;
    }

    private static (int Length, bool InTokens) LengthOf(SampleToScore sample) =>
        sample.Completion.TokenCount is { } tokens ? (tokens, true) : (sample.Completion.CountCharacters(), false);

    private static Flag Describe(LengthDrift drift, (int Length, bool InTokens) own)
    {
        var unit = own.InTokens ? "tokens" : "characters";
        return new("length_drift", Invariant(
            $"This rubric's completions are usually {double.Exp2(drift.Usual):F0} {unit} long, of late {double.Exp2(drift.Recent):F0}; this one has {own.Length}."));
    }

    private sealed record Kept((string, bool) Key, LengthBaseline Baseline);
}
