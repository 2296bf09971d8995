using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Verifiers.Code;

namespace Verifiers.Api.Plugins;

/// <summary>
/// The operator's folder of <c>*.csx</c> files, each a verifier named as the file. Compiled at the start and when a file changes; one
/// that cannot be compiled keeps the version before it in force.
/// </summary>
/// <param name="folder">Null for none.</param>
/// <param name="runner">What plug-ins may run programs with.</param>
internal sealed partial class PluginFolder(string? folder, ICodeRunner runner)
{
    private IReadOnlyList<Entry> _entries = [];

    /// <summary>The verifiers in force.</summary>
    public IReadOnlyList<IVerifier> Verifiers { get; private set; } = [];

    /// <summary>A sentence for each file that cannot be used.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>Reads again what has changed.</summary>
    /// <param name="taken">Names that plug-ins cannot have.</param>
    public void Reload(IReadOnlySet<string> taken)
    {
        if (folder is null)
            return;
        var problems = new List<string>();
        var entries = new List<Entry>();
        try
        {
            if (!Directory.Exists(folder))
                throw new DirectoryNotFoundException($"{Path.GetFullPath(folder)} does not exist.");
            foreach (var file in Directory.EnumerateFiles(folder, "*.csx").Order(StringComparer.Ordinal))
                entries.Add(Read(file, taken, problems));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            problems.Add($"The folder of plug-ins cannot be read: {unreadable.Message}");
            entries = [.. _entries];
        }

        foreach (var replaced in _entries.Where(entry => entry.Plugin is not null && !entries.Exists(kept => ReferenceEquals(kept.Plugin, entry.Plugin))))
            replaced.Plugin!.Unload();
        _entries = entries;
        Verifiers = [.. entries.Select(entry => entry.Plugin?.Verifier).OfType<IVerifier>()];
        Problems = problems;
    }

    private Entry Read(string file, IReadOnlySet<string> taken, List<string> problems)
    {
        var text = File.ReadAllText(file);
        var version = BitConverter.ToInt32(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))) & int.MaxValue;
        var known = _entries.FirstOrDefault(entry => entry.File == file);
        if (known is { Problem: null } && known.Version == version)
            return known;
        if (known is { Problem: { } old } && known.Version == version)
        {
            problems.Add(old);
            return known;
        }

        var name = Path.GetFileNameWithoutExtension(file);
        var problem = !Name().IsMatch(name) ? "its name is the verifier's: expected lower-case letters, digits and _."
            : taken.Contains(name) ? $"there is a verifier '{name}' already."
            : null;
        try
        {
            if (problem is null)
                return new(file, version, CompiledPlugin.Compile(file, text, name, version, runner), Problem: null);
        }
        catch (PluginException refused)
        {
            problem = refused.Message;
        }

        var kept = known?.Plugin is null ? "" : " The version before it stays in force.";
        problem = $"The plug-in {file} cannot be used: {problem}{kept}";
        problems.Add(problem);
        return new(file, version, known?.Plugin, problem);
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    private sealed record Entry(string File, int Version, CompiledPlugin? Plugin, string? Problem);
}
