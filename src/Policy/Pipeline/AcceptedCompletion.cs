using System.Text.Encodings.Web;
using System.Text.Json;
using Verifiers.Policy.Tasks;

namespace Verifiers.Policy.Pipeline;

/// <summary>A completion that the service said is correct; a line of completions.jsonl.</summary>
internal sealed record AcceptedCompletion(string? Task, string Prompt, string Completion, double Reward)
{
    private const string FileName = "completions.jsonl";

    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string folder, IEnumerable<AcceptedCompletion> completions) =>
        File.WriteAllLines(Path.Combine(folder, FileName), completions.Select(completion => JsonSerializer.Serialize(completion, Format)));

    public static IReadOnlyList<AcceptedCompletion> Read(string folder) =>
        [.. File.ReadLines(Path.Combine(folder, FileName)).Select(line => JsonSerializer.Deserialize<AcceptedCompletion>(line, Format)!)];

    /// <summary>As something to learn from.</summary>
    public Problem ToProblem() => new(Prompt, null, Completion) { Task = Task };
}
