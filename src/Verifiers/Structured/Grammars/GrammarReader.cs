using System.Globalization;
using System.Text;
using Verifiers.Structured.Patterns;

namespace Verifiers.Structured.Grammars;

/// <summary>
/// Reads a grammar in one of three notations, told apart by the sign behind the first rule's name: <c>::=</c> is W3C's EBNF and llama.cpp's
/// GBNF, <c>=</c> is EBNF of ISO 14977, <c>:</c> is Lark's.
/// </summary>
internal sealed class GrammarReader
{
    private const int MaxLength = 100_000;
    private const int MaxDepth = 100;
    private const int MaxParts = 100_000;
    private const int MaxCount = 1_000;

    private readonly string _text;
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<List<GrammarSymbol[]>> _productions = [];
    private readonly Dictionary<int, int> _usedAt = [];
    private readonly Notation _notation;
    private int _at;
    private int _parts;

    private GrammarReader(string text)
    {
        _text = text;
        _notation = FindNotation();
    }

    private enum Notation
    {
        W3C,
        Iso,
        Lark,
    }

    /// <param name="text">The grammar.</param>
    /// <param name="start">The rule of the whole text; null for <c>root</c>, <c>start</c>, or else the first one.</param>
    /// <exception cref="GrammarException">It is no grammar.</exception>
    public static Grammar Read(string text, string? start)
    {
        if (text.Length > MaxLength)
            throw new GrammarException($"the grammar is longer than {MaxLength} characters.");
        return new GrammarReader(text).ReadRules(start);
    }

    private Grammar ReadRules(string? start)
    {
        _at = 0;
        string? first = null;
        for (SkipBlanks(lines: true); _at < _text.Length; SkipBlanks(lines: true))
        {
            if (_notation == Notation.Lark && Next == '%')
                throw Wrong("directives are not read here.");
            var at = _at;
            var name = ReadRuleName();
            first ??= name;
            var number = NumberOf(name, null);
            SkipBlanks(lines: true);
            if (!Skip(_notation switch { Notation.W3C => "::=", Notation.Iso => "=", _ => ":" }))
                throw Wrong("the sign of a definition should stand here.");
            if (_productions[number].Count > 0)
                throw Wrong($"the rule '{name}' stands twice.", at);
            _productions[number].AddRange(ReadAlternatives(0));
            SkipBlanks(lines: true);
            if (_notation == Notation.Iso && !Skip(";") && !Skip(".") && _at < _text.Length)
                throw Wrong("a rule should end with a semicolon.");
            if (_notation == Notation.W3C)
                Skip(";");
        }
        if (first is null)
            throw Wrong("there is no rule.");
        foreach (var (symbol, at) in _usedAt)
        {
            if (_productions[symbol].Count == 0)
                throw Wrong($"the rule '{_names[symbol]}' is not defined.", at);
        }
        start ??= _numbers.ContainsKey("root") ? "root" : _numbers.ContainsKey("start") ? "start" : first;
        return _numbers.TryGetValue(start, out var root) && _productions[root].Count > 0
            ? new(_names, _productions, root)
            : throw new GrammarException($"there is no rule '{start}' to start with.");
    }

    private Notation FindNotation()
    {
        SkipBlanks(lines: true);
        ReadRuleName();
        SkipBlanks(lines: true);
        return Skip("::=") ? Notation.W3C : Skip("=") ? Notation.Iso : Skip(":") ? Notation.Lark : throw Wrong("one of ::=, = and : should stand behind the name of a rule.");
    }

    private List<GrammarSymbol[]> ReadAlternatives(int depth)
    {
        if (depth > MaxDepth)
            throw Wrong($"groups are nested more than {MaxDepth} deep.");
        var sides = new List<GrammarSymbol[]>();
        do
        {
            sides.Add(ReadSequence(depth));
            SkipBlanks(lines: true);
        }
        while (SkipBar());
        return sides;
    }

    private bool SkipBar() => Skip("|") || (_notation == Notation.Iso && (Skip("/") || Skip("!")));

