using System.Collections.Frozen;

namespace Verifiers.Code.Files;

/// <summary>
/// Files that a test runner loads by itself, or that stand in for a module it imports: with one of these an answer could decide
/// its own tests. Unless the reference allows them, those of the reference are put back and new ones are taken away.
/// </summary>
internal static class RunnerFiles
{
    private static readonly FrozenSet<string> _names = new[]
    {
        "conftest.py", "pytest.ini", ".pytest.ini", "pytest.toml", "tox.ini", "setup.cfg", "setup.py", "pyproject.toml", "noxfile.py", "sitecustomize.py", "usercustomize.py",
        "package.json", ".npmrc", ".mocharc.js", ".mocharc.cjs", ".mocharc.json", ".mocharc.yml", ".mocharc.yaml", ".runsettings", "Directory.Build.props",
        "Directory.Build.targets", "global.json", "nuget.config", "build.gradle", "build.gradle.kts", "settings.gradle", "pom.xml", "build.rs", ".cargo", "Makefile", "GNUmakefile", "makefile",
        ".coveragerc", ".env", ".bashrc", ".profile", ".node_repl_history",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Modules that runners import, which a file of that name at the top would stand in for.</summary>
    private static readonly FrozenSet<string> _modules = new[]
    {
        "pytest", "_pytest", "pluggy", "iniconfig", "exceptiongroup", "unittest", "xml", "doctest", "py", "nose", "xdist", "coverage", "hypothesis", "mock", "node_modules",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a runner may load this file though no test asks for it.</summary>
    public static bool Includes(string path)
    {
        var parts = path.Split('/');
        var top = parts[0].EndsWith(".py", StringComparison.Ordinal) ? parts[0][..^3] : parts[0];
        return _names.Contains(parts[^1]) || parts.Contains(".cargo") || _modules.Contains(top)
            || path.EndsWith(".pth", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".runsettings", StringComparison.OrdinalIgnoreCase)
            || parts[^1].StartsWith("jest.config.", StringComparison.OrdinalIgnoreCase) || parts[^1].StartsWith("vitest.config.", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Puts the reference's files back and takes new ones away. Returns the paths where that changed something.</summary>
    public static IReadOnlyList<string> Restore(FileSet files, FileSet baseFiles)
    {
        var changed = new List<string>();
        foreach (var path in files.Files.Concat(baseFiles.Files).Select(file => file.Path).Where(Includes).Distinct(StringComparer.Ordinal).ToList())
        {
            var (now, before) = (files.Find(path), baseFiles.Find(path));
            if (before is not null && now is not null && before.Content.Span.SequenceEqual(now.Content.Span))
                continue;
            changed.Add(path);
            if (before is null)
                files.Remove(path);
            else
                files.Put(before);
        }
        return changed;
    }
}
