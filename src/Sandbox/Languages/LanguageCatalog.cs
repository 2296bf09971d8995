using System.Collections.Frozen;

namespace Verifiers.Sandbox.Languages;

/// <summary>The languages that are run by a command. Python is not among them: it is forked from the warm interpreter.</summary>
internal static class LanguageCatalog
{
    public const string Python = "python";

    public static IReadOnlyList<Language> All { get; } =
    [
        C.Description, Cpp.Description, CSharp.Description, Java.Description, JavaScript.Description, TypeScript.Description,
        Go.Description, Rust.Description, Bash.Description,
    ];

    private static readonly FrozenDictionary<string, Language> _byName = All.ToFrozenDictionary(language => language.Name, StringComparer.Ordinal);

    public static Language? Find(string name) => _byName.GetValueOrDefault(name);
}
