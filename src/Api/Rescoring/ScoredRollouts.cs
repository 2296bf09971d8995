using System.Text.Json;
using System.Text.RegularExpressions;

namespace Verifiers.Api.Rescoring;

/// <summary>Reads what <c>verifiers rescore</c> wrote, one rollout at a time: a folder of any size costs the memory of a few lines.</summary>
public static partial class ScoredRollouts
{
    private const string Suffix = ".scored.jsonl";

    /// <summary>
    /// Every rollout of a folder: the input files in the order of their names, the lines of each in order. The parts of shards are put
    /// together again. A torn last line, which a run that was killed leaves behind, is no rollout yet and is left out.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A line is none that <c>verifiers rescore</c> writes; says which.</exception>
    public static IEnumerable<ScoredRollout> Read(string folder) => FilesOf(folder).SelectMany(Merge);

    /// <summary>The rollouts of one input file; none when the folder has no output of it.</summary>
    /// <param name="folder">What <c>verifiers rescore --out</c> named.</param>
    /// <param name="file">The name of the input file.</param>
    public static IEnumerable<ScoredRollout> Read(string folder, string file) =>
        FilesOf(folder).Where(parts => InputOf(Path.GetFileName(parts[0])[..^Suffix.Length]) == file).SelectMany(Merge);

    /// <summary>The times of a folder's rollouts, by the name of the input file, in the order of <see cref="Read(string)"/>.</summary>
    public static IEnumerable<(string File, RolloutTiming Timing)> ReadTimings(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.timing.jsonl").Order(StringComparer.Ordinal))
        {
            var input = InputOf(Path.GetFileName(path)[..^".timing.jsonl".Length]);
            foreach (var timing in Lines<RolloutTiming>(path))
                yield return (input, timing);
        }
    }

    /// <summary>The scored files of a folder: for each input its parts, one a shard.</summary>
    private static IEnumerable<IReadOnlyList<string>> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*" + Suffix)
        .GroupBy(path => InputOf(Path.GetFileName(path)[..^Suffix.Length]), StringComparer.Ordinal)
        .OrderBy(parts => parts.Key, StringComparer.Ordinal)
        .Select(parts => (IReadOnlyList<string>)[.. parts.Order(StringComparer.Ordinal)]);

    private static string InputOf(string name) => ShardSuffix().Replace(name, "");

    private static IEnumerable<ScoredRollout> Merge(IReadOnlyList<string> parts)
    {
        if (parts.Count == 1)
        {
            foreach (var only in Lines<ScoredRollout>(parts[0]))
                yield return only;
            yield break;
        }
        var readers = parts.Select(part => Lines<ScoredRollout>(part).GetEnumerator()).ToList();
        try
        {
            var heads = new PriorityQueue<IEnumerator<ScoredRollout>, long>();
            foreach (var reader in readers.Where(reader => reader.MoveNext()))
                heads.Enqueue(reader, reader.Current.Line);
            while (heads.TryDequeue(out var next, out _))
            {
                yield return next.Current;
                if (next.MoveNext())
                    heads.Enqueue(next, next.Current.Line);
            }
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    private static IEnumerable<T> Lines<T>(string path)
    {
        // Shared: a run may still be appending.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        using var reader = new StreamReader(file);
        for (var number = 1L; reader.ReadLine() is { } line; number++)
        {
            var isLast = reader.EndOfStream;
            if (Parse<T>(line, path, number, mayBeTorn: isLast && !EndsWithNewline(file)) is { } value)
                yield return value;
        }
    }

    private static T? Parse<T>(string line, string path, long number, bool mayBeTorn)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, ScoredRollout.Json)
                ?? throw new InvalidDataException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}, line {number}: expected a JSON object, found null."));
        }
        catch (JsonException) when (mayBeTorn)
        {
            return default;
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}, line {number}: expected a line of verifiers rescore: {broken.Message}"), broken);
        }
    }

    private static bool EndsWithNewline(FileStream file)
    {
        var last = new byte[1];
        return file.Length > 0 && RandomAccess.Read(file.SafeFileHandle, last, file.Length - 1) == 1 && last[0] == '\n';
    }

    /// <summary>How the files of one shard are told from another's: <c>a.jsonl.3-of-16.scored.jsonl</c>.</summary>
    [GeneratedRegex(@"\.\d+-of-\d+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ShardSuffix();
}
