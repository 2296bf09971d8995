using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Pipeline;

/// <summary>A pipeline, as its file states it.</summary>
public sealed partial record PipelineConfig
{
    internal static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowOutOfOrderMetadataProperties = true,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>What is learnt; problems of different tasks are mixed in every batch.</summary>
    public required IReadOnlyList<PipelineTask> Tasks { get; init; }

    /// <summary>In the order in which they run.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>Of the policy; its context is what the longest task needs.</summary>
    public ModelOptions Model { get; init; } = new();

    public PipelineEvaluation Evaluation { get; init; } = new();

    /// <summary>Where reward models are served to the service, as <c>/helpfulness/get_reward</c> and <c>/safety/get_reward</c>. Default: http://127.0.0.1:8101.</summary>
    public Uri RewardModels { get; init; } = new("http://127.0.0.1:8101");

    /// <summary>Where the service answers. Default: http://127.0.0.1:8080.</summary>
    public Uri Service { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, a setting is unknown, or a value is out of its bounds; the message says where.</exception>
    public static PipelineConfig Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ConfigurationException)
        {
            throw new ConfigurationException($"{path}: {fault.Message}");
        }
    }

    /// <inheritdoc cref="Load"/>
    public static PipelineConfig Parse(string json)
    {
        try
        {
            var config = JsonSerializer.Deserialize<PipelineConfig>(json, Format) ?? throw new ConfigurationException("it holds null");
            config.Check();
            return config;
        }
        catch (JsonException fault)
        {
            throw ConfigurationException.Of(fault);
        }
        catch (NotSupportedException fault)
        {
            throw new ConfigurationException(fault.Message);
        }
    }

    /// <summary>The tasks with the options of a stage, or as they make noisy text.</summary>
    internal IReadOnlyList<(ITask Task, double Weight)> CreateTasks(Stage? stage = null, bool noisy = false) =>
        [.. Tasks.Select(task => (task.Create(noisy, stage), task.Weight))];

    private void Check()
    {
        if (Tasks.Count == 0) throw new ConfigurationException("tasks: at least one is needed");
        foreach (var (i, task) in Tasks.Index())
        {
            if (!(task.Weight > 0)) throw new ConfigurationException($"tasks[{i}].weight: {task.Weight} is not above 0");
            In($"tasks[{i}]", () => (task.Create(false, null), task.Create(true, null)));
        }
        if (Tasks.Select(task => task.Name).Distinct().Count() < Tasks.Count) throw new ConfigurationException("tasks: each may stand there once");
        if (Model.Sized(64, 64).Fault is { } model) throw new ConfigurationException($"model.{model}");
        if (Evaluation.Fault is { } evaluation) throw new ConfigurationException($"evaluation.{evaluation}");
        foreach (var (setting, address) in (ReadOnlySpan<(string, Uri)>)[("service", Service), ("reward_models", RewardModels)])
        {
            if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https")) throw new ConfigurationException($"{setting}: {address} is no http address");
        }
        foreach (var (i, stage) in Stages.Index()) CheckStage($"stages[{i}]", stage, Stages.Take(i).ToList());
    }

    private void CheckStage(string path, Stage stage, List<Stage> before)
    {
        if (!StageName().IsMatch(stage.Name)) throw new ConfigurationException($"{path}.name: expected lower-case letters, digits and hyphens, not '{stage.Name}'");
        if (before.Exists(other => other.Name == stage.Name)) throw new ConfigurationException($"{path}.name: there is a stage '{stage.Name}' before");
        if (stage.Fault is { } fault) throw new ConfigurationException($"{path}.{fault}");
        if (stage is PretrainStage { Model: { } sizes } && sizes.Sized(64, 64).Fault is { } model) throw new ConfigurationException($"{path}.model.{model}");
        foreach (var (setting, name, kind) in stage.Needs)
        {
            var needed = before.Find(other => other.Name == name) ?? throw new ConfigurationException($"{path}.{setting}: there is no stage '{name}' before");
            if (kind == typeof(Stage) ? !needed.LeavesPolicy : needed.GetType() != kind) throw new ConfigurationException($"{path}.{setting}: the stage '{name}' leaves something else");
        }
        foreach (var name in stage.Options.Keys.Concat((stage as RlStage)?.Rubrics.Keys ?? []).Where(name => Tasks.All(task => task.Name != name)))
            throw new ConfigurationException($"{path}: there is no task '{name}' in this pipeline");
        In($"{path}.options", () => CreateTasks(stage));
    }

    private static void In(string path, Func<object> check)
    {
        try
        {
            check();
        }
        catch (ConfigurationException fault)
        {
            throw new ConfigurationException($"{path}.{fault.Message}");
        }
    }

    [GeneratedRegex("^[a-z0-9-]{1,64}$", RegexOptions.NonBacktracking)]
    private static partial Regex StageName();
}

/// <summary>A task of a pipeline.</summary>
/// <param name="Task">As a configuration of <c>train</c> states it; its demonstrations are clean.</param>
/// <param name="Base">Options that make the demonstrations of the base noisy, such as {"noise": 0.5}.</param>
/// <param name="Weight">How often it is drawn, beside the weights of the others; above 0.</param>
public sealed record PipelineTask(JsonElement Task, JsonElement? Base = null, double Weight = 1)
{
    [JsonIgnore]
    public string Name => Task.ValueKind == JsonValueKind.Object && Task.TryGetProperty("name", out var name) ? name.ToString() : "";

    internal ITask Create(bool noisy, Stage? stage)
    {
        var merged = Task;
        if (noisy && Base is { } noise) merged = Merged(merged, noise);
        if (stage?.Options.TryGetValue(Name, out var options) == true) merged = Merged(merged, options);
        return TrainingConfig.CreateTask(merged);
    }

    private static JsonElement Merged(JsonElement task, JsonElement options)
    {
        if (options.ValueKind != JsonValueKind.Object || task.ValueKind != JsonValueKind.Object) throw new ConfigurationException("task: expected objects of options");
        var merged = JsonObject.Create(task)!;
        foreach (var option in options.EnumerateObject()) merged[option.Name] = JsonNode.Parse(option.Value.GetRawText());
        return JsonSerializer.SerializeToElement(merged);
    }
}

/// <summary>How each stage's policy is measured.</summary>
/// <param name="Problems">Held-out problems of each task.</param>
/// <param name="Samples">Of each problem, for pass@1 and the majority; at least 1.</param>
/// <param name="Every">Steps of RL between two greedy evaluations; 0: only after the last.</param>
/// <param name="MonitorProblems">Held-out problems, of all tasks together, in those.</param>
public sealed record PipelineEvaluation(int Problems = 256, int Samples = 16, double Temperature = 1, int Every = 50, int MonitorProblems = 256)
{
    internal string? Fault => this switch
    {
        { Problems: < 1 } or { Samples: < 1 } or { MonitorProblems: < 1 } => "problems, samples, monitor_problems: at least 1 is needed",
        { Temperature: not > 0 } => $"temperature: {Temperature} is not above 0",
        { Every: < 0 } => $"every: {Every} is below 0",
        _ => null,
    };
}
