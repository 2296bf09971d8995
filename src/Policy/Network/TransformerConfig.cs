namespace Verifiers.Policy.Network;

/// <summary>The size of a decoder-only transformer.</summary>
/// <param name="Vocabulary">Tokens, at least 4.</param>
/// <param name="Context">Positions, prompt and completion together.</param>
/// <param name="Width">Of the residual stream; a multiple of twice the heads.</param>
/// <param name="FeedForward">Width inside the feed-forward layers; 0: twice the width.</param>
public sealed record TransformerConfig(int Vocabulary, int Context, int Width = 256, int Layers = 4, int Heads = 4, int FeedForward = 0)
{
    /// <summary>Base of the rotary embedding's wavelengths.</summary>
    public double RotaryBase { get; init; } = 10_000;

    public int HeadWidth => Width / Heads;

    public int FeedForwardWidth => FeedForward == 0 ? 2 * Width : FeedForward;

    /// <summary>Numbers to be learnt: two embeddings of V·d, and for each layer 4d² + 3df + 2d.</summary>
    public long ParameterCount =>
        (2L * Vocabulary * Width) + Width + (Layers * ((4L * Width * Width) + (3L * Width * FeedForwardWidth) + (2L * Width)));

    /// <summary>The first thing that is wrong with the sizes; null when nothing is.</summary>
    public string? Fault => this switch
    {
        { Vocabulary: < 4 } => $"vocabulary: {Vocabulary} tokens, at least 4 are needed",
        { Context: < 2 } => $"context: {Context} positions, at least 2 are needed",
        { Layers: < 1 } => $"layers: {Layers}, at least 1 is needed",
        { Heads: < 1 } => $"heads: {Heads}, at least 1 is needed",
        _ when Width < 2 * Heads || Width % (2 * Heads) != 0 => $"width: {Width} is no multiple of twice the {Heads} heads",
        { FeedForward: < 0 } => $"feed_forward: {FeedForward} is below 0",
        _ => null,
    };
}
