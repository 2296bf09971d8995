using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Verifiers.Policy.Network;
using Verifiers.Policy.Tasks;

namespace Verifiers.Policy.Training;

/// <summary>A training run, as its configuration file states it.</summary>
public sealed record TrainingConfig
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>What is learnt, with the options of the task beside its name: {"name": "add", "digits": 4}.</summary>
    public required JsonElement Task { get; init; }

    /// <summary>A rubric of the service instead of the task's own: its name, or written out.</summary>
    public JsonElement? Rubric { get; init; }

    public ModelOptions Model { get; init; } = new();

    /// <summary>Teaches the format and a little of the task by demonstrations first; null: the policy is what <see cref="From"/> names.</summary>
    public SupervisedOptions? ColdStart { get; init; }

    /// <summary>A folder of a checkpoint whose policy is trained further.</summary>
    public string? From { get; init; }

    public GrpoOptions Grpo { get; init; } = new();

    public EvaluationOptions Evaluation { get; init; } = new();

    /// <summary>Steps between two checkpoints; 0: only at the end. Default: 100.</summary>
    public int CheckpointEvery { get; init; } = 100;

    /// <summary>Steps between two measured ones, whose figures wait for the device. Default: 10.</summary>
    public int MeasureEvery { get; init; } = 10;

    /// <summary>Of all random numbers. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether a run gives the same bits each time on a GPU, too, and so when it is resumed; slower. On a CPU it does anyway. Default: false.</summary>
    public bool Deterministic { get; init; }

    /// <summary>Where the service answers. Default: http://127.0.0.1:8080.</summary>
    public Uri Service { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>Seconds after which the service answers a completion that it has not judged with <c>error</c>; null: it takes the time that it needs. Default: null.</summary>
    public double? RewardDeadlineSeconds { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, a setting is unknown, or a value is out of its bounds; the message says where.</exception>
    public static TrainingConfig Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path}: {fault.Message}");
        }
        catch (ConfigurationException fault)
        {
            throw new ConfigurationException($"{path}: {fault.Message}");
        }
    }

    /// <inheritdoc cref="Load"/>
    public static TrainingConfig Parse(string json)
    {
        try
        {
            var config = JsonSerializer.Deserialize<TrainingConfig>(json, Format) ?? throw new ConfigurationException("it holds null");
            return config.Checked();
        }
        catch (JsonException fault)
        {
            throw ConfigurationException.Of(fault);
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    /// <summary>Settings that a resumed run may change: how long it goes on, where the service is, what is looked at in between.</summary>
    private static readonly string[] Changeable =
        ["grpo.steps", "service", "reward_deadline_seconds", "evaluation", "checkpoint_every", "measure_every", "from", "cold_start"];

    /// <summary>What keeps a run of these settings from going on where one of <paramref name="earlier"/> stopped; null: nothing does.</summary>
    /// <remarks>Rollouts under way are paired with the problems that task and seed give for their step: with others, they would get other problems' rewards.</remarks>
    internal string? DifferenceTo(TrainingConfig earlier) =>
        Difference("", JsonSerializer.SerializeToNode(earlier, Format), JsonSerializer.SerializeToNode(this, Format));

    private static string? Difference(string path, JsonNode? then, JsonNode? now)
    {
        if (Changeable.Contains(path) || JsonNode.DeepEquals(then, now)) return null;
        if (then is not JsonObject before || now is not JsonObject after) return $"{path} was {then?.ToJsonString() ?? "null"} and is {now?.ToJsonString() ?? "null"}";
        return before.Select(property => property.Key).Union(after.Select(property => property.Key))
            .Select(name => Difference(path.Length == 0 ? name : $"{path}.{name}", before[name], after[name])).FirstOrDefault(difference => difference is not null);
    }

    /// <summary>The task that <see cref="Task"/> names.</summary>
    /// <exception cref="ConfigurationException">There is no such task or option.</exception>
    public ITask CreateTask() => CreateTask(Task);

    /// <inheritdoc cref="CreateTask()"/>
    /// <param name="task">An object with a name, and the options of the task beside it.</param>
    internal static ITask CreateTask(JsonElement task)
    {
        if (task.ValueKind != JsonValueKind.Object || !task.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
        {
            throw new ConfigurationException("task: expected an object with a name, such as {\"name\": \"add\", \"digits\": 4}");
        }
        var options = JsonSerializer.SerializeToElement(task.EnumerateObject().Where(property => property.Name != "name").ToDictionary(property => property.Name, property => property.Value));
        try
        {
            return TaskCatalog.Create(name.GetString()!, options);
        }
        catch (ArgumentException fault)
        {
            throw new ConfigurationException($"task: {fault.Message}");
        }
    }

    /// <summary>The same, when every value is within its bounds.</summary>
    /// <exception cref="ConfigurationException">One is not; the message says which.</exception>
    public TrainingConfig Checked()
    {
        var task = CreateTask();
        if (Model.Context != 0 && Model.Context < task.ContextLength) throw new ConfigurationException($"model.context: {Model.Context}, the task needs {task.ContextLength}");
        if (RewardDeadlineSeconds <= 0) throw new ConfigurationException($"reward_deadline_seconds: {RewardDeadlineSeconds} is not above 0");
        if (Grpo.Fault is { } grpo) throw new ConfigurationException($"grpo.{grpo}");
        if (ColdStart?.Fault is { } coldStart) throw new ConfigurationException($"cold_start.{coldStart}");
        if (Evaluation.Problems < 1) throw new ConfigurationException($"evaluation.problems: {Evaluation.Problems}, at least 1 is needed");
        if (Evaluation.Every < 0 || CheckpointEvery < 0) throw new ConfigurationException("evaluation.every, checkpoint_every: at least 0 is needed");
        if (MeasureEvery < 1) throw new ConfigurationException($"measure_every: {MeasureEvery}, at least 1 is needed");
        if (Model.Sized(64, 64).Fault is { } model) throw new ConfigurationException($"model.{model}");
        if (!Service.IsAbsoluteUri || Service.Scheme is not ("http" or "https")) throw new ConfigurationException($"service: {Service} is no http address");
        return this;
    }
}

/// <summary>The sizes of a policy; vocabulary and context come from tokenizer and task.</summary>
/// <param name="FeedForward">0: twice the width.</param>
/// <param name="Context">0: what the task needs.</param>
public sealed record ModelOptions(int Width = 256, int Layers = 4, int Heads = 4, int FeedForward = 0, int Context = 0)
{
    internal TransformerConfig Sized(int vocabulary, int taskContext) => new(vocabulary, Context == 0 ? taskContext : Context, Width, Layers, Heads, FeedForward);
}

/// <summary>Evaluations on held-out problems.</summary>
/// <param name="Problems">In one evaluation.</param>
/// <param name="Every">Steps between two; 0: only before and after.</param>
public sealed record EvaluationOptions(int Problems = 512, int Every = 50);

/// <summary>A run is configured wrongly.</summary>
public sealed class ConfigurationException(string message) : Exception(message)
{
    /// <summary>For a file that cannot be read; says where in it.</summary>
    internal static ConfigurationException Of(JsonException fault) =>
        new(fault.Path is not { } path || fault.Message.Contains(path, StringComparison.Ordinal) ? fault.Message : $"{path}: {fault.Message}");
}
