using System.Text.Json;
using System.Text.Json.Serialization;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Rescoring.Report;

/// <summary>What a report shows, as its page reads it (<c>report-view.js</c>).</summary>
/// <param name="Version">Of the executable that wrote it.</param>
/// <param name="Inputs">The input files.</param>
/// <param name="Rollouts">How many there are.</param>
/// <param name="Verdicts">How many of each verdict.</param>
/// <param name="WithoutReward">Rollouts that count in no mean.</param>
/// <param name="MeanReward">Of those with a reward; null when there are none.</param>
/// <param name="StdReward">Standard deviation, divisor n.</param>
/// <param name="Rewards">How often which reward was given.</param>
/// <param name="PassAtK">Null when it cannot be told which rollouts answer the same prompt.</param>
/// <param name="Steps">Mean rewards by the trainer's step; empty when no rollout names it.</param>
/// <param name="Lengths">Mean rewards by length.</param>
/// <param name="Zero">Why rewards are 0.</param>
/// <param name="Flags">Rollouts by flag, the most frequent first.</param>
/// <param name="Slowest">Rollouts that took longest; empty without files of times.</param>
/// <param name="Sample">What stands in <paramref name="Browser"/>.</param>
/// <param name="Browser">Rollouts to look at, in the order of the files.</param>
internal sealed record ReportData(
    string Version, IReadOnlyList<ReportInput> Inputs, long Rollouts, IReadOnlyDictionary<string, long> Verdicts, long WithoutReward,
    double? MeanReward, double? StdReward, RewardBars Rewards, PassAtKCurve? PassAtK, IReadOnlyList<StepMean> Steps,
    IReadOnlyList<LengthMean> Lengths, ZeroReasons Zero, IReadOnlyList<FlagCount> Flags, IReadOnlyList<SlowRollout> Slowest,
    SampleNote Sample, IReadOnlyList<ReportedRollout> Browser);

/// <summary>One input file.</summary>
internal sealed record ReportInput(string File, long Rollouts);

/// <summary>How often rewards were given: single values when there are few different ones, otherwise intervals of equal width.</summary>
internal sealed record RewardBars(bool Exact, IReadOnlyList<RewardBar> Bars);

/// <summary>Rewards from one value up to but without another; for single values both are the value.</summary>
internal sealed record RewardBar(double From, double To, long Count);

/// <summary>The chance that at least one of k rollouts is correct.</summary>
/// <param name="Prompts">Groups of rollouts with a verdict other than error.</param>
/// <param name="Sentence">Which prompts it is over, and what the band is.</param>
/// <param name="Points">In order of k.</param>
internal sealed record PassAtKCurve(long Prompts, string Sentence, IReadOnlyList<PassAtKPoint> Points);

/// <summary>One k: the mean over the prompts that have at least k rollouts, and its 95 % interval.</summary>
internal sealed record PassAtKPoint(int K, long Prompts, double Value, double Low, double High);

/// <summary>Steps from one to another, both included.</summary>
internal sealed record StepMean(long From, long To, long Rollouts, double MeanReward, double PassRate);

/// <summary>Completions from one length up to another, in characters (UTF-16 code units).</summary>
internal sealed record LengthMean(double From, double To, long Rollouts, double MeanReward);

/// <summary>Rollouts with the reward 0, and the reasons of their components that were not correct.</summary>
internal sealed record ZeroReasons(long Rollouts, IReadOnlyList<ZeroReason> Reasons);

/// <summary>One reason.</summary>
internal sealed record ZeroReason(string Component, string Reason, long Count);

/// <summary>One flag.</summary>
internal sealed record FlagCount(string Flag, long Count);

/// <summary>A rollout that took long, in microseconds.</summary>
internal sealed record SlowRollout(string File, long Line, string? Id, Verdict Verdict, long WaitedUs, long JudgedUs);

/// <summary>What the browser holds, in a sentence for its reader.</summary>
internal sealed record SampleNote(int Shown, string Sentence);

/// <summary>A rollout with its long texts cut in the middle.</summary>
internal sealed record ReportedRollout
{
    public required string File { get; init; }
    public required long Line { get; init; }
    public string? Id { get; init; }
    public string? Group { get; init; }
    public long? Step { get; init; }
    public string? Prompt { get; init; }
    public required string Completion { get; init; }
    public JsonElement? Reference { get; init; }
    public required double? Reward { get; init; }
    public required Verdict Verdict { get; init; }
    public required IReadOnlyList<ComponentResult> Components { get; init; }
    public required IReadOnlyList<Flag> Flags { get; init; }

    /// <summary>Of the whole completion, in UTF-16 code units.</summary>
    public required int Length { get; init; }

    /// <summary>What is left out of the completion; null when it is whole. Positions in evidence are those of the whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TextSpan? Gap { get; init; }

    /// <summary>Whether it is one of the even sample, and not here for its flag, error or slowness alone.</summary>
    public required bool Drawn { get; init; }

    /// <summary>Where the time went, when it is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RolloutTiming? Timing { get; init; }
}
