using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Network;

/// <summary>Cosines and sines of the rotary embedding: angle(t, j) = t · base^(−2j/h) for position t and pair j of a head of width h.</summary>
internal sealed class RotaryTable : IDisposable
{
    public RotaryTable(TransformerConfig config, ScalarType type, Device device)
    {
        var pairs = config.HeadWidth / 2;
        var cosines = new double[config.Context * pairs];
        var sines = new double[config.Context * pairs];
        for (var t = 0; t < config.Context; t++)
        {
            for (var j = 0; j < pairs; j++)
            {
                var angle = t * Math.Pow(config.RotaryBase, -2.0 * j / config.HeadWidth);
                (sines[(t * pairs) + j], cosines[(t * pairs) + j]) = Math.SinCos(angle);
            }
        }
        using var scope = torch.NewDisposeScope();
        Cosine = torch.tensor<double>(cosines, [config.Context, pairs], Device.CPU).to(type, device).DetachFromDisposeScope();
        Sine = torch.tensor<double>(sines, [config.Context, pairs], Device.CPU).to(type, device).DetachFromDisposeScope();
    }

    /// <summary>Shape [context, head width / 2].</summary>
    public Tensor Cosine { get; }

    /// <summary>Shape [context, head width / 2].</summary>
    public Tensor Sine { get; }

    public void Dispose()
    {
        Cosine.Dispose();
        Sine.Dispose();
    }
}
