using Verifiers.Policy.Generation;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Training;

/// <summary>Rollouts as a policy is updated on them: input tokens, the tokens that follow them, and which of those were sampled.</summary>
internal sealed class TrainingBatch : IDisposable
{
    private const int Alignment = 8;

    private readonly int[] _promptLengths, _completionLengths;

    /// <param name="rollouts">At least one.</param>
    public TrainingBatch(Rollouts rollouts, Device device)
    {
        Count = rollouts.Count;
        _promptLengths = rollouts.PromptLengths;
        _completionLengths = new int[Count];
        var used = 0;
        for (var i = 0; i < Count; i++)
        {
            _completionLengths[i] = rollouts.Completion(i).Length;
            used = Math.Max(used, _promptLengths[i] + _completionLengths[i] - 1);
        }
        Length = Math.Min(rollouts.Length - 1, (used + Alignment - 1) / Alignment * Alignment);
        var inputs = new long[Count * Length];
        var targets = new long[Count * Length];
        for (var i = 0; i < Count; i++)
        {
            var row = rollouts.Row(i);
            row[..Length].CopyTo(inputs.AsSpan(i * Length));
            row.Slice(1, Length).CopyTo(targets.AsSpan(i * Length));
        }
        using var scope = torch.NewDisposeScope();
        Inputs = torch.tensor<long>(inputs, [Count, Length], device).DetachFromDisposeScope();
        Targets = torch.tensor<long>(targets, [Count, Length], device).DetachFromDisposeScope();
    }

    public int Count { get; }

    /// <summary>Positions: as many as the longest rollout needs, rounded up to a multiple of 8.</summary>
    public int Length { get; }

    /// <summary>Shape [B, T].</summary>
    public Tensor Inputs { get; }

    /// <summary>Shape [B, T]; the token after each input.</summary>
    public Tensor Targets { get; }

    /// <summary>
    /// The weight of each target in the loss of one minibatch: the normalisation, where the token was sampled and its completion has
    /// an advantage; else 0. The weights of a minibatch sum to 1 but for <see cref="LossNormalisation.DrGrpo"/>.
    /// </summary>
    /// <param name="start">First row of the minibatch.</param>
    /// <param name="count">Its rows.</param>
    /// <param name="advantages">Shape [B]; null: the completion has no reward and counts for nothing.</param>
    /// <param name="longest">Tokens that a completion may have.</param>
    /// <returns>Row order, shape [count, T].</returns>
    public float[] Weights(int start, int count, ReadOnlySpan<double?> advantages, LossNormalisation normalisation, int longest)
    {
        var (tokens, sequences) = (0L, 0);
        for (var i = start; i < start + count; i++)
        {
            if (advantages[i] is null) continue;
            tokens += _completionLengths[i];
            sequences++;
        }
        var weights = new float[count * Length];
        for (var i = start; i < start + count; i++)
        {
            if (advantages[i] is null) continue;
            var weight = normalisation switch
            {
                LossNormalisation.TokenMean => 1.0 / tokens,
                LossNormalisation.SequenceMean => 1.0 / ((double)sequences * _completionLengths[i]),
                LossNormalisation.DrGrpo => 1.0 / ((double)sequences * longest),
            };
            // The target at position j is the token j + 1.
            weights.AsSpan(((i - start) * Length) + _promptLengths[i] - 1, _completionLengths[i]).Fill((float)weight);
        }
        return weights;
    }

    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }
}
