using Verifiers.Policy.Training;

namespace Verifiers.Policy.Pipeline;

/// <summary>Has each group judged by the rubric of its own task.</summary>
/// <param name="sources">By the name of the task.</param>
internal sealed class MixRewards(IReadOnlyDictionary<string, IRewardSource> sources) : IRewardSource
{
    public async Task<RewardBatch> ScoreAsync(IReadOnlyList<SampledGroup> groups, int? step, CancellationToken cancellationToken)
    {
        var parts = groups.Index().GroupBy(group => group.Item.Problem.Task ?? throw new ArgumentException("A problem does not say of which task it is.", nameof(groups))).ToList();
        var scored = await Task.WhenAll(parts.Select(part => sources[part.Key].ScoreAsync([.. part.Select(group => group.Item)], step, cancellationToken)));

        var starts = new int[groups.Count + 1];
        for (var i = 0; i < groups.Count; i++) starts[i + 1] = starts[i] + groups[i].Completions.Count;
        var (rewards, correct) = (new double?[starts[^1]], new bool[starts[^1]]);
        foreach (var (part, batch) in parts.Zip(scored))
        {
            var at = 0;
            foreach (var (index, group) in part)
            {
                var count = group.Completions.Count;
                batch.Rewards.AsSpan(at, count).CopyTo(rewards.AsSpan(starts[index]));
                batch.Correct.AsSpan(at, count).CopyTo(correct.AsSpan(starts[index]));
                at += count;
            }
        }
        return new RewardBatch(
            rewards, correct,
            scored.SelectMany(batch => batch.Flags).GroupBy(flag => flag.Key).ToDictionary(flags => flags.Key, flags => flags.Sum(flag => flag.Value)),
            scored.Select(batch => batch.Took).DefaultIfEmpty().Max())
        {
            Components = scored.SelectMany(batch => batch.Components).GroupBy(component => component.Key).ToDictionary(
                scores => scores.Key, scores => new ComponentScore(scores.Sum(score => score.Value.Sum), scores.Sum(score => score.Value.Count))),
        };
    }
}
