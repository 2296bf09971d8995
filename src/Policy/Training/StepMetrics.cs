using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verifiers.Policy.Training;

/// <summary>One step in numbers; a line of metrics.jsonl.</summary>
/// <param name="Step">From 0.</param>
/// <param name="Seconds">Since the process began to train, evaluations and checkpoints not counted.</param>
/// <param name="Reward">Mean over the sampled completions that have one; null when none has.</param>
/// <param name="Accuracy">Share of right ones among them; null when none has.</param>
/// <param name="Length">Mean tokens of a completion.</param>
/// <param name="Errors">Completions that the service could not judge; they were left out.</param>
/// <param name="FlatGroups">Groups whose rewards were all the same, which teach nothing.</param>
/// <param name="SampleMilliseconds">Time for sampling.</param>
/// <param name="WaitMilliseconds">Time in which nothing was done but wait for rewards.</param>
/// <param name="ScoreMilliseconds">Time from sending the completions to the last reward, in part overlapped.</param>
/// <param name="UpdateMilliseconds">Time for changing the policy.</param>
/// <param name="StepMilliseconds">The whole step.</param>
/// <param name="TokensPerSecond">Sampled tokens over the whole step.</param>
public sealed record StepMetrics(
    int Step, double Seconds, double? Reward, double? Accuracy, double Length, int Errors, int FlatGroups,
    double SampleMilliseconds, double WaitMilliseconds, double ScoreMilliseconds, double UpdateMilliseconds, double StepMilliseconds, double TokensPerSecond)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Mean tokens of the thoughts of a completion, tags not counted.</summary>
    public double? ThoughtLength { get; init; }

    public double? Loss { get; init; }

    /// <summary>k3 to the reference policy; there is one where <c>kl_weight</c> is above 0.</summary>
    public double? Kl { get; init; }

    public double? Clipped { get; init; }

    /// <summary>Nats.</summary>
    public double? Entropy { get; init; }

    public double? GradientNorm { get; init; }

    /// <summary>Greedy accuracy on held-out problems after the step.</summary>
    public double? Evaluation { get; init; }

    /// <summary>Signals of reward hacking in this step, by name.</summary>
    public IReadOnlyDictionary<string, int>? Flags { get; init; }

    /// <summary>Mean score of each component of the rubric, by name.</summary>
    public IReadOnlyDictionary<string, double>? Components { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    public static StepMetrics Parse(string line) => JsonSerializer.Deserialize<StepMetrics>(line, Format) ?? throw new JsonException("expected an object");
}
