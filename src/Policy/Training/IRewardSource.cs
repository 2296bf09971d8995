using Verifiers.Policy.Tasks;

namespace Verifiers.Policy.Training;

/// <summary>Judges sampled completions.</summary>
public interface IRewardSource
{
    /// <summary>Rewards for the completions of several problems.</summary>
    /// <param name="step">Of the run, for rubrics whose weights change; null: outside of it.</param>
    Task<RewardBatch> ScoreAsync(IReadOnlyList<SampledGroup> groups, int? step, CancellationToken cancellationToken);
}

/// <summary>The completions of one problem; shape [G].</summary>
public sealed record SampledGroup(Problem Problem, IReadOnlyList<string> Completions);

/// <summary>What the service said of a batch, in the order of its completions, group by group.</summary>
/// <param name="Rewards">Null: the service could not judge; the rollout is left out.</param>
/// <param name="Correct">The rubric's verdict.</param>
/// <param name="Flags">How often each signal of reward hacking was raised.</param>
/// <param name="Took">From the question to the last answer.</param>
public sealed record RewardBatch(double?[] Rewards, bool[] Correct, IReadOnlyDictionary<string, int> Flags, TimeSpan Took)
{
    /// <summary>The scores of each component of the rubrics, by name; empty where the source does not tell.</summary>
    public IReadOnlyDictionary<string, ComponentScore> Components { get; init; } = new Dictionary<string, ComponentScore>();

    /// <summary>Several batches, one after another, as one.</summary>
    public static RewardBatch Together(IReadOnlyList<RewardBatch> batches) => new(
        [.. batches.SelectMany(batch => batch.Rewards)], [.. batches.SelectMany(batch => batch.Correct)],
        batches.SelectMany(batch => batch.Flags).GroupBy(flag => flag.Key).ToDictionary(flags => flags.Key, flags => flags.Sum(flag => flag.Value)),
        batches.Aggregate(TimeSpan.Zero, (sum, batch) => sum + batch.Took))
    {
        Components = batches.SelectMany(batch => batch.Components).GroupBy(component => component.Key).ToDictionary(
            scores => scores.Key, scores => new ComponentScore(scores.Sum(score => score.Value.Sum), scores.Sum(score => score.Value.Count))),
    };

    /// <summary>Completions without a reward.</summary>
    public int Errors => Rewards.Count(reward => reward is null);

    /// <summary>Over the completions that have one; null when none has.</summary>
    public double? MeanReward => Rewards.Average();

    /// <summary>Share of right ones among the completions that have a reward; null when none has.</summary>
    public double? Accuracy => Errors == Rewards.Length ? null : Correct.Count(correct => correct) / (double)(Rewards.Length - Errors);
}

/// <summary>What one component of a rubric gave in all.</summary>
/// <param name="Sum">Of its scores, each in [0, 1].</param>
/// <param name="Count">Completions that it scored.</param>
public readonly record struct ComponentScore(double Sum, int Count)
{
    /// <summary>0 when it scored none.</summary>
    public double Mean => Count == 0 ? 0 : Sum / Count;
}