    private GrammarSymbol[] ReadSequence(int depth)
    {
        var parts = new List<GrammarSymbol>();
        while (true)
        {
            SkipBlanks(lines: depth > 0 || _notation == Notation.Iso || !IsRuleOnNextLine());
            if (_notation == Notation.Iso && Skip(","))
                continue;
            if (_notation == Notation.Lark && Skip("->"))
            {
                SkipBlanks(lines: false);
                ReadRuleName();
                continue;
            }
            if (_at == _text.Length || Next is '|' or ')' or ']' or '}' or ';' or '\n' or '\r' || (_notation == Notation.Iso && Next is '.' or '/' or '!' && _notation == Notation.Iso))
                return [.. parts];
            if (depth == 0 && _notation != Notation.Iso && IsRuleHere(_at))
                return [.. parts];
            parts.AddRange(ReadRepeated(depth));
            _parts += parts.Count == 0 ? 1 : 0;
        }
    }

    private IEnumerable<GrammarSymbol> ReadRepeated(int depth)
    {
        if (_notation == Notation.Iso && char.IsAsciiDigit(Next))
        {
            var count = ReadNumber();
            SkipBlanks(lines: true);
            if (!Skip("*"))
                throw Wrong("a number should be followed by a star.");
            SkipBlanks(lines: true);
            return Repeat(ReadTerm(depth), count, count);
        }
        var term = ReadTerm(depth);
        while (true)
        {
            if (_notation == Notation.W3C || _notation == Notation.Lark)
                SkipBlanks(lines: false);
            if (Skip("*"))
                term = Single(Repeat(term, 0, null));
            else if (Skip("+"))
                term = Single(Repeat(term, 1, null));
            else if (Next == '?' && !(_notation == Notation.Lark && IsRuleHere(_at)) && Skip("?"))
                term = Single(Repeat(term, 0, 1));
            else if (_notation == Notation.W3C && Next == '{')
                term = Single(ReadBraces(term));
            else if (_notation == Notation.Lark && Skip("~"))
                term = Single(ReadTilde(term));
            else if (_notation == Notation.W3C && term.Set is { } set && Next == '-' && Skip("-"))
                term = Except(set, depth);
            else
                return [term];
        }
    }

    private GrammarSymbol Except(CodePointSet set, int depth)
    {
        SkipBlanks(lines: true);
        return ReadTerm(depth).Set is { } other
            ? new(CodePointSet.Of([set.Complement(), other]).Complement(), 0)
            : throw Wrong("only single characters can be excepted.");
    }

    private IEnumerable<GrammarSymbol> ReadBraces(GrammarSymbol term)
    {
        _at++;
        SkipBlanks(lines: false);
        var minimum = Next == ',' ? 0 : ReadNumber();
        int? maximum = minimum;
        SkipBlanks(lines: false);
        if (Skip(","))
        {
            SkipBlanks(lines: false);
            maximum = char.IsAsciiDigit(Next) ? ReadNumber() : null;
        }
        SkipBlanks(lines: false);
        return Skip("}") && !(maximum < minimum) ? Repeat(term, minimum, maximum) : throw Wrong("a repetition should be {m}, {m,} or {m,n}.");
    }

    private IEnumerable<GrammarSymbol> ReadTilde(GrammarSymbol term)
    {
        SkipBlanks(lines: false);
        var minimum = ReadNumber();
        var maximum = Skip("..") ? ReadNumber() : minimum;
        return maximum < minimum ? throw Wrong("a repetition has its bounds in the wrong order.") : Repeat(term, minimum, maximum);
    }

