using System.Text.Json;

namespace Verifiers.Api.Rubrics;

/// <summary>A rubric's text and where it stands.</summary>
/// <param name="Source">Path of the file; the name alone for a built-in one.</param>
/// <param name="Content">UTF-8: JSON, or YAML where the name ends so.</param>
/// <param name="IsBuiltIn">Whether it came with the service.</param>
internal sealed record RubricFile(string Source, byte[] Content, bool IsBuiltIn)
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">It is no YAML that says what JSON could.</exception>
    public JsonCursor Parse()
    {
        if (Path.GetExtension(Source) is ".yaml" or ".yml")
            return JsonCursor.At(YamlAsJson.Parse(Content));
        using var document = JsonDocument.Parse(Content);
        return JsonCursor.At(document.RootElement.Clone());
    }
}

/// <summary>Where rubrics come from.</summary>
internal static class RubricFiles
{
    private const string BuiltInPrefix = "Verifiers.Api.Rubrics.BuiltIn.";
    private static readonly string[] Extensions = [".json", ".yaml", ".yml"];
    private static readonly Lazy<IReadOnlyList<RubricFile>> Embedded = new(() => [.. ReadEmbedded()]);

    /// <summary>Those that came with the service.</summary>
    public static IReadOnlyList<RubricFile> BuiltIn() => Embedded.Value;

    /// <summary>The rubric files of a folder, by name; none when there is no folder.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public static IEnumerable<RubricFile> In(string? folder)
    {
        if (folder is null)
            return [];
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder of rubrics {Path.GetFullPath(folder)} does not exist.");
        return Directory.EnumerateFiles(folder).Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal))
            .Order(StringComparer.Ordinal).Select(file => new RubricFile(file, File.ReadAllBytes(file), IsBuiltIn: false));
    }

    private static IEnumerable<RubricFile> ReadEmbedded()
    {
        var assembly = typeof(RubricFiles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(BuiltInPrefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return new(name[BuiltInPrefix.Length..], bytes, IsBuiltIn: true);
        }
    }
}
