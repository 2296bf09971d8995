using System.Globalization;
using System.Text;
using Verifiers.Structured.Documents;

namespace Verifiers.Structured.Calls;

/// <summary>
/// Reads Python calls with literal keyword arguments, <c>[f(a=1), g.h(b="x")]</c> or one alone: strings, numbers, booleans, None, lists, tuples,
/// dictionaries. Nothing is evaluated; a bare name is a text, as BFCL takes variables.
/// </summary>
internal ref struct PythonCalls(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>Reads a text that is nothing but calls. Linear in it.</summary>
    public static ToolCallReading Read(ReadOnlySpan<char> text)
    {
        var reader = new PythonCalls(text);
        try
        {
            return new(reader.ReadCalls());
        }
        catch (UnreadableException fault)
        {
            return new([], string.Create(CultureInfo.InvariantCulture, $"no list of calls: {fault.Message} (character {fault.At + 1})"));
        }
    }

    /// <summary>Whether a name and an opening parenthesis begin the text.</summary>
    public static bool LooksLikeCall(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.'))
            end++;
        return end > 0 && end < text.Length && text[end] == '(';
    }

    private List<ToolCall> ReadCalls()
    {
        SkipBlanks();
        var calls = new List<ToolCall>();
        var closing = Next switch { '[' => ']', '(' => ')', _ => '\0' };
        if (closing != '\0')
            _at++;
        while (true)
        {
            SkipBlanks();
            if (closing != '\0' && Skip(closing))
                break;
            calls.Add(ReadCall());
            SkipBlanks();
            if (closing == '\0' ? Skip(',') || Skip(';') : Skip(','))
                continue;
            if (closing != '\0' && !Skip(closing))
                throw Wrong("a comma or a closing bracket should stand here.");
            break;
        }
        SkipBlanks();
        return _at == _text.Length ? calls : throw Wrong("something stands behind the calls.");
    }

    private ToolCall ReadCall()
    {
        var name = ReadName(withDots: true);
        SkipBlanks();
        if (!Skip('('))
            throw Wrong("a call should stand here.");
        var arguments = new List<DataMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            SkipBlanks();
            if (Skip(')'))
                return new(name, new(arguments));
            var argument = ReadName(withDots: false);
            SkipBlanks();
            if (!Skip('='))
                throw Wrong("arguments are given by name.");
            if (!names.Add(argument))
                throw Wrong("an argument is given twice.");
            arguments.Add(new(argument, ReadValue(0)));
            SkipBlanks();
            if (!Skip(',') && Next != ')')
                throw Wrong("a comma or a closing parenthesis should stand here.");
        }
    }

    private DataValue ReadValue(int depth)
    {
        if (depth > DataValue.MaxDepth / 2)
            throw Wrong("nested too deeply.");
        SkipBlanks();
        switch (Next)
        {
            case '[':
                return ReadItems(']', depth);
            case '(':
                return ReadItems(')', depth);
            case '{':
                return ReadDictionary(depth);
            case '"' or '\'':
                return new DataText(ReadStrings());
            case '-' or '+' or '.' or (>= '0' and <= '9'):
                return ReadNumber();
        }
        if (Next is 'r' or 'R' or 'u' or 'U' && _at + 1 < _text.Length && _text[_at + 1] is '"' or '\'')
        {
            _at++;
            return new DataText(ReadString(isRaw: _text[_at - 1] is 'r' or 'R'));
        }
        return ReadName(withDots: true) switch
        {
            "True" or "true" => new DataBoolean(true),
            "False" or "false" => new DataBoolean(false),
            "None" or "null" => new DataNull(),
            var variable => Next == '(' ? throw Wrong("a call inside a call is not read here.") : new DataText(variable),
        };
    }

    private DataValue ReadItems(char closing, int depth)
    {
        var items = new List<DataValue>();
        var hasComma = false;
        _at++;
        while (true)
        {
            SkipBlanks();
            if (Skip(closing))
                break;
            items.Add(ReadValue(depth + 1));
            SkipBlanks();
            if (Skip(','))
                hasComma = true;
            else if (Next != closing)
                throw Wrong("a comma or a closing bracket should stand here.");
        }
        return closing == ')' && items.Count == 1 && !hasComma ? items[0] : new DataList(items);
    }

    private DataObject ReadDictionary(int depth)
    {
        var members = new List<DataMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        _at++;
        while (true)
        {
            SkipBlanks();
            if (Skip('}'))
                return new(members);
            var key = ReadValue(depth + 1) switch
            {
                DataText text => text.Value,
                DataNumber number => number.ToString(),
                _ => throw Wrong("a key of a dictionary should be a text."),
            };
            SkipBlanks();
            if (!Skip(':'))
                throw Wrong("a colon should stand here.");
            if (!names.Add(key))
                throw Wrong("a key stands twice in one dictionary.");
            members.Add(new(key, ReadValue(depth + 1)));
            SkipBlanks();
            if (!Skip(',') && Next != '}')
                throw Wrong("a comma or a closing brace should stand here.");
        }
    }

    private DataNumber ReadNumber()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_'
            || (_text[_at] is '+' or '-' && (_at == start || _text[_at - 1] is 'e' or 'E'))))
        {
            _at++;
        }
        var written = _text[start.._at].ToString().Replace("_", "", StringComparison.Ordinal);
        return DataNumber.Read(written) ?? throw Wrong("a number should stand here.");
    }

    /// <summary>Strings one behind the other are one.</summary>
    private string ReadStrings()
    {
        var value = ReadString(isRaw: false);
        while (true)
        {
            SkipBlanks();
            if (Next is not ('"' or '\''))
                return value;
            value += ReadString(isRaw: false);
        }
    }

    private string ReadString(bool isRaw)
    {
        var start = _at;
        var quote = Next;
        var isLong = _at + 2 < _text.Length && _text[_at + 1] == quote && _text[_at + 2] == quote;
        _at += isLong ? 3 : 1;
        var value = new StringBuilder();
        while (true)
        {
            if (_at == _text.Length || (_text[_at] == '\n' && !isLong))
                throw Wrong("a string is not closed.", start);
            var character = _text[_at++];
            if (character == quote && (!isLong || (_at + 1 < _text.Length && _text[_at] == quote && _text[_at + 1] == quote)))
            {
                _at += isLong ? 2 : 0;
                return value.ToString();
            }
            if (character == '\\' && !isRaw)
                ReadEscape(value);
            else
                value.Append(character);
        }
    }

    private void ReadEscape(StringBuilder value)
    {
        const string Letters = "\\'\"abfnrtv", Meanings = "\\'\"\a\b\f\n\r\t\v";
        var letter = Next;
        var place = Letters.IndexOf(letter);
        if (place >= 0 && letter != '\0')
        {
            value.Append(Meanings[place]);
            _at++;
            return;
        }
        if (letter == '\n')
        {
            _at++;
            return;
        }
        var digits = letter switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            value.Append('\\'); // Python keeps the backslash of an escape it does not know
            return;
        }
        if (_at + 1 + digits > _text.Length
            || !uint.TryParse(_text.Slice(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10FFFF)
        {
            throw Wrong("no escape of Python stands here.");
        }
        value.Append(code > 0xFFFF ? char.ConvertFromUtf32((int)code) : ((char)code).ToString());
        _at += 1 + digits;
    }

    private string ReadName(bool withDots)
    {
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_' || (withDots && _text[_at] is '.' or '-' && _at > start && withDots)))
            _at++;
        return _at > start && !char.IsAsciiDigit(_text[start]) ? _text[start.._at].ToString() : throw Wrong("a name should stand here.", start);
    }

    private char Next => _at < _text.Length ? _text[_at] : '\0';

    private bool Skip(char expected)
    {
        if (Next != expected || _at == _text.Length)
            return false;
        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] == '\\'))
            _at++;
    }

    private UnreadableException Wrong(string what, int? at = null) => new(what, at ?? _at);
}
