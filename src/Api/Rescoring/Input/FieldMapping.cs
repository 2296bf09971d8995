using System.Globalization;
using System.Text.Json;

namespace Verifiers.Api.Rescoring.Input;

/// <summary>Which field of a dump is what. Paths are dotted; a number picks an item of a list, −1 the last one.</summary>
/// <param name="Format">The trainer whose dump it looks like, for people.</param>
/// <param name="Paths">From the names of <see cref="Known"/> to paths; what is not there the dump does not have.</param>
internal sealed record FieldMapping(string Format, IReadOnlyDictionary<string, string> Paths)
{
    /// <summary>What a dump may say of a rollout; only the completion must be there.</summary>
    public static IReadOnlyList<string> Known { get; } = ["completion", "prompt", "reference", "id", "group", "step", "reward", "tokens"];

    /// <summary>The value of a field in one line; absent when it is not mapped or not there.</summary>
    public JsonCursor Find(JsonElement line, string field) =>
        Paths.TryGetValue(field, out var path) ? Walk(line, path) : JsonCursor.Absent(field);

    /// <summary>The mapping with some fields replaced; an empty path means that the dump does not have it.</summary>
    public FieldMapping With(IReadOnlyDictionary<string, string> given)
    {
        var paths = new Dictionary<string, string>(Paths, StringComparer.Ordinal);
        foreach (var (field, path) in given)
        {
            paths.Remove(field);
            if (path.Length > 0)
                paths.Add(field, path);
        }
        return this with { Paths = paths };
    }

    /// <summary>Whether there is something at a path.</summary>
    public static bool Has(JsonElement line, string path) => Walk(line, path) is { IsPresent: true, Kind: not JsonValueKind.Null };

    /// <summary>Whether there is something at a path, a null too: the first line may be one without a reward.</summary>
    public static bool HasOrIsNull(JsonElement line, string path) => Walk(line, path).IsPresent;

    /// <summary>A name that holds dots itself is found before it is taken apart.</summary>
    private static JsonCursor Walk(JsonElement line, string path)
    {
        var (here, rest) = (line, path);
        while (true)
        {
            if (here.ValueKind == JsonValueKind.Object && here.TryGetProperty(rest, out var whole))
                return JsonCursor.At(whole, path);
            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            var name = dot < 0 ? rest : rest[..dot];
            if (here.ValueKind == JsonValueKind.Array)
            {
                if (!int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
                    return JsonCursor.Absent(path);
                var length = here.GetArrayLength();
                var place = index < 0 ? length + index : index;
                if (place < 0 || place >= length)
                    return JsonCursor.Absent(path);
                here = here[place];
            }
            else if (dot < 0 || here.ValueKind != JsonValueKind.Object || !here.TryGetProperty(name, out here))
            {
                return JsonCursor.Absent(path);
            }
            if (dot < 0)
                return JsonCursor.At(here, path);
            rest = rest[(dot + 1)..];
        }
    }
}
