using System.Text.Json.Serialization;

namespace Verifiers.Api.Scoring;

/// <summary>The answer of <c>POST /score</c>.</summary>
/// <param name="Results">One a sample, in the order of the samples.</param>
/// <param name="Groups">One a named group, in order of first appearance.</param>
/// <param name="Engine">What judged.</param>
public sealed record ScoreResponse(IReadOnlyList<SampleResult> Results, IReadOnlyList<GroupResult> Groups, EngineInfo Engine);

/// <summary>The reward of one sample and the reason for it.</summary>
public sealed record SampleResult
{
    /// <summary>Its place among the samples; written in streamed answers, where results come in any order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Index { get; init; }

    /// <summary>As the caller named it.</summary>
    public string? Id { get; init; }

    /// <summary>As the caller named it.</summary>
    public string? Group { get; init; }

    /// <summary>Null exactly when the verdict is <c>error</c>: mask the sample instead of punishing it.</summary>
    public double? Reward { get; init; }

    /// <summary>What the deciding components said together.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>One a component of the rubric.</summary>
    public required IReadOnlyList<ComponentResult> Components { get; init; }

    /// <summary>Signals that did not decide.</summary>
    public required IReadOnlyList<Flag> Flags { get; init; }

    /// <summary>Where the time went.</summary>
    public required Timing Timing { get; init; }

    /// <summary>Whether the verdict was reached for an equal sample and not again for this one.</summary>
    public required bool Cached { get; init; }

    /// <summary>The sample's own rubric; absent when the request's was used.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rubric { get; init; }

    /// <summary>The content hash of the sample's own rubric; absent when the request's was used.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RubricHash { get; init; }
}

/// <summary>What one verifier said.</summary>
public sealed record ComponentResult
{
    /// <summary>The component's name in the rubric; the verifier's unless the rubric says otherwise.</summary>
    public required string Name { get; init; }

    /// <summary>The verifier's name.</summary>
    public required string Verifier { get; init; }

    /// <summary>Its factor in the reward.</summary>
    public required double Weight { get; init; }

    /// <summary>What the verdict is worth in this rubric; null when the verdict is <c>error</c>.</summary>
    public required double? Score { get; init; }

    /// <summary>What it decided.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>A stable code.</summary>
    public required string Reason { get; init; }

    /// <summary>A sentence.</summary>
    public required string Explanation { get; init; }

    /// <summary>What it found, in the verifier's own shape.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public object? Evidence { get; init; }
}

/// <summary>Where the time went, in whole microseconds.</summary>
/// <param name="WaitedUs">For a free lane.</param>
/// <param name="JudgedUs">In the verifiers.</param>
public sealed record Timing(long WaitedUs, long JudgedUs);

/// <summary>Statistics of one group; samples without a reward are left out of them.</summary>
public sealed record GroupResult
{
    /// <summary>As the caller named it.</summary>
    public required string Id { get; init; }

    /// <summary>Samples in it.</summary>
    public required int Size { get; init; }

    /// <summary>Mean reward.</summary>
    public required double? Mean { get; init; }

    /// <summary>Standard deviation, divisor G.</summary>
    public required double? Std { get; init; }

    /// <summary>Share of correct samples.</summary>
    public required double? PassRate { get; init; }

    /// <summary>(r − mean) / (std + ε), in the order of the samples; null for a sample without a reward.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double?>? Advantages { get; init; }

    /// <summary>Signals that only the whole group shows; absent when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Flag>? Flags { get; init; }
}

/// <summary>What judged: keep it with the rewards, and a later difference can be explained.</summary>
/// <param name="Version">Of the service.</param>
/// <param name="Rubric">The request's rubric; null when each sample named its own.</param>
/// <param name="RubricHash">Its content hash.</param>
public sealed record EngineInfo(string Version, string? Rubric, string? RubricHash);
