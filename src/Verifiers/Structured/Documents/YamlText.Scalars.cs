using System.Globalization;
using System.Numerics;
using System.Text;

namespace Verifiers.Structured.Documents;

/// <content>Scalars: plain, quoted and block ones, and what the core schema makes of them.</content>
internal sealed partial class YamlText
{
    private const int MaxBasedDigits = 1_000;

    private bool CanBeginPlain() => Next switch
    {
        '\0' or ',' or '[' or ']' or '{' or '}' or '#' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => false,
        '-' or '?' or ':' => !char.IsWhiteSpace(Peek(1)) && Peek(1) != '\0',
        _ => true,
    };

    /// <summary>Where a plain scalar ends on its line: before a colon with a blank, before a remark, in a flow before its signs.</summary>
    private int PlainEnd(int start, bool inFlow)
    {
        var at = start;
        for (; at < _text.Length && _text[at] != '\n'; at++)
        {
            var next = at + 1 < _text.Length ? _text[at + 1] : '\n';
            if (_text[at] == ':' && (next is ' ' or '\t' or '\n' || (inFlow && next is ',' or '[' or ']' or '{' or '}')))
                break;
            if (_text[at] == '#' && at > start && _text[at - 1] is ' ' or '\t' && _text[at] == '#')
                break;
            if (inFlow && _text[at] is ',' or '[' or ']' or '{' or '}' && inFlow)
                break;
        }
        return at;
    }

    /// <summary>A plain scalar and the lines that go on with it: single line ends become blanks.</summary>
    private string ReadPlain(int parent)
    {
        if (!CanBeginPlain())
            throw Wrong("no value of YAML stands here.");
        var folded = new StringBuilder();
        while (true)
        {
            var end = PlainEnd(_at, inFlow: false);
            if (end < _text.Length && _text[end] == ':')
                throw Wrong("a second colon stands in one line, or a key goes over several lines.", end);
            folded.Append(_text.AsSpan(_at, end - _at).TrimEnd(" \t"));
            _at = end;
            if (end == _text.Length || _text[end] == '#')
                return folded.ToString();
            var lineEnds = 0;
            var before = _at;
            while (Next == '\n')
            {
                lineEnds++;
                _at++;
                SkipBlanks();
            }
            if (_at == _text.Length || Next == '#' || Column <= parent || IsMarker("---") || IsMarker("..."))
            {
                _at = before;
                return folded.ToString();
            }
            Fold(folded, lineEnds);
        }
    }

    /// <summary>One line end is a blank; of several, all but the first stay.</summary>
    private static void Fold(StringBuilder folded, int lineEnds)
    {
        if (lineEnds == 1)
            folded.Append(' ');
        else
            folded.Append('\n', lineEnds - 1);
    }

    private string ReadQuoted(int parent)
    {
        var start = _at;
        var quote = Next;
        var value = new StringBuilder();
        _at++;
        while (true)
        {
            if (_at == _text.Length)
                throw Wrong("the string that begins here is not closed.", start);
            var character = _text[_at++];
            if (character == quote)
            {
                if (quote == '"' || Next != '\'')
                    return value.ToString();
                value.Append('\'');
                _at++;
            }
            else if (character == '\n')
            {
                if (parent == int.MaxValue)
                    throw Wrong("a key goes over several lines.", start);
                while (value.Length > 0 && value[^1] is ' ' or '\t')
                    value.Length--;
                var lineEnds = 1;
                for (SkipBlanks(); Next == '\n'; SkipBlanks())
                {
                    lineEnds++;
                    _at++;
                }
                if (Column <= parent && _at < _text.Length)
                    throw Wrong("a line of a string is indented too little.");
                Fold(value, lineEnds);
            }
            else if (character == '\\' && quote == '"')
            {
                ReadEscape(value);
            }
            else
            {
                value.Append(character);
            }
        }
    }

