namespace Verifiers.Policy.RewardModels;

/// <summary>How reward models are trained.</summary>
public sealed record RewardModelOptions
{
    /// <summary>Default: 64.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Default: 2.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Default: 4.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Default: 400.</summary>
    public int Steps { get; init; } = 400;

    /// <summary>Pairs, or labelled completions, in one step. Default: 256.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Default: 1e-3.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Pairs, and labelled completions, on which the models are measured in the end. Default: 1,024.</summary>
    public int HeldOut { get; init; } = 1024;

    internal string? Fault => this switch
    {
        { Steps: < 0 } => $"steps: {Steps} is below 0",
        { Batch: < 1 } or { HeldOut: < 1 } => "batch, held_out: at least 1 is needed",
        { LearningRate: not > 0 } => $"learning_rate: {LearningRate} is not above 0",
        _ => new Network.TransformerConfig(64, 64, Width, Layers, Heads).Fault,
    };
}
