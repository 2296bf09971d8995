using System.Globalization;
using System.Text;

namespace Verifiers.Structured.Documents;

/// <summary>
/// Reads one document of YAML 1.2 with the core schema: block and flow collections, all kinds of scalars, anchors and aliases. Keys are
/// texts as written. Refused are complex keys (<c>? </c>), more than one document, and <c>.inf</c> and <c>.nan</c>, which JSON's
/// data model does not have.
/// </summary>
internal sealed partial class YamlText
{
    private const int MaxCopied = 1_000_000; // values that aliases may repeat in all

    private readonly string _text;
    private readonly Dictionary<string, DataValue> _anchors = new(StringComparer.Ordinal);
    private int _at;
    private int _copied;

    private YamlText(string text) => _text = text.Contains('\r') ? text.ReplaceLineEndings("\n") : text;

    public static DocumentReading Read(string text)
    {
        var reader = new YamlText(text);
        try
        {
            return new(reader.ReadDocument());
        }
        catch (UnreadableException fault)
        {
            return DocumentReading.Failed(fault.Message, fault.At, fault.IsDuplicateKey);
        }
    }

    private char Next => Peek(0);

    private int Column => _at - (_text.LastIndexOf('\n', Math.Max(0, _at - 1), Math.Max(0, _at)) + 1);

    private DataValue ReadDocument()
    {
        if (Next == '\ufeff')
            _at++;
        SkipToContent();
        while (Next == '%' && Column == 0)
        {
            SkipLine();
            SkipToContent();
        }
        if (IsMarker("---"))
        {
            _at += 3;
            SkipBlanks();
        }
        var value = ReadNode(-1, 0, isInline: Column > 0 && !IsLineEnd());
        SkipToContent();
        if (IsMarker("..."))
        {
            _at += 3;
            SkipToContent();
        }
        return _at == _text.Length ? value : throw Wrong("something stands behind the document.");
    }

    /// <summary>Reads a node that belongs to a collection indented by so many columns.</summary>
    /// <param name="parent">Its lines are indented further; -1 at the top.</param>
    /// <param name="depth">Collections around it.</param>
    /// <param name="isInline">Whether it stands behind the key on one line, where no block collection can begin.</param>
    /// <param name="allowsSequenceAtParent">Whether a sequence may be indented as its parent is, as under a key.</param>
    private DataValue ReadNode(int parent, int depth, bool isInline, bool allowsSequenceAtParent = false)
    {
        if (depth > DataValue.MaxDepth)
            throw Wrong($"nested more than {DataValue.MaxDepth} deep.");
        string? anchor = null, tag = null;
        while (true)
        {
            var lineBefore = LineStart();
            SkipToContent();
            if (LineStart() != lineBefore)
                isInline = false;
            if (_at == _text.Length || IsMarker("---") || IsMarker("...") || !BelongsTo(parent, allowsSequenceAtParent, isInline))
                return Anchored(anchor, Resolve("", tag));
            if (Next == '&' && anchor is null && !IsKeyHere(isInline))
                anchor = ReadName();
            else if (Next == '!' && tag is null && !IsKeyHere(isInline))
                tag = ReadName();
            else
                break;
        }
        return Anchored(anchor, ReadContent(parent, depth, isInline, tag));
    }

    private bool BelongsTo(int parent, bool allowsSequenceAtParent, bool isInline) =>
        isInline || Column > parent || (allowsSequenceAtParent && Column == parent && IsIndicator('-'));

    private DataValue ReadContent(int parent, int depth, bool isInline, string? tag)
    {
        CheckIndentation();
        if (Next is '|' or '>')
            return Resolve(ReadBlockScalar(parent), tag, isPlain: false);
        if (!isInline && IsIndicator('-'))
            return ReadSequence(Column, depth);
        if (!isInline && IsIndicator('?'))
            throw Wrong("keys that are collections are not read here.");
        if (!isInline && IsKeyHere(isInline: false))
            return ReadMapping(Column, depth);
        DataValue value;
        switch (Next)
        {
            case '[' or '{':
                value = ReadFlow(depth);
                break;
            case '"' or '\'':
                value = Resolve(ReadQuoted(parent), tag, isPlain: false);
                break;
            case '*':
                value = ReadAlias(depth);
                break;
            default:
                return Resolve(ReadPlain(parent), tag);
        }
        SkipBlanks();
        return IsLineEnd() ? value : throw Wrong("something stands behind the value.");
    }

