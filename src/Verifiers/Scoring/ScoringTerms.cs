namespace Verifiers.Scoring;

/// <summary>On whose behalf a batch is judged, and until when.</summary>
public sealed record ScoringTerms
{
    /// <summary>What a sample is whose request's deadline passed.</summary>
    public const string DeadlineExceeded = "deadline_exceeded";

    /// <summary>What a sample is that a stopping service did not judge.</summary>
    public const string ShuttingDown = "shutting_down";

    /// <summary>The training run: runs share the lanes. Requests that name none are one run together.</summary>
    public string Run { get; init; } = "";

    /// <summary>When it is cancelled, what is not judged by then becomes <c>error: deadline_exceeded</c>.</summary>
    public CancellationToken Deadline { get; init; }

    /// <summary>When it is cancelled, what is not judged by then becomes <c>error: shutting_down</c>.</summary>
    public CancellationToken Stopping { get; init; }
}
