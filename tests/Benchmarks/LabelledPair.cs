using System.Text.Json;

namespace Verifiers.Benchmarks;

/// <summary>A labelled case of mathematics: a reference with an answer or a whole completion.</summary>
/// <param name="Id">In its file.</param>
/// <param name="Category">As its file names it.</param>
/// <param name="Reference">The reference answer.</param>
/// <param name="Text">The answer or completion.</param>
/// <param name="IsCompletion">Whether the text is a whole completion rather than an answer.</param>
/// <param name="IsCorrect">The label.</param>
/// <param name="Options">The options of the verifier that its source was run with.</param>
internal sealed record LabelledPair(string Id, string Category, JsonCursor Reference, string Text, bool IsCompletion, bool IsCorrect, JsonCursor Options)
{
    /// <summary>The three labelled sets.</summary>
    public static IReadOnlyList<string> Sets { get; } = ["dev_cases", "dev_adversarial", "dev_outputs"];

    /// <summary>The cases of a set, in order.</summary>
    public static IReadOnlyList<LabelledPair> Read(string set) => [.. File.ReadLines(Path.Combine(LabelledOutputs.Folder, set + ".jsonl")).Select(Parse)];

    /// <summary>The reasons for which we judge some cases otherwise, by id.</summary>
    public static IReadOnlyDictionary<string, string> KnownDisagreements() => File.ReadLines(Path.Combine(LabelledOutputs.Folder, "known_disagreements.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .ToDictionary(row => row.GetProperty("id").GetString()!, row => row.GetProperty("reason").GetString()!, StringComparer.Ordinal);

    private static LabelledPair Parse(string line)
    {
        var row = JsonDocument.Parse(line).RootElement;
        var completion = TextOf(row, "completion");
        return new(
            row.GetProperty("id").GetString()!,
            TextOf(row, "category") ?? "other",
            Cursor(TextOf(row, "gold") ?? TextOf(row, "reference")!),
            completion ?? TextOf(row, "pred") ?? TextOf(row, "answer") ?? string.Empty,
            completion is not null,
            (row.TryGetProperty("expected", out var expected) ? expected : row.GetProperty("label")).GetBoolean(),
            OptionsOf(row));
    }

    /// <summary>The precision and strictness of the grader that a case comes from.</summary>
    private static JsonCursor OptionsOf(JsonElement row) =>
        !row.TryGetProperty("config", out var config) || config.ValueKind != JsonValueKind.Object || !config.TryGetProperty("precision", out var precision) ? default
        : JsonCursor.At(JsonSerializer.SerializeToElement(new
        {
            rounded_digits = precision.GetInt32(),
            rename_variables = config.TryGetProperty("strict", out var strict) && !strict.GetBoolean(),
        }));

    private static JsonCursor Cursor(string text) => JsonCursor.At(JsonSerializer.SerializeToElement(text), "reference");

    private static string? TextOf(JsonElement row, string field) =>
        !row.TryGetProperty(field, out var value) ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
}
