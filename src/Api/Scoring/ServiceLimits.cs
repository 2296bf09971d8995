using System.ComponentModel.DataAnnotations;

namespace Verifiers.Api.Scoring;

/// <summary>What one request, and all of them together, may ask for. The defaults suit 1,024 completions of 32k tokens.</summary>
public sealed class ServiceLimits
{
    /// <summary>Size of a request's body, in MiB. Default: 256 (1,024 completions of 32k tokens are about 140).</summary>
    [Range(1, 1024)]
    public int MaxBodyMiB { get; init; } = 256;

    /// <summary>Samples in one request. Default: 4096.</summary>
    [Range(1, 1_000_000)]
    public int MaxSamples { get; init; } = 4096;

    /// <summary>Length of one completion, in UTF-16 code units. Default: 1,048,576, about 256k tokens.</summary>
    [Range(1, int.MaxValue)]
    public int MaxCompletionLength { get; init; } = 1 << 20;

    /// <summary>JSON values in one request: a bound on memory, for a number costs more to hold than to send. Default: 1 million.</summary>
    [Range(1000, 100_000_000)]
    public int MaxJsonValues { get; init; } = 1_000_000;

    /// <summary>Nesting of JSON. Default: 64.</summary>
    [Range(8, 512)]
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>The longest deadline a request may set. Default: 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxDeadline { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Samples of all requests together that are accepted and not answered; above it the answer is 429. Default: 65,536.</summary>
    [Range(1, 10_000_000)]
    public int MaxPendingSamples { get; init; } = 65_536;

    /// <summary>Bodies of all requests together that are held in memory, in MiB; above it the answer is 429. Default: 1024.</summary>
    [Range(1, 1 << 20)]
    public int MaxPendingBodyMiB { get; init; } = 1024;

    /// <summary>Requests that one address may send in a minute, health endpoints left out; 0 for any number. Default: 0.</summary>
    [Range(0, 10_000_000)]
    public int RequestsPerMinute { get; init; }

    /// <summary>How long requests in flight may take to end when the service is told to stop, in seconds; then they are handed back. Default: 30.</summary>
    [Range(0, 3600)]
    public int ShutdownSeconds { get; init; } = 30;

    /// <summary>What is said of a completion above the limit.</summary>
    internal string CompletionTooLong => $"expected at most {MaxCompletionLength} characters, found more.";

    /// <summary>The limit of a body in bytes.</summary>
    public long MaxBodyBytes => (long)MaxBodyMiB << 20;
}
