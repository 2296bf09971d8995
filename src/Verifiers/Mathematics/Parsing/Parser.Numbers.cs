using System.Buffers;
using System.Globalization;
using System.Numerics;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Parsing;

/// <summary>Numbers as they are written: decimals, repeating decimals, mixed numbers, numbers in a base.</summary>
internal sealed partial class Parser
{
    private Expr? ParseNumber()
    {
        var token = Current;
        _position++;
        var text = Text(token);
        if (text.Length > ParseLimits.Digits)
            return null;
        if (ReadDigits(text, _reading) is not { } literal)
            return null;
        if (_position < _tokens.Length && IsRepeatMark(Current) && (text.Contains('.') || text is "0"))
            return ParseRepeating(literal, text);
        if (StartsBracketedPeriod() && text.Contains('.') && text.IndexOfAny('e', 'E') < 0)
            return ParseRepeating(literal, text);
        if (Current.Kind == TokenKind.Symbol && Text(Current) is "..." && literal.IsDecimal)
            return ParseDotted(text);
        if ((IsCommand(Current, "ldots") || IsCommand(Current, "dots") || IsCommand(Current, "cdots")) && literal.IsDecimal)
            return ParseDotted(text);
        if (IsSymbol(Current, "_") && !IsWord(Next, "C") && !IsWord(Next, "P"))
            return ParseBase(text);
        if (text is "0" && Current is { Kind: TokenKind.Word, SpaceBefore: false } && ParsePrefixedDigits() is { } prefixed)
            return prefixed;
        if (!literal.IsDecimal && ParseBaseInWords(text) is { } stated)
            return stated;
        if (Current is { Kind: TokenKind.Word, SpaceBefore: false } && ParseLetterDigits(token) is { } lettered)
            return lettered;
        return literal.IsDecimal
            ? new DecimalNumber(literal.Value, literal.SignificantDigits, literal.LastPlace)
            : new Number(literal.Value);
    }

    private readonly record struct Literal(Rational Value, bool IsDecimal, int SignificantDigits, int LastPlace);

