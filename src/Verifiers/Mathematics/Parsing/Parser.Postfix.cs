using System.Buffers;
using System.Globalization;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Parsing;

/// <summary>What follows a value: powers, factorials, per cent, degrees, units.</summary>
internal sealed partial class Parser
{
    private Expr? ParsePostfix(Expr value)
    {
        while (true)
        {
            var token = Current;
            if ((IsSymbol(token, "^") && !AtSide()) || IsSymbol(token, "**"))
            {
                _position++;
                if (ParseExponent(value) is not { } raised)
                    return null;
                value = raised;
            }
            else if (IsSymbol(token, "!"))
            {
                _position++;
                value = Accept("!") ? new Call(FunctionKind.DoubleFactorial, [value]) : new Call(FunctionKind.Factorial, [value]);
            }
            else if ((IsSymbol(token, "%") || IsCommand(token, "%") || IsCommand(token, "percent")) && value is not Variable)
            {
                _position++;
                value = value is Constant { Kind: ConstantKind.Infinity } ? value : new Quantity(value, Units.Percent);
            }
            else if (token.Kind is TokenKind.Word or TokenKind.Letter or TokenKind.Command && ParseMagnitude(value) is { } magnified)
            {
                value = magnified;
            }
            else if (value is Number or DecimalNumber && TrailingCurrency(token) is { } sign)
            {
                _position++;
                value = new Quantity(value, Units.Currency(sign));
            }
            else if (IsCommand(token, "circ") || IsCommand(token, "degree"))
            {
                _position++;
                value = Degrees(value);
            }
            else if (value is Number { Value: { IsInteger: true, Sign: > 0 } hour } && hour <= 12 && token.SpaceBefore && IsHalfOfDay(token))
            {
                value = new ClockTime((((int)hour.Numerator % 12) + (ParseHalfOfDay() == true ? 12 : 0)) * 60);      // 8 AM
            }
            else if (IsMeasurable(value) && !(_position >= 2 && IsSymbol(_tokens[_position - 2], ":") && StartsHalfOfDay(token)) && ParseUnit(value) is { } measured)
            {
                value = measured;
            }
            else
            {
                return value;
            }
        }
    }

    private bool IsHalfOfDay(Token token) =>
        token.Kind == TokenKind.Word && (Text(token) is "AM" or "PM" or "am" or "pm" || (Text(token) is "a" or "p" && IsSymbol(Next, ".") && StartsHalfOfDay(token)));

    /// <summary>5 €, 5\$: the sign behind the amount, unless another amount follows it.</summary>
    private string? TrailingCurrency(Token token) => token.Kind != TokenKind.Command || Next.Kind == TokenKind.Number ? null : Text(token) switch
    {
        "$" or "dollar" or "textdollar" => "$",
        "euro" => "€",
        "pounds" => "£",
        "yen" => "¥",
        _ => null,
    };

    private static bool IsMeasurable(Expr value) =>
        value is Number or DecimalNumber or Power or Call { Function: FunctionKind.Root } or Product or Listing { Kind: ListingKind.Bare } or Quantity or Sum
            or Constant { Kind: ConstantKind.Pi } or Variable;

    private Expr? ParseExponent(Expr value)
    {
        var braced = IsSymbol(Current, "{");
        if (IsCommand(Current, "circ") || (braced && IsCommand(Next, "circ") && IsSymbol(_tokens[Math.Min(_position + 2, _tokens.Length - 1)], "}")))
        {
            _position += braced ? 3 : 1;
            return Degrees(value);
        }
        if (IsCommand(Current, "prime") || (braced && IsCommand(Next, "prime")))
        {
            _position += braced ? 3 : 1;
            return value is Variable variable ? new Variable(variable.Name + "'") : null;
        }
        if (value is Number && PeekOrdinal(braced))
            return value;
        if (value is Listing { Kind: ListingKind.Parentheses or ListingKind.Brackets } or Matrix { IsDeterminant: false } && PeekTransposition(braced))
            return Transpose(value);
        if (braced && IsSymbol(Next, "}"))
        {
            _position += 2;                                                                      // 5^{}
            return value;
        }
        Expr? exponent;
        if (Accept("-"))
            exponent = ParseExponentOperand() is { } negated ? Build.Negate(negated) : null;
        else
            exponent = ParseExponentOperand();
        return exponent is null ? null : new Power(value, exponent);
    }

