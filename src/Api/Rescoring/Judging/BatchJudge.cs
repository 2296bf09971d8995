using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Rescoring.Output;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Rescoring.Judging;

/// <summary>A batch whose every line has an end: a result, or a reason why there is none.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Results">One a rollout; null for those that were rejected or are kept.</param>
/// <param name="Rejected">All lines of the batch that have no result, in their order.</param>
internal sealed record JudgedBatch(RolloutBatch Batch, IReadOnlyList<SampleResult?> Results, IReadOnlyList<Rejection> Rejected)
{
    /// <summary>One a rollout: what an earlier run wrote, where that stands; empty when there is no such run.</summary>
    public IReadOnlyList<KeptLine?> Kept { get; init; } = [];
}

/// <summary>
/// Judges a batch to the end: rollouts that cannot be judged are put aside with the reason and the others judged without them, and
/// rollouts without a verdict (<c>error</c>, a fault of ours) are judged again before they are reported.
/// </summary>
internal sealed class BatchJudge(IRolloutScorer scorer, TimeProvider clock, TimeSpan pause)
{
    /// <summary>How often a rollout is judged before its error stands.</summary>
    public const int Attempts = 3;

    public async Task<JudgedBatch> JudgeAsync(RolloutBatch batch, CancellationToken cancellationToken)
    {
        var results = new SampleResult?[batch.Rollouts.Count];
        var rejected = batch.Rejected.ToList();
        var open = Enumerable.Range(0, results.Length).ToList();
        if (scorer.Rubric.HasSchedule)
            open.RemoveAll(index => RejectWithoutStep(batch, index, rejected));
        for (var attempt = 1; open.Count > 0; attempt++)
        {
            await ScoreAsync(batch, open, results, rejected, cancellationToken);
            if (attempt == Attempts)
                break;
            var failed = open.Where(index => results[index] is { Verdict: Verdict.Error } result && MayPass(result)).Select(index => batch.Rollouts[index].Unit).ToHashSet();
            open.RemoveAll(index => results[index] is null || !failed.Contains(batch.Rollouts[index].Unit)); // a unit is judged together
            if (open.Count > 0)
                await Task.Delay(pause * attempt, clock, cancellationToken);
        }
        return new(batch, results, [.. rejected.OrderBy(rejection => rejection.Line)]);
    }

    private static bool MayPass(SampleResult result) =>
        result.Components.Where(component => component.Verdict == Verdict.Error).Any(component => RunTally.IsPassing(component.Reason));

    private async Task ScoreAsync(
        RolloutBatch batch, List<int> open, SampleResult?[] results, List<Rejection> rejected, CancellationToken cancellationToken)
    {
        while (open.Count > 0)
        {
            try
            {
                var scored = await scorer.ScoreAsync([.. open.Select(index => batch.Rollouts[index])], cancellationToken);
                for (var i = 0; i < open.Count; i++)
                    results[open[i]] = scored[i];
                return;
            }
            catch (RefusedRolloutsException refused)
            {
                foreach (var (place, reason) in refused.Reasons.OrderByDescending(reason => reason.Key))
                {
                    rejected.Add(new(batch.File.Name, batch.Rollouts[open[place]].Line, reason));
                    results[open[place]] = null; // an earlier attempt may have left an error there: a line has one end
                    open.RemoveAt(place);
                }
            }
        }
    }

    private static bool RejectWithoutStep(RolloutBatch batch, int index, List<Rejection> rejected)
    {
        if (batch.Rollouts[index] is { Step: >= 0 and <= int.MaxValue })
            return false;
        rejected.Add(new(batch.File.Name, batch.Rollouts[index].Line, "step: expected the trainer's step, a whole number from 0: the weights of the rubric change with it."));
        return true;
    }
}
