using System.Globalization;
using static System.FormattableString;

namespace Verifiers.Code.Files;

/// <summary>One line of a hunk.</summary>
/// <param name="Kind">A blank (context), <c>-</c> or <c>+</c>.</param>
/// <param name="Text">Without that mark and without a line end.</param>
internal readonly record struct DiffLine(char Kind, string Text);

/// <summary>One hunk.</summary>
/// <param name="At">Its line in the diff, from 1.</param>
/// <param name="OldStart">The line of the old file where it begins, from 1, as written; null when the header does not say.</param>
/// <param name="Lines">Its lines in order.</param>
/// <param name="OldLacksNewline">The old side's last line has no line end.</param>
/// <param name="NewLacksNewline">The new side's last line has no line end.</param>
internal sealed record DiffHunk(int At, int? OldStart, IReadOnlyList<DiffLine> Lines, bool OldLacksNewline, bool NewLacksNewline);

/// <summary>What happens to one file.</summary>
/// <param name="OldPath">Null for a file that is made.</param>
/// <param name="NewPath">Null for a file that is deleted.</param>
/// <param name="Hunks">In order.</param>
internal sealed record DiffFile(string? OldPath, string? NewPath, IReadOnlyList<DiffHunk> Hunks);

/// <summary>
/// Reads a unified diff, with or without git's extended headers. Text between files is passed over, as patch does. Numbers of
/// lines in a header are believed only as far as the lines that follow agree: models count badly.
/// </summary>
internal ref struct UnifiedDiff
{
    private const int MostFiles = 1_000;
    private readonly string[] _lines;
    private readonly List<DiffFile> _files = [];
    private int _at;
    private string? _oldPath;
    private string? _newPath;
    private bool _isOpen;
    private List<DiffHunk> _hunks = [];
    private EditFault? _fault;

    private UnifiedDiff(string[] lines) => _lines = lines;

    public static (IReadOnlyList<DiffFile> Files, EditFault? Fault) Read(string text)
    {
        var lines = text.Split('\n');
        if (lines.All(line => line.Length == 0 || line.EndsWith('\r')))
            lines = [.. lines.Select(line => line.TrimEnd('\r'))];
        var reader = new UnifiedDiff(lines);
        reader.ReadAll();
        return (reader._files, reader._fault);
    }

    private void ReadAll()
    {
        while (_at < _lines.Length && _fault is null)
            ReadLine(_lines[_at]);
        Close();
        if (_fault is null && _files.Count == 0)
            Fail("The diff changes no file.");
    }

    private void ReadLine(string line)
    {
        if (line.StartsWith("diff --git ", StringComparison.Ordinal))
        {
            Close();
            Open(line["diff --git ".Length..]);
            _at++;
        }
        else if (line.StartsWith("--- ", StringComparison.Ordinal) && IsAt(_at + 1, "+++ "))
        {
            if (!_isOpen || _hunks.Count > 0)
                Close();
            _isOpen = true;
            (_oldPath, _newPath) = PathsOf(line[4..], _lines[_at + 1][4..]);
            _at += 2;
        }
        else if (line.StartsWith("@@", StringComparison.Ordinal))
        {
            ReadHunk();
        }
        else
        {
            if (_isOpen && _hunks.Count == 0)
                ReadExtendedHeader(line);
            else if (_hunks.Count > 0 && line.StartsWith('+'))
                Fail(Invariant($"Line {_at + 1} of the diff adds a line outside of any hunk."));
            _at++;
        }
    }

    /// <summary><c>a/x b/x</c>: what a change of mode, a new empty file or a deleted one has instead of hunks.</summary>
    private void Open(string paths)
    {
        _isOpen = true;
        var cut = paths.IndexOf(" b/", StringComparison.Ordinal);
        if (paths.StartsWith("a/", StringComparison.Ordinal) && cut > 0)
            (_oldPath, _newPath) = (paths[2..cut], paths[(cut + 3)..].TrimEnd());
    }

    private void ReadExtendedHeader(string line)
    {
        if (Value("new file mode ") is { } made)
        {
            if (!made.StartsWith("100", StringComparison.Ordinal))
                Fail(Invariant($"Line {_at + 1} of the diff makes a link or a submodule, which is not allowed."));
            _oldPath = null;
        }
        else if (Value("new mode ") is { } mode && !mode.StartsWith("100", StringComparison.Ordinal))
        {
            Fail(Invariant($"Line {_at + 1} of the diff makes a link or a submodule, which is not allowed."));
        }
        else if (Value("deleted file mode ") is not null)
        {
            _newPath = null;
        }
        else if (Value("rename from ") is { } from)
        {
            _oldPath = from;
        }
        else if (Value("rename to ") is { } to)
        {
            _newPath = to;
        }
        else if (Value("copy from ") is not null || line == "GIT binary patch" || line.StartsWith("Binary files ", StringComparison.Ordinal))
        {
            Fail(Invariant($"Line {_at + 1} of the diff copies a file or changes a binary one, which is not supported."));
        }

        string? Value(string name) => line.StartsWith(name, StringComparison.Ordinal) ? line[name.Length..].Trim() : null;
    }

    private void ReadHunk()
    {
        if (!_isOpen)
        {
            Fail(Invariant($"Line {_at + 1} of the diff begins a hunk, and no file is named before it (--- and +++)."));
            return;
        }
        var header = _at++;
        var (oldStart, oldLeft, newLeft) = ReadRanges(_lines[header]);
        var lines = new List<DiffLine>();
        var (oldLacks, newLacks) = (false, false);
        for (; _at < _lines.Length; _at++)
        {
            var line = _lines[_at];
            if (line.StartsWith("\\ ", StringComparison.Ordinal))
            {
                oldLacks |= lines is [.., { Kind: ' ' or '-' }];
                newLacks |= lines is [.., { Kind: ' ' or '+' }];
                continue;
            }
            var isComplete = oldLeft <= 0 && newLeft <= 0;
            var isExact = oldStart is not null && oldLeft == 0 && newLeft == 0;
            if (line.Length == 0 ? isExact || !GoesOn() : EndsHunk(line, isComplete))
                break;
            var kind = line.Length == 0 ? ' ' : line[0]; // an empty context line often loses its blank on the way
            lines.Add(new DiffLine(kind, line.Length == 0 ? "" : line[1..]));
            oldLeft -= kind == '+' ? 0 : 1;
            newLeft -= kind == '-' ? 0 : 1;
        }
        if (lines.Count > 0)
            _hunks.Add(new DiffHunk(header + 1, oldStart, lines, oldLacks, newLacks));
    }

    private readonly bool EndsHunk(string line, bool isComplete) =>
        line[0] is not (' ' or '+' or '-')
        || (isComplete && (line == "-- " || (line.StartsWith("--- ", StringComparison.Ordinal) && IsAt(_at + 1, "+++ ")))); // "-- " begins a mail's signature

    /// <summary>Whether the empty lines here are context, because more of the hunk follows them.</summary>
    private readonly bool GoesOn()
    {
        for (var at = _at; at < _lines.Length; at++)
        {
            if (_lines[at].Length > 0)
                return _lines[at][0] is ' ' or '+' or '-' && !(_lines[at].StartsWith("--- ", StringComparison.Ordinal) && IsAt(at + 1, "+++ "));
        }
        return false;
    }

    /// <summary><c>@@ -1,2 +3,4 @@</c>. Without numbers the hunk may stand anywhere, and its lines tell its length.</summary>
    private static (int? OldStart, int OldCount, int NewCount) ReadRanges(string header)
    {
        var parts = header.Split(' ', 4);
        return parts.Length >= 3 && ReadRange(parts[1], '-') is { } old && ReadRange(parts[2], '+') is { } @new
            ? (old.Count == 0 ? old.Start + 1 : old.Start, old.Count, @new.Count)
            : (null, 0, 0);
    }

    private static (int Start, int Count)? ReadRange(string text, char mark)
    {
        if (text.Length < 2 || text[0] != mark)
            return null;
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var count = 1;
        var isRange = int.TryParse(text.AsSpan(1, (comma < 0 ? text.Length : comma) - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            && (comma < 0 || int.TryParse(text.AsSpan(comma + 1), NumberStyles.None, CultureInfo.InvariantCulture, out count));
        return isRange && start < int.MaxValue ? (start, count) : null;
    }

    private static (string? Old, string? New) PathsOf(string old, string @new)
    {
        var (from, to) = (PathOf(old), PathOf(@new));
        var arePrefixed = (from is null || from.StartsWith("a/", StringComparison.Ordinal)) && (to is null || to.StartsWith("b/", StringComparison.Ordinal));
        return arePrefixed ? (from?[2..], to?[2..]) : (from, to);
    }

    /// <summary>Up to a tab, behind which a time may stand.</summary>
    private static string? PathOf(string header)
    {
        var end = header.IndexOf('\t', StringComparison.Ordinal);
        var path = (end < 0 ? header : header[..end]).Trim();
        return path == "/dev/null" ? null : path;
    }

    private void Close()
    {
        if (_isOpen && (_oldPath ?? _newPath) is not null)
        {
            _files.Add(new DiffFile(_oldPath, _newPath, _hunks));
            if (_files.Count > MostFiles)
                Fail(Invariant($"The diff changes more than {MostFiles} files."));
        }
        (_isOpen, _oldPath, _newPath, _hunks) = (false, null, null, []);
    }

    private readonly bool IsAt(int index, string start) => index < _lines.Length && _lines[index].StartsWith(start, StringComparison.Ordinal);

    private void Fail(string sentence) => _fault ??= EditFault.Patch(sentence);
}
