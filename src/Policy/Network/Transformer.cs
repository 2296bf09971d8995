using Verifiers.Policy.Torch;
using static Verifiers.Policy.Torch.torch.nn;

namespace Verifiers.Policy.Network;

/// <summary>
/// A decoder-only transformer: RMSNorm before each part, rotary positions, SwiGLU, no biases, input and output embeddings of
/// their own (the shape of Llama: Touvron et al. 2023, arXiv:2302.13971).
/// </summary>
public sealed class Transformer : IDisposable
{
    private readonly List<(string Name, Tensor Value)> _parameters = [];
    private readonly List<Block> _blocks = [];
    private readonly RotaryTable _rotary;
    private readonly Tensor _embedding, _finalNorm, _head;

    /// <summary>A model with random parameters, drawn from torch's generator.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public Transformer(TransformerConfig config, Device device, ScalarType type = ScalarType.Float32)
    {
        if (config.Fault is { } fault) throw new ArgumentException(fault, nameof(config));
        (Config, Device, Type) = (config, device, type);
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _rotary = new RotaryTable(config, type, device);
        var (width, inner) = (config.Width, config.FeedForwardWidth);
        // Projections keep the scale of what they are given; those that write to the residual stream share it among all layers.
        var residual = 1 / Math.Sqrt(2.0 * config.Layers);
        _embedding = Add("embedding", 0.05, config.Vocabulary, width);
        for (var i = 0; i < config.Layers; i++)
        {
            _blocks.Add(new Block(
                config,
                Add($"layers.{i}.attention_norm", null, width),
                Add($"layers.{i}.query_key_value", 1 / Math.Sqrt(width), 3 * width, width),
                Add($"layers.{i}.attention_output", residual / Math.Sqrt(width), width, width),
                Add($"layers.{i}.feed_forward_norm", null, width),
                Add($"layers.{i}.gate_and_up", 1 / Math.Sqrt(width), 2 * inner, width),
                Add($"layers.{i}.down", residual / Math.Sqrt(inner), width, inner)));
        }
        _finalNorm = Add("final_norm", null, width);
        _head = Add("head", 0.02, config.Vocabulary, width);
        Tensors = [.. _parameters.Select(parameter => parameter.Value)];
    }

    public TransformerConfig Config { get; }

    public Device Device { get; }

    public ScalarType Type { get; }

    /// <summary>Everything that is learnt, by name, always in the same order.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Parameters => _parameters;

    /// <summary>The parameters without their names.</summary>
    public IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>Asks for gradients of all parameters.</summary>
    public Transformer RequiresGrad()
    {
        foreach (var tensor in Tensors) tensor.requires_grad_();
        return this;
    }

    /// <summary>Logits of the next token at every position.</summary>
    /// <param name="tokens">Shape [B, T], T at most the context.</param>
    /// <returns>Shape [B, T, vocabulary].</returns>
    public Tensor Forward(Tensor tokens) => functional.linear(Hidden(tokens), _head);

    /// <summary>What the last layer knows at every position, normed.</summary>
    /// <param name="tokens">Shape [B, T], T at most the context.</param>
    /// <returns>Shape [B, T, width].</returns>
    public Tensor Hidden(Tensor tokens)
    {
        var length = tokens.size(1);
        if (length > Config.Context) throw new ArgumentException($"{length} positions are more than the context of {Config.Context}.", nameof(tokens));
        var (cosine, sine) = (_rotary.Cosine.narrow(0, 0, length), _rotary.Sine.narrow(0, 0, length));
        var x = functional.embedding(tokens, _embedding);
        foreach (var block in _blocks) x = block.Forward(x, cosine, sine);
        return functional.rms_norm(x, _finalNorm);
    }

    /// <summary>Logits after one more token of each sequence, which is entered in the cache at its position. The position is not moved.</summary>
    /// <param name="tokens">Shape [B].</param>
    /// <returns>Shape [B, vocabulary].</returns>
    public Tensor Decode(Tensor tokens, KeyValueCache cache)
    {
        var (cosine, sine) = (_rotary.Cosine.index_select(0, cache.Position), _rotary.Sine.index_select(0, cache.Position));
        var x = functional.embedding(tokens, _embedding);
        for (var i = 0; i < _blocks.Count; i++) x = _blocks[i].Decode(x, cosine, sine, cache.Layers[i]);
        return functional.linear(functional.rms_norm(x, _finalNorm), _head);
    }

    /// <summary>Takes over the parameters of a model of the same sizes, converting their type.</summary>
    public void CopyFrom(Transformer other)
    {
        using var noGrad = torch.no_grad();
        torch._foreach_copy_(Tensors, other.Tensors);
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors) tensor.Dispose();
        _rotary.Dispose();
    }

    /// <summary>A parameter drawn from a normal distribution; ones when no deviation is given.</summary>
    private Tensor Add(string name, double? deviation, params ReadOnlySpan<long> sizes)
    {
        var tensor = torch.ones(sizes, Type, Device).DetachFromDisposeScope();
        if (deviation is { } sigma) tensor.normal_(0, sigma);
        _parameters.Add((name, tensor));
        return tensor;
    }
}
