namespace Verifiers.Scoring;

/// <summary>How much the engine does at once. The limits hold for all requests together.</summary>
public sealed record ScoringEngineOptions
{
    /// <summary>Judgements at one time on <see cref="Lane.Cpu"/>.</summary>
    public required int CpuConcurrency { get; init; }

    /// <summary>Judgements at one time on <see cref="Lane.Sandbox"/>.</summary>
    public required int SandboxConcurrency { get; init; }

    /// <summary>Judgements at one time on <see cref="Lane.Remote"/>.</summary>
    public required int RemoteConcurrency { get; init; }
}

/// <summary>Hears what the engine does: for logs and metrics.</summary>
public interface IScoringObserver
{
    /// <summary>A verifier has its place in its lane and begins.</summary>
    /// <returns>Disposed when it ended, however it ended; may be null.</returns>
    IDisposable? OnBegin(IVerifier verifier) => null;

    /// <summary>A verifier judged.</summary>
    /// <param name="verifier">Which.</param>
    /// <param name="judgement">What it said.</param>
    /// <param name="elapsed">How long it took, without waiting for the lane.</param>
    /// <param name="begun">What <see cref="OnBegin"/> returned.</param>
    void OnJudged(IVerifier verifier, Judgement judgement, TimeSpan elapsed, IDisposable? begun)
    {
    }

    /// <summary>A verifier threw: a bug or an outage of ours. The sample's verdict is <see cref="Verdict.Error"/>.</summary>
    /// <param name="verifier">Which.</param>
    /// <param name="completion">What it was judging, for whoever may see it.</param>
    /// <param name="fault">What it threw.</param>
    void OnFault(IVerifier verifier, Completion completion, Exception fault);
}
