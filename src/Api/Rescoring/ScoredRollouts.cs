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
        where T : class => ScoredLines.Read<T>(path).Select(line => line.Value);

    /// <summary>How the files of one shard are told from another's: <c>a.jsonl.3-of-16.scored.jsonl</c>.</summary>
    [GeneratedRegex(@"\.\d+-of-\d+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ShardSuffix();
}
