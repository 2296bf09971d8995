namespace Verifiers.Api.Scoring;

/// <summary>The body of <c>POST /score</c>: samples, or the shorthand of groups.</summary>
public sealed record ScoreRequest
{
    /// <summary>The name of a rubric, or a rubric written out. Needed unless every sample names its own.</summary>
    public RubricChoice? Rubric { get; init; }

    /// <summary>The samples, in the order in which the results are wanted. Exactly one of samples and groups.</summary>
    public IReadOnlyList<SampleRequest>? Samples { get; init; }

    /// <summary>Shorthand: the completions of each prompt beside the reference they share.</summary>
    public IReadOnlyList<GroupRequest>? Groups { get; init; }

    /// <summary>How to answer.</summary>
    public ScoreOptions Options { get; init; } = new();
}

/// <summary>One completion with what it is compared with.</summary>
public sealed record SampleRequest
{
    /// <summary>The caller's name for it, echoed in the result.</summary>
    public string? Id { get; init; }

    /// <summary>Samples of one prompt share a group.</summary>
    public string? Group { get; init; }

    /// <summary>What was asked.</summary>
    public string? Prompt { get; init; }

    /// <summary>What the policy wrote: a text, or a list of chat messages whose last one by the assistant counts.</summary>
    public required Completion Completion { get; init; }

    /// <summary>What it is compared with; its shape is the verifier's.</summary>
    public JsonCursor Reference { get; init; }

    /// <summary>Overrides the request's rubric.</summary>
    public RubricChoice? Rubric { get; init; }
}

/// <summary>The completions of one prompt.</summary>
public sealed record GroupRequest
{
    /// <summary>The group's name.</summary>
    public required string Id { get; init; }

    /// <summary>What was asked.</summary>
    public string? Prompt { get; init; }

    /// <summary>What every completion is compared with.</summary>
    public JsonCursor Reference { get; init; }

    /// <summary>What the policy wrote.</summary>
    public required IReadOnlyList<Completion> Completions { get; init; }
}

/// <summary>How to answer.</summary>
public sealed record ScoreOptions
{
    /// <summary>Samples not judged within this time become <c>error: deadline_exceeded</c>; none when absent.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The trainer's step, for rubrics whose weights change with it.</summary>
    public int? Step { get; init; }

    /// <summary>Whether results carry evidence. Default: true.</summary>
    public bool Explain { get; init; } = true;

    /// <summary>Whether equal completions with equal references are judged once. Default: true.</summary>
    public bool Cache { get; init; } = true;

    /// <summary>Whether groups carry advantages. Default: true.</summary>
    public bool Advantages { get; init; } = true;
}

/// <summary>A rubric by name, or written out in the request.</summary>
/// <param name="Json">A string or an object, with its path.</param>
public readonly record struct RubricChoice(JsonCursor Json);
