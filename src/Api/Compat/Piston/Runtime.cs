using System.Text.RegularExpressions;
using Verifiers.Sandbox;

namespace Verifiers.Api.Compat.Piston;

/// <summary>A language with the version that this host has.</summary>
/// <param name="Language">Canonical name.</param>
/// <param name="Version">Numbers with dots, as many as the language's own program prints.</param>
/// <param name="Aliases">Some of the other names that it goes by.</param>
internal sealed partial record Runtime(string Language, string Version, IReadOnlyList<string> Aliases)
{
    private static readonly Dictionary<string, string[]> _aliases = new(StringComparer.Ordinal)
    {
        ["python"] = ["py", "py3", "python3"],
        ["javascript"] = ["js", "node", "nodejs"],
        ["typescript"] = ["ts"],
        ["cpp"] = ["c++", "g++"],
        ["csharp"] = ["c#", "cs", "dotnet"],
        ["go"] = ["golang"],
        ["rust"] = ["rs"],
        ["bash"] = ["sh"],
    };

    /// <summary>Those of this host.</summary>
    public static IReadOnlyList<Runtime> All(SandboxStatus status) =>
    [
        .. status.Languages.OrderBy(language => language.Key, StringComparer.Ordinal).Select(language => new Runtime(
            language.Key, VersionPattern().Match(language.Value) is { Success: true } version ? version.Value : "0.0.0", _aliases.GetValueOrDefault(language.Key) ?? [])),
    ];

    /// <summary>Whether a selector means this version: <c>*</c>, or the first numbers of it (<c>3</c>, <c>3.11</c>, <c>3.x</c>), with or without <c>^</c> or <c>~</c>.</summary>
    public bool IsMetBy(string selector)
    {
        var wanted = selector.TrimStart('^', '~', 'v').Split('.');
        var own = Version.Split('.');
        for (var i = 0; i < wanted.Length && wanted[i] is not ("*" or "x" or "X"); i++)
        {
            if (i >= own.Length ? wanted[i] != "0" : wanted[i] != own[i])
                return false;
        }
        return true;
    }

    [GeneratedRegex(@"\d+(\.\d+){1,3}", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex VersionPattern();
}
