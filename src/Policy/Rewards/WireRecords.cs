namespace Verifiers.Policy.Rewards;

/// <summary>The completions sampled for one prompt.</summary>
/// <param name="Id">Unique within the request.</param>
/// <param name="Completions">Shape [G].</param>
/// <param name="Reference">What the verifier compares with; serialised as it is. Null when the rubric needs none.</param>
/// <param name="Prompt">What was asked.</param>
public sealed record GroupToScore(string Id, IReadOnlyList<string> Completions, object? Reference = null, string? Prompt = null);

/// <summary>The rewards of a batch.</summary>
/// <param name="Results">In the order of the completions, group by group.</param>
/// <param name="Groups">In the order of the groups.</param>
/// <param name="Engine">What judged; kept with every training run.</param>
public sealed record ScoredGroups(IReadOnlyList<ScoredCompletion> Results, IReadOnlyList<ScoredGroup> Groups, Engine Engine);

/// <summary>One reward.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Reward">Null when the service could not judge: the rollout is masked, never given a zero.</param>
/// <param name="Verdict">correct, incorrect, undecided or error.</param>
public sealed record ScoredCompletion(string? Group, double? Reward, string Verdict);

/// <summary>Statistics of one group.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Mean">Mean reward; null when no completion has one.</param>
/// <param name="Std">Standard deviation, divisor G.</param>
/// <param name="PassRate">Share of correct completions.</param>
/// <param name="Advantages">Shape [G]; null where there is no reward.</param>
public sealed record ScoredGroup(string Id, double? Mean, double? Std, double? PassRate, IReadOnlyList<double?> Advantages);

/// <summary>What judged.</summary>
/// <param name="Version">Of the service.</param>
/// <param name="Rubric">Its name.</param>
/// <param name="RubricHash">Its content hash.</param>
public sealed record Engine(string Version, string? Rubric, string? RubricHash);
