using Verifiers.Api.Rescoring.Comparison;
using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Rescoring.Judging;

namespace Verifiers.Api.Rescoring.Output;

/// <summary>Appends judged batches to the outputs of a run, counts them, and compares their rewards with earlier ones.</summary>
/// <param name="folder">What is written.</param>
/// <param name="baseline">The earlier rewards; null when none are asked for.</param>
internal sealed class BatchWriter(RunFolder folder, IBaseline? baseline)
{
    private RunTally Tally => folder.Tally;

    /// <summary>Whether a batch was begun and not ended: its lines are then not to be counted as done.</summary>
    public bool IsInBatch { get; private set; }

    /// <summary>Writes a batch to its end.</summary>
    /// <param name="judged">The batch.</param>
    /// <param name="outageSeen">Told when an outage is seen, at the rollout that makes it one.</param>
    public void Write(JudgedBatch judged, Action<OutageTally>? outageSeen)
    {
        IsInBatch = true;
        var (batch, file) = (judged.Batch, judged.Batch.File.Name);
        folder.Touch(file, RunFolder.ScoredKind);
        folder.Touch(file, RunFolder.TimingKind);
        for (var i = 0; i < judged.Results.Count; i++)
        {
            if (Write(judged, i) is not { } rollout)
                continue;
            if (Tally.Count(rollout))
                outageSeen?.Invoke(Tally.Outage);
            Compare(rollout, batch.Rollouts[i]);
        }
        foreach (var rejection in judged.Rejected)
            folder.Append(RunFolder.RejectedName, RunFolder.ListKind, rejection);
        Tally.Rejected += judged.Rejected.Count;
        if (batch.End.Offset == 0)
            folder.Close(file);
        folder.Reached(batch.End);
        IsInBatch = false;
    }

    /// <returns>What was written of a rollout; null when it was rejected.</returns>
    private ScoredRollout? Write(JudgedBatch judged, int index)
    {
        var file = judged.Batch.File.Name;
        if (judged.Kept.ElementAtOrDefault(index) is { } kept)
        {
            folder.AppendLine(file, RunFolder.ScoredKind, kept.Scored);
            if (kept.Timing is not null)
                folder.AppendLine(file, RunFolder.TimingKind, kept.Timing);
            return kept.Rollout;
        }
        if (judged.Results[index] is not { } result)
            return null;
        var rollout = ResultView.Of(file, judged.Batch.Rollouts[index], result);
        folder.Append(file, RunFolder.ScoredKind, rollout);
        folder.Append(file, RunFolder.TimingKind, new RolloutTiming(rollout.Line, result.Timing.WaitedUs, result.Timing.JudgedUs, result.Cached));
        return rollout;
    }

    private void Compare(ScoredRollout now, Rollout rollout)
    {
        if (baseline is null)
            return;
        var (isCompared, flip) = baseline.Compare(now, rollout);
        var drift = Tally.Drift;
        if (!isCompared)
        {
            drift.NotCompared++;
            return;
        }
        drift.Compared++;
        if (flip is null)
            return;
        drift.Count(flip);
        folder.Append(RunFolder.FlipsName, RunFolder.ListKind, flip);
    }
}
