using System.Text.Json;

namespace Verifiers.Benchmarks;

/// <summary>Completions of real models with their reference answers, as the tests use them.</summary>
internal static class LabelledOutputs
{
    /// <summary>The folder of the labelled sets of mathematics.</summary>
    public static string Folder { get; } = Path.Combine(Root(AppContext.BaseDirectory), "tests", "Verifiers.Tests", "Data", "math");

    /// <summary>The first completions of the labelled set, repeated when more are asked for than there are.</summary>
    public static IReadOnlyList<(string Completion, string Reference, string Answer)> Take(int count)
    {
        var all = File.ReadLines(Path.Combine(Folder, "dev_outputs.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(row => row.GetProperty("kind").GetString() == "completion" && row.TryGetProperty("pred", out _))
            .Select(row => (Text(row, "completion"), Text(row, "reference"), Text(row, "pred")))
            .ToList();
        return [.. Enumerable.Range(0, count).Select(index => all[index % all.Count])];
    }

    private static string Text(JsonElement row, string field) => row.GetProperty(field).ValueKind == JsonValueKind.String
        ? row.GetProperty(field).GetString()!
        : row.GetProperty(field).GetRawText();

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "Verifiers.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
