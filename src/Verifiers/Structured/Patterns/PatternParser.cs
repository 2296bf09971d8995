using System.Globalization;
using System.Text;

namespace Verifiers.Structured.Patterns;

/// <summary>
/// Reads a regular expression as ECMA-262 has it with the flag u, but for two things that schemas are full of: a brace or bracket that
/// closes nothing is itself, and any punctuation may be escaped. A letter escaped without a meaning is refused.
/// </summary>
internal sealed class PatternParser
{
    private const int MaxDepth = 64;
    private const int MaxCount = 10_000;

    private readonly int[] _text;
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private int _at;
    private int _groups;
    private int _groupsInAll;

    private PatternParser(string pattern) => _text = CodePoints(pattern);

    /// <summary>Whether a part must equal what a group matched: such expressions cannot be searched in linear time.</summary>
    private bool HasBackReferences { get; set; }

    /// <exception cref="FormatException">It is no such expression.</exception>
    public static (PatternNode Root, int Groups, bool HasBackReferences) Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        parser.CollectGroups();
        parser._groups = 0;
        var root = parser.ReadAlternatives(0);
        if (parser._at < parser._text.Length)
            throw parser.Wrong("a parenthesis closes nothing");
        return (root, parser._groups, parser.HasBackReferences);
    }

    /// <summary>A text as code points; an unpaired surrogate is one.</summary>
    public static int[] CodePoints(string text)
    {
        var points = new int[text.Length];
        var count = 0;
        for (var at = 0; at < text.Length; at++)
        {
            points[count++] = at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1])
                ? char.ConvertToUtf32(text[at], text[++at])
                : text[at];
        }
        return count == points.Length ? points : points[..count];
    }

    /// <summary>Names of groups may be referred to before they stand.</summary>
    private void CollectGroups()
    {
        var inClass = false;
        for (_at = 0; _at < _text.Length; _at++)
        {
            switch (_text[_at])
            {
                case '\\':
                    _at++;
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' when !inClass && (Next(1) != '?' || (Next(2) == '<' && Next(3) is not ('=' or '!'))):
                    _groups++;
                    if (Next(1) != '?')
                        break;
                    var start = _at;
                    _at += 3;
                    if (!_names.TryAdd(ReadName(), _groups))
                        throw Wrong("two groups have one name");
                    _at = start;
                    break;
            }
        }
        _at = 0;
        _groupsInAll = _groups;
    }

    private PatternNode ReadAlternatives(int depth)
    {
        if (depth > MaxDepth)
            throw Wrong($"groups are nested more than {MaxDepth} deep");
        var choices = new List<PatternNode> { ReadSequence(depth) };
        while (Skip('|'))
            choices.Add(ReadSequence(depth));
        return choices.Count == 1 ? choices[0] : new AlternativesNode(choices);
    }

    private SequenceNode ReadSequence(int depth)
    {
        var parts = new List<PatternNode>();
        while (_at < _text.Length && _text[_at] is not ('|' or ')'))
        {
            var part = ReadAtom(depth);
            if (ReadCounts() is not { } counts)
            {
                parts.Add(part);
                continue;
            }
            if (part is AnchorNode or LookNode)
                throw Wrong("an assertion cannot be repeated");
            parts.Add(new RepeatNode(part, counts.Minimum, counts.Maximum));
        }
        return new(parts);
    }

    private PatternNode ReadAtom(int depth)
    {
        switch (_text[_at])
        {
            case '^':
                _at++;
                return new AnchorNode(Anchor.Start);
            case '$':
                _at++;
                return new AnchorNode(Anchor.End);
            case '.':
                _at++;
                return new SetNode(CodePointSet.Dot);
            case '(':
                return ReadGroup(depth);
            case '[':
                return new SetNode(ReadClass());
            case '*' or '+' or '?':
                throw Wrong("nothing stands before the repetition");
            case '{' when ReadBraces() is not null:
                throw Wrong("nothing stands before the repetition");
            case '\\':
                return ReadEscapedAtom();
            default:
                return new SetNode(Single(_text[_at++]));
        }
    }

    private PatternNode ReadGroup(int depth)
    {
        _at++;
        Func<PatternNode, PatternNode> wrap;
        if (!Skip('?'))
        {
            var number = ++_groups;
            wrap = item => new CaptureNode(number, item);
        }
        else if (Skip(':'))
        {
            wrap = item => item;
        }
        else if (Next(0) is '=' or '!' || (Next(0) == '<' && Next(1) is '=' or '!'))
        {
            var isBehind = Skip('<');
            var isNegative = _text[_at++] == '!';
            wrap = item => new LookNode(item, isBehind, isNegative);
        }
        else if (Skip('<'))
        {
            ReadName();
            var number = ++_groups;
            wrap = item => new CaptureNode(number, item);
        }
        else
        {
            throw Wrong("this kind of group is not known to ECMA-262");
        }
        var content = ReadAlternatives(depth + 1);
        if (!Skip(')'))
            throw Wrong("a group is not closed");
        return wrap(content);
    }

    private string ReadName()
    {
        var name = new StringBuilder();
        while (_at < _text.Length && _text[_at] != '>')
        {
            if (_text[_at] > 0xFFFF || !(char.IsLetterOrDigit((char)_text[_at]) || _text[_at] is '_' or '$'))
                throw Wrong("a name of a group holds something else than letters and digits");
            name.Append((char)_text[_at++]);
        }
        return _at++ < _text.Length && name.Length > 0 ? name.ToString() : throw Wrong("a group has no name");
    }

    private PatternNode ReadEscapedAtom()
    {
        var letter = Next(1);
        switch (letter)
        {
            case 'b' or 'B':
                _at += 2;
                return new AnchorNode(letter == 'b' ? Anchor.WordBoundary : Anchor.NoWordBoundary);
            case 'k':
                _at += 2;
                if (!Skip('<') || !_names.TryGetValue(ReadName(), out var named))
                    throw Wrong("a reference names no group");
                return Refer(named);
            case >= '1' and <= '9':
                _at++;
                var number = ReadNumber();
                return number <= _groupsInAll ? Refer(number) : throw Wrong("a reference names no group");
            default:
                return new SetNode(ReadEscape(out _));
        }

        BackReferenceNode Refer(int number)
        {
            HasBackReferences = true;
            return new(number);
        }
    }

    /// <summary>What stands behind a backslash, in and outside of a class.</summary>
    private CodePointSet ReadEscape(out bool isSingle)
    {
        var letter = Next(1);
        _at += 2;
        isSingle = false;
        switch (letter)
        {
            case 'd':
                return CodePointSet.Digits;
            case 'D':
                return CodePointSet.Digits.Complement();
            case 'w':
                return CodePointSet.Word;
            case 'W':
                return CodePointSet.Word.Complement();
            case 's':
                return CodePointSet.Space;
            case 'S':
                return CodePointSet.Space.Complement();
            case 'p' or 'P':
                var set = ReadCategory();
                return letter == 'p' ? set : set.Complement();
        }
        isSingle = true;
        return Single(letter switch
        {
            't' => '\t',
            'n' => '\n',
            'v' => '\v',
            'f' => '\f',
            'r' => '\r',
            '0' when Next(0) is not (>= '0' and <= '9') => 0,
            'c' when _at < _text.Length && _text[_at] < 128 && char.IsAsciiLetter((char)_text[_at]) => _text[_at++] % 32,
            'x' => ReadHex(2),
            'u' => ReadUnicode(),
            < 0 => throw Wrong("a backslash ends the expression"),
            < 128 when char.IsAsciiLetterOrDigit((char)letter) => throw Wrong($"\\{(char)letter} has no meaning in ECMA-262"),
            _ => letter,
        });
    }

    private CodePointSet ReadCategory()
    {
        var name = new StringBuilder();
        if (!Skip('{'))
            throw Wrong("\\p needs a name in braces");
        while (_at < _text.Length && _text[_at] != '}')
        {
            var point = _text[_at++];
            name.Append(point is < 128 ? (char)point : '?');
        }
        _at++;
        return CodePointSet.Category(name.ToString())
            ?? throw Wrong($"the property {name} is not available: only general categories, Any, ASCII and Alphabetic are");
    }

    private int ReadUnicode()
    {
        if (Skip('{'))
        {
            var value = 0;
            var start = _at;
            while (_at < _text.Length && _text[_at] < 128 && char.IsAsciiHexDigit((char)_text[_at]) && value <= CodePointSet.Last)
                value = (value * 16) + Convert.ToInt32(((char)_text[_at++]).ToString(), 16);
            return _at > start && value <= CodePointSet.Last && Skip('}') ? value : throw Wrong("\\u{…} holds no code point");
        }
        var high = ReadHex(4);
        if (high is < 0xD800 or > 0xDBFF || Next(0) != '\\' || Next(1) != 'u')
            return high;
        var before = _at;
        _at += 2;
        if (Next(0) != '{' && ReadHex(4) is >= 0xDC00 and <= 0xDFFF and var low)
            return char.ConvertToUtf32((char)high, (char)low);
        _at = before;
        return high;
    }

    private int ReadHex(int digits)
    {
        var value = 0;
        for (var count = 0; count < digits; count++)
        {
            if (_at == _text.Length || _text[_at] > 127 || !char.IsAsciiHexDigit((char)_text[_at]))
                throw Wrong("an escape lacks hexadecimal digits");
            value = (value * 16) + Convert.ToInt32(((char)_text[_at++]).ToString(), 16);
        }
        return value;
    }

    private CodePointSet ReadClass()
    {
        _at++;
        var isNegative = Skip('^');
        var sets = new List<CodePointSet>();
        while (true)
        {
            if (_at == _text.Length)
                throw Wrong("a class is not closed");
            if (Skip(']'))
                break;
            var (from, isSingle, first) = ReadClassAtom();
            if (!isSingle || Next(0) != '-' || Next(1) is ']' or < 0)
            {
                sets.Add(from);
                continue;
            }
            _at++;
            var (to, isEnd, last) = ReadClassAtom();
            if (!isEnd)
            {
                sets.AddRange([from, to, Single('-')]); // [a-\d]: the sign stands for itself
                continue;
            }
            if (last < first)
                throw Wrong("a range in a class goes backwards");
            sets.Add(CodePointSet.Of((first, last)));
        }
        var all = CodePointSet.Of(sets);
        return isNegative ? all.Complement() : all;
    }

    private (CodePointSet Set, bool IsSingle, int Point) ReadClassAtom()
    {
        if (_text[_at] != '\\')
            return (Single(_text[_at]), true, _text[_at++]);
        if (Next(1) == 'b')
        {
            _at += 2;
            return (Single('\b'), true, '\b');
        }
        var set = ReadEscape(out var isSingle);
        return (set, isSingle, isSingle ? set.First : 0);
    }

    private (int Minimum, int? Maximum)? ReadCounts()
    {
        (int Minimum, int? Maximum)? counts = Next(0) switch
        {
            '*' => (0, null),
            '+' => (1, null),
            '?' => (0, 1),
            _ => null,
        };
        if (counts is not null)
            _at++;
        else if (Next(0) == '{')
            counts = ReadBraces();
        if (counts is not null)
            Skip('?'); // lazy or greedy, there is a match or there is none
        return counts;
    }

    private (int Minimum, int? Maximum)? ReadBraces()
    {
        var start = _at++;
        if (Next(0) is >= '0' and <= '9')
        {
            var minimum = ReadNumber();
            int? maximum = minimum;
            if (Skip(','))
                maximum = Next(0) is >= '0' and <= '9' ? ReadNumber() : null;
            if (Skip('}'))
                return maximum < minimum ? throw Wrong("a repetition has its bounds in the wrong order") : (minimum, maximum);
        }
        _at = start; // a brace that is itself
        return null;
    }

    private int ReadNumber()
    {
        var value = 0;
        while (Next(0) is >= '0' and <= '9' and var digit)
        {
            value = (value * 10) + digit - '0';
            if (value > MaxCount)
                throw Wrong($"a number is larger than {MaxCount}");
            _at++;
        }
        return value;
    }

    private int Next(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : -1;

    private bool Skip(char expected)
    {
        if (Next(0) != expected)
            return false;
        _at++;
        return true;
    }

    private static CodePointSet Single(int codePoint) => CodePointSet.Of((codePoint, codePoint));

    private FormatException Wrong(string what) => new(string.Create(CultureInfo.InvariantCulture, $"{what} (character {_at + 1})."));
}
