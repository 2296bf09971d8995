using System.Globalization;
using Verifiers.Policy.Generation;
using Verifiers.Policy.Network;
using Verifiers.Policy.RewardModels;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Pipeline;

/// <summary>Runs <c>preference_models</c>: helpfulness from pairs, safety from labels.</summary>
internal static class PreferenceModelsRunner
{
    private const string Helpfulness = "helpfulness", Safety = "safety";

    /// <summary>Of the models, and of their files in the stage's folder.</summary>
    public static IReadOnlyList<string> Names { get; } = [Helpfulness, Safety];

    public static IReadOnlyDictionary<string, double> Run(PreferenceModelsStage stage, StageContext context)
    {
        var split = context.Split(stage);
        var (training, heldOut) = (new PreferenceData(split.TrainingProblem), new PreferenceData(split.HeldOutProblem));
        var options = stage.Training;
        var tokenizer = Tokenizer.Default;
        // A text may spell a piece by its letters, or hold signs that were put in: somewhat more than the policy has.
        var sizes = new TransformerConfig(tokenizer.PaddedSize, split.Task.ContextLength + 8, options.Width, options.Layers, options.Heads);
        var accuracies = new Dictionary<string, double>();
        foreach (var name in Names)
        {
            torch.manual_seed(Seeds.Of(context.Seed, Seeds.Purpose.Parameters, accuracies.Count));
            using var model = new RewardModel(sizes, tokenizer, context.Device);
            accuracies[name] = name == Helpfulness
                ? RewardModelTrainer.LearnPairs(model, training, heldOut, options, context.Seed, context.CancellationToken)
                : RewardModelTrainer.LearnLabels(model, training, heldOut, options, context.Seed, context.CancellationToken);
            model.Save(Path.Combine(context.FolderOf(stage.Name), name));
            context.Log(string.Create(CultureInfo.InvariantCulture, $"{stage.Name}: {name} right on {accuracies[name]:0.000} of held-out examples"));
        }
        return accuracies;
    }
}