    /// <summary>The T, \top, \mathsf{T} or \intercal of a transposed matrix; the position is then behind it.</summary>
    private bool PeekTransposition(bool braced)
    {
        var position = _position;
        if (braced)
            _position++;
        bool isSign;
        if (AcceptTextCommand())
        {
            isSign = ReadTextArgument(skipCommand: false).Trim() is "T" or "t";
        }
        else
        {
            isSign = IsWord(Current, "T") || IsWord(Current, "t") || IsCommand(Current, "top") || IsCommand(Current, "intercal");
            _position++;
        }
        if (isSign && (!braced || Accept("}")))
            return true;
        _position = position;
        return false;
    }

    /// <summary>Rows become columns; a tuple is one row.</summary>
    private static Matrix Transpose(Expr value)
    {
        var matrix = value as Matrix ?? new Matrix(1, ((Listing)value).Items.Count, ((Listing)value).Items, false);
        var entries = new Expr[matrix.Entries.Count];
        for (var row = 0; row < matrix.Rows; row++)
        {
            for (var column = 0; column < matrix.Columns; column++)
                entries[(column * matrix.Rows) + row] = matrix.Entries[(row * matrix.Columns) + column];
        }
        return new(matrix.Columns, matrix.Rows, Sequence.From(entries), false);
    }

    /// <summary>5^{\text{th}} is the number 5.</summary>
    private bool PeekOrdinal(bool braced)
    {
        var position = _position;
        if (braced)
            _position++;
        var isOrdinal = AcceptTextCommand() && ReadTextArgument(skipCommand: false).Trim() is "th" or "st" or "nd" or "rd" && (!braced || Accept("}"));
        if (!isOrdinal)
            _position = position;
        return isOrdinal;
    }

    /// <summary>Powers group to the right: a^b^c = a^(b^c).</summary>
    private Expr? ParseExponentOperand()
    {
        if (ParseArgument() is not { } operand)
            return null;
        while (IsSymbol(Current, "!"))
        {
            _position++;
            operand = new Call(FunctionKind.Factorial, [operand]);
        }
        if (!IsSymbol(Current, "^") && !IsSymbol(Current, "**"))
            return operand;
        if (++_depth > ParseLimits.Depth)
            return null;
        _position++;
        var tower = ParseExponent(operand);
        _depth--;
        return tower;
    }

    /// <summary>30°, 30°15', 30°15'20''.</summary>
    private Expr Degrees(Expr value)
    {
        var degrees = value;
        Rational divisor = 60;
        while (Current.Kind == TokenKind.Number && IsSymbol(Next, "'"))
        {
            if (ParseNumber() is not { } part)
                break;
            _position++;
            if (Accept("'"))
                divisor = 3600;
            degrees = Build.Plus(degrees, Build.Times(part, new Number(Rational.One / divisor)));
            divisor = 3600;
        }
        if (Current.Kind == TokenKind.Word && Text(Current) is "C" or "F")
        {
            var scale = Text(Current).ToString();
            _position++;
            return new Quantity(degrees, Units.Temperature(scale));
        }
        if (PeekText(Current)?.Trim() is "C" or "F" or "Celsius" or "Fahrenheit")
            return new Quantity(degrees, Units.Temperature(ReadTextArgument().Trim()[..1]));
        return new Quantity(degrees, Units.Degree);
    }

