using Verifiers.Policy.Network;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Generation;

/// <summary>
/// Samples completions of a fixed number of prompts at once. Every tensor stays where it is and the position lives on the device,
/// so that on a GPU one step is captured as a CUDA graph and replayed. Prompts may have different lengths: while a row still has
/// prompt left, its next token is the prompt's instead of the drawn one.
/// </summary>
public sealed class Sampler : IDisposable
{
    /// <summary>Steps between two looks at whether every row has ended; a look waits for the device.</summary>
    private const int StepsBetweenLooks = 8;

    private readonly Transformer _policy, _decoder;
    private readonly SamplingOptions _options;
    private readonly KeyValueCache _cache;
    private readonly Tensor _tokens, _promptLengths, _ended, _noise;
    private CudaGraph? _graph;

    /// <param name="policy">Read at each call, never changed.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="length">Tokens of a sequence: begin, prompt and completion.</param>
    /// <param name="type">In which the decoder computes; another than the policy's costs a copy of its parameters.</param>
    public Sampler(Transformer policy, int batch, int length, SamplingOptions options, ScalarType type = ScalarType.Float32)
    {
        if (options.Fault is { } fault) throw new ArgumentException(fault, nameof(options));
        var device = policy.Device;
        (_policy, _options, Batch, Length) = (policy, options, batch, length);
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _decoder = type == policy.Type ? policy : new Transformer(policy.Config, device, type);
        _cache = new KeyValueCache(policy.Config, batch, length - 1, type, device);
        _tokens = torch.zeros([batch, length], ScalarType.Int64, device).DetachFromDisposeScope();
        _promptLengths = torch.zeros([batch], ScalarType.Int64, device).DetachFromDisposeScope();
        _ended = torch.zeros([batch], ScalarType.Bool, device).DetachFromDisposeScope();
        _noise = torch.empty([batch, policy.Config.Vocabulary], ScalarType.Float32, device).DetachFromDisposeScope();
    }

    public int Batch { get; }

    public int Length { get; }

    /// <summary>
    /// Does what only the first call of <see cref="Sample"/> would do. The capture draws random numbers: a seed that is set after it, and not
    /// before, gives the same samples in the first call of a process as in any other.
    /// </summary>
    public void Prepare()
    {
        if (_graph is not null || !_options.Graph || !_policy.Device.IsCuda) return;
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _graph = Capture();
    }

    /// <summary>Samples one completion of each prompt from torch's generator.</summary>
    /// <param name="prompts">As many as <see cref="Batch"/>, each of at least one and fewer than <see cref="Length"/> tokens, begin included.</param>
    public Rollouts Sample(IReadOnlyList<long[]> prompts)
    {
        if (prompts.Count != Batch) throw new ArgumentException($"{prompts.Count} prompts were given, not {Batch}.", nameof(prompts));
        var rows = new long[Batch * Length];
        var lengths = new int[Batch];
        for (var i = 0; i < Batch; i++)
        {
            var prompt = prompts[i];
            if (prompt.Length == 0 || prompt.Length >= Length)
            {
                throw new ArgumentException($"Prompt {i} has {prompt.Length} tokens; between 1 and {Length - 1} leave room for a completion.", nameof(prompts));
            }
            prompt.CopyTo(rows.AsSpan(i * Length));
            lengths[i] = prompt.Length;
        }

        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        if (_decoder != _policy) _decoder.CopyFrom(_policy);
        Prepare();
        _tokens.copy_(torch.tensor<long>(rows, [Batch, Length], Device.CPU));
        _promptLengths.copy_(torch.tensor<long>([.. lengths.Select(length => (long)length)], [Batch], Device.CPU));
        Run(lengths.Min());
        _tokens.CopyTo(rows.AsSpan());
        return new Rollouts(rows, Length, lengths);
    }

    public void Dispose()
    {
        _graph?.Dispose();
        if (_decoder != _policy) _decoder.Dispose();
        _cache.Dispose();
        foreach (var tensor in new[] { _tokens, _promptLengths, _ended, _noise }) tensor.Dispose();
    }

    private void Run(int shortestPrompt)
    {
        _cache.Position.zero_();
        _ended.zero_();
        for (var position = 0; position < Length - 1;)
        {
            // No row can end while the shortest prompt is still read.
            var steps = Math.Min(position == 0 ? Math.Max(shortestPrompt, StepsBetweenLooks) : StepsBetweenLooks, Length - 1 - position);
            if (_graph is not null)
            {
                _graph.Replay(steps);
            }
            else
            {
                for (var i = 0; i < steps; i++)
                {
                    _cache.HostPosition = position + i;
                    Step();
                }
            }
            position += steps;
            using var look = torch.NewDisposeScope();
            if (_ended.all().ToInt64() != 0) break;
        }
    }

    private CudaGraph Capture()
    {
        _cache.HostPosition = null;
        _cache.Position.zero_(); // the runs before the capture stay within the sequence
        return new CudaGraph(Step, warmUps: Math.Min(3, Length - 2));
    }

    /// <summary>Decodes the token at the position and writes the next one behind it.</summary>
    private void Step()
    {
        using var scope = torch.NewDisposeScope();
        var position = _cache.Position;
        var logits = _decoder.Decode(_tokens.index_select(1, position).squeeze(1), _cache).to(ScalarType.Float32);
        var drawn = Draw(logits);
        var next = position + 1;
        var given = _tokens.index_select(1, next).squeeze(1);
        // A prompt's token stays, and so does the padding behind an end.
        var written = torch.where(next.lt(_promptLengths).logical_or(_ended), given, drawn);
        _tokens.index_copy_(1, next, written.unsqueeze(1));
        _ended.logical_or_(written.eq(Tokenizer.End));
        position.add_(1);
    }

    /// <summary>One token of each row: argmax pᵢ/eᵢ with eᵢ exponential of rate 1 draws i with probability pᵢ.</summary>
    private Tensor Draw(Tensor logits)
    {
        if (_options.Temperature == 0) return logits.argmax(-1);
        var probabilities = (logits / _options.Temperature).softmax(-1);
        _noise.exponential_();
        if (_options.TopP >= 1) return (probabilities / _noise).argmax(-1);
        var (sorted, order) = probabilities.sort(-1, descending: true);
        var before = sorted.cumsum(-1) - sorted; // the probability of those that are more probable
        var kept = sorted.masked_fill(before.ge(_options.TopP), 0);
        return order.gather(-1, (kept / _noise).argmax(-1, keepdim: true)).squeeze(-1);
    }
}
