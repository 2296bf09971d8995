using System.Text.Json;
using System.Text.Json.Nodes;
using Verifiers.Policy.RewardModels;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Pipeline;

/// <summary>What a stage works with.</summary>
/// <param name="Folder">Of the stages of this seed.</param>
/// <param name="Seed">Of this stage: no two stages draw the same numbers.</param>
/// <param name="RewardsOf">Rewards of a task's completions by a rubric.</param>
internal sealed record StageContext(
    PipelineConfig Config, string Folder, int Seed, Device Device, Func<ITask, JsonElement, IRewardSource> RewardsOf, Action<string> Log, CancellationToken CancellationToken)
{
    /// <summary>Where a stage keeps what it leaves.</summary>
    public string FolderOf(string stage) => Path.Combine(Folder, stage);

    /// <summary>The policy that a stage left.</summary>
    public PolicyModel PolicyOf(string stage) => Checkpoint.LoadModel(Checkpoint.Find(FolderOf(stage)), Device);

    /// <summary>Keeps a policy as what a stage leaves.</summary>
    public void Keep(Stage stage, PolicyModel model) => Checkpoint.Save(FolderOf(stage.Name), 0, Training(new GrpoOptions()), model, trainer: null, inFlight: null);

    /// <summary>A run's configuration, which checkpoints keep.</summary>
    public TrainingConfig Training(GrpoOptions options) => new()
    {
        Task = JsonSerializer.SerializeToElement(Config.Tasks, PipelineConfig.Format),
        Grpo = options,
        Seed = Seed,
        Model = Config.Model,
        Service = Config.Service,
    };

    /// <summary>Problems of all tasks, mixed.</summary>
    /// <param name="noisy">With demonstrations as the base learns from them.</param>
    public TaskSplit Split(Stage? stage = null, bool noisy = false) => new(new TaskMix(Config.CreateTasks(stage, noisy)));

    /// <summary>Rewards of all tasks, each by its own rubric with what the stage changes in it.</summary>
    public IRewardSource Rewards(Stage? stage = null) => new MixRewards(Config.CreateTasks(stage).ToDictionary(
        task => task.Task.Name, task => RewardsOf(task.Task, stage is RlStage rl ? RubricOf(task.Task, rl) : task.Task.Rubric)));

    /// <summary>Greedy completions of held-out problems of all tasks.</summary>
    public Evaluator Monitor(PolicyModel model) =>
        new(model, Rewards(), Split().HeldOutProblems(Config.Evaluation.MonitorProblems, Seeds.Of(Seed, Seeds.Purpose.Evaluation, 0)));

    /// <summary>The reward models that a stage left.</summary>
    public IReadOnlyDictionary<string, RewardModel> RewardModelsOf(string stage) => PreferenceModelsRunner.Names.ToDictionary(
        name => name, name => RewardModel.Load(Path.Combine(FolderOf(stage), name), Generation.Tokenizer.Default, Device));

    private static JsonElement RubricOf(ITask task, RlStage stage)
    {
        var rubric = stage.Rubrics.TryGetValue(task.Name, out var other) ? other : task.Rubric;
        if (stage.AddComponents.Count == 0) return rubric;
        if (JsonNode.Parse(rubric.GetRawText()) is not JsonObject written || written["components"] is not JsonArray components)
            throw new ConfigurationException($"add_components: the rubric of {task.Name} is not written out");
        foreach (var component in stage.AddComponents) components.Add(JsonNode.Parse(component.GetRawText()));
        return JsonSerializer.SerializeToElement(written);
    }
}
