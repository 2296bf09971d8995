namespace Verifiers.Policy.Pipeline;

/// <summary>How many completions are sampled, and which are kept.</summary>
public sealed record RejectionOptions
{
    /// <summary>Training problems. Default: 2,048.</summary>
    public int Problems { get; init; } = 2048;

    /// <summary>Completions of each. Default: 4.</summary>
    public int Samples { get; init; } = 4;

    /// <summary>Above 0. Default: 1.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Correct completions with a lower reward are not kept, such as those whose language is mixed. Default: 0.</summary>
    public double MinReward { get; init; }

    internal string? Fault => this switch
    {
        { Problems: < 1 } or { Samples: < 1 } => "problems, samples: at least 1 is needed",
        { Temperature: not > 0 } => $"temperature: {Temperature} is not above 0",
        _ => null,
    };
}
