using Verifiers.Policy.Generation;
using Verifiers.Policy.Network;
using Verifiers.Policy.Torch;
using static Verifiers.Policy.Torch.torch.nn;

namespace Verifiers.Policy.Training;

/// <summary>Changes a policy so that the rollouts with better rewards than the others of their group become more probable.</summary>
public sealed class GrpoTrainer : IDisposable
{
    private readonly GrpoOptions _options;
    private readonly NcclCommunicator? _others;

    /// <param name="policy">Trained in place; its parameters ask for gradients from now on.</param>
    /// <param name="others">Other processes that train the same policy on other rollouts; null: there are none.</param>
    public GrpoTrainer(Transformer policy, GrpoOptions options, NcclCommunicator? others = null)
    {
        if (options.Fault is { } fault) throw new ArgumentException(fault, nameof(options));
        (Policy, _options, _others) = (policy.RequiresGrad(), options, others);
        Optimizer = new AdamW(policy.Tensors, weightDecay: options.WeightDecay);
        if (options.KlWeight > 0)
        {
            Reference = new Transformer(policy.Config, policy.Device, policy.Type);
            Reference.CopyFrom(policy);
        }
    }

    public Transformer Policy { get; }

    public AdamW Optimizer { get; }

    /// <summary>The policy that the divergence is measured from; null when it has no weight.</summary>
    public Transformer? Reference { get; }

    /// <summary>log π of the sampled tokens under the policy as it is now, without gradient; shape [B, T] of the rollouts' training batch.</summary>
    public Tensor LogProbabilities(Rollouts rollouts)
    {
        using var scope = torch.NewDisposeScope();
        using var batch = new TrainingBatch(rollouts, Policy.Device);
        return LogProbabilities(Policy, batch).MoveToOuterDisposeScope();
    }

    /// <summary>One step: as many changes as there are minibatches.</summary>
    /// <param name="advantages">Shape [B]; null: no reward, the rollout counts for nothing.</param>
    /// <param name="old">log π of the policy that sampled, as <see cref="LogProbabilities(Rollouts)"/> gives it; null: the policy as it is now.</param>
    /// <param name="step">From 0, for the learning rate.</param>
    /// <param name="measured">Reads divergence, clipping, entropy and the gradients' norm, which waits for the device.</param>
    /// <returns>Of the last minibatch; null when not measured, or when no rollout has an advantage and nothing was changed.</returns>
    public UpdateStatistics? Update(Rollouts rollouts, ReadOnlySpan<double?> advantages, Tensor? old, int step, bool measured)
    {
        if (advantages.Length != rollouts.Count) throw new ArgumentException($"{advantages.Length} advantages for {rollouts.Count} rollouts.", nameof(advantages));
        if (_options.ReferenceEvery > 0 && step > 0 && step % _options.ReferenceEvery == 0) Reference?.CopyFrom(Policy);
        using var scope = torch.NewDisposeScope();
        using var batch = new TrainingBatch(rollouts, Policy.Device);
        if (old is null && _options.Minibatches > 1) old = LogProbabilities(Policy, batch);
        var reference = Reference is null ? null : LogProbabilities(Reference, batch);
        var learningRate = _options.LearningRate * Math.Min(1, (step + 1) / (double)Math.Max(1, _options.WarmUp));
        var size = rollouts.Count / _options.Minibatches;
        UpdateStatistics? last = null;
        for (var start = 0; start < rollouts.Count; start += size)
        {
            last = UpdateOn(batch, start, size, rollouts.Length - 1, advantages, old, reference, learningRate, measured && start + size >= rollouts.Count);
        }
        return last;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Reference?.Dispose();
    }

    private UpdateStatistics? UpdateOn(
        TrainingBatch batch, int start, int size, int longest, ReadOnlySpan<double?> advantages, Tensor? old, Tensor? reference, double learningRate, bool measured)
    {
        using var scope = torch.NewDisposeScope();
        var device = Policy.Device;
        var host = batch.Weights(start, size, advantages, _options.Normalisation, longest);
        double total = 0;
        foreach (var weight in host) total += weight;
        if (total == 0 && _others is null) return null;
        var weights = torch.tensor<float>(host, [size, batch.Length], device);
        var values = new float[size];
        for (var i = 0; i < size; i++) values[i] = (float)(advantages[start + i] ?? 0);
        var values2d = torch.tensor<float>(values, [size, 1], device);

        Optimizer.zero_grad();
        var part = size / _options.Microbatches;
        var (loss, kl, clipped, entropy) = (0.0, 0.0, 0.0, 0.0);
        for (var at = 0; at < size; at += part)
        {
            using var inner = torch.NewDisposeScope();
            var logits = Logits(Policy, batch.Inputs.narrow(0, start + at, part));
            var logProbabilities = functional.token_log_probabilities(logits, batch.Targets.narrow(0, start + at, part));
            var partWeights = weights.narrow(0, at, part);
            var result = GrpoLoss.Of(
                logProbabilities, old?.narrow(0, start + at, part) ?? logProbabilities.detach(), reference?.narrow(0, start + at, part),
                values2d.narrow(0, at, part), partWeights, _options);
            result.Loss.backward();
            if (!measured) continue;
            using var noGrad = torch.no_grad();
            (loss, kl, clipped) = (loss + result.Loss.ToDouble(), kl + (result.Kl?.ToDouble() ?? 0), clipped + result.Clipped.ToDouble());
            var surprise = logits.detach().to(ScalarType.Float32).log_softmax(-1);
            entropy += (-(surprise.exp() * surprise).sum(-1) * partWeights).sum().ToDouble();
        }
        _others?.AllReduceMean([.. Policy.Tensors.Select(tensor => tensor.grad ?? throw new InvalidOperationException("A parameter has no gradient."))]);
        var norm = Optimizer.step(learningRate, _options.MaxGradientNorm);
        return measured && total > 0 ? new UpdateStatistics(loss, reference is null ? null : kl / total, clipped / total, entropy / total, norm.ToDouble()) : null;
    }

    private Tensor LogProbabilities(Transformer model, TrainingBatch batch)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var part = batch.Count / (_options.Minibatches * _options.Microbatches);
        var parts = new List<Tensor>();
        for (var at = 0; at < batch.Count; at += part)
        {
            using var inner = torch.NewDisposeScope();
            parts.Add(functional.token_log_probabilities(Logits(model, batch.Inputs.narrow(0, at, part)), batch.Targets.narrow(0, at, part)).MoveToOuterDisposeScope());
        }
        return (parts.Count == 1 ? parts[0] : torch.cat(parts)).MoveToOuterDisposeScope();
    }

    /// <summary>Logits divided by the temperature, as they were sampled from where top-p is 1; GRPO takes no notice of top-p.</summary>
    private Tensor Logits(Transformer model, Tensor inputs)
    {
        Tensor logits;
        using (torch.autocast(model.Device, _options.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32)) logits = model.Forward(inputs);
        return _options.Temperature == 1 ? logits : logits / _options.Temperature;
    }
}

/// <summary>How one update went.</summary>
/// <param name="Kl">k₃ estimate of the divergence from the reference policy, a mean over tokens; null when there is none.</param>
/// <param name="Clipped">Share of the tokens whose ratio was clipped.</param>
/// <param name="Entropy">Of the next token's distribution, in nats, a mean over tokens.</param>
/// <param name="GradientNorm">Before clipping.</param>
public sealed record UpdateStatistics(double Loss, double? Kl, double Clipped, double Entropy, double GradientNorm);
