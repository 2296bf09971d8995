using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;

namespace Verifiers.Sandbox.Tests;

/// <summary>Files of labelled programs under <c>data</c>: one JSON object a line, each found by its id. Each file is read once.</summary>
internal static class LabelledData
{
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, JsonElement>> _files = new(StringComparer.Ordinal);

    /// <summary>The ids of a file's rows, in their order.</summary>
    public static TheoryData<string> Ids(string file) => [.. Rows(file).Keys];

    /// <summary>The row of an id.</summary>
    public static JsonElement Find(string file, string id) => Rows(file)[id];

    /// <summary>The rows by their <c>id</c>, or by their <c>task</c> where they have no id.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Rows(string file) => _files.GetOrAdd(file, static name => new OrderedDictionary<string, JsonElement>(
        Lines(name).Select(line => JsonElement.Parse(line)).Select(row => KeyValuePair.Create(row.TryGetProperty("id", out var id) ? id.GetString()! : row.Text("task"), row))));

    /// <summary>A text of a row.</summary>
    public static string Text(this JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static IEnumerable<string> Lines(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "data", file);
        return file.EndsWith(".gz", StringComparison.Ordinal) ? Unpacked(path) : File.ReadLines(path);
    }

    private static IEnumerable<string> Unpacked(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return line;
    }
}
