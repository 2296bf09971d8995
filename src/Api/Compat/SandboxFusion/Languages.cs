using System.Collections.Frozen;

namespace Verifiers.Api.Compat.SandboxFusion;

/// <summary>SandboxFusion's names of the languages that are run here.</summary>
internal static class Languages
{
    private static readonly FrozenDictionary<string, string> _ours = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["python"] = "python",
        ["cpp"] = "cpp",
        ["nodejs"] = "javascript",
        ["typescript"] = "typescript",
        ["java"] = "java",
        ["go"] = "go",
        ["rust"] = "rust",
        ["csharp"] = "csharp",
        ["bash"] = "bash",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="InvalidInputException">The language is none of those that are run here.</exception>
    public static string Read(JsonCursor language) => _ours.TryGetValue(language.String("the name of a language"), out var name)
        ? name
        : throw language.Expected($"a language that this service runs ({string.Join(", ", _ours.Keys.Order(StringComparer.Ordinal))})");
}
