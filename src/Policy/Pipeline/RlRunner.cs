using System.Net;
using Verifiers.Policy.RewardModels;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Pipeline;

/// <summary>Runs <c>rl</c>, from its newest checkpoint where there is one.</summary>
internal static class RlRunner
{
    public static IReadOnlyDictionary<string, double> Run(RlStage stage, StageContext context)
    {
        var folder = context.FolderOf(stage.Name);
        var models = stage.PreferenceModels is null ? new Dictionary<string, RewardModel>() : context.RewardModelsOf(stage.PreferenceModels);
        RewardModelServer? server = null;
        try
        {
            if (stage.PreferenceModels is not null) server = Serve(context.Config.RewardModels, models, context.Device);
            var checkpoint = Checkpoint.Latest(folder);
            if (checkpoint is not null) context.Log($"{stage.Name} goes on from {Path.GetFileName(checkpoint)}");
            var model = checkpoint is null ? context.PolicyOf(stage.From) : Checkpoint.LoadModel(checkpoint, context.Device);
            using var transformer = model.Transformer;
            using var monitor = context.Monitor(model);
            using var loop = new GrpoLoop(context.Training(stage.Grpo), model, context.Split(stage), context.Rewards(stage), checkpoint);
            TrainingRun.Go(loop, stage.Grpo.Steps, context.Config.Evaluation.Every, stage.CheckpointEvery, folder, monitor, context.Log, context.CancellationToken);
            if (stage.Grpo.Steps == 0) context.Keep(stage, model);
            return new Dictionary<string, double> { ["steps"] = loop.NextStep };
        }
        finally
        {
            server?.Dispose();
            foreach (var model in models.Values) model.Dispose();
        }
    }

    private static RewardModelServer Serve(Uri address, IReadOnlyDictionary<string, RewardModel> models, Device device)
    {
        try
        {
            return new RewardModelServer(address, models, device);
        }
        catch (HttpListenerException fault)
        {
            throw new ConfigurationException($"reward_models: {address} cannot be listened on: {fault.Message}");
        }
    }
}
