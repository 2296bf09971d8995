using System.Buffers;
using System.Globalization;
using System.Text;

namespace Verifiers.Structured.Documents;

/// <summary>
/// Reads JSON strictly by RFC 8259: no NaN, no comments, no trailing commas, no raw control characters; a second member of one name
/// is refused. One pass, linear in the text.
/// </summary>
/// <param name="text">A byte order mark at its start is skipped.</param>
internal ref struct JsonText(ReadOnlySpan<char> text)
{
    private static readonly SearchValues<char> StringEnds = SearchValues.Create(['"', '\\', .. Enumerable.Range(0, 32).Select(code => (char)code)]);

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;
    private string? _fault;
    private int _faultAt;
    private bool _isDuplicate;
    private bool _keepsDuplicates;

    /// <summary>Reads a text that is one JSON value with blanks around it.</summary>
    public static DocumentReading Read(ReadOnlySpan<char> text)
    {
        var reader = new JsonText(text);
        if (text is ['\ufeff', ..])
            reader._at = 1;
        var value = reader.ReadWhole();
        if (value is not null && !reader._isDuplicate)
            return new(value);
        if (!reader._isDuplicate)
            return DocumentReading.Failed(reader._fault!, reader._faultAt);

        // A text that is no JSON behind its second key is no JSON: that fault comes first.
        var (duplicate, duplicateAt) = (reader._fault!, reader._faultAt);
        reader = new JsonText(text) { _keepsDuplicates = true, _at = text is ['\ufeff', ..] ? 1 : 0 };
        return reader.ReadWhole() is null
            ? DocumentReading.Failed(reader._fault!, reader._faultAt)
            : DocumentReading.Failed(duplicate, duplicateAt, isDuplicateKey: true);
    }

    /// <summary>Reads one JSON value at the start of a text and says where it ends; null when there is none.</summary>
    public static DataValue? ReadPrefix(ReadOnlySpan<char> text, out int end)
    {
        var reader = new JsonText(text);
        var value = reader.ReadValue(0);
        end = reader._at;
        return value;
    }

    private DataValue? ReadWhole()
    {
        var value = ReadValue(0);
        if (value is null)
            return null;
        SkipBlanks();
        return _at == _text.Length ? value : Fail("something stands behind the value.");
    }

    private DataValue? ReadValue(int depth)
    {
        SkipBlanks();
        if (depth > DataValue.MaxDepth)
            return Fail($"nested more than {DataValue.MaxDepth} deep.");
        if (_at == _text.Length)
            return Fail("the text ends where a value should stand.");
        switch (_text[_at])
        {
            case '{':
                return ReadObject(depth);
            case '[':
                return ReadList(depth);
            case '"':
                return ReadString() is { } text ? new DataText(text) : null;
            case '-' or (>= '0' and <= '9'):
                return ReadNumber();
            default:
                return ReadWord("true") ? new DataBoolean(true)
                    : ReadWord("false") ? new DataBoolean(false)
                    : ReadWord("null") ? new DataNull()
                    : Fail("no JSON value begins here.");
        }
    }

    private DataObject? ReadObject(int depth)
    {
        var members = new List<DataMember>();
        HashSet<string>? many = null;
        _at++;
        if (Skip('}'))
            return new([]);
        do
        {
            SkipBlanks();
            var nameAt = _at;
            if (_at == _text.Length || _text[_at] != '"')
            {
                Fail("a name in double quotes should stand here.");
                return null;
            }
            if (ReadString() is not { } name)
                return null;
            if (!_keepsDuplicates && IsSecond(members, name, ref many))
            {
                _isDuplicate = true;
                _at = nameAt;
                Fail("the name stands twice in one object.");
                return null;
            }
            if (!Skip(':'))
            {
                Fail("a colon should stand here.");
                return null;
            }
            if (ReadValue(depth + 1) is not { } value)
                return null;
            members.Add(new(name, value));
        }
        while (Skip(','));
        if (Skip('}'))
            return new(members);
        Fail("a comma or a closing brace should stand here.");
        return null;
    }

    private static bool IsSecond(List<DataMember> members, string name, ref HashSet<string>? many)
    {
        const int Few = 8;
        if (members.Count < Few)
            return members.Exists(member => member.Name == name);
        many ??= members.Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        return !many.Add(name);
    }

    private DataList? ReadList(int depth)
    {
        var items = new List<DataValue>();
        _at++;
        if (Skip(']'))
            return new([]);
        do
        {
            if (ReadValue(depth + 1) is not { } value)
                return null;
            items.Add(value);
        }
        while (Skip(','));
        if (Skip(']'))
            return new(items);
        Fail("a comma or a closing bracket should stand here.");
        return null;
    }

    private DataNumber? ReadNumber()
    {
        var start = _at;
        if (_text[_at] == '-')
            _at++;
        var whole = SkipDigits();
        var isRight = whole == 1 || (whole > 1 && _text[_at - whole] != '0');
        if (isRight && _at < _text.Length && _text[_at] == '.')
        {
            _at++;
            isRight = SkipDigits() > 0;
        }
        if (isRight && _at < _text.Length && _text[_at] is 'e' or 'E')
        {
            _at++;
            if (_at < _text.Length && _text[_at] is '+' or '-')
                _at++;
            isRight = SkipDigits() > 0;
        }
        if (isRight && DataNumber.Read(_text[start.._at]) is { } number)
            return number;
        _at = start;
        Fail("this is no number of JSON.");
        return null;
    }

    private int SkipDigits()
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
            _at++;
        return _at - start;
    }

    private string? ReadString()
    {
        var start = ++_at;
        StringBuilder? built = null;
        while (true)
        {
            var step = _text[_at..].IndexOfAny(StringEnds);
            if (step < 0)
            {
                _at = start - 1;
                Fail("the string that begins here is not closed.");
                return null;
            }
            var plain = _text.Slice(_at, step);
            _at += step;
            switch (_text[_at])
            {
                case '"':
                    _at++;
                    return built is null ? plain.ToString() : built.Append(plain).ToString();
                case '\\':
                    built ??= new();
                    built.Append(plain);
                    if (ReadEscape() is not { } character)
                    {
                        Fail("no escape of JSON stands here.");
                        return null;
                    }
                    built.Append(character);
                    break;
                default:
                    Fail("a raw control character stands in a string.");
                    return null;
            }
        }
    }

    private char? ReadEscape()
    {
        if (_at + 1 >= _text.Length)
            return null;
        var letter = _text[_at + 1];
        if (letter == 'u')
        {
            if (_at + 6 > _text.Length
                || !ushort.TryParse(_text.Slice(_at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                return null;
            }
            _at += 6;
            return (char)code;
        }
        const string Letters = "\"\\/bfnrt", Meanings = "\"\\/\b\f\n\r\t";
        var place = Letters.IndexOf(letter);
        if (place < 0)
            return null;
        _at += 2;
        return Meanings[place];
    }

    private bool ReadWord(string word)
    {
        if (!_text[_at..].StartsWith(word, StringComparison.Ordinal))
            return false;
        _at += word.Length;
        return true;
    }

    private bool Skip(char expected)
    {
        SkipBlanks();
        if (_at == _text.Length || _text[_at] != expected)
            return false;
        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
            _at++;
    }

    private DataValue? Fail(string fault)
    {
        _fault ??= fault;
        _faultAt = _at;
        return null;
    }
}
