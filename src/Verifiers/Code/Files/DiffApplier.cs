using static System.FormattableString;

namespace Verifiers.Code.Files;

/// <summary>
/// Applies a diff to files as GNU patch does: each hunk at its line, moved by what the hunks before it moved; else at the nearest
/// place where its old lines stand; else the same with one, then two lines of the context at its ends left out (fuzz). A hunk
/// whose header has no line numbers must fit in exactly one place, with all of its context.
/// </summary>
internal sealed class DiffApplier(FileSet files)
{
    private const int MostFuzz = 2;
    private const long MostComparisons = 20_000_000;
    private long _comparisons;

    /// <summary>Hunks that stood elsewhere than they said.</summary>
    public int Moved { get; private set; }

    /// <summary>Hunks that fitted only without a part of their context.</summary>
    public int Fuzzy { get; private set; }

    /// <summary>Changes the files; null when all of the diff fits, else why not, and then the files are half changed.</summary>
    public EditFault? Apply(IEnumerable<DiffFile> diff) => diff.Select(ApplyFile).FirstOrDefault(fault => fault is not null);

    private EditFault? ApplyFile(DiffFile change)
    {
        var path = (change.NewPath ?? change.OldPath)!;
        foreach (var named in new[] { change.OldPath, change.NewPath }.OfType<string>())
        {
            if (FilePaths.FindFault(named) is { } fault)
                return EditFault.BadPath(named, fault);
        }
        var old = change.OldPath is null ? null : files.Find(change.OldPath);
        if (change.OldPath is not null && old is null)
            return EditFault.Patch($"There is no file '{change.OldPath}' to change.");
        if (change.OldPath is null && files.Find(path) is { Content.Length: > 0 })
            return EditFault.Patch($"The file '{path}' is to be made, and exists already.");
        if (change.NewPath is not null && change.OldPath is not null && change.NewPath != change.OldPath && files.Find(change.NewPath) is not null)
            return EditFault.Patch($"The file '{change.NewPath}' is to be made by a renaming, and exists already.");
        if ((old is null ? TextLines.Empty : TextLines.Read(old.Content)) is not { } text)
            return EditFault.Patch($"The file '{path}' is no text.");
        var (changed, problem) = ApplyHunks(path, text, change.Hunks);
        if (changed is null)
            return problem;
        if (change.NewPath is null && change.Hunks.Count > 0 && changed.Lines.Count > 0)
            return EditFault.Patch($"The file '{path}' is to be deleted, and holds more than the diff says.");
        if (change.OldPath is not null)
            files.Remove(change.OldPath);
        if (change.NewPath is not null)
            files.Put(new ProgramFile(change.NewPath, changed.Write(), old?.IsExecutable ?? false));
        return null;
    }

    private (TextLines? Text, EditFault? Fault) ApplyHunks(string path, TextLines text, IReadOnlyList<DiffHunk> hunks)
    {
        var lines = new List<string>();
        var endsWithNewline = text.EndsWithNewline;
        var done = 0; // lines of the old text that are behind us
        var drift = 0;
        for (var index = 0; index < hunks.Count; index++)
        {
            var hunk = hunks[index];
            if (Place(text.Lines, hunk, done, drift) is not { } place)
            {
                var why = _comparisons > MostComparisons ? "there is too much to search through" : hunk.OldStart is null
                    ? "its old lines do not stand in exactly one place of the file"
                    : "its old lines do not stand in the file";
                return (null, EditFault.Patch(Invariant($"Hunk {index + 1} of '{path}' (line {hunk.At} of the diff) does not fit: {why}.")));
            }
            var (start, lead, trail) = place;
            Moved += hunk.OldStart is { } said && start - lead != said - 1 + drift ? 1 : 0;
            Fuzzy += lead + trail > 0 ? 1 : 0;
            if (hunk.OldStart is { } stated)
                drift = start - lead - (stated - 1);
            lines.AddRange(text.Lines.Skip(done).Take(start - done));
            var body = hunk.Lines.Skip(lead).SkipLast(trail).ToList();
            lines.AddRange(body.Where(line => line.Kind != '-').Select(line => line.Text));
            done = start + body.Count(line => line.Kind != '+');
            if (done == text.Lines.Count && trail == 0)
                endsWithNewline = !hunk.NewLacksNewline && (hunk.OldLacksNewline || endsWithNewline);
        }
        lines.AddRange(text.Lines.Skip(done));
        return (text with { Lines = lines, EndsWithNewline = endsWithNewline }, null);
    }

    /// <summary>Where the hunk's old lines stand, and how many lines of context at its ends are left out for it.</summary>
    private (int Start, int Lead, int Trail)? Place(IReadOnlyList<string> text, DiffHunk hunk, int from, int drift)
    {
        var leading = hunk.Lines.TakeWhile(line => line.Kind == ' ').Count();
        if (leading == hunk.Lines.Count)
            leading = 0; // nothing but context changes nothing, and none of it is left out
        var trailing = leading == hunk.Lines.Count ? 0 : hunk.Lines.Reverse().TakeWhile(line => line.Kind == ' ').Count();
        var context = Math.Max(leading, trailing);
        for (var fuzz = 0; fuzz <= (hunk.OldStart is null ? 0 : Math.Min(MostFuzz, context)); fuzz++)
        {
            // The longer end gives way first, as in GNU patch.
            var lead = Math.Max(0, fuzz + leading - context);
            var trail = Math.Max(0, fuzz + trailing - context);
            var old = hunk.Lines.Skip(lead).SkipLast(trail).Where(line => line.Kind != '+').Select(line => line.Text).ToArray();
            var found = hunk.OldStart is { } start
                ? FindNearest(text, old, from, start - 1 + drift + lead)
                : FindOnly(text, old, from);
            if (found is { } at)
                return (at, lead, trail);
        }
        return null;
    }

    private int? FindNearest(IReadOnlyList<string> text, string[] old, int from, int expected)
    {
        var last = text.Count - old.Length;
        if (old.Length == 0) // lines are only added, and nothing tells where but the line number
            return expected >= from && expected <= last ? expected : null;
        expected = Math.Clamp(expected, 0, Math.Max(0, text.Count));
        for (var distance = 0; distance <= text.Count; distance++)
        {
            if (StandsAt(text, old, expected + distance, from, last))
                return expected + distance;
            if (distance > 0 && StandsAt(text, old, expected - distance, from, last))
                return expected - distance;
            if (_comparisons > MostComparisons)
                return null;
        }
        return null;
    }

    private int? FindOnly(IReadOnlyList<string> text, string[] old, int from)
    {
        if (old.Length == 0)
            return text.Count == 0 ? 0 : null;
        int? only = null;
        for (var at = from; at <= text.Count - old.Length; at++)
        {
            if (!StandsAt(text, old, at, from, text.Count - old.Length))
                continue;
            if (only is not null)
                return null;
            only = at;
        }
        return _comparisons > MostComparisons ? null : only;
    }

    private bool StandsAt(IReadOnlyList<string> text, string[] old, int at, int from, int last)
    {
        if (at < from || at > last)
            return false;
        for (var index = 0; index < old.Length; index++)
        {
            if (++_comparisons > MostComparisons || !string.Equals(text[at + index], old[index], StringComparison.Ordinal))
                return false;
        }
        return true;
    }
}
