using Verifiers.Code;
using Verifiers.Sandbox;

namespace Verifiers.Api.Commands;

/// <summary>The languages, as found inside the sandbox.</summary>
internal static class Toolchains
{
    /// <summary>One row a language: its version, or how to get it.</summary>
    public static IEnumerable<(string Language, string Found)> Find(SandboxStatus status) => CodeLanguages.All
        .Where(language => status.Languages.ContainsKey(language) || status.MissingLanguages.ContainsKey(language))
        .Select(language => (language, status.Languages.TryGetValue(language, out var version)
            ? version
            : $"not installed; {status.MissingLanguages[language]}"));
}
