using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Rescoring.Judging;

/// <summary>
/// Asks another scorer for no more than it takes at one time: its own bound where it knows one, and half as much whenever it refuses something as
/// too large. Where the rubric compares the rollouts of a unit, units stay whole, and one that is too large by itself is refused with the reason.
/// Verdicts do not depend on where it cuts.
/// </summary>
internal sealed class BoundedScorer(IRolloutScorer scorer) : IRolloutScorer
{
    private int _most = Math.Max(1, scorer.MaxSamples);

    public RubricFacts Rubric => scorer.Rubric;

    /// <summary>What was found to be taken, so far.</summary>
    public int MaxSamples => Volatile.Read(ref _most);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SampleResult>> ScoreAsync(IReadOnlyList<Rollout> rollouts, CancellationToken cancellationToken)
    {
        var results = new SampleResult[rollouts.Count];
        var refused = new Dictionary<int, string>();
        var open = new Stack<(int Start, int Count)>([(0, rollouts.Count)]);
        while (open.TryPop(out var piece))
        {
            if (piece.Count > MaxSamples && Divide(rollouts, piece, MaxSamples) is { } smaller)
            {
                open.Push(smaller.Second);
                open.Push(smaller.First);
                continue;
            }
            try
            {
                var scored = await scorer.ScoreAsync([.. rollouts.Skip(piece.Start).Take(piece.Count)], cancellationToken);
                for (var i = 0; i < piece.Count; i++)
                    results[piece.Start + i] = scored[i];
            }
            catch (RefusedRolloutsException some)
            {
                foreach (var (place, reason) in some.Reasons)
                    refused.Add(piece.Start + place, reason);
            }
            catch (TooLargeException large)
            {
                var half = Math.Max(1, piece.Count / 2);
                if (Divide(rollouts, piece, half) is not { } halves)
                {
                    for (var i = 0; i < piece.Count; i++)
                        refused.Add(piece.Start + i, ReasonOf(piece.Count, large));
                    continue;
                }
                if (large.IsNumber)
                    Lower(half);
                open.Push(halves.Second);
                open.Push(halves.First);
            }
        }
        return refused.Count == 0 ? results : throw new RefusedRolloutsException(refused);
    }

    private static string ReasonOf(int count, TooLargeException large) => count == 1
        ? large.Message
        : FormattableString.Invariant($"{large.Message} Its group has {count} rollouts, and the rubric judges groups whole.");

    /// <summary>Cuts a piece in two, the first of at most so many rollouts, or of one unit when that is more.</summary>
    /// <returns>Null when it cannot be divided.</returns>
    private ((int Start, int Count) First, (int Start, int Count) Second)? Divide(IReadOnlyList<Rollout> rollouts, (int Start, int Count) piece, int most)
    {
        var cut = piece.Start + most;
        if (Rubric.JudgesGroups)
        {
            while (cut > piece.Start && cut < piece.Start + piece.Count && GoesOn(cut))
                cut--;
            if (cut == piece.Start)
            {
                cut++;
                while (cut < piece.Start + piece.Count && GoesOn(cut))
                    cut++;
            }
        }
        var first = cut - piece.Start;
        return first >= piece.Count ? null : ((piece.Start, first), (cut, piece.Count - first));

        bool GoesOn(int place) => rollouts[place].Unit == rollouts[place - 1].Unit;
    }

    /// <summary>The next batches need not find it out again.</summary>
    private void Lower(int most)
    {
        for (var known = MaxSamples; most < known; known = MaxSamples)
        {
            if (Interlocked.CompareExchange(ref _most, most, known) == known)
                return;
        }
    }
}

/// <summary>So much is not judged at one time; nothing was.</summary>
/// <param name="reason">A sentence that also suits a rollout that is too large by itself.</param>
/// <param name="isNumber">Whether it is the number of rollouts that is too large, whatever is in them.</param>
internal sealed class TooLargeException(string reason, bool isNumber) : Exception(reason)
{
    public bool IsNumber { get; } = isNumber;
}
