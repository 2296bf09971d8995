using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.RewardModels;

/// <summary>Trains reward models on preferences that are made as they are needed.</summary>
internal static class RewardModelTrainer
{
    private const int WarmUp = 20;

    /// <summary>Learns which of two completions is preferred; then moves the scores so that their mean over held-out ones is 0.</summary>
    /// <returns>Share of held-out pairs that it orders as they are.</returns>
    public static double LearnPairs(RewardModel model, PreferenceData training, PreferenceData heldOut, RewardModelOptions options, int seed, CancellationToken cancellationToken)
    {
        Train(model, options, cancellationToken, step =>
        {
            var random = new Random(Seeds.Of(seed, Seeds.Purpose.Preferences, step));
            var pairs = Enumerable.Range(0, options.Batch).Select(_ => training.Pair(random)).ToList();
            var scores = model.Forward([.. pairs.Select(pair => pair.Prompt + pair.Chosen), .. pairs.Select(pair => pair.Prompt + pair.Rejected)]);
            return PreferenceLoss.Pairwise(scores.narrow(0, 0, pairs.Count), scores.narrow(0, pairs.Count, pairs.Count));
        });
        var unseen = new Random(Seeds.Of(seed, Seeds.Purpose.Preferences, options.Steps));
        var held = Enumerable.Range(0, options.HeldOut).Select(_ => heldOut.Pair(unseen)).ToList();
        var chosen = model.Score([.. held.Select(pair => pair.Prompt + pair.Chosen)]);
        var rejected = model.Score([.. held.Select(pair => pair.Prompt + pair.Rejected)]);
        model.Shift(-chosen.Concat(rejected).Average());
        return chosen.Zip(rejected).Count(pair => pair.First > pair.Second) / (double)held.Count;
    }

    /// <summary>Learns whether a completion is safe, so that σ(score) is the chance that it is.</summary>
    /// <returns>Share of held-out completions that it labels as they are.</returns>
    public static double LearnLabels(RewardModel model, PreferenceData training, PreferenceData heldOut, RewardModelOptions options, int seed, CancellationToken cancellationToken)
    {
        Train(model, options, cancellationToken, step =>
        {
            var random = new Random(Seeds.Of(seed, Seeds.Purpose.Labels, step));
            var examples = Enumerable.Range(0, options.Batch).Select(_ => training.Labelled(random)).ToList();
            var scores = model.Forward([.. examples.Select(example => example.Prompt + example.Completion)]);
            return PreferenceLoss.Pointwise(scores, torch.tensor<float>([.. examples.Select(example => example.IsSafe ? 1f : 0f)], [examples.Count], scores.device));
        });
        var unseen = new Random(Seeds.Of(seed, Seeds.Purpose.Labels, options.Steps));
        var held = Enumerable.Range(0, options.HeldOut).Select(_ => heldOut.Labelled(unseen)).ToList();
        return model.Score([.. held.Select(example => example.Prompt + example.Completion)]).Zip(held).Count(pair => pair.First > 0 == pair.Second.IsSafe) / (double)held.Count;
    }

    private static void Train(RewardModel model, RewardModelOptions options, CancellationToken cancellationToken, Func<int, Tensor> lossOf)
    {
        foreach (var (_, value) in model.Parameters) value.requires_grad_();
        using var optimizer = new AdamW([.. model.Parameters.Select(parameter => parameter.Value)]);
        for (var step = 0; step < options.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            lossOf(step).backward();
            optimizer.step(options.LearningRate * Math.Min(1, (step + 1.0) / WarmUp), maxNorm: 1);
        }
    }
}