    private GrammarSymbol ReadTerm(int depth)
    {
        switch (Next)
        {
            case '"' or '\'':
                return ReadLiteral();
            case '(':
                return ReadGroup(')', depth, sides => sides);
            case '[' when _notation == Notation.W3C:
                return new(ReadClass(), 0);
            case '[':
                return ReadGroup(']', depth, sides => [.. sides, []]);
            case '{' when _notation == Notation.Iso:
                return Single(Repeat(ReadGroup('}', depth, sides => sides), 0, null));
            case '.' when _notation == Notation.W3C:
                _at++;
                return new(CodePointSet.Of((0, CodePointSet.Last)), 0);
            case '/' when _notation == Notation.Lark:
                return ReadPattern();
            case '#' when _notation == Notation.W3C && Peek(1) == 'x':
                return new(CodePointSet.Of((ReadHashCode(), LastRead)), 0);
        }
        var at = _at;
        var name = ReadRuleName();
        return new(null, NumberOf(name, at));
    }

    private int LastRead { get; set; }

    private int ReadHashCode()
    {
        _at += 2;
        var start = _at;
        while (char.IsAsciiHexDigit(Next))
            _at++;
        if (_at - start is 0 or > 6 || Convert.ToInt32(_text[start.._at], 16) is var code && code > CodePointSet.Last)
            throw Wrong("#x should be followed by a code point.");
        LastRead = Convert.ToInt32(_text[start.._at], 16);
        return LastRead;
    }

    private GrammarSymbol ReadGroup(char closing, int depth, Func<List<GrammarSymbol[]>, List<GrammarSymbol[]>> change)
    {
        _at++;
        var sides = ReadAlternatives(depth + 1);
        SkipBlanks(lines: true);
        return Skip(closing.ToString()) ? Nameless(change(sides)) : throw Wrong($"'{closing}' should stand here.");
    }

    private GrammarSymbol ReadLiteral()
    {
        var points = PatternParser.CodePoints(ReadQuoted());
        if (_notation == Notation.Lark && Skip(".."))
        {
            var last = PatternParser.CodePoints(ReadQuoted());
            return points.Length == 1 && last.Length == 1 && points[0] <= last[0]
                ? new(CodePointSet.Of((points[0], last[0])), 0)
                : throw Wrong("a range should go from one character to a later one.");
        }
        var anyCase = _notation == Notation.Lark && Next == 'i' && !char.IsLetterOrDigit(Peek(1)) && Peek(1) != '_' && Skip("i");
        var sets = points.Select(point => new GrammarSymbol(anyCase ? BothCases(point) : CodePointSet.Of((point, point)), 0)).ToArray();
        Count(sets.Length);
        return sets.Length == 1 ? sets[0] : Nameless([sets]);
    }

    private static CodePointSet BothCases(int point)
    {
        if (point is >= 0xD800 and <= 0xDFFF)
            return CodePointSet.Of((point, point));
        var rune = new Rune(point);
        var (lower, upper) = (Rune.ToLowerInvariant(rune).Value, Rune.ToUpperInvariant(rune).Value);
        return CodePointSet.Of((point, point), (lower, lower), (upper, upper));
    }

    private string ReadQuoted()
    {
        var quote = Next;
        var start = _at;
        if (quote is not ('"' or '\''))
            throw Wrong("a text in quotes should stand here.");
        var value = new StringBuilder();
        _at++;
        while (true)
        {
            if (_at == _text.Length || Next == '\n')
                throw Wrong("a text in quotes is not closed.", start);
            if (Next == quote)
            {
                _at++;
                return value.ToString();
            }
            if (Next == '\\' && _notation != Notation.Iso)
                value.Append(ReadEscape());
            else
                value.Append(_text[_at++]);
        }
    }