    /// <summary>The value of digits, separators, point and exponent; null when the exponent is absurd.</summary>
    private static Literal? ReadDigits(ReadOnlySpan<char> text, Reading reading)
    {
        Span<char> digits = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        var count = 0;
        var point = -1;
        var exponentAt = text.IndexOfAny('e', 'E');
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        var decimalMark = DecimalMark(mantissa, reading);
        for (var i = 0; i < mantissa.Length; i++)
        {
            var c = mantissa[i];
            if (char.IsAsciiDigit(c))
                digits[count++] = c;
            else if (i == decimalMark)
                point = count;
        }
        if (count == 0)
            return null;
        var exponent = 0;
        if (exponentAt >= 0)
        {
            var power = text[(exponentAt + 1)..];
            if (power.Length > ParseLimits.ExponentDigits + 1 || !int.TryParse(power, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
                return null;
        }
        var lastPlace = exponent - (point < 0 ? 0 : count - point);
        var shown = digits[..count];
        if (count <= 18)
        {
            var whole = long.Parse(shown, NumberStyles.None, CultureInfo.InvariantCulture);
            if (lastPlace == 0)
                return new(new BigInteger(whole), point >= 0 || exponentAt >= 0, count, 0);
        }
        var integer = BigInteger.Parse(shown, NumberStyles.None, CultureInfo.InvariantCulture);
        var value = lastPlace >= 0
            ? (Rational)(integer * BigInteger.Pow(10, lastPlace))
            : Rational.Of(integer, BigInteger.Pow(10, -lastPlace));
        return new(value, point >= 0 || exponentAt >= 0, shown.TrimStart('0').Length, lastPlace);
    }

    /// <summary>Which character is the decimal mark: the last point or comma when both occur, else what the reading says.</summary>
    private static int DecimalMark(ReadOnlySpan<char> mantissa, Reading reading)
    {
        var point = mantissa.LastIndexOf('.');
        var comma = mantissa.LastIndexOf(',');
        if (comma >= 0 && (point >= 0 ? comma > point : mantissa.Contains(' ')))
            return comma;                                               // 1.234,5 and 1 234,5
        if (point >= 0)
            return mantissa.Count('.') > 1 ? -1 : point;                // 1.234.567 has none
        return comma >= 0 && reading.HasFlag(Reading.DecimalComma) && mantissa.IndexOfAny('{', '\\') < 0 && mantissa.Count(',') == 1
            && !(mantissa.Length == comma + 4 && comma is >= 1 and <= 3 && mantissa[0] != '0')   // 1,234 has no decimal comma
            ? comma
            : -1;
    }

    private bool IsRepeatMark(Token token) => token.Kind == TokenKind.Command && Text(token) is "overline" or "bar" or "dot";

    /// <summary>0.1\overline{36} = 0.1 + 36/990; dots mark the first and the last digit that repeat.</summary>
    private Expr? ParseRepeating(Literal literal, ReadOnlySpan<char> text)
    {
        var places = text.Contains('.') ? text.Length - text.IndexOf('.') - 1 : 0;
        var dotted = Text(Current) is "dot";
        var bracketed = IsSymbol(Current, "(");
        _position++;
        var repeated = string.Empty;
        if ((bracketed ? ReadPeriod() : ReadDigitsOnly()) is not { Length: > 0 } first)
            return null;
        if (dotted)
        {
            // \dot{3}, \dot{1}42\dot{7}; \dot{3}5\dot 6
            repeated = first;
            if (Current.Kind == TokenKind.Number && Text(Current).ContainsOnlyDigits())
            {
                repeated += Text(Current).ToString();
                _position++;
            }
            if (AcceptCommand("dot"))
            {
                if (ReadDigitsOnly() is not { Length: > 0 } last)
                    return null;
                repeated += last;
            }
        }
        else
        {
            repeated = first;
        }
        if (repeated.Length > 200 || places > 200)
            return null;
        var period = BigInteger.Parse(repeated, NumberStyles.None, CultureInfo.InvariantCulture);
        var scale = BigInteger.Pow(10, places) * (BigInteger.Pow(10, repeated.Length) - 1);
        return new Number(literal.Value + Rational.Of(period, scale));
    }

    /// <summary>The (6) of 0.1(6).</summary>
    private bool StartsBracketedPeriod() =>
        IsSymbol(Current, "(") && !Current.SpaceBefore && Next.Kind == TokenKind.Number && Text(Next).ContainsOnlyDigits() && IsSymbol(_tokens[Math.Min(_position + 2, _tokens.Length - 1)], ")");

    private string ReadPeriod()
    {
        var digits = Text(Current).ToString();
        _position += 2;
        return digits;
    }

    private string? ReadDigitsOnly()
    {
        var braces = Accept("{");
        if (Current.Kind != TokenKind.Number || !Text(Current).ContainsOnlyDigits())
            return null;
        string digits;
        if (braces || Current.Length == 1)
        {
            digits = Text(Current).ToString();
            _position++;
        }
        else
        {
            digits = _source[Current.Start].ToString();
            _tokens[_position] = new(TokenKind.Number, Current.Start + 1, Current.Length - 1, false);
        }
        return !braces || Accept("}") ? digits : null;
    }

    /// <summary>0.333… repeats what is written at least twice at its end; else the dots only say that it goes on.</summary>
    private Expr? ParseDotted(ReadOnlySpan<char> text)
    {
        _position++;
        var literal = ReadDigits(text, _reading)!.Value;
        var fraction = text[(text.IndexOf('.') + 1)..];
        for (var period = 1; period * 2 <= fraction.Length && period <= 30; period++)
        {
            var tail = fraction[^period..];
            var repeats = 1;
            while ((repeats + 1) * period <= fraction.Length && fraction[^((repeats + 1) * period)..^(repeats * period)].SequenceEqual(tail))
                repeats++;
            if (repeats < (period == 1 ? 3 : 2) || text.IndexOfAny('e', 'E') >= 0)
                continue;
            var shift = BigInteger.Pow(10, fraction.Length) * (BigInteger.Pow(10, period) - 1);
            return new Number(literal.Value + Rational.Of(BigInteger.Parse(tail, NumberStyles.None, CultureInfo.InvariantCulture), shift));
        }
        return new DecimalNumber(literal.Value, literal.SignificantDigits, literal.LastPlace);
    }

    /// <summary>204_5: the digits are those of the base.</summary>
    private Expr? ParseBase(ReadOnlySpan<char> text)
    {
        var digits = text.ToString();
        _position++;
        if (ParseSubscriptNumber() is not { } radix || radix is < 2 or > 36 || !digits.AsSpan().ContainsOnlyDigits())
            return null;
        return MakeBased(digits, radix);
    }

    /// <summary>101 base 2, 101 (base 2), 101 in base two. Nothing is moved when it is none.</summary>
    private BasedNumber? ParseBaseInWords(ReadOnlySpan<char> digits)
    {
        var position = _position;
        var bracketed = Accept("(");
        if (IsWord(Current, "in"))
            _position++;
        if (IsWord(Current, "base") && digits.ContainsOnlyDigits())
        {
            _position++;
            var radix = Current.Kind == TokenKind.Number && int.TryParse(Text(Current), NumberStyles.None, CultureInfo.InvariantCulture, out var written)
                ? written
                : Current.Kind == TokenKind.Word && WordNumbers.Value(Text(Current).ToString().ToLowerInvariant()) is { IsInteger: true } word && word < 37 ? (int)word.Numerator : 0;
            _position++;
            if (radix is >= 2 and <= 36 && _position < _tokens.Length && (!bracketed || Accept(")")) && MakeBased(digits.ToString(), radix) is { } based)
                return based;
        }
        _position = position;
        return null;
    }

    /// <summary>2A_{16}, 1B3_{16}: capitals are digits when a base above ten follows. Nothing is moved when it is none.</summary>
    private BasedNumber? ParseLetterDigits(Token first)
    {
        var position = _position;
        while (Current is { Kind: TokenKind.Word or TokenKind.Number, SpaceBefore: false } && _position - position < 40)
            _position++;
        var digits = _source[first.Start..Current.Start];
        if (!IsSymbol(Current, "_") || digits.AsSpan().ContainsAnyExcept(CapitalDigits))
        {
            _position = position;
            return null;
        }
        _position++;
        if (ParseSubscriptNumber() is { } radix and > 10 and <= 16 && MakeBased(digits, radix) is { } based)
            return based;
        _position = position;
        return null;
    }

    /// <summary>FF_{16}, B2A_{16}: a number in a base above ten that begins with a letter. Nothing is moved when it is none.</summary>
    private BasedNumber? ParseDigitsOfBase()
    {
        var (position, first) = (_position, Current);
        _position++;
        if (ParseLetterDigits(first) is { } based)
            return based;
        _position = position;
        return null;
    }

    private static bool IsDigitsOfBase(string text) => text.Length is > 1 and < 40 && !text.AsSpan().ContainsAnyExcept(CapitalDigits);

    /// <summary>The base that stands behind \text{FF}; the position is then behind it.</summary>
    private BasedNumber? ParseBaseOf(string digits)
    {
        var position = _position;
        _position++;
        if (ParseSubscriptNumber() is { } radix and > 1 and <= 36 && MakeBased(digits, radix) is { } based)
            return based;
        _position = position;
        return null;
    }

    /// <summary>0xFF, 0b101, 0o17, as programs write them.</summary>
    private BasedNumber? ParsePrefixedDigits()
    {
        var position = _position;
        var start = Current.Start + 1;
        var radix = _source[Current.Start] switch { 'x' or 'X' => 16, 'b' or 'B' => 2, 'o' or 'O' => 8, _ => 0 };
        if (radix == 0)
            return null;
        var end = Current.End;
        _position++;
        while (Current is { Kind: TokenKind.Word or TokenKind.Number, SpaceBefore: false } && _position - position < 40)
        {
            end = Current.End;
            _position++;
        }
        if (end > start && MakeBased(_source[start..end], radix) is { } based)
            return based with { Digits = based.Digits.ToUpperInvariant() };
        _position = position;
        return null;
    }

    private static readonly SearchValues<char> CapitalDigits = SearchValues.Create("0123456789ABCDEF");

    /// <summary>The number that digits spell in a base; null when a digit is too large for it.</summary>
    public static BasedNumber? MakeBased(string digits, int radix)
    {
        var value = BigInteger.Zero;
        if (digits.Length > 500)
            return null;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? (c | 32) - 'a' + 10 : 99;
            if (digit >= radix)
                return null;
            value = (value * radix) + digit;
        }
        return new(digits, radix, value);
    }

    private int? ParseSubscriptNumber()
    {
        var braces = Accept("{");
        var brackets = Accept("(");
        if (brackets)
        {
            var inner = ParseSubscriptNumber();
            return Accept(")") && (!braces || Accept("}")) ? inner : null;                        // 101_{(2)}
        }
        if (AcceptTextCommand())
        {
            var word = ReadTextArgument(skipCommand: false);
            if (braces && !Accept("}"))
                return null;
            return WordNumbers.Value(Words.Normalise(word)) is { IsInteger: true } named && named < 37 ? (int)named.Numerator : null;
        }
        if (braces && Current.Kind == TokenKind.Word && WordNumbers.Value(Text(Current).ToString().ToLowerInvariant()) is { IsInteger: true } spelled && spelled < 37)
        {
            _position++;
            return Accept("}") ? (int)spelled.Numerator : null;
        }
        if (Current.Kind != TokenKind.Number || Current.Length > 2 || !int.TryParse(Text(Current), NumberStyles.None, CultureInfo.InvariantCulture, out var radix))
            return null;
        _position++;
        return !braces || Accept("}") ? radix : null;
    }

    /// <summary>Whether 3 1/2 or 3\frac12 begins at the number just read: an integer, then a proper fraction.</summary>
    private bool IsMixedNumber(Expr left)
    {
        if (left is not Number { Value.IsInteger: true } || _position == 0 || _tokens[_position - 1].Kind != TokenKind.Number)
            return false;
        if (IsCommandFraction(Current))
            return PeekFraction() is { } fraction && fraction.Sign > 0 && fraction < Rational.One;
        return Current.Kind == TokenKind.Number && IsSymbol(Next, "/") && _position + 2 < _tokens.Length
            && _tokens[_position + 2].Kind == TokenKind.Number
            && ReadDigits(Text(Current), _reading) is { IsDecimal: false } p && ReadDigits(Text(_tokens[_position + 2]), _reading) is { IsDecimal: false } q
            && p.Value.Sign > 0 && p.Value < q.Value;
    }

    private bool IsCommandFraction(Token token) => token.Kind == TokenKind.Command && Text(token) is "frac" or "dfrac" or "tfrac" or "cfrac" or "sfrac";

    private Rational? PeekFraction()
    {
        var (position, depth, saved) = (_position, _depth, _tokens[Math.Min(_position + 1, _tokens.Length - 1)]);
        var fraction = ParseCommand() is Number { Value: var value } && !IsSymbol(Current, "^") ? value : (Rational?)null;
        (_position, _depth, _tokens[Math.Min(position + 1, _tokens.Length - 1)]) = (position, depth, saved);
        return fraction;
    }

    private Expr? ParseMixed(Number whole)
    {
        Expr? fraction;
        if (Current.Kind == TokenKind.Number)
        {
            var p = ParseNumber();
            _position++;
            fraction = p is not null && ParseNumber() is { } q ? Build.Over(p, q) : null;
        }
        else
        {
            fraction = ParseCommand();
        }
        if (fraction is not Number { Value: var part })
            return null;
        return ParsePostfix(new Number(whole.Value.Sign < 0 ? whole.Value - part : whole.Value + part));       // 33\frac13\%
    }
}
