using static System.FormattableString;

namespace Verifiers.Code.Files;

/// <summary>One edit in Aider's form: lines to look for, and lines to put in their place.</summary>
/// <param name="Path">The file.</param>
/// <param name="Search">Lines that stand in it exactly once; none for a new file.</param>
/// <param name="Replace">Lines that take their place.</param>
internal sealed record SearchReplaceBlock(string Path, IReadOnlyList<string> Search, IReadOnlyList<string> Replace)
{
    private const long MostComparisons = 20_000_000;

    public static bool IsIn(IEnumerable<string> lines) => lines.Any(IsStart);

    /// <summary>Reads the edits of a block. A path on the line before an edit is its file, else the edit before has told.</summary>
    /// <param name="lines">Of the block.</param>
    /// <param name="path">From the fence or above it; null when there is none.</param>
    public static (IReadOnlyList<SearchReplaceBlock> Edits, EditFault? Fault) Read(IReadOnlyList<string> lines, string? path)
    {
        var edits = new List<SearchReplaceBlock>();
        for (var at = 0; at < lines.Count; at++)
        {
            if (!IsStart(lines[at]))
            {
                path = FilePaths.FindInLine(lines[at]) ?? path;
                continue;
            }
            var middle = Find(lines, at + 1, line => line.TrimEnd() == "=======");
            var end = middle < 0 ? -1 : Find(lines, middle + 1, line => line.StartsWith(">>>>>>> REPLACE", StringComparison.Ordinal));
            if (end < 0)
                return (edits, EditFault.Patch(Invariant($"The edit on line {at + 1} of its block is not complete (<<<<<<< SEARCH, =======, >>>>>>> REPLACE).")));
            if (path is null)
                return (edits, EditFault.Patch(Invariant($"The edit on line {at + 1} of its block names no file.")));
            edits.Add(new SearchReplaceBlock(path, [.. lines.Take(middle).Skip(at + 1)], [.. lines.Take(end).Skip(middle + 1)]));
            at = end;
        }
        return (edits, null);
    }

    public EditFault? ApplyTo(FileSet files)
    {
        if (FilePaths.FindFault(Path) is { } fault)
            return EditFault.BadPath(Path, fault);
        var old = files.Find(Path);
        if ((old is null ? TextLines.Empty : TextLines.Read(old.Content)) is not { } text)
            return EditFault.Patch($"The file '{Path}' is no text.");
        if (Search.Count == 0 && text.Lines.Count > 0)
            return EditFault.Patch($"An edit of '{Path}' looks for nothing, and the file is not empty.");
        if (Search.Count > 0 && old is null)
            return EditFault.Patch($"There is no file '{Path}' to change.");
        int? place = Search.Count == 0 ? 0 : null;
        var comparisons = 0L;
        for (var at = 0; Search.Count > 0 && at <= text.Lines.Count - Search.Count; at++)
        {
            var index = 0;
            while (index < Search.Count && string.Equals(text.Lines[at + index], Search[index], StringComparison.Ordinal))
                index++;
            comparisons += index + 1;
            if (comparisons > MostComparisons)
                return EditFault.Patch($"An edit of '{Path}' has too much to search through.");
            if (index < Search.Count)
                continue;
            if (place is not null)
                return EditFault.Patch(Invariant($"An edit of '{Path}' looks for lines that stand there more than once (lines {place + 1} and {at + 1})."));
            place = at;
        }
        if (place is not { } start)
            return EditFault.Patch($"An edit of '{Path}' looks for lines that do not stand there: '{EditFault.Shown(Search[0].Trim())}' and what follows.");
        var lines = text.Lines.Take(start).Concat(Replace).Concat(text.Lines.Skip(start + Search.Count)).ToList();
        files.Put(new ProgramFile(Path, (text with { Lines = lines }).Write(), old?.IsExecutable ?? false));
        return null;
    }

    private static bool IsStart(string line) => line.StartsWith("<<<<<<< SEARCH", StringComparison.Ordinal);

    private static int Find(IReadOnlyList<string> lines, int from, Func<string, bool> isIt)
    {
        for (var at = from; at < lines.Count; at++)
        {
            if (isIt(lines[at]))
                return at;
        }
        return -1;
    }
}
