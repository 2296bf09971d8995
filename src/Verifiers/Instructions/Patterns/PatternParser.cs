using System.Globalization;
using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Patterns;

/// <summary>
/// Reads a regular expression as Python writes it. What Python refuses is <see cref="Error"/>; what it accepts and a search in linear time
/// cannot do (look-around, back-references, atomic groups) is <see cref="Unavailable"/>.
/// </summary>
internal sealed class PatternParser(string pattern, bool ignoreCase)
{
    private const int MaxDepth = 50;
    private const int MaxRepetition = 1000;

    private int _at;
    private int _depth;
    private bool _ignoreCase = ignoreCase;
    private bool _multiline;
    private bool _dotAll;

    /// <summary>Why this is no expression; null when it is one.</summary>
    public string? Error { get; private set; }

    /// <summary>What it needs that is not available; null when nothing.</summary>
    public string? Unavailable { get; private set; }

    private bool HasFailed => Error is not null || Unavailable is not null;

    private bool AtEnd => _at >= pattern.Length;

    private char Here => pattern[_at];

    /// <summary>The whole expression; null when <see cref="Error"/> or <see cref="Unavailable"/> says why not.</summary>
    public PatternNode? Parse()
    {
        ReadGlobalFlags();
        var tree = ReadChoices();
        if (!HasFailed && !AtEnd)
            Error = "unbalanced parenthesis";
        return HasFailed ? null : tree;
    }

    /// <summary><c>(?i)</c> and the like, at the start only.</summary>
    private void ReadGlobalFlags()
    {
        while (pattern.AsSpan(_at).StartsWith("(?", StringComparison.Ordinal)
            && pattern.IndexOf(')', _at) is var close and > 0
            && close > _at + 2
            && !pattern.AsSpan(_at + 2, close - _at - 2).ContainsAnyExcept("imsu"))
        {
            var flags = pattern.AsSpan(_at + 2, close - _at - 2);
            _ignoreCase |= flags.Contains('i');
            _multiline |= flags.Contains('m');
            _dotAll |= flags.Contains('s');
            _at = close + 1;
        }
    }

    private PatternNode ReadChoices()
    {
        if (++_depth > MaxDepth)
            Unavailable ??= "groups are nested too deeply";
        var choices = new List<PatternNode> { ReadSequence() };
        while (!HasFailed && !AtEnd && Here == '|')
        {
            _at++;
            choices.Add(ReadSequence());
        }
        _depth--;
        return choices.Count == 1 ? choices[0] : new Either(choices);
    }

    private Following ReadSequence()
    {
        var parts = new List<PatternNode>();
        while (!HasFailed && !AtEnd && Here is not ('|' or ')'))
        {
            if (ReadAtom() is { } atom && !HasFailed)
                parts.Add(ReadRepetition(atom));
        }
        return new Following(parts);
    }

    private PatternNode? ReadAtom()
    {
        var here = Here;
        switch (here)
        {
            case '(':
                return ReadGroup();
            case '[':
                return ReadSet();
            case '\\':
                return ReadEscape();
            case '.':
                _at++;
                return new OneOf(new CharacterSet(_dotAll ? [] : [('\n', '\n')], "", Negated: true, IgnoreCase: false));
            case '^':
                _at++;
                return new Place(_multiline ? PlaceKind.LineStart : PlaceKind.TextStart);
            case '$':
                _at++;
                return new Place(_multiline ? PlaceKind.LineEnd : PlaceKind.LastLineEnd);
            case '*' or '+' or '?':
                Error = "nothing to repeat";
                return null;
            case '{' when TryReadBraces(out _, out _, out _):
                Error = "nothing to repeat";
                return null;
            default:
                return new OneOf(CharacterSet.Of(ReadCharacter(), _ignoreCase));
        }
    }

    private PatternNode? ReadGroup()
    {
        _at++;
        if (!AtEnd && Here == '?')
        {
            var rest = pattern.AsSpan(_at);
            if (rest.StartsWith("?:", StringComparison.Ordinal))
                _at += 2;
            else if (rest.StartsWith("?P<", StringComparison.Ordinal) && rest.IndexOf('>') is var close and > 3)
                _at += close + 1;
            else if (rest.Length > 1 && rest[1] is '=' or '!' or '<' or '>' or '(' or 'P')
                Unavailable = "look-around, back-references and atomic groups";
            else if (rest.StartsWith("?#", StringComparison.Ordinal) && rest.IndexOf(')') is var end and > 0)
            {
                _at += end + 1;
                return null;
            }
            else
                Unavailable = "flags inside the expression";
        }
        if (HasFailed)
            return null;
        var inner = ReadChoices();
        if (HasFailed)
            return null;
        if (AtEnd)
        {
            Error = "missing )";
            return null;
        }
        _at++;
        return inner;
    }

