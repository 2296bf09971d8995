using System.Text.Json;
using System.Text.Json.Serialization;
using Verifiers.Policy.RewardModels;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Pipeline;

/// <summary>One step of a pipeline. Its folder, of the same name, holds what it leaves for later ones.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(PretrainStage), "pretrain")]
[JsonDerivedType(typeof(SftStage), "sft")]
[JsonDerivedType(typeof(RlStage), "rl")]
[JsonDerivedType(typeof(RejectionStage), "rejection")]
[JsonDerivedType(typeof(PreferenceModelsStage), "preference_models")]
[JsonDerivedType(typeof(DistillStage), "distill")]
public abstract record Stage
{
    /// <summary>Of lower-case letters, digits and hyphens; each once.</summary>
    public required string Name { get; init; }

    /// <summary>Options of tasks in this stage instead of the pipeline's: task → {option: value}.</summary>
    public IReadOnlyDictionary<string, JsonElement> Options { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Stages that must come before, and what they must leave.</summary>
    internal abstract IEnumerable<(string Setting, string Name, Type Kind)> Needs { get; }

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    internal abstract string? Fault { get; }

    /// <summary>It leaves a checkpoint, which is evaluated.</summary>
    internal virtual bool LeavesPolicy => true;

    private protected static string? Under(string setting, string? fault) => fault is null ? null : $"{setting}.{fault}";
}

/// <summary>A new policy learns from demonstrations as the tasks' <c>base</c> options make them: noisy text.</summary>
public sealed record PretrainStage : Stage
{
    /// <summary>Instead of the pipeline's.</summary>
    public ModelOptions? Model { get; init; }

    /// <summary>Stops at an accuracy, as a cold start does.</summary>
    public SupervisedOptions Supervised { get; init; } = new();

    /// <summary>Share of demonstrations with unsafe signs in their thoughts, in [0, 1]. Default: 0.</summary>
    public double UnsafeShare { get; init; }

    internal override IEnumerable<(string, string, Type)> Needs => [];

    internal override string? Fault => Under("supervised", Supervised.Fault) ?? (UnsafeShare is >= 0 and <= 1 ? null : $"unsafe_share: {UnsafeShare} is not in [0, 1]");
}

/// <summary>A policy learns from clean demonstrations, from accepted completions, or from both.</summary>
public sealed record SftStage : Stage
{
    /// <summary>The stage whose policy is trained.</summary>
    public required string From { get; init; }

    /// <summary>The <c>rejection</c> stage whose completions are learnt from; null: clean demonstrations alone.</summary>
    public string? Accepted { get; init; }

    /// <summary>Share of clean demonstrations beside accepted completions, in [0, 1]. Default: 0.25 (R1: 200 of 800 thousand).</summary>
    public double CleanShare { get; init; } = 0.25;

    /// <summary>Takes every step unless <c>stop_at_accuracy</c> is set to at most 1.</summary>
    public SupervisedOptions Supervised { get; init; } = new() { MaxSteps = 200, StopAtAccuracy = 2 };

    internal override IEnumerable<(string, string, Type)> Needs =>
        Accepted is null ? [("from", From, typeof(Stage))] : [("from", From, typeof(Stage)), ("accepted", Accepted, typeof(RejectionStage))];

    internal override string? Fault => Under("supervised", Supervised.Fault) ?? (CleanShare is >= 0 and <= 1 ? null : $"clean_share: {CleanShare} is not in [0, 1]");
}

/// <summary>A policy is trained with GRPO on all tasks; each group is judged by its own task's rubric.</summary>
public sealed record RlStage : Stage
{
    /// <inheritdoc cref="SftStage.From"/>
    public required string From { get; init; }

    public GrpoOptions Grpo { get; init; } = new();

    /// <summary>Rubrics instead of the tasks' own: task → a name, or a rubric written out.</summary>
    public IReadOnlyDictionary<string, JsonElement> Rubrics { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Components that are added to the rubric of every task, which must be written out.</summary>
    public IReadOnlyList<JsonElement> AddComponents { get; init; } = [];

    /// <summary>The <c>preference_models</c> stage whose models are served to the service meanwhile; null: none.</summary>
    public string? PreferenceModels { get; init; }

    /// <summary>Steps between two checkpoints; 0: only at the end. Default: 100.</summary>
    public int CheckpointEvery { get; init; } = 100;

    internal override IEnumerable<(string, string, Type)> Needs =>
        PreferenceModels is null ? [("from", From, typeof(Stage))] : [("from", From, typeof(Stage)), ("preference_models", PreferenceModels, typeof(PreferenceModelsStage))];

    internal override string? Fault =>
        Under("grpo", Grpo.Fault) ?? this switch
        {
            { PreferenceModels: not null, Grpo.Overlap: true } => "grpo.overlap: reward models are computed on the device that samples, and cannot overlap",
            { CheckpointEvery: < 0 } => $"checkpoint_every: {CheckpointEvery} is below 0",
            _ => null,
        };
}

/// <summary>Completions of a policy that the service says are correct are kept, each once, for a later <c>sft</c>.</summary>
public sealed record RejectionStage : Stage
{
    /// <summary>The stage whose policy is sampled.</summary>
    public required string From { get; init; }

    public RejectionOptions Sampling { get; init; } = new();

    internal override IEnumerable<(string, string, Type)> Needs => [("from", From, typeof(Stage))];

    internal override string? Fault => Under("sampling", Sampling.Fault);

    internal override bool LeavesPolicy => false;
}

/// <summary>Reward models of helpfulness (pairwise) and safety (pointwise) are trained on synthetic preferences.</summary>
public sealed record PreferenceModelsStage : Stage
{
    public RewardModelOptions Training { get; init; } = new();

    internal override IEnumerable<(string, string, Type)> Needs => [];

    internal override string? Fault => Under("training", Training.Fault);

    internal override bool LeavesPolicy => false;
}

/// <summary>A smaller policy learns from the accepted completions of a larger one.</summary>
public sealed record DistillStage : Stage
{
    /// <summary>The stage whose policy learns.</summary>
    public required string From { get; init; }

    /// <summary>The stage whose policy is sampled.</summary>
    public required string Teacher { get; init; }

    public RejectionOptions Sampling { get; init; } = new();

    /// <inheritdoc cref="SftStage.Supervised"/>
    public SupervisedOptions Supervised { get; init; } = new() { MaxSteps = 200, StopAtAccuracy = 2 };

    internal override IEnumerable<(string, string, Type)> Needs => [("from", From, typeof(Stage)), ("teacher", Teacher, typeof(Stage))];

    internal override string? Fault => Under("sampling", Sampling.Fault) ?? Under("supervised", Supervised.Fault);
}
