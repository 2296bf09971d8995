using System.Text.Json.Serialization;

namespace Verifiers.Policy.Rewards;

/// <summary>The completions sampled for one prompt.</summary>
/// <param name="Id">Unique within the call.</param>
/// <param name="Completions">Shape [G].</param>
/// <param name="Reference">What the verifier compares with; serialised as it is. Null when the rubric needs none.</param>
/// <param name="Prompt">What was asked.</param>
public sealed record GroupToScore(string Id, IReadOnlyList<string> Completions, object? Reference = null, string? Prompt = null);

/// <summary>The rewards of a batch.</summary>
/// <param name="Results">In the order of the completions, group by group.</param>
/// <param name="Groups">In the order of the groups.</param>
/// <param name="Engine">What judged; kept with every training run.</param>
public sealed record ScoredGroups(IReadOnlyList<ScoredCompletion> Results, IReadOnlyList<ScoredGroup> Groups, Engine Engine)
{
    /// <summary>What the rewards took.</summary>
    [JsonIgnore]
    public ScoringCost Cost { get; init; } = new(TimeSpan.Zero, TimeSpan.Zero, 0, 0);
}

/// <summary>What the rewards of a batch took.</summary>
/// <param name="Elapsed">From the call to the last answer, outages included.</param>
/// <param name="Outage">The part of it in which the service could not be had.</param>
/// <param name="Requests">Sent, each new try counted.</param>
/// <param name="AskedAgain">Groups that were asked for once more because of errors in them.</param>
public sealed record ScoringCost(TimeSpan Elapsed, TimeSpan Outage, int Requests, int AskedAgain);

/// <summary>One reward.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Reward">Null when the service could not judge: the rollout is masked, never given a zero.</param>
/// <param name="Verdict">correct, incorrect, undecided or error.</param>
/// <param name="Components">What each verifier of the rubric said, in the rubric's order.</param>
/// <param name="Flags">Signals that did not decide, such as those of reward hacking.</param>
public sealed record ScoredCompletion(
    string? Group, double? Reward, string Verdict, IReadOnlyList<ScoredComponent> Components, IReadOnlyList<ScoreFlag> Flags);

/// <summary>What one verifier said of one completion.</summary>
/// <param name="Name">The component's in the rubric.</param>
/// <param name="Verifier">Its name.</param>
/// <param name="Weight">Its factor in the reward.</param>
/// <param name="Score">In [0, 1]; null when the verdict is error.</param>
/// <param name="Verdict">correct, incorrect, undecided or error.</param>
/// <param name="Reason">A stable code.</param>
/// <param name="Explanation">A sentence.</param>
public sealed record ScoredComponent(string Name, string Verifier, double Weight, double? Score, string Verdict, string Reason, string Explanation);

/// <summary>A signal.</summary>
/// <param name="Name">A stable code.</param>
/// <param name="Explanation">A sentence.</param>
public sealed record ScoreFlag(string Name, string Explanation);

/// <summary>Statistics of one group.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Mean">Mean reward; null when no completion has one.</param>
/// <param name="Std">Standard deviation, divisor G.</param>
/// <param name="PassRate">Share of correct completions.</param>
/// <param name="Advantages">Shape [G]; null where there is no reward.</param>
public sealed record ScoredGroup(string Id, double? Mean, double? Std, double? PassRate, IReadOnlyList<double?> Advantages)
{
    /// <summary>Signals that only the whole group shows.</summary>
    public IReadOnlyList<ScoreFlag> Flags { get; init; } = [];
}

/// <summary>What judged.</summary>
/// <param name="Version">Of the service.</param>
/// <param name="Rubric">Its name; <c>inline</c> for one that was written out.</param>
/// <param name="RubricHash">Its content hash.</param>
public sealed record Engine(string Version, string? Rubric, string? RubricHash);
