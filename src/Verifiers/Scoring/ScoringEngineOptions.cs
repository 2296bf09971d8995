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
    /// <summary>A verifier threw: a bug or an outage of ours. The sample's verdict is <see cref="Verdict.Error"/>.</summary>
    void OnFault(IVerifier verifier, Exception fault);

    /// <summary>The same with the completion that it was judging, for whoever may see it. Default: without.</summary>
    void OnFault(IVerifier verifier, Completion completion, Exception fault) => OnFault(verifier, fault);
}