    private void ReadEscape(StringBuilder value)
    {
        const string Letters = "0abtnvfre\"/\\N_LP \t", Meanings = "\0\a\b\t\n\v\f\r\u001b\"/\\\u0085\u00a0\u2028\u2029 \t";
        var letter = Next;
        _at++;
        if (letter == '\n')
        {
            SkipBlanks();
            return;
        }
        if (Letters.IndexOf(letter) is var place and >= 0 && letter != '\0')
        {
            value.Append(Meanings[place]);
            return;
        }
        var digits = letter switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0 || _at + digits > _text.Length
            || !uint.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10FFFF)
        {
            throw Wrong("no escape of YAML stands here.");
        }
        value.Append(code > 0xFFFF ? char.ConvertFromUtf32((int)code) : ((char)code).ToString());
        _at += digits;
    }

    /// <summary><c>|</c> keeps line ends, <c>&gt;</c> folds them.</summary>
    private string ReadBlockScalar(int parent)
    {
        var isFolded = Next == '>';
        var chomping = ' ';
        int? indent = null;
        for (_at++; Next is '+' or '-' or (>= '1' and <= '9'); _at++)
        {
            if (Next is '+' or '-')
                chomping = Next;
            else
                indent = Math.Max(parent, 0) + Next - '0';
        }
        SkipBlanks();
        if (!IsLineEnd())
            throw Wrong("something stands behind the sign of a block scalar.");
        SkipLine();
        var lines = ReadBlockLines(parent, indent);
        var kept = lines.FindLastIndex(line => line.Length > 0) + 1;
        var value = new StringBuilder();
        for (var index = 0; index < kept; index++)
            value.Append(lines[index]).Append(index == kept - 1 ? "" : isFolded ? FoldedEnd(lines, index) : "\n");
        if (chomping != '-' && kept > 0)
            value.Append('\n');
        if (chomping == '+')
            value.Append('\n', lines.Count - kept);
        return value.ToString();
    }

    /// <summary>Between two lines that are not indented further a line end is a blank; blank lines and indented ones keep theirs.</summary>
    private static string FoldedEnd(List<string> lines, int index)
    {
        if (lines[index].Length == 0)
            return "\n";
        var next = lines.FindIndex(index + 1, line => line.Length > 0);
        var isPlain = lines[index][0] is not (' ' or '\t') && lines[next][0] is not (' ' or '\t');
        return isPlain ? next == index + 1 ? " " : "" : "\n";
    }

    private List<string> ReadBlockLines(int parent, int? indent)
    {
        var lines = new List<string>();
        while (_at < _text.Length)
        {
            var end = _text.IndexOf('\n', _at);
            end = end < 0 ? _text.Length : end;
            var line = _text.AsSpan(_at, end - _at);
            var blanks = line.Length - line.TrimStart(' ').Length;
            if (blanks < line.Length)
            {
                if (blanks <= parent || (indent is { } known && blanks < known) || IsMarker("---") || IsMarker("..."))
                    break;
                indent ??= blanks;
            }
            lines.Add(line.Length > (indent ?? line.Length) ? line[(indent ?? 0)..].ToString() : "");
            _at = Math.Min(end + 1, _text.Length);
        }
        if (_at > 0 && _at < _text.Length)
            _at--; // the line end before the next content: columns are counted from it
        return lines;
    }

    /// <summary>The core schema: null, booleans, integers, floats; everything else is text.</summary>
    private DataValue Resolve(string scalar, string? tag, bool isPlain = true)
    {
        if (tag is "!!str" or "!" || (!isPlain && tag is null))
            return new DataText(scalar);
        switch (scalar)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return new DataNull();
            case "true" or "True" or "TRUE":
                return new DataBoolean(true);
            case "false" or "False" or "FALSE":
                return new DataBoolean(false);
        }
        if (tag is not (null or "!!int" or "!!float"))
            return new DataText(scalar);
        var unsigned = scalar.AsSpan().TrimStart("+-");
        if (unsigned is ".inf" or ".Inf" or ".INF" or ".nan" or ".NaN" or ".NAN")
            throw Wrong("JSON's data model has no infinite numbers.");
        if (scalar.Length - unsigned.Length > 1 || unsigned.IsEmpty || !(char.IsAsciiDigit(unsigned[0]) || unsigned[0] == '.'))
            return new DataText(scalar);
        if (scalar.Length is > 2 and <= MaxBasedDigits && scalar[0] == '0' && scalar[1] is 'x' or 'o' && Based(scalar) is { } based)
            return based;
        return unsigned is not "." && DataNumber.Read(scalar) is { } number ? number : new DataText(scalar);
    }

    private static DataNumber? Based(string scalar)
    {
        var radix = scalar[1] == 'x' ? 16 : 8;
        var value = BigInteger.Zero;
        foreach (var digit in scalar.AsSpan(2))
        {
            if (!char.IsAsciiHexDigit(digit) || Convert.ToInt32(digit.ToString(), 16) is var worth && worth >= radix)
                return null;
            value = (value * radix) + Convert.ToInt32(digit.ToString(), 16);
        }
        return DataNumber.Read(value.ToString(CultureInfo.InvariantCulture));
    }
}
