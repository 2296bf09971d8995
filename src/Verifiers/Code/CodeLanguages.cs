using System.Collections.Frozen;

namespace Verifiers.Code;

/// <summary>The names that languages go by, in requests and on code fences.</summary>
public static class CodeLanguages
{
    private static readonly FrozenDictionary<string, string> Canonical = new (string Name, string[] Aliases)[]
    {
        ("python", ["python", "python3", "py", "py3", "pypy", "pypy3", "cpython", "ipython"]),
        ("python2", ["python2", "py2"]),
        ("javascript", ["javascript", "js", "node", "nodejs", "node.js", "mjs", "cjs", "ecmascript", "es6"]),
        ("typescript", ["typescript", "ts"]),
        ("cpp", ["cpp", "c++", "cxx", "cc", "cplusplus", "g++", "hpp"]),
        ("c", ["c", "ansi-c"]),
        ("csharp", ["csharp", "c#", "cs", "dotnet"]),
        ("java", ["java"]),
        ("go", ["go", "golang"]),
        ("rust", ["rust", "rs"]),
        ("bash", ["bash", "sh", "shell", "zsh"]),
    }.SelectMany(language => language.Aliases.Select(alias => KeyValuePair.Create(alias, language.Name)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The canonical name for an alias; null when the word names no language known here.</summary>
    /// <param name="word">In any case; a version at the end (<c>c++17</c>, <c>python3.11</c>) does not matter.</param>
    public static string? Find(string word) =>
        Canonical.GetValueOrDefault(word) ?? Canonical.GetValueOrDefault(word.TrimEnd("0123456789.".ToCharArray()));

    /// <summary>The languages known here, whether or not the sandbox runs them.</summary>
    public static IEnumerable<string> All => Canonical.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
