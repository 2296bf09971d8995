using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Rescoring.Output;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Rescoring.Judging;

/// <summary>Judges what an earlier run has no verdict of, and leaves the rest of a batch as it stands there.</summary>
internal static class RetryJudge
{
    /// <param name="judge">Who judges.</param>
    /// <param name="batch">As the earlier run saw it.</param>
    /// <param name="lines">The earlier run's, one a rollout; null for what it did not come to.</param>
    /// <param name="judgesGroups">Whether the rollouts of a unit are compared: they are judged together, and only those without a verdict get the new one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<JudgedBatch> JudgeAsync(
        BatchJudge judge, RolloutBatch batch, IReadOnlyList<KeptLine?> lines, bool judgesGroups, CancellationToken cancellationToken)
    {
        var kept = lines.Select(line => line is { MayBeRetried: false } ? line : null).ToList();
        var units = Enumerable.Range(0, kept.Count).Where(index => kept[index] is null).Select(index => batch.Rollouts[index].Unit).ToHashSet();
        var asked = Enumerable.Range(0, kept.Count).Where(index => kept[index] is null || (judgesGroups && units.Contains(batch.Rollouts[index].Unit))).ToList();
        var judged = await judge.JudgeAsync(batch with { Rollouts = [.. asked.Select(index => batch.Rollouts[index])], Rejected = [] }, cancellationToken);
        var results = new SampleResult?[kept.Count];
        for (var i = 0; i < asked.Count; i++)
            results[asked[i]] = kept[asked[i]] is null ? judged.Results[i] : null;
        var keptLines = kept.OfType<KeptLine>().Select(line => line.Rollout.Line).ToHashSet();
        var rejected = batch.Rejected.Concat(judged.Rejected.Where(rejection => !keptLines.Contains(rejection.Line)));
        return new(batch, results, [.. rejected.OrderBy(rejection => rejection.Line)]) { Kept = kept };
    }
}
