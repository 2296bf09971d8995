using Verifiers.Policy.Generation;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;
using static Verifiers.Policy.Torch.torch.nn;

namespace Verifiers.Policy.Training;

/// <summary>The settings of supervised training on demonstrations.</summary>
public sealed record SupervisedOptions
{
    /// <summary>Demonstrations in one step. Default: 512.</summary>
    public int Batch { get; init; } = 512;

    /// <summary>Default: 1e-3.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps over which the learning rate rises from 0. Default: 50.</summary>
    public int WarmUp { get; init; } = 50;

    /// <summary>Steps at the most. Default: 2,000.</summary>
    public int MaxSteps { get; init; } = 2000;

    /// <summary>
    /// Ends as soon as greedy completions of held-out problems are right this often; a cold start is stopped by what the policy can
    /// do, because what it can do after a number of steps varies. Above 1: it takes every step. Default: 0.2.
    /// </summary>
    public double StopAtAccuracy { get; init; } = 0.2;

    /// <summary>Steps between two evaluations. Default: 25.</summary>
    public int CheckEvery { get; init; } = 25;

    internal string? Fault => this switch
    {
        { Batch: < 1 } => $"batch: {Batch}, at least 1 is needed",
        { LearningRate: not > 0 } => $"learning_rate: {LearningRate} is not above 0",
        { WarmUp: < 0 } => $"warm_up: {WarmUp} is below 0",
        { MaxSteps: < 0 } => $"max_steps: {MaxSteps} is below 0",
        { CheckEvery: < 1 } => $"check_every: {CheckEvery}, at least 1 is needed",
        _ => null,
    };
}

/// <summary>Teaches a policy to continue prompts as demonstrations do, by the cross entropy of their completions' tokens.</summary>
public sealed class SupervisedTrainer : IDisposable
{
    private const int Ignored = -100;

    private readonly PolicyModel _model;
    private readonly SupervisedOptions _options;
    private readonly AdamW _optimizer;

    public SupervisedTrainer(PolicyModel model, SupervisedOptions options)
    {
        if (options.Fault is { } fault) throw new ArgumentException(fault, nameof(options));
        (_model, _options) = (model, options);
        _optimizer = new AdamW(model.Transformer.RequiresGrad().Tensors, beta2: 0.99);
    }

    /// <summary>One change of the policy.</summary>
    /// <returns>The mean loss of a token, a scalar on the device; freed with the scope of the caller.</returns>
    public Tensor Step(IReadOnlyList<Problem> demonstrations, int step)
    {
        using var scope = torch.NewDisposeScope();
        var device = _model.Transformer.Device;
        var context = _model.Transformer.Config.Context;
        var rows = new List<(long[] Tokens, int Prompt)>();
        foreach (var problem in demonstrations)
        {
            var prompt = _model.Encode(problem);
            long[] tokens = [.. prompt, .. _model.Tokenizer.Encode(problem.Demonstration), Tokenizer.End];
            if (tokens.Length > context + 1) throw new ArgumentException($"A demonstration has {tokens.Length} tokens; the context is {context}: {problem.Prompt}", nameof(demonstrations));
            rows.Add((tokens, prompt.Length));
        }
        var length = (rows.Max(row => row.Tokens.Length) - 1 + 7) / 8 * 8;
        length = Math.Min(length, context);
        var inputs = new long[rows.Count * length];
        var targets = new long[rows.Count * length];
        Array.Fill(targets, Ignored);
        foreach (var (i, (tokens, prompt)) in rows.Index())
        {
            tokens.AsSpan(0, tokens.Length - 1).CopyTo(inputs.AsSpan(i * length));
            tokens.AsSpan(prompt).CopyTo(targets.AsSpan((i * length) + prompt - 1));
        }
        _optimizer.zero_grad();
        var logits = _model.Transformer.Forward(torch.tensor<long>(inputs, [rows.Count, length], device));
        var loss = functional.cross_entropy(
            logits.view(rows.Count * length, _model.Transformer.Config.Vocabulary), torch.tensor<long>(targets, [rows.Count * length], device), Ignored);
        loss.backward();
        _optimizer.step(_options.LearningRate * Math.Min(1, (step + 1) / (double)Math.Max(1, _options.WarmUp)), maxNorm: 1);
        return loss.detach().MoveToOuterDisposeScope();
    }

    public void Dispose() => _optimizer.Dispose();
}
