namespace Verifiers.Policy.Generation;

/// <summary>How tokens are drawn.</summary>
public sealed record SamplingOptions
{
    /// <summary>Divides the logits; 0 takes the most probable token. Default: 1.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only the most probable tokens that together have at least this probability are drawn; 1: all. Default: 1.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>On a GPU the decoding step is captured once and replayed. Default: true.</summary>
    public bool Graph { get; init; } = true;

    internal string? Fault => this switch
    {
        { Temperature: < 0 or double.NaN } => $"temperature: {Temperature} is below 0",
        { TopP: <= 0 or > 1 or double.NaN } => $"top_p: {TopP} is not in (0, 1]",
        _ => null,
    };
}