    private DataList ReadSequence(int indent, int depth)
    {
        var items = new List<DataValue>();
        while (_at < _text.Length && Column == indent && IsIndicator('-') && !IsMarker("---"))
        {
            _at++;
            items.Add(ReadNode(indent, depth + 1, isInline: false));
            SkipToContent();
        }
        if (_at < _text.Length && Column > indent)
            throw Wrong("the indentation fits no collection.");
        return new(items);
    }

    private DataObject ReadMapping(int indent, int depth)
    {
        var members = new List<DataMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (_at < _text.Length && Column == indent && !IsMarker("---") && !IsMarker("..."))
        {
            CheckIndentation();
            var start = _at;
            if (!IsKeyHere(isInline: false))
                throw Wrong("a key with a colon should stand here.");
            var name = ReadKey();
            if (!names.Add(name))
                throw Wrong("the key stands twice in one mapping.", start, isDuplicateKey: true);
            SkipBlanks();
            _at++; // the colon
            SkipBlanks();
            members.Add(new(name, ReadNode(indent, depth + 1, isInline: !IsLineEnd(), allowsSequenceAtParent: true)));
            SkipToContent();
        }
        if (_at < _text.Length && Column > indent)
            throw Wrong("the indentation fits no collection.");
        return new(members);
    }

    private string ReadKey()
    {
        while (Next is '&' or '!')
        {
            ReadName();
            SkipBlanks();
        }
        if (Next is '"' or '\'')
            return ReadQuoted(int.MaxValue);
        var end = PlainEnd(_at, inFlow: false);
        var name = _text[_at..end].TrimEnd(' ', '\t');
        _at += name.Length;
        return name;
    }

    /// <summary>Whether a key and its colon stand on this line. Linear in the line.</summary>
    private bool IsKeyHere(bool isInline)
    {
        if (isInline)
            return false;
        var start = _at;
        try
        {
            while (Next is '&' or '!')
            {
                ReadName();
                SkipBlanks();
            }
            if (Next is '"' or '\'')
            {
                var line = LineStart();
                ReadQuoted(int.MaxValue);
                SkipBlanks();
                return LineStart() == line && IsIndicator(':');
            }
            if (!CanBeginPlain())
                return false;
            _at = PlainEnd(_at, inFlow: false);
            return IsIndicator(':');
        }
        catch (UnreadableException)
        {
            return false;
        }
        finally
        {
            _at = start;
        }
    }

    private DataValue ReadAlias(int depth)
    {
        var start = _at;
        var name = ReadName();
        if (!_anchors.TryGetValue(name[1..], out var value))
            throw Wrong("the alias names no anchor before it.", start);
        _copied += value.Weight;
        return _copied <= MaxCopied && value.Depth + depth <= DataValue.MaxDepth ? value : throw Wrong("aliases make the document too large.", start);
    }

    private DataValue Anchored(string? anchor, DataValue value)
    {
        if (anchor is not null)
            _anchors[anchor[1..]] = value;
        return value;
    }

    /// <summary><c>&amp;anchor</c>, <c>*alias</c> or <c>!tag</c>, with its sign.</summary>
    private string ReadName()
    {
        var start = _at++;
        while (_at < _text.Length && !char.IsWhiteSpace(Next) && Next is not (',' or '[' or ']' or '{' or '}'))
            _at++;
        return _at > start + 1 || _text[start] == '!' ? _text[start.._at] : throw Wrong("a name should stand here.", start);
    }

    /// <summary>A flow collection, over any number of lines.</summary>
    private DataValue ReadFlow(int depth)
    {
        if (depth > DataValue.MaxDepth)
            throw Wrong($"nested more than {DataValue.MaxDepth} deep.");
        var isList = Next == '[';
        var closing = isList ? ']' : '}';
        var items = new List<DataValue>();
        var members = new List<DataMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        _at++;
        while (true)
        {
            SkipToContent();
            if (Next == closing)
                break;
            var start = _at;
            var (value, name) = ReadFlowEntry(depth, needsKey: !isList);
            if (name is null)
                items.Add(value);
            else if (isList)
                items.Add(new DataObject([new(name, value)]));
            else if (names.Add(name))
                members.Add(new(name, value));
            else
                throw Wrong("the key stands twice in one mapping.", start, isDuplicateKey: true);
            SkipToContent();
            if (Next == ',')
                _at++;
            else if (Next != closing)
                throw Wrong("a comma or a closing bracket should stand here.");
        }
        _at++;
        return isList ? new DataList(items) : new DataObject(members);
    }

