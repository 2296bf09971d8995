using System.Text.Json;

namespace Verifiers.Tests;

/// <summary>Labelled examples: one JSON object a line, with an <c>id</c>, in <c>Data/</c>.</summary>
internal static class LabelledCases
{
    /// <summary>The ids of a file's cases, for a theory; only those that the filter lets through.</summary>
    public static TheoryData<string> Ids(string file, Func<JsonElement, bool>? filter = null)
    {
        var ids = new TheoryData<string>();
        foreach (var example in All(file).Where(filter ?? (_ => true)))
            ids.Add(example.GetProperty("id").GetString()!);
        return ids;
    }

    /// <summary>The case of this id.</summary>
    public static JsonElement Get(string file, string id) =>
        All(file).Single(example => example.GetProperty("id").GetString() == id);

    /// <summary>All cases of a file, in order.</summary>
    public static IEnumerable<JsonElement> All(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", file))
            .Where(line => line.Length > 0)
            .Select(line => JsonDocument.Parse(line).RootElement);

    /// <summary>A cursor on JSON written in a test.</summary>
    public static JsonCursor Cursor(string json, string path = "") => JsonCursor.At(JsonDocument.Parse(json).RootElement, path);
}
