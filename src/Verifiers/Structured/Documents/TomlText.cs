using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace Verifiers.Structured.Documents;

/// <summary>
/// Reads TOML 1.0. Dates and times become texts as written; <c>inf</c> and <c>nan</c> are refused, because JSON's data model has
/// no such numbers. One pass, linear in the text but for long dotted keys.
/// </summary>
internal sealed class TomlText
{
    private const int MaxBasedDigits = 1_000;
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const string DateForm = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    private const string TimeForm = @"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?";

    private static readonly Regex Moment = new(
        $@"\A({DateForm}([Tt ]{TimeForm}([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?)?|{TimeForm})\z", Linear, Regex.InfiniteMatchTimeout);

    private static readonly Regex Integer = new(@"\A[+-]?(0|[1-9](_?[0-9])*)\z", Linear, Regex.InfiniteMatchTimeout);

    private static readonly Regex Real = new(
        @"\A[+-]?(0|[1-9](_?[0-9])*)(\.[0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?\z", Linear, Regex.InfiniteMatchTimeout);

    private static readonly Regex Based = new(
        @"\A0(x[0-9A-Fa-f](_?[0-9A-Fa-f])*|o[0-7](_?[0-7])*|b[01](_?[01])*)\z", Linear, Regex.InfiniteMatchTimeout);

    private readonly string _text;
    private readonly Table _root = new();
    private int _at;

    private TomlText(string text) => _text = text;

    public static DocumentReading Read(string text)
    {
        var reader = new TomlText(text);
        try
        {
            reader.ReadDocument();
            return new(reader._root.ToValue());
        }
        catch (UnreadableException fault)
        {
            return DocumentReading.Failed(fault.Message, fault.At, fault.IsDuplicateKey);
        }
    }

    private void ReadDocument()
    {
        if (_text is ['\ufeff', ..])
            _at++;
        var table = _root;
        while (true)
        {
            SkipBlankLines();
            if (_at == _text.Length)
                return;
            if (Next == '[')
            {
                table = ReadHeader();
            }
            else
            {
                ReadPair(table, 0);
            }
            SkipBlanks();
            SkipComment();
            if (_at < _text.Length && !SkipLineEnd())
                throw Wrong("something stands behind the value.");
        }
    }

    private Table ReadHeader()
    {
        var start = _at++;
        var isList = Next == '[';
        if (isList)
            _at++;
        var key = ReadKey();
        Expect(']');
        if (isList)
            Expect(']', adjacent: true);
        var table = _root;
        for (var index = 0; index < key.Count - 1; index++)
            table = Enter(table, key[index], start, ofHeader: true);
        var name = key[^1];
        var found = table.Find(name);
        if (isList)
        {
            if (found is null)
                table.Add(name, found = new TableList());
            if (found is not TableList list)
                throw Wrong("the name stands for something else already.", start, isDuplicateKey: true);
            list.Items.Add(new Table { IsDefined = true });
            return list.Items[^1];
        }
        if (found is null)
            table.Add(name, found = new Table());
        if (found is not Table { IsDefined: false, IsInline: false, IsDotted: false } opened)
            throw Wrong("the table stands twice.", start, isDuplicateKey: true);
        opened.IsDefined = true;
        return opened;
    }

    private Table Enter(Table table, string name, int start, bool ofHeader)
    {
        var found = table.Find(name);
        if (found is null)
            table.Add(name, found = new Table { IsDotted = !ofHeader });
        return found switch
        {
            Table { IsInline: true } => throw Wrong("an inline table cannot be added to.", start, isDuplicateKey: true),
            Table { IsDefined: true } when !ofHeader => throw Wrong("a table cannot be added to by a dotted key.", start, isDuplicateKey: true),
            Table inner => inner,
            TableList { Items: [.., var last] } when ofHeader => last,
            _ => throw Wrong("the name stands for something else already.", start, isDuplicateKey: true),
        };
    }

    private void ReadPair(Table table, int depth)
    {
        var start = _at;
        var key = ReadKey();
        Expect('=');
        SkipBlanks();
        for (var index = 0; index < key.Count - 1; index++)
            table = Enter(table, key[index], start, ofHeader: false);
        if (table.Find(key[^1]) is not null)
            throw Wrong("the key stands twice.", start, isDuplicateKey: true);
        table.Add(key[^1], ReadValue(depth));
    }