    private (DataValue Value, string? Name) ReadFlowEntry(int depth, bool needsKey)
    {
        var start = _at;
        string? tag = null, anchor = null;
        while (Next is '&' or '!')
        {
            if (Next == '&')
                anchor = ReadName();
            else
                tag = ReadName();
            SkipToContent();
        }
        var isQuoted = Next is '"' or '\'';
        var isScalar = isQuoted || Next is not ('[' or '{' or '*');
        var scalar = isQuoted ? ReadQuoted(-1) : isScalar ? ReadFlowPlain() : "";
        var value = isScalar ? Resolve(scalar, tag, isPlain: !isQuoted) : Next == '*' ? ReadAlias(depth) : ReadFlow(depth + 1);
        value = Anchored(anchor, value);
        SkipToContent();
        var hasColon = Next == ':' && (isQuoted || IsFlowIndicator());
        if (!hasColon)
            return needsKey ? (isScalar ? (new DataNull(), scalar) : throw Wrong("a key should stand here.", start)) : (value, null);
        if (!isScalar)
            throw Wrong("keys that are collections are not read here.", start);
        _at++;
        SkipToContent();
        if (Next is ',' or ']' or '}')
            return (new DataNull(), scalar);
        return (ReadFlowEntry(depth, needsKey: false) is (var inner, null) ? inner : throw Wrong("two colons stand in one entry.", start), scalar);
    }

    private string ReadFlowPlain()
    {
        var folded = new StringBuilder();
        if (!CanBeginPlain())
            throw Wrong("no value of YAML stands here.");
        while (true)
        {
            var end = PlainEnd(_at, inFlow: true);
            folded.Append(_text.AsSpan(_at, end - _at).TrimEnd(" \t"));
            _at = end;
            SkipBlanks();
            if (Next != '\n')
                return folded.ToString();
            SkipToContent();
            if (_at == _text.Length || Next is ',' or '[' or ']' or '{' or '}' or '#' || (Next == ':' && IsFlowIndicator()))
                return folded.ToString();
            folded.Append(' ');
        }
    }

    private bool IsFlowIndicator() => Peek(1) is '\0' or ' ' or '\t' or '\n' or ',' or '[' or ']' or '{' or '}';

    private bool IsIndicator(char mark) => Next == mark && Peek(1) is '\0' or ' ' or '\t' or '\n' && Next == mark;

    private bool IsMarker(string marker) =>
        string.CompareOrdinal(_text, _at, marker, 0, 3) == 0 && Column == 0 && (_at + 3 == _text.Length || char.IsWhiteSpace(_text[_at + 3]));

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private int LineStart() => _at - Column;

    private bool IsLineEnd() => _at == _text.Length || Next == '\n' || (Next == '#' && (_at == 0 || _text[_at - 1] is ' ' or '\t' or '\n'));

    private void SkipBlanks()
    {
        while (Next is ' ' or '\t')
            _at++;
    }

    private void SkipLine()
    {
        var end = _text.IndexOf('\n', _at);
        _at = end < 0 ? _text.Length : end + 1;
    }

    /// <summary>Skips blanks, line ends and remarks.</summary>
    private void SkipToContent()
    {
        while (true)
        {
            SkipBlanks();
            if (Next == '\n')
                _at++;
            else if (Next == '#' && (_at == 0 || _text[_at - 1] is ' ' or '\t' or '\n'))
                SkipLine();
            else
                return;
        }
    }

    private void CheckIndentation()
    {
        if (_text.AsSpan(LineStart(), Column).TrimStart(' ') is ['\t', ..])
            throw Wrong("a tab stands in the indentation.");
    }

    private UnreadableException Wrong(string what, int? at = null, bool isDuplicateKey = false) => new(what, at ?? _at, isDuplicateKey);
}
