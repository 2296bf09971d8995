using System.Numerics;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Parsing;

/// <summary>Words that multiply the number before them: 1.5 million, 2 dozen, 3万5千.</summary>
internal sealed partial class Parser
{
    /// <summary>The number times the words behind it; null, with nothing moved, when none follow.</summary>
    private Expr? ParseMagnitude(Expr value)
    {
        if (value is not (Number or DecimalNumber))
            return null;
        if (Current.Kind == TokenKind.Letter)
            return ParseIdeographs(value);
        if (Current.Kind == TokenKind.Word && Times(value, Text(Current)) is { } scaled)
        {
            _position++;
            return scaled;
        }
        if (PeekText(Current) is not { } text)
            return null;
        // \text{ million dollars}: what follows the word is the unit.
        var words = text.AsSpan().Trim();
        var space = words.IndexOf(' ');
        if (Times(value, space < 0 ? words : words[..space]) is not { } inText)
            return null;
        var unit = space < 0 ? null : Units.Parse(words[(space + 1)..].ToString());
        if (space >= 0 && unit is null)
            return null;
        ReadTextArgument();
        return unit is null ? inText : FinishUnit(inText, unit);
    }

    /// <summary>3万5千 = 35 000: each sign is a power of ten, smaller from one to the next.</summary>
    private Expr? ParseIdeographs(Expr value)
    {
        Expr? total = null;
        var limit = int.MaxValue;
        while (PowerOfTen(Text(Current)) is { } power && power < limit)
        {
            // 5千米 is five kilometres.
            if (Units.Find(string.Concat(Text(Current), Text(Next))) is not null)
                return total;
            var part = Shift(value, power);
            total = total is Number sum && part is Number more ? new Number(sum.Value + more.Value) : total is null ? part : null;
            if (total is null)
                return null;
            limit = power;
            _position++;
            if (Current is not { Kind: TokenKind.Number, SpaceBefore: false } || PowerOfTen(Text(Next)) is null || ReadDigits(Text(Current), _reading) is not { } digits)
                break;
            value = new Number(digits.Value);
            _position++;
        }
        return total;
    }

    private static int? PowerOfTen(ReadOnlySpan<char> sign) => sign switch
    {
        "百" => 2,
        "千" => 3,
        "万" or "萬" => 4,
        "亿" or "億" => 8,
        _ => null,
    };

    private static Expr? Times(Expr value, ReadOnlySpan<char> word)
    {
        int? power = word switch
        {
            "hundred" => 2,
            "thousand" or "thousands" => 3,
            "million" or "millions" => 6,
            "billion" or "billions" => 9,
            "trillion" or "trillions" => 12,
            _ => null,
        };
        if (power is { } tens)
            return Shift(value, tens);
        return word is "dozen" or "dozens" ? new Number(12 * (value is Number number ? number.Value : ((DecimalNumber)value).Value)) : null;
    }

    /// <summary>value · 10^power; a decimal keeps its digits, of which the last now stands further left.</summary>
    private static Expr Shift(Expr value, int power)
    {
        Rational factor = BigInteger.Pow(10, power);
        return value is DecimalNumber number
            ? new DecimalNumber(number.Value * factor, number.SignificantDigits, number.LastPlace + power)
            : new Number(((Number)value).Value * factor);
    }
}
