using Verifiers.Rubrics;

namespace Verifiers.Scoring;

/// <summary>One completion to score.</summary>
/// <param name="Completion">What the policy wrote.</param>
/// <param name="Rubric">What it is rewarded for.</param>
/// <param name="Reference">As the caller sent it: one value, or an object with one field a component.</param>
/// <param name="Group">Samples of one prompt share a group; null stands alone.</param>
public sealed record SampleToScore(Completion Completion, Rubric Rubric, JsonCursor Reference, string? Group);

/// <summary>One scored completion.</summary>
public sealed record ScoredSample
{
    /// <summary>Its place in the batch.</summary>
    public required int Index { get; init; }

    /// <summary>What the deciding components said together.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Null exactly when the verdict is <see cref="Verdict.Error"/>: a trainer masks the sample.</summary>
    public required double? Reward { get; init; }

    /// <summary>One judgement a component, in the rubric's order.</summary>
    public required IReadOnlyList<Judgement> Judgements { get; init; }

    /// <summary>Signals worth a look: those of the judgements, and those of the completion itself.</summary>
    public required IReadOnlyList<Flag> Flags { get; init; }

    /// <summary>Whether an equal completion with an equal reference had been judged already, in this batch or before.</summary>
    public required bool IsCopy { get; init; }

    /// <summary>Time it waited for its lanes.</summary>
    public required TimeSpan Waited { get; init; }

    /// <summary>Time its verifiers took.</summary>
    public required TimeSpan Judged { get; init; }
}
