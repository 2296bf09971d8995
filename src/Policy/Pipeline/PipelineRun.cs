using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Verifiers.Policy.Plots;
using Verifiers.Policy.RewardModels;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Pipeline;

/// <summary>Runs the stages of a pipeline one after another, for each seed; then writes table and curves.</summary>
/// <param name="output">Holds a folder for each seed, in it one for each stage.</param>
/// <param name="rewardsOf">Rewards of a task's completions by a rubric.</param>
internal sealed class PipelineRun(PipelineConfig config, string output, Device device, Func<ITask, JsonElement, IRewardSource> rewardsOf, Action<string> log)
{
    /// <summary>What the stage was run with; it may not change between a run and its resumption.</summary>
    private const string DefinitionFile = "stage.json";

    /// <param name="seeds">Those to run, and to report on.</param>
    /// <param name="resume">Goes on where an earlier run stopped; stages that came to their end are not run again.</param>
    /// <exception cref="ConfigurationException">There is an earlier run and <paramref name="resume"/> is off, or its settings were others.</exception>
    public void Go(IReadOnlyList<int> seeds, bool resume, CancellationToken cancellationToken)
    {
        if (!resume && seeds.Any(seed => Directory.Exists(SeedFolder(seed))))
            throw new ConfigurationException($"{output} holds a run of these seeds: give --resume to go on with it, or another --output");
        foreach (var seed in seeds)
        {
            foreach (var (index, stage) in config.Stages.Index()) RunStage(stage, seed, index, cancellationToken);
        }
        Report(seeds);
    }

    /// <summary>Writes table.md, table.json and curves.svg from what there is.</summary>
    private void Report(IReadOnlyList<int> seeds)
    {
        var stages = config.Stages.Where(stage => stage.LeavesPolicy).ToList();
        var table = ResultTable.Of(
            [.. config.Tasks.Select(task => task.Name)], config.Evaluation.Samples,
            [.. stages.Select(stage => (stage.Name, (IReadOnlyList<StageResult>)[.. seeds.Select(seed => StageResult.Find(FolderOf(stage, seed))!)]))]);
        File.WriteAllText(Path.Combine(output, "table.md"), table.ToMarkdown());
        File.WriteAllText(Path.Combine(output, "table.json"), table.ToJson());
        var curves = stages.OfType<RlStage>().Where(stage => stage.Grpo.Steps > 0).Select(stage => (
            stage.Name,
            (IReadOnlyList<IReadOnlyList<StepMetrics>>)[.. seeds.Select(seed => MetricsFile.Read(Path.Combine(FolderOf(stage, seed), "metrics.jsonl")))])).ToList();
        if (curves.Count > 0) File.WriteAllText(Path.Combine(output, "curves.svg"), TrainingCurves.Draw(curves, smooth: 5));
        log(table.ToMarkdown());
    }

    private string FolderOf(Stage stage, int seed) => Path.Combine(SeedFolder(seed), stage.Name);

    private string SeedFolder(int seed) => Path.Combine(output, string.Create(CultureInfo.InvariantCulture, $"seed-{seed}"));

    private void RunStage(Stage stage, int seed, int index, CancellationToken cancellationToken)
    {
        var folder = FolderOf(stage, seed);
        Prepare(stage, folder);
        if (StageResult.Find(folder) is not null)
        {
            log($"seed {seed}, {stage.Name}: is there");
            return;
        }
        log($"seed {seed}, {stage.Name}");
        var clock = Stopwatch.StartNew();
        var context = new StageContext(config, SeedFolder(seed), Seeds.Of(seed, Seeds.Purpose.Data, index), device, rewardsOf, log, cancellationToken);
        var figures = stage switch
        {
            PretrainStage pretrain => SupervisedRunner.Run(pretrain, context),
            SftStage sft => SupervisedRunner.Run(sft, context),
            RlStage rl => RlRunner.Run(rl, context),
            RejectionStage rejection => RejectionRunner.Run(rejection, context),
            PreferenceModelsStage preferences => PreferenceModelsRunner.Run(preferences, context),
            DistillStage distill => SupervisedRunner.Run(distill, context),
            _ => throw new UnreachableException(),
        };
        var tasks = stage.LeavesPolicy ? Evaluate(stage, context, seed) : new Dictionary<string, TaskResult>();
        var result = new StageResult(stage.Name, clock.Elapsed.TotalSeconds, figures, tasks);
        result.Save(folder);
        log(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {stage.Name}: {result.Seconds:0.0} s  {string.Join("  ", tasks.Select(task => string.Create(CultureInfo.InvariantCulture, $"{task.Key} {task.Value.Report.Greedy:0.000}")))}"));
    }

    /// <summary>The stage's folder, empty but for what RL goes on from.</summary>
    private void Prepare(Stage stage, string folder)
    {
        var definition = JsonSerializer.Serialize(new Definition(stage, config.Tasks, config.Model, config.Evaluation), PipelineConfig.Format);
        var file = Path.Combine(folder, DefinitionFile);
        if (File.Exists(file) && File.ReadAllText(file) != definition)
            throw new ConfigurationException($"{file}: the stage '{stage.Name}' was run with other settings; take these, or another --output");
        if (Directory.Exists(folder) && (!File.Exists(file) || (stage is not RlStage && StageResult.Find(folder) is null))) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        File.WriteAllText(file, definition);
    }

    /// <summary>Every stage of a seed is measured on the same held-out problems, by the tasks' own rubrics.</summary>
    private Dictionary<string, TaskResult> Evaluate(Stage stage, StageContext context, int seed)
    {
        var model = context.PolicyOf(stage.Name);
        using var transformer = model.Transformer;
        var results = new Dictionary<string, TaskResult>();
        var options = config.Evaluation;
        foreach (var task in config.CreateTasks())
        {
            var problems = new TaskSplit(new TaskMix([task])).HeldOutProblems(options.Problems, Seeds.Of(seed, Seeds.Purpose.Evaluation, results.Count));
            var report = AnswerReport.Measure(model, context.Rewards(), problems, options.Samples, options.Temperature, context.Seed, context.CancellationToken);
            results[task.Task.Name] = new TaskResult(report, report.Completions.SelectMany(sample => sample).Average(completion => UnsafeText.IsUnsafe(completion) ? 1.0 : 0.0));
        }
        return results;
    }

    private sealed record Definition(Stage Stage, IReadOnlyList<PipelineTask> Tasks, ModelOptions Model, PipelineEvaluation Evaluation);
}
