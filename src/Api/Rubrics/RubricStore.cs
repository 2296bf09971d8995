using System.Collections.Frozen;
using System.Text.Json;
using Verifiers.Api.Scoring;
using Verifiers.Rubrics;

namespace Verifiers.Api.Rubrics;

/// <summary>The rubrics this service knows by name: the built-in ones and those of the operator's folder, read at start-up.</summary>
internal sealed class RubricStore
{
    private const string BuiltInPrefix = "Verifiers.Api.Rubrics.BuiltIn.";
    private readonly VerifierCatalog _catalog;
    private readonly FrozenDictionary<string, Rubric> _byName;

    /// <summary>Reads all rubrics.</summary>
    /// <param name="catalog">The verifiers they may name.</param>
    /// <param name="folder">The operator's folder of <c>*.json</c> files; null for none. One of the same name replaces a built-in rubric.</param>
    /// <exception cref="InvalidOperationException">A file is not a rubric: the service must not start without what it was given.</exception>
    public RubricStore(VerifierCatalog catalog, string? folder)
    {
        _catalog = catalog;
        var rubrics = BuiltIn().Select(file => Read(file.Source, file.Json)).ToDictionary(rubric => rubric.Name, StringComparer.Ordinal);
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (source, json) in InFolder(folder))
        {
            var rubric = Read(source, json);
            if (!own.TryAdd(rubric.Name, source))
                throw new InvalidOperationException($"The rubrics {own[rubric.Name]} and {source} have the same name '{rubric.Name}'.");
            rubrics[rubric.Name] = rubric;
        }
        _byName = rubrics.ToFrozenDictionary(StringComparer.Ordinal);
        All = [.. rubrics.Values.OrderBy(rubric => rubric.Name, StringComparer.Ordinal)];
    }

    /// <summary>All rubrics by name.</summary>
    public IReadOnlyList<Rubric> All { get; }

    /// <summary>The rubric that a request names or writes out.</summary>
    /// <exception cref="InvalidInputException">There is none of this name, or it is no rubric.</exception>
    public Rubric Choose(RubricChoice choice)
    {
        if (choice.Json.Kind == JsonValueKind.Object)
            return RubricReader.Read(choice.Json, _catalog);
        return _byName.TryGetValue(choice.Json.String(), out var rubric)
            ? rubric
            : throw choice.Json.Expected("one of " + string.Join(", ", All.Select(known => known.Name)));
    }

    private Rubric Read(string source, byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return RubricReader.Read(JsonCursor.At(document.RootElement), _catalog, Path.GetFileNameWithoutExtension(source));
        }
        catch (Exception fault) when (fault is JsonException or InvalidInputException)
        {
            throw new InvalidOperationException($"The rubric {source} cannot be used: {fault.Message}", fault);
        }
    }

    private static IEnumerable<(string Source, byte[] Json)> BuiltIn()
    {
        var assembly = typeof(RubricStore).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(BuiltInPrefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return (name[BuiltInPrefix.Length..], bytes);
        }
    }

    private static IEnumerable<(string Source, byte[] Json)> InFolder(string? folder)
    {
        if (folder is null)
            return [];
        if (!Directory.Exists(folder))
            throw new InvalidOperationException($"The folder of rubrics {Path.GetFullPath(folder)} does not exist.");
        return Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(file => (file, File.ReadAllBytes(file)));
    }
}
