using Microsoft.Extensions.FileSystemGlobbing;

namespace Verifiers.Api.Rescoring.Input;

/// <summary>One file of saved rollouts.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its name without the folder; outputs are named after it.</param>
/// <param name="Length">In bytes as it lies there.</param>
internal sealed record InputFile(string Path, string Name, long Length);

/// <summary>The files that a command line names.</summary>
internal static class InputFiles
{
    /// <summary>Files and patterns (<c>*</c> and <c>**</c>), for shells that leave those alone. A file named twice counts once.</summary>
    /// <param name="patterns">As given; their order is kept, the matches of one pattern come by name.</param>
    /// <param name="output">The folder that is written to, in which no input may lie.</param>
    /// <exception cref="RescoreException">A file is not there, or two would have the same output.</exception>
    public static IReadOnlyList<InputFile> Find(IEnumerable<string> patterns, string output)
    {
        var paths = patterns.SelectMany(Expand).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).ToList();
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        if (paths.Find(path => Path.GetDirectoryName(path) == folder) is { } inside)
            throw new RescoreException($"--out {output}: expected a folder of its own; the input {inside} lies in it.");
        foreach (var same in paths.GroupBy(Path.GetFileName, StringComparer.Ordinal).Where(same => same.Count() > 1))
            throw new RescoreException($"{string.Join(" and ", same)} have the same name, and so would have the same output; rescore them into two folders.");
        return [.. paths.Select(path => new InputFile(path, Path.GetFileName(path), LengthOf(path)))];
    }

    /// <summary>A pipe can be read once only, and so not be gone on with.</summary>
    private static long LengthOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return file.CanSeek ? file.Length : throw new RescoreException($"{path}: expected a file, found a pipe; save it first, a run must be able to go on in it.");
    }

    private static IEnumerable<string> Expand(string pattern)
    {
        if (File.Exists(pattern))
            return [pattern];
        if (!pattern.Contains('*', StringComparison.Ordinal))
            throw new RescoreException(Directory.Exists(pattern) ? $"{pattern} is a folder; expected files, such as '{Path.Combine(pattern, "*.jsonl")}'." : $"{pattern}: there is no such file.");
        var parts = pattern.Split('/');
        var fixedParts = parts.TakeWhile(part => !part.Contains('*', StringComparison.Ordinal)).Count();
        var folder = fixedParts == 0 ? "." : string.Join('/', parts[..fixedParts]) + "/";
        var matcher = new Matcher(StringComparison.Ordinal).AddInclude(string.Join('/', parts[fixedParts..]));
        var found = Directory.Exists(folder) ? matcher.GetResultsInFullPath(folder).Order(StringComparer.Ordinal).ToList() : [];
        return found.Count > 0 ? found : throw new RescoreException($"{pattern}: no file matches.");
    }
}