    private PatternNode ReadRepetition(PatternNode atom)
    {
        var wasRepeated = false;
        while (!AtEnd)
        {
            int minimum;
            int? maximum;
            switch (Here)
            {
                case '*':
                    (minimum, maximum) = (0, null);
                    _at++;
                    break;
                case '+':
                    (minimum, maximum) = (1, null);
                    _at++;
                    break;
                case '?':
                    (minimum, maximum) = (0, 1);
                    _at++;
                    break;
                case '{' when TryReadBraces(out minimum, out maximum, out var end):
                    _at = end;
                    break;
                default:
                    return atom;
            }
            if (wasRepeated)
                Error = "multiple repeat";
            else if (atom is Place)
                Error = "nothing to repeat";
            else if (maximum < minimum)
                Error = "min repeat greater than max repeat";
            else if (minimum > MaxRepetition || maximum > MaxRepetition)
                Unavailable = $"more than {MaxRepetition} repetitions";
            if (HasFailed)
                return atom;
            wasRepeated = true;
            var greedy = AtEnd || Here != '?';
            if (!greedy)
                _at++;
            atom = new Repeated(atom, minimum, maximum, greedy);
        }
        return atom;
    }

    /// <summary><c>{m}</c>, <c>{m,}</c>, <c>{,n}</c>, <c>{m,n}</c>; other braces are themselves.</summary>
    private bool TryReadBraces(out int minimum, out int? maximum, out int end)
    {
        (minimum, maximum, end) = (0, null, 0);
        var close = pattern.IndexOf('}', _at);
        if (close < 0 || pattern.AsSpan(_at + 1, close - _at - 1) is not { Length: > 0 and < 12 } inside || inside is ",")
            return false;
        var comma = inside.IndexOf(',');
        var low = comma < 0 ? inside : inside[..comma];
        var high = inside[(comma + 1)..];
        if (low.ContainsAnyExceptInRange('0', '9') || high.ContainsAnyExceptInRange('0', '9'))
            return false;
        minimum = low.IsEmpty ? 0 : (int)Math.Min(int.MaxValue, long.Parse(low, CultureInfo.InvariantCulture));
        maximum = high.IsEmpty ? null : (int)Math.Min(int.MaxValue, long.Parse(high, CultureInfo.InvariantCulture));
        end = close + 1;
        return true;
    }

    private int ReadCharacter()
    {
        var code = Characters.At(pattern, _at, out var length);
        _at += length;
        return code;
    }

    private PatternNode? ReadEscape()
    {
        if (_at + 1 >= pattern.Length)
        {
            Error = "bad escape at the end";
            return null;
        }
        var letter = pattern[_at + 1];
        PlaceKind? place = letter switch
        {
            'A' => PlaceKind.TextStart,
            'Z' => PlaceKind.TextEnd,
            'b' => PlaceKind.WordBoundary,
            'B' => PlaceKind.NoWordBoundary,
            _ => null,
        };
        if (place is { } kind)
        {
            _at += 2;
            return new Place(kind);
        }
        if ("dDwWsS".Contains(letter))
        {
            _at += 2;
            return new OneOf(new CharacterSet([], letter.ToString(), Negated: false, IgnoreCase: false));
        }
        if (letter is >= '1' and <= '9')
        {
            Unavailable = "back-references";
            return null;
        }
        return ReadEscapedCharacter() is { } code ? new OneOf(CharacterSet.Of(code, _ignoreCase)) : null;
    }

    /// <summary>A backslash and what stands for one character.</summary>
    private int? ReadEscapedCharacter()
    {
        _at++;
        if (AtEnd)
        {
            Error = "bad escape at the end";
            return null;
        }
        var letter = Here;
        if (!char.IsAsciiLetterOrDigit(letter))
            return ReadCharacter();
        _at++;
        switch (letter)
        {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'v':
                return '\v';
            case 'a':
                return '\a';
            case '0':
                return 0;
            case 'x' or 'u' or 'U':
                var digits = letter switch { 'x' => 2, 'u' => 4, _ => 8 };
                if (_at + digits <= pattern.Length
                    && int.TryParse(pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                    && code is >= 0 and <= 0x10FFFF)
                {
                    _at += digits;
                    return code;
                }
                break;
        }
        Error = $"bad escape \\{letter}";
        return null;
    }

    private OneOf? ReadSet()
    {
        _at++;
        var negated = !AtEnd && Here == '^';
        if (negated)
            _at++;
        var ranges = new List<(int, int)>();
        var classes = "";
        for (var isFirst = true; ; isFirst = false)
        {
            if (AtEnd)
            {
                Error = "unterminated character set";
                return null;
            }
            if (Here == ']' && !isFirst)
                break;
            if (ReadSetMember(ref classes) is not { } first)
            {
                if (HasFailed)
                    return null;
                continue;
            }
            if (_at + 1 < pattern.Length && Here == '-' && pattern[_at + 1] != ']')
            {
                _at++;
                if (ReadSetMember(ref classes) is not { } last || last < first)
                {
                    Error ??= "bad character range";
                    return null;
                }
                ranges.Add((first, last));
            }
            else
                ranges.Add((first, first));
        }
        _at++;
        return new OneOf(new CharacterSet(ranges, classes, negated, _ignoreCase));
    }

    /// <summary>One character of a set; null when it is a class, which is added to the classes.</summary>
    private int? ReadSetMember(ref string classes)
    {
        if (Here != '\\')
            return ReadCharacter();
        if (_at + 1 < pattern.Length && "dDwWsS".Contains(pattern[_at + 1]))
        {
            classes += pattern[_at + 1];
            _at += 2;
            return null;
        }
        if (_at + 1 < pattern.Length && pattern[_at + 1] == 'b')
        {
            _at += 2;
            return '\b';
        }
        return ReadEscapedCharacter();
    }
}
