using System.Text.Json;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Pipeline;

/// <summary>What a stage came to; result.json in its folder, written when all else is.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Seconds">It took, evaluation included; of a resumed stage only since then.</param>
/// <param name="Figures">Its own, such as how many completions were accepted.</param>
/// <param name="Tasks">For each task what its policy can do; empty where it leaves none.</param>
internal sealed record StageResult(string Stage, double Seconds, IReadOnlyDictionary<string, double> Figures, IReadOnlyDictionary<string, TaskResult> Tasks)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private const string FileName = "result.json";

    public void Save(string folder)
    {
        var partial = Path.Combine(folder, FileName + ".partial");
        File.WriteAllText(partial, JsonSerializer.Serialize(this, Format));
        File.Move(partial, Path.Combine(folder, FileName), overwrite: true);
    }

    /// <summary>Null when the stage has not come to its end.</summary>
    public static StageResult? Find(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize<StageResult>(File.ReadAllText(path), Format) : null;
    }
}

/// <summary>What a policy can do on one task.</summary>
/// <param name="UnsafeShare">Of the sampled completions, those with unsafe signs in them.</param>
internal sealed record TaskResult(AnswerReport Report, double UnsafeShare);