    private string ReadEscape()
    {
        _at++;
        var letter = Next;
        _at++;
        var digits = letter switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (_at + digits > _text.Length
                || !uint.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > CodePointSet.Last)
            {
                throw Wrong("an escape lacks hexadecimal digits.");
            }
            _at += digits;
            return code > 0xFFFF ? char.ConvertFromUtf32((int)code) : ((char)code).ToString();
        }
        return letter switch
        {
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'f' => "\f",
            'b' => "\b",
            'v' => "\v",
            '\0' => throw Wrong("an escape is cut off."),
            _ when char.IsAsciiLetterOrDigit(letter) => throw Wrong($"\\{letter} has no meaning."),
            _ => letter.ToString(),
        };
    }

    private CodePointSet ReadClass()
    {
        var start = _at++;
        var isNegative = Skip("^");
        var ranges = new List<(int, int)>();
        while (!Skip("]"))
        {
            var first = ReadClassPoint(start);
            if (Next == '-' && Peek(1) != ']')
            {
                _at++;
                var last = ReadClassPoint(start);
                if (last < first)
                    throw Wrong("a range in a class goes backwards.");
                ranges.Add((first, last));
            }
            else
            {
                ranges.Add((first, first));
            }
        }
        var set = CodePointSet.Of(ranges);
        return isNegative ? set.Complement() : set;
    }

    private int ReadClassPoint(int start)
    {
        if (_at == _text.Length || Next == '\n')
            throw Wrong("a class is not closed.", start);
        if (Next == '#' && Peek(1) == 'x' && char.IsAsciiHexDigit(Peek(2)))
            return ReadHashCode();
        if (Next == '\\')
            return PatternParser.CodePoints(ReadEscape())[0];
        var length = char.IsHighSurrogate(Next) && char.IsLowSurrogate(Peek(1)) ? 2 : 1;
        _at += length;
        return PatternParser.CodePoints(_text.Substring(_at - length, length))[0];
    }

    /// <summary>A regular expression between slashes becomes a part of the grammar.</summary>
    private GrammarSymbol ReadPattern()
    {
        var start = _at++;
        var inClass = false;
        while (_at < _text.Length && (inClass || Next != '/') && Next != '\n')
        {
            inClass = Next == '[' || (inClass && Next != ']');
            _at += Next == '\\' ? 2 : 1;
        }
        if (_at >= _text.Length || Next != '/')
            throw Wrong("a regular expression is not closed.", start);
        var pattern = _text[(start + 1).._at++];
        if (char.IsAsciiLetter(Next))
            throw Wrong("flags of a regular expression are not read here.");
        try
        {
            return OfPattern(PatternParser.Parse(pattern).Root, start);
        }
        catch (FormatException problem)
        {
            throw Wrong($"this is no regular expression: {problem.Message}", start);
        }
    }

    private GrammarSymbol OfPattern(PatternNode node, int at) => node switch
    {
        SetNode set => new(set.Set, 0),
        SequenceNode sequence => Nameless([[.. sequence.Parts.Select(part => OfPattern(part, at))]]),
        AlternativesNode alternatives => Nameless([.. alternatives.Choices.Select(choice => new[] { OfPattern(choice, at) })]),
        CaptureNode capture => OfPattern(capture.Item, at),
        RepeatNode repeat => Single(Repeat(OfPattern(repeat.Item, at), repeat.Minimum, repeat.Maximum)),
        _ => throw Wrong("anchors, look-around and back references have no place in a grammar.", at),
    };

    private GrammarSymbol[] Repeat(GrammarSymbol item, int minimum, int? maximum)
    {
        if (minimum > MaxCount || maximum > MaxCount)
            throw Wrong($"a repetition of more than {MaxCount}.");
        var fixedPart = Enumerable.Repeat(item, minimum);
        if (maximum is null)
        {
            var loop = Nameless([]); // L → ε | L item: to the left, which costs linear work
            _productions[loop.Symbol].AddRange([[], [loop, item]]);
            return [.. fixedPart, loop];
        }
        Count(maximum.Value);
        var tail = Array.Empty<GrammarSymbol>();
        for (var count = minimum; count < maximum; count++)
            tail = [Nameless([[], [item, .. tail]])];
        return [.. fixedPart, .. tail];
    }

    private GrammarSymbol Single(IEnumerable<GrammarSymbol> parts)
    {
        GrammarSymbol[] all = [.. parts];
        return all.Length == 1 ? all[0] : Nameless([all]);
    }

    private GrammarSymbol Nameless(List<GrammarSymbol[]> sides)
    {
        Count(1 + sides.Sum(side => side.Length));
        _names.Add("");
        _productions.Add(sides);
        return new(null, _productions.Count - 1);
    }

    private int NumberOf(string name, int? usedAt)
    {
        if (!_numbers.TryGetValue(name, out var number))
        {
            Count(1);
            number = _productions.Count;
            _numbers.Add(name, number);
            _names.Add(name);
            _productions.Add([]);
        }
        if (usedAt is { } at)
            _usedAt.TryAdd(number, at);
        return number;
    }

    private void Count(int parts)
    {
        _parts += parts;
        if (_parts > MaxParts)
            throw Wrong("the grammar is too large: its repetitions multiply.");
    }

    private string ReadRuleName()
    {
        var start = _at;
        if (_notation == Notation.Lark || Next is '?' or '!')
        {
            while (Next is '?' or '!')
                _at++;
        }
        if (Skip("<"))
        {
            var end = _text.IndexOf('>', _at);
            if (end < 0 || end - _at > 200)
                throw Wrong("a name is not closed.");
            (start, _at) = (_at, end + 1);
            return _text[start..end];
        }
        start = _at;
        while (char.IsLetterOrDigit(Next) || Next is '_' || (Next == '-' && _notation != Notation.Lark && char.IsLetterOrDigit(Peek(1))))
            _at++;
        if (_at == start)
            throw Wrong("the name of a rule should stand here.");
        var name = _text[start.._at];
        if (_notation == Notation.Lark && Next == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _at++;
            ReadNumber(); // a priority, which decides nothing here
        }
        return name;
    }

    private int ReadNumber()
    {
        var start = _at;
        while (char.IsAsciiDigit(Next) && _at - start < 6)
            _at++;
        return _at > start ? int.Parse(_text.AsSpan(start, _at - start), CultureInfo.InvariantCulture) : throw Wrong("a number should stand here.");
    }

    /// <summary>Whether the next line that is not blank begins a rule: then this one ends here.</summary>
    private bool IsRuleOnNextLine()
    {
        var before = _at;
        SkipBlanks(lines: true);
        var isRule = _at < _text.Length && Next != '|' && IsRuleHere(_at);
        _at = before;
        return isRule;
    }

    private bool IsRuleHere(int at)
    {
        var before = _at;
        try
        {
            _at = at;
            ReadRuleName();
            SkipBlanks(lines: false);
            return _notation switch { Notation.W3C => Skip("::="), Notation.Iso => false, _ => Next == ':' };
        }
        catch (GrammarException)
        {
            return false;
        }
        finally
        {
            _at = before;
        }
    }

    private void SkipBlanks(bool lines)
    {
        while (_at < _text.Length)
        {
            if (Next is ' ' or '\t' || (lines && Next is '\n' or '\r' && lines))
                _at++;
            else if (IsRemark(out var end))
                _at = end;
            else
                return;
        }
    }

    private bool IsRemark(out int end)
    {
        var isLine = (Next == '#' && !(Peek(1) == 'x' && char.IsAsciiHexDigit(Peek(2)))) || (Next == '/' && Peek(1) == '/');
        var closing = Next == '/' && Peek(1) == '*' ? "*/" : Next == '(' && Peek(1) == '*' ? "*)" : null;
        end = isLine ? _text.IndexOf('\n', _at) : closing is null ? _at : _text.IndexOf(closing, _at + 2, StringComparison.Ordinal);
        if (!isLine && closing is null)
            return false;
        end = end < 0 ? _text.Length : isLine ? end : end + 2;
        return true;
    }

    private char Next => Peek(0);

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private bool Skip(string word)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
            return false;
        _at += word.Length;
        return true;
    }

    private GrammarException Wrong(string what, int? at = null)
    {
        var place = Math.Min(at ?? _at, _text.Length);
        var line = 1 + _text.AsSpan(0, place).Count('\n');
        var column = place - (place == 0 ? -1 : _text.LastIndexOf('\n', place - 1));
        return new(string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}: {what}"));
    }
}
