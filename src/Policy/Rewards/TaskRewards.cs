using System.Globalization;
using System.Text.Json;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Rewards;

/// <summary>Rewards of a rubric from the service.</summary>
/// <param name="rubric">Written out, or a JSON string with a name.</param>
public sealed class TaskRewards(ScoreClient client, JsonElement rubric) : IRewardSource
{
    public async Task<RewardBatch> ScoreAsync(IReadOnlyList<SampledGroup> groups, int? step, CancellationToken cancellationToken)
    {
        var asked = groups.Select((group, i) =>
            new GroupToScore(i.ToString(CultureInfo.InvariantCulture), group.Completions, group.Problem.Reference, group.Problem.Prompt)).ToList();
        var scored = await client.ScoreAsync(rubric, asked, step, cancellationToken);
        var flags = scored.Results.SelectMany(result => result.Flags).Concat(scored.Groups.SelectMany(group => group.Flags));
        return new RewardBatch(
            [.. scored.Results.Select(result => result.Reward)],
            [.. scored.Results.Select(result => result.Verdict == "correct")],
            flags.CountBy(flag => flag.Name).ToDictionary(),
            scored.Cost.Elapsed)
        {
            Components = scored.Results.SelectMany(result => result.Components).Where(component => component.Score is not null).GroupBy(component => component.Name)
                .ToDictionary(scores => scores.Key, scores => new ComponentScore(scores.Sum(component => component.Score!.Value), scores.Count())),
        };
    }
}
