using System.ComponentModel.DataAnnotations;
using Verifiers.Scoring;

namespace Verifiers.Api.Scoring;

/// <summary>How much is judged at once. 0 means one a core.</summary>
public sealed class EngineSettings
{
    /// <summary>Judgements at one time on the CPU. Default: one a core.</summary>
    [Range(0, 4096)]
    public int CpuConcurrency { get; init; }

    /// <summary>Judgements at one time in sandboxes. Default: one a core, as the pool has slots.</summary>
    [Range(0, 4096)]
    public int SandboxConcurrency { get; init; }

    /// <summary>Judgements at one time by other services. Default: 64.</summary>
    [Range(1, 65536)]
    public int RemoteConcurrency { get; init; } = 64;

    /// <summary>The same for the engine.</summary>
    public ScoringEngineOptions ToEngineOptions() => new()
    {
        CpuConcurrency = CpuConcurrency == 0 ? Environment.ProcessorCount : CpuConcurrency,
        SandboxConcurrency = SandboxConcurrency == 0 ? Environment.ProcessorCount : SandboxConcurrency,
        RemoteConcurrency = RemoteConcurrency,
    };
}
