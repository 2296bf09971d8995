using Verifiers.Policy.Generation;

namespace Verifiers.Policy.Training;

/// <summary>What a step sampled, in numbers: with dynamic sampling more than it learns from, and the kept groups alone would flatter or slander the policy.</summary>
/// <param name="Rewards">Of every completion.</param>
/// <param name="Tokens">Sampled.</param>
/// <param name="ThoughtTokens">Those of them that are thoughts.</param>
/// <param name="FlatGroups">Groups whose rewards were all the same.</param>
/// <param name="MoreSampleTime">For batches after the first.</param>
internal sealed record SampledFigures(RewardBatch Rewards, long Tokens, long ThoughtTokens, int FlatGroups, TimeSpan MoreSampleTime)
{
    /// <param name="batches">At least one.</param>
    /// <param name="group">Completions of a group.</param>
    public static SampledFigures Of(IReadOnlyList<(Rollouts Rollouts, RewardBatch Rewards)> batches, int group, TimeSpan moreSampleTime)
    {
        var rewards = batches is [var only] ? only.Rewards : RewardBatch.Together([.. batches.Select(batch => batch.Rewards)]);
        return new SampledFigures(
            rewards, batches.Sum(batch => batch.Rollouts.SampledTokens), batches.Sum(batch => Enumerable.Range(0, batch.Rollouts.Count).Sum(index => (long)batch.Rollouts.ThoughtTokens(index))),
            Enumerable.Range(0, rewards.Rewards.Length / group).Count(index => Advantages.AreFlat(rewards.Rewards.AsSpan(index * group, group))), moreSampleTime);
    }
}
