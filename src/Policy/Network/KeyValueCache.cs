using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Network;

/// <summary>
/// Keys and values of the positions decoded so far, in tensors that never move, with the position held on the device: so that a
/// decoding step can be captured once as a CUDA graph and replayed for every position.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly Tensor _allMasks;

    /// <param name="batch">Sequences.</param>
    /// <param name="length">Positions, at most the context of the model.</param>
    public KeyValueCache(TransformerConfig config, int batch, int length, ScalarType type, Device device)
    {
        if (length > config.Context) throw new ArgumentException($"{length} positions are more than the model's {config.Context}.", nameof(length));
        using var scope = torch.NewDisposeScope();
        Position = torch.zeros([1], ScalarType.Int64, device).DetachFromDisposeScope();
        // Row t of the masks is added to the scores of position t: nothing up to t, −10⁹ beyond.
        _allMasks = (torch.ones([length, length], ScalarType.Float32, device).triu(1) * -1e9).to(type).DetachFromDisposeScope();
        Layers = [.. Enumerable.Range(0, config.Layers).Select(_ => new Layer(this, config, batch, length, type, device))];
        Length = length;
    }

    public int Length { get; }

    /// <summary>The position that is decoded next; shape [1], on the device.</summary>
    public Tensor Position { get; }

    /// <summary>The position that is decoded next as the host knows it; null while a graph is captured, when only the device does.</summary>
    public int? HostPosition { get; set; }

    internal IReadOnlyList<Layer> Layers { get; }

    public void Dispose()
    {
        foreach (var layer in Layers) layer.Dispose();
        Position.Dispose();
        _allMasks.Dispose();
    }

    /// <summary>What one layer remembers; shapes [B, heads, length, head width].</summary>
    internal sealed class Layer : IDisposable
    {
        private readonly KeyValueCache _cache;
        private readonly Tensor _keys, _values;
        private readonly double _scale;
        private readonly int _length;

        public Layer(KeyValueCache cache, TransformerConfig config, int batch, int length, ScalarType type, Device device)
        {
            (_cache, _length, _scale) = (cache, length, 1 / Math.Sqrt(config.HeadWidth));
            _keys = torch.zeros([batch, config.Heads, length, config.HeadWidth], type, device).DetachFromDisposeScope();
            _values = torch.zeros([batch, config.Heads, length, config.HeadWidth], type, device).DetachFromDisposeScope();
        }

        /// <summary>
        /// Enters key and value of the position and attends to what is there. Product, softmax, product: for a single query that is
        /// faster than the fused attention of the library.
        /// </summary>
        /// <param name="query">This and the others: shape [B, heads, 1, head width].</param>
        public Tensor Attend(Tensor query, Tensor key, Tensor value)
        {
            _keys.index_copy_(2, _cache.Position, key);
            _values.index_copy_(2, _cache.Position, value);
            if (_cache.HostPosition is { } position)
            {
                var (keys, values) = (_keys.narrow(2, 0, position + 1), _values.narrow(2, 0, position + 1));
                return (query.matmul(keys.transpose(-2, -1)) * _scale).softmax(-1).matmul(values);
            }
            var mask = _cache._allMasks.index_select(0, _cache.Position).view(1, 1, 1, _length);
            return ((query.matmul(_keys.transpose(-2, -1)) * _scale) + mask).softmax(-1).matmul(_values);
        }

        public void Dispose()
        {
            _keys.Dispose();
            _values.Dispose();
        }
    }
}