    private List<string> ReadKey()
    {
        var parts = new List<string>();
        do
        {
            SkipBlanks();
            if (parts.Count == DataValue.MaxDepth)
                throw Wrong("a key has too many parts.");
            parts.Add(Next switch
            {
                '"' => ReadBasic(),
                '\'' => ReadLiteral(),
                _ => ReadBareKey(),
            });
            SkipBlanks();
        }
        while (SkipIf('.'));
        return parts;
    }

    private string ReadBareKey()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '_'))
            _at++;
        return _at > start ? _text[start.._at] : throw Wrong("a key should stand here.");
    }

    private object ReadValue(int depth)
    {
        if (depth > DataValue.MaxDepth / 2)
            throw Wrong("nested too deeply.");
        switch (Next)
        {
            case '"':
                return new DataText(StartsWith("\"\"\"") ? ReadLongBasic() : ReadBasic());
            case '\'':
                return new DataText(StartsWith("'''") ? ReadLongLiteral() : ReadLiteral());
            case '[':
                return ReadList(depth);
            case '{':
                return ReadInlineTable(depth);
            default:
                return ReadBareValue();
        }
    }

    private DataList ReadList(int depth)
    {
        var items = new List<DataValue>();
        _at++;
        while (true)
        {
            SkipBlankLines();
            if (SkipIf(']'))
                return new(items);
            items.Add(ToValue(ReadValue(depth + 1)));
            SkipBlankLines();
            if (SkipIf(','))
                continue;
            if (SkipIf(']'))
                return new(items);
            throw Wrong("a comma or a closing bracket should stand here.");
        }
    }

    private Table ReadInlineTable(int depth)
    {
        var table = new Table();
        _at++;
        SkipBlanks();
        if (!SkipIf('}'))
        {
            do
            {
                ReadPair(table, depth + 1);
                SkipBlanks();
            }
            while (SkipIf(','));
            Expect('}');
        }
        table.IsInline = true;
        return table;
    }

    private DataValue ReadBareValue()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '+' or '-' or '_' or '.' or ':'))
            _at++;
        if (_at - start == 10 && _at + 1 < _text.Length && _text[_at] == ' ' && char.IsAsciiDigit(_text[_at + 1]) && _text[start + 4] == '-')
        {
            _at++; // a date and a time with a blank between
            while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '+' or '-' or '.' or ':'))
                _at++;
        }
        var word = _text[start.._at];
        if (word is "true" or "false")
            return new DataBoolean(word == "true");
        if (Integer.IsMatch(word) || Real.IsMatch(word))
            return DataNumber.Read(word.Replace("_", "", StringComparison.Ordinal)) ?? throw Wrong("the number is too large.", start);
        if (word.Length <= MaxBasedDigits && Based.IsMatch(word))
            return ReadBased(word);
        if (Moment.IsMatch(word))
            return new DataText(word);
        throw Wrong("no value of TOML stands here.", start);
    }

    private static DataNumber ReadBased(string word)
    {
        var bits = word[1] switch { 'x' => 4, 'o' => 3, _ => 1 };
        var value = BigInteger.Zero;
        foreach (var digit in word.AsSpan(2).TrimStart("0_"))
        {
            if (digit != '_')
                value = (value << bits) + Convert.ToInt32(digit.ToString(), 16);
        }
        return DataNumber.Read(value.ToString(CultureInfo.InvariantCulture))!;
    }

    private string ReadLiteral()
    {
        var end = _text.AsSpan(_at + 1).IndexOfAny('\'', '\n');
        if (end < 0 || _text[_at + 1 + end] == '\n')
            throw Wrong("the string that begins here is not closed.");
        var value = _text.Substring(_at + 1, end);
        _at += end + 2;
        return CheckedText(value);
    }

    private string ReadLongLiteral()
    {
        var start = SkipLineBreakAt(_at + 3);
        var end = _text.IndexOf("'''", start, StringComparison.Ordinal);
        if (end < 0)
            throw Wrong("the string that begins here is not closed.");
        for (var extra = 0; extra < 2 && end + 3 < _text.Length && _text[end + 3] == '\''; extra++)
            end++;
        _at = end + 3;
        return CheckedText(_text[start..end]);
    }

    private string ReadBasic()
    {
        var value = new StringBuilder();
        var start = _at++;
        while (true)
        {
            if (_at == _text.Length || _text[_at] == '\n')
                throw Wrong("the string that begins here is not closed.", start);
            var character = _text[_at++];
            if (character == '"')
                return CheckedText(value.ToString(), escaped: true);
            if (character == '\\')
                ReadEscape(value);
            else if (char.IsControl(character) && character != '\t')
                throw Wrong("a raw control character stands in a string.", _at - 1);
            else
                value.Append(character);
        }
    }

    private string ReadLongBasic()
    {
        var value = new StringBuilder();
        var start = _at;
        _at = SkipLineBreakAt(_at + 3);
        while (true)
        {
            if (_at == _text.Length)
                throw Wrong("the string that begins here is not closed.", start);
            if (StartsWith("\"\"\""))
            {
                _at += 3;
                for (var extra = 0; extra < 2 && Next == '"'; extra++, _at++)
                    value.Append('"');
                return value.ToString();
            }
            var character = _text[_at++];
            if (character != '\\')
            {
                if (char.IsControl(character) && character is not ('\t' or '\n' or '\r'))
                    throw Wrong("a raw control character stands in a string.", _at - 1);
                value.Append(character);
                continue;
            }
            var line = _at;
            while (line < _text.Length && _text[line] is ' ' or '\t' or '\r')
                line++;
            if (line == _text.Length || _text[line] != '\n')
            {
                ReadEscape(value);
                continue;
            }
            var rest = _text.AsSpan(line).IndexOfAnyExcept(" \t\r\n"); // a backslash at a line's end joins it with the next text
            _at = rest < 0 ? _text.Length : line + rest;
        }
    }

    private void ReadEscape(StringBuilder value)
    {
        const string Letters = "\"\\bfnrt", Meanings = "\"\\\b\f\n\r\t";
        var letter = _at < _text.Length ? _text[_at] : '\0';
        var place = Letters.IndexOf(letter);
        if (place >= 0)
        {
            value.Append(Meanings[place]);
            _at++;
            return;
        }
        var digits = letter switch { 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0 || _at + 1 + digits > _text.Length
            || !uint.TryParse(_text.AsSpan(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || !Rune.IsValid(code))
        {
            throw Wrong("no escape of TOML stands here.");
        }
        value.Append(new Rune(code).ToString());
        _at += 1 + digits;
    }

    private string CheckedText(string value, bool escaped = false) =>
        !escaped && value.AsSpan().ContainsAnyInRange('\0', '\u0008') ? throw Wrong("a raw control character stands in a string.") : value;

    private char Next => _at < _text.Length ? _text[_at] : '\0';

    private bool StartsWith(string word) => string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0;

    private int SkipLineBreakAt(int at) =>
        at < _text.Length && _text[at] == '\n' ? at + 1 : at + 1 < _text.Length && _text[at] == '\r' && _text[at + 1] == '\n' ? at + 2 : at;

    private void SkipBlanks()
    {
        while (Next is ' ' or '\t')
            _at++;
    }

    private void SkipComment()
    {
        if (Next != '#')
            return;
        var end = _text.IndexOf('\n', _at);
        _at = end < 0 ? _text.Length : end;
    }

    private bool SkipLineEnd()
    {
        var start = _at;
        _at = SkipLineBreakAt(_at);
        return _at > start;
    }

    private void SkipBlankLines()
    {
        do
        {
            SkipBlanks();
            SkipComment();
        }
        while (SkipLineEnd());
    }

    private bool SkipIf(char expected)
    {
        if (_at == _text.Length || _text[_at] != expected)
            return false;
        _at++;
        return true;
    }

    private void Expect(char expected, bool adjacent = false)
    {
        if (!adjacent)
            SkipBlanks();
        if (!SkipIf(expected))
            throw Wrong($"'{expected}' should stand here.");
    }

    private UnreadableException Wrong(string what, int? at = null, bool isDuplicateKey = false) => new(what, at ?? _at, isDuplicateKey);

    private static DataValue ToValue(object item) => item switch
    {
        DataValue value => value,
        Table table => table.ToValue(),
        TableList list => new DataList([.. list.Items.Select(table => table.ToValue())]),
        _ => throw new InvalidOperationException(),
    };

    private sealed class TableList
    {
        public List<Table> Items { get; } = [];
    }

    private sealed class Table
    {
        private readonly List<string> _order = [];
        private readonly Dictionary<string, object> _members = new(StringComparer.Ordinal);

        /// <summary>By a header of its own.</summary>
        public bool IsDefined { get; set; }

        public bool IsInline { get; set; }

        /// <summary>By a dotted key.</summary>
        public bool IsDotted { get; init; }

        public object? Find(string name) => _members.GetValueOrDefault(name);

        public void Add(string name, object value)
        {
            _order.Add(name);
            _members.Add(name, value);
        }

        public DataObject ToValue() => new([.. _order.Select(name => new DataMember(name, TomlText.ToValue(_members[name])))]);
    }
}
