using System.Text.Json;
using System.Text.Json.Serialization;
using Verifiers.Mathematics;

namespace Verifiers.Tests.Mathematics;

/// <summary>One labelled line of the data files; which fields are set depends on the file.</summary>
public sealed record MathCase
{
    public string Id { get; init; } = string.Empty;

    public string? Gold { get; init; }

    public string? Reference { get; init; }

    public string? Pred { get; init; }

    public string? Answer { get; init; }

    public string? Completion { get; init; }

    public bool? Expected { get; init; }

    public bool? Label { get; init; }

    public string? Verdict { get; init; }

    public string? Reason { get; init; }

    public JsonElement? Options { get; init; }

    public JsonElement? Config { get; init; }

    [JsonIgnore]
    public string ReferenceText => Gold ?? Reference ?? string.Empty;

    [JsonIgnore]
    public string Text => Completion ?? Pred ?? Answer ?? string.Empty;

    [JsonIgnore]
    public bool IsCorrect => Expected ?? Label ?? Verdict == "correct";

    public override string ToString() => Id;
}

/// <summary>The data files by name, read once, and how to judge a case of them.</summary>
public static class MathData
{
    private static readonly JsonSerializerOptions Naming = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly MathVerifier Verifier = new();

    public static Dictionary<string, MathCase> Read(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "math", file + ".jsonl"))
            .Select(line => JsonSerializer.Deserialize<MathCase>(line, Naming)!)
            .ToDictionary(example => example.Id, StringComparer.Ordinal);

    public static TheoryData<string> Ids(IEnumerable<string> ids)
    {
        var data = new TheoryData<string>();
        foreach (var id in ids)
            data.Add(id);
        return data;
    }

    public static Judgement Judge(string reference, string completion, string options = "{}")
    {
        using var document = JsonDocument.Parse(options);
        var prepared = Verifier.Prepare(JsonCursor.At(JsonSerializer.SerializeToElement(reference)), JsonCursor.At(document.RootElement));
        var judging = prepared.JudgeAsync(new(completion), CancellationToken.None);
        Assert.True(judging.IsCompleted);
        return judging.Result;
    }

    /// <summary>Judges with the switches that the case states: the precision and strictness its source was run with.</summary>
    public static Judgement Judge(MathCase example, Func<string, string>? write = null)
    {
        var options = example.Options?.GetRawText() ?? "{}";
        if (example.Config is { ValueKind: JsonValueKind.Object } config && config.TryGetProperty("precision", out var precision))
        {
            options = JsonSerializer.Serialize(new
            {
                rounded_digits = precision.GetInt32(),
                rename_variables = config.TryGetProperty("strict", out var strict) && !strict.GetBoolean(),
            });
        }
        return Judge(example.ReferenceText, write is null ? example.Text : write(example.Text), options);
    }
}
