using Verifiers.Policy.Torch;
using static Verifiers.Policy.Torch.torch.nn;

namespace Verifiers.Policy.Network;

/// <summary>
/// One layer: x + attention(norm(x)), then x + feed-forward(norm(x)), with RMSNorm before each and SwiGLU in the second.
/// </summary>
internal sealed class Block(TransformerConfig config, Tensor attentionNorm, Tensor queryKeyValue, Tensor attentionOutput, Tensor feedForwardNorm, Tensor gateAndUp, Tensor down)
{
    /// <summary>All positions at once, each seeing itself and those before.</summary>
    /// <param name="x">Shape [B, T, width].</param>
    /// <param name="cosine">Shape [T, head width / 2].</param>
    public Tensor Forward(Tensor x, Tensor cosine, Tensor sine)
    {
        var (batch, length) = (x.size(0), x.size(1));
        var projected = functional.linear(functional.rms_norm(x, attentionNorm), queryKeyValue)
            .view(batch, length, 3, config.Heads, config.HeadWidth).permute(2, 0, 3, 1, 4); // [3, B, heads, T, head width]
        var rotated = functional.rotary_embedding(projected.narrow(0, 0, 2), cosine, sine);
        var attended = functional.scaled_dot_product_attention(rotated.select(0, 0), rotated.select(0, 1), projected.select(0, 2), is_causal: true);
        return Mix(x, attended.permute(0, 2, 1, 3).reshape(batch, length, config.Width));
    }

    /// <summary>One new position, which sees the ones in the cache.</summary>
    /// <param name="x">Shape [B, width].</param>
    /// <param name="cosine">Of the position; shape [1, head width / 2].</param>
    public Tensor Decode(Tensor x, Tensor cosine, Tensor sine, KeyValueCache.Layer cache)
    {
        var batch = x.size(0);
        var projected = functional.linear(functional.rms_norm(x, attentionNorm), queryKeyValue).view(batch, 3, config.Heads, 1, config.HeadWidth);
        var rotated = functional.rotary_embedding(projected.narrow(1, 0, 2), cosine, sine);
        var attended = cache.Attend(rotated.select(1, 0), rotated.select(1, 1), projected.select(1, 2));
        return Mix(x, attended.reshape(batch, config.Width));
    }

    private Tensor Mix(Tensor x, Tensor attended)
    {
        var middle = x + functional.linear(attended, attentionOutput);
        return middle + functional.linear(functional.swiglu(functional.linear(functional.rms_norm(middle, feedForwardNorm), gateAndUp)), down);
    }
}
