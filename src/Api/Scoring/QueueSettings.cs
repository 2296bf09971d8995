using System.ComponentModel.DataAnnotations;

namespace Verifiers.Api.Scoring;

/// <summary>How much work each lane accepts, as the time that it is expected to need for it. A lane that is alone may always have one request.</summary>
public sealed class QueueSettings
{
    /// <summary>On the CPU, by the length of the completions; above it the answer is 429. Default: 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "7.00:00:00")]
    public TimeSpan CpuBacklog { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>In the sandbox, by the number of tests and their limits; above it the answer is 429. Default: 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "7.00:00:00")]
    public TimeSpan SandboxBacklog { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>By other services, by the number of calls; above it the answer is 429. Default: 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "7.00:00:00")]
    public TimeSpan RemoteBacklog { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Of one lane.</summary>
    internal TimeSpan Of(Lane lane) => lane switch
    {
        Lane.Cpu => CpuBacklog,
        Lane.Sandbox => SandboxBacklog,
        Lane.Remote => RemoteBacklog,
    };
}
