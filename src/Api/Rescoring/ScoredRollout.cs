using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Rescoring;

/// <summary>
/// One line of <c>OUT/&lt;input&gt;.scored.jsonl</c>: a rollout with its new reward. It holds nothing that changes from run to run (no
/// time, no cache), so that two runs over the same files give the same bytes.
/// </summary>
public sealed record ScoredRollout
{
    /// <summary>The name of the input file, without its folder.</summary>
    public required string File { get; init; }

    /// <summary>The line in that file, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>As the dump names it; null when it does not.</summary>
    public string? Id { get; init; }

    /// <summary>Rollouts of one prompt share a group. A value that is no short text stands as <c>sha256:</c> and 16 digits of its hash.</summary>
    public string? Group { get; init; }

    /// <summary>The trainer's step.</summary>
    public long? Step { get; init; }

    /// <summary>What was asked, as text; of chat messages the last one by the user.</summary>
    public string? Prompt { get; init; }

    /// <summary>What the policy wrote, as it was judged.</summary>
    public required string Completion { get; init; }

    /// <summary>What it was compared with; any JSON value.</summary>
    public JsonElement? Reference { get; init; }

    /// <summary>Null exactly when the verdict is <see cref="Verdict.Error"/>.</summary>
    public required double? Reward { get; init; }

    /// <summary>What the deciding components said together.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>One a component of the rubric; their evidence is JSON, without measurements that change from run to run.</summary>
    public required IReadOnlyList<ComponentResult> Components { get; init; }

    /// <summary>Signals that did not decide, without those that depend on what was scored before (<c>length_drift</c>).</summary>
    public required IReadOnlyList<Flag> Flags { get; init; }

    /// <summary>How lines are read and written: snake_case, enums as words, absent things null, text unescaped where JSON allows.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}

/// <summary>One line of <c>OUT/&lt;input&gt;.timing.jsonl</c>: what does change from run to run.</summary>
/// <param name="Line">The line in the input file, from 1.</param>
/// <param name="WaitedUs">For a free lane, in microseconds.</param>
/// <param name="JudgedUs">In the verifiers, in microseconds.</param>
/// <param name="Cached">Whether the verdict was known already.</param>
public sealed record RolloutTiming(long Line, long WaitedUs, long JudgedUs, bool Cached);
