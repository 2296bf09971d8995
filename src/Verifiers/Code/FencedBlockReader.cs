namespace Verifiers.Code;

/// <summary>
/// The fenced code blocks of a text, as CommonMark has them: backticks or tildes, a closing fence at least as long as the opening
/// one, indentation up to three columns, list items as containers. Fences inside a block are its content.
/// </summary>
/// <remarks>
/// Three things differ from CommonMark, because completions are not documents: an opening fence may stand directly behind
/// <c>&lt;answer&gt;</c>, and behind any tags or special tokens that begin the line; a tag or special token may stand directly behind a closing fence; a line indented less than its list
/// item does not end a block. One pass, linear in the text.
/// </remarks>
internal ref struct FencedBlockReader(string text, TextSpan section)
{
    private const int MaxFenceIndent = 3;
    private const int MaxListDepth = 32;

    private readonly ReadOnlySpan<char> _text = text.AsSpan(0, section.End);
    private readonly List<FencedBlock> _blocks = [];
    private readonly List<int> _listOffsets = []; // columns at which the content of the open list items begins
    private int _at = section.Start;

    /// <summary>All blocks in order; only the last one can be cut off.</summary>
    public static List<FencedBlock> Read(string text, TextSpan section)
    {
        var reader = new FencedBlockReader(text, section);
        while (reader._at < section.End)
            reader.ReadLine();
        return reader._blocks;
    }

    private void ReadLine()
    {
        var lineEnd = LineEndFrom(_at);
        var start = SkipListMarkers(_at, lineEnd);
        var line = _text[start..lineEnd];
        var indent = Indentation(line) + ColumnOf(_at, start);
        var container = _listOffsets.Count == 0 ? 0 : _listOffsets[^1];

        if (LengthOfTags(line) is var tags and > 0)
        {
            start += tags;
            line = _text[start..lineEnd];
            indent = container;
        }
        var fence = line.TrimStart(' ');
        var length = FenceLength(fence);
        var info = fence[length..].Trim();
        var opens = length >= 3 && indent - container <= MaxFenceIndent && !(fence[0] == '`' && info.Contains('`'));
        _at = Math.Min(lineEnd + 1, _text.Length);
        if (opens)
            ReadBlock(start + line.Length - fence.Length, fence[0], length, info.ToString(), indent, container);
    }

    private void ReadBlock(int start, char mark, int length, string info, int indent, int container)
    {
        var contentStart = _at;
        while (_at < _text.Length)
        {
            var lineStart = _at;
            var lineEnd = LineEndFrom(lineStart);
            var line = _text[lineStart..lineEnd];
            _at = Math.Min(lineEnd + 1, _text.Length);
            var fence = line.TrimStart(' ');
            var closingLength = fence.IsEmpty || fence[0] != mark ? 0 : FenceLength(fence);
            if (closingLength < length || line.Length - fence.Length > container + MaxFenceIndent || !IsEndOfFence(fence[closingLength..]))
                continue;
            var end = lineStart + line.Length - fence.Length + closingLength;
            _blocks.Add(new FencedBlock(start, end, info, TextSpan.Between(contentStart, lineStart), indent, IsClosed: true));
            return;
        }
        _blocks.Add(new FencedBlock(start, _text.Length, info, TextSpan.Between(contentStart, _text.Length), indent, IsClosed: false));
    }

    /// <summary>What of the line stands before a fence behind tags: <c>&lt;answer&gt;```python</c>, <c>&lt;|assistant|&gt;```python</c>.</summary>
    private static int LengthOfTags(ReadOnlySpan<char> line)
    {
        if (line.LastIndexOf("<answer>", StringComparison.Ordinal) is var answer and >= 0)
            return answer + "<answer>".Length;
        var length = 0;
        while (line[length..].TrimStart(' ') is ['<', ..] rest && rest.IndexOf('>') is var end and >= 0)
            length = line.Length - rest.Length + end + 1;
        return length;
    }

    /// <summary>Nothing else, or a tag or special token: <c>&lt;/answer&gt;</c>, <c>&lt;|im_end|&gt;</c>.</summary>
    private static bool IsEndOfFence(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(" \t\r");
        return rest.IsEmpty || rest[0] == '<';
    }

    /// <summary>Keeps the open list items in step with the line and skips the markers of items that begin in it.</summary>
    private readonly int SkipListMarkers(int lineStart, int lineEnd)
    {
        var at = lineStart;
        while (true)
        {
            var line = _text[at..lineEnd];
            var blanks = Indentation(line);
            if (line[blanks..].IsWhiteSpace())
                return at; // a blank line ends no list item
            var column = ColumnOf(lineStart, at) + blanks;
            while (_listOffsets.Count > 0 && column < _listOffsets[^1])
                _listOffsets.RemoveAt(_listOffsets.Count - 1);
            var marker = ListMarkerLength(line[blanks..]);
            if (marker == 0 || _listOffsets.Count == MaxListDepth || column - (_listOffsets.Count == 0 ? 0 : _listOffsets[^1]) > MaxFenceIndent)
                return at;
            var content = line[(blanks + marker)..];
            var padding = Indentation(content);
            at += blanks + marker;
            _listOffsets.Add(column + marker + (padding is >= 1 and <= 4 ? padding : 1));
        }
    }

    /// <summary>Length of <c>-</c>, <c>+</c>, <c>*</c>, <c>1.</c> or <c>1)</c> with a blank behind it; 0 when there is none.</summary>
    private static int ListMarkerLength(ReadOnlySpan<char> line)
    {
        var digits = Math.Max(0, line.IndexOfAnyExceptInRange('0', '9'));
        var isMarker = digits == 0
            ? line.Length > 1 && line[0] is '-' or '+' or '*'
            : digits <= 9 && line.Length > digits + 1 && line[digits] is '.' or ')';
        return isMarker && line[digits + 1] == ' ' ? digits + 1 : 0;
    }

    private static int FenceLength(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || line[0] is not ('`' or '~'))
            return 0;
        var length = line.IndexOfAnyExcept(line[0]);
        return length < 0 ? line.Length : length;
    }

    private static int Indentation(ReadOnlySpan<char> line)
    {
        var blanks = line.IndexOfAnyExcept(' ');
        return blanks < 0 ? line.Length : blanks;
    }

    private static int ColumnOf(int lineStart, int position) => position - lineStart;

    private readonly int LineEndFrom(int start)
    {
        var step = _text[start..].IndexOf('\n');
        return step < 0 ? _text.Length : start + step;
    }
}