    /// <summary>
    /// cm, \text{ cm}^2, km/h, square units. Words in \text are always a unit behind a value; bare letters are only when the
    /// unit has two or more of them and a number stands in front, or when the reading says so.
    /// </summary>
    private Expr? ParseUnit(Expr value)
    {
        var start = _position;
        if (Current.Kind == TokenKind.Command && Commands.TextCommands.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Text(Current)) && !IsConnective(Current))
        {
            if (IsCommand(Current, "operatorname"))
                return null;
            var text = ReadTextArgument();
            if (text.Trim() is "th" or "st" or "nd" or "rd")
                return value;
            if (text.Trim() is "i" or "e" or "d" || (value is Variable or Sum && Units.Find(text.Trim()) is null))
            {
                _position = start;
                return null;
            }
            // The power behind \text{ m/s} belongs to the s.
            var unit = text.AsSpan().Trim().IndexOfAny("/ ·\\") >= 0 && ReadUnitPower() is { } power
                ? Units.Parse(string.Create(CultureInfo.InvariantCulture, $"{text.TrimEnd()}^{power}"), mustBeKnown: true) ?? Units.Parse(text)?.ToPower(power)
                : Units.Parse(text);
            if (unit is null)
            {
                _position = start;
                return null;
            }
            return FinishUnit(value, unit);
        }
        if (value is Number or DecimalNumber && Current.Kind == TokenKind.Letter)
            return ParseCounter(value);
        if (value is Number or DecimalNumber or Power && IsCommandFraction(Current))
            return ParseUnitFraction(value);
        if (value is Number or DecimalNumber or Power && IsCommand(Current, "Omega"))
        {
            _sawLetterUnit = true;
            if (!_reading.HasFlag(Reading.LetterUnits))
                return null;
            _position++;
            return FinishUnit(value, Units.Find("ohm")!);
        }
        if (value is Variable or Sum or Product or Listing || Current.Kind != TokenKind.Word)
            return null;
        var word = Text(Current);
        if (word.Length == 1)
        {
            if (Units.Find(word.ToString()) is not { } letterUnit || value is not (Number or DecimalNumber) || IsSymbol(Next, "("))
                return null;
            if (!_reading.HasFlag(Reading.LetterUnits))
            {
                _sawLetterUnit = true;
                return null;
            }
            _position++;
            return FinishUnit(value, letterUnit);
        }
        return ParsePlainUnit(value, start);
    }

    /// <summary>5\frac{\text{m}}{\text{s}}; bare letters, as in 5\frac{m}{s}, only when the reading says so.</summary>
    private Expr? ParseUnitFraction(Expr value)
    {
        var start = _position;
        _position++;
        if (ReadGroupText() is { } over && ReadGroupText() is { } under
            && Units.Parse(over.Text, mustBeKnown: true) is { } above && Units.Parse(under.Text, mustBeKnown: true) is { } below)
        {
            if (over.IsText && under.IsText)
                return FinishUnit(value, above.Times(below.ToPower(-1)));
            _sawLetterUnit = true;
            if (_reading.HasFlag(Reading.LetterUnits))
                return FinishUnit(value, above.Times(below.ToPower(-1)));
        }
        _position = start;
        return null;
    }

    /// <summary>The source of a braced group, and whether it begins with a text font.</summary>
    private (string Text, bool IsText)? ReadGroupText()
    {
        if (!IsSymbol(Current, "{"))
            return null;
        var isText = Next.Kind == TokenKind.Command && Commands.TextCommands.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Text(Next));
        return (ReadTextArgument(skipCommand: false), isText);
    }

    /// <summary>42元, 12个, 5平方米: ideographs behind a number, unless they compare, deny, join or multiply.</summary>
    private Quantity? ParseCounter(Expr value)
    {
        var start = _position;
        var from = Current.Start;
        while (Current.Kind == TokenKind.Letter && _source[Current.Start] >= '\u2E80' && _position - start < 6)
            _position++;
        var text = _source.AsSpan(from, Math.Max(from, _tokens[_position - 1].End) - from);
        if (_position > start && (Units.Find(text.ToString()) is not null || text.IndexOfAny(NoCounters) < 0))
            return new(value, Units.Find(text.ToString()) ?? new(text.ToString(), 1, [new("counted", 1)], IsKnown: false));
        _position = start;
        return null;
    }

    private static readonly SearchValues<char> NoCounters = SearchValues.Create("或和及与不非是到至以上下多少大小于约近左右万亿千百十半之倍");

    /// <summary>"5 cm", "12 square inches", "3 miles per hour": as many words as make one unit.</summary>
    private Expr? ParsePlainUnit(Expr value, int start)
    {
        var first = Text(Current);
        if ((Commands.Functions.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(first) && (first is not "min" || IsSymbol(Next, "(") || IsSymbol(Next, "{") || IsCommand(Next, "{")))
            || Commands.Greek.GetAlternateLookup<ReadOnlySpan<char>>().Contains(first)
            || first is "sqrt" or "and" or "or" or "mod" or "pi" or "exp" or "in" && Next.Kind != TokenKind.End)
        {
            return null;
        }
        var from = Current.Start;
        var to = from;
        var words = 0;
        while (Current.Kind == TokenKind.Word && words < 6 && Text(Current) is not ("and" or "or"))
        {
            to = Current.End;
            words++;
            _position++;
        }
        var unit = Units.Parse(_source[from..to], mustBeKnown: words == 1 && to - from <= 3, inPlainText: words == 1 && !_reading.HasFlag(Reading.LetterUnits));
        var isPair = words == 1 && to - from == 2;
        _sawLetterUnit |= isPair && unit is not null;
        if (unit is null || (isPair && _reading.HasFlag(Reading.LetterProducts)))
        {
            _position = start;
            return null;
        }
        return FinishUnit(value, unit);
    }

    /// <summary>Powers and quotients of units: cm^2, m/s, m/s^2, \text{m}\cdot\text{s}^{-1}.</summary>
    private Expr? FinishUnit(Expr value, Unit unit)
    {
        if (ReadUnitPower() is { } power)
            unit = unit.ToPower(power);
        while (IsSymbol(Current, "/") || IsSymbol(Current, "*") || IsCommand(Current, "cdot") || IsCommand(Current, "times") || FollowsUnit())
        {
            var position = _position;
            var divide = IsSymbol(Current, "/");
            if (!FollowsUnit())
                _position++;
            Unit? next = null;
            if (Current.Kind == TokenKind.Command && Commands.TextCommands.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Text(Current)))
            {
                var factor = ReadTextArgument();
                next = factor.Contains('/') && ReadUnitPower() is { } inner
                    ? Units.Parse(string.Create(CultureInfo.InvariantCulture, $"{factor.TrimEnd()}^{inner}"), mustBeKnown: true)
                    : Units.Parse(factor);
            }
            else if (Current.Kind == TokenKind.Word && Units.Find(Text(Current).ToString()) is { } plain)
            {
                next = plain;
                _position++;
            }
            if (next is null)
            {
                _position = position;
                break;
            }
            if (ReadUnitPower() is { } nextPower)
                next = next.ToPower(nextPower);
            unit = unit.Times(divide ? next.ToPower(-1) : next);
        }
        return new Quantity(value, unit);
    }

    /// <summary>\text{m}\,\text{s}^{-1}, and m s^{-1} where letters are units.</summary>
    private bool FollowsUnit()
    {
        if (PeekText(Current) is { } text)
            return !IsConnective(Current) && Units.Parse(text, mustBeKnown: true) is not null;
        return _reading.HasFlag(Reading.LetterUnits) && Current is { Kind: TokenKind.Word, SpaceBefore: true } && Units.Find(Text(Current).ToString()) is not null;
    }

    private int? ReadUnitPower()
    {
        if (!IsSymbol(Current, "^"))
            return null;
        var position = _position;
        _position++;
        var braces = Accept("{");
        var negative = Accept("-");
        if (Current.Kind == TokenKind.Number && Current.Length == 1 && char.IsAsciiDigit(_source[Current.Start]))
        {
            var power = _source[Current.Start] - '0';
            _position++;
            if (!braces || Accept("}"))
                return negative ? -power : power;
        }
        _position = position;
        return null;
    }
}
