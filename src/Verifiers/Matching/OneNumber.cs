using System.Numerics;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Expressions;
using Verifiers.Mathematics.Parsing;

namespace Verifiers.Matching;

/// <summary>
/// A text that is one number and nothing else: ["x ="] [sign] [currency] digits, fraction, mixed number or a · 10ⁿ ["%"] [unit]. A formula whose
/// value would have to be worked out is none: 6*7, 42!, √42, 42π.
/// </summary>
internal static class OneNumber
{
    /// <summary>Bits of a number that is compared.</summary>
    public const int MostBits = 8_192;

    /// <summary>Characters of an answer that is read as one number.</summary>
    public const int Longest = 200;

    /// <summary>Words behind a number that may be its unit: "42 square meters", "42 apples".</summary>
    private const int MostUnitWords = 3;

    private const int LongestName = 40;
    private const int MostExponent = 1_000;

    private static readonly string[] Wrappers = [@"\text{", @"\textrm{", @"\textbf{", @"\textit{", @"\mathrm{", @"\mathbf{", @"\mbox{"];

    private static readonly string[] Spaces = [@"\,", @"\;", @"\:", @"\!", @"\ ", @"\quad", @"\qquad", "~"];

    /// <summary>Words that work on numbers, join or deny them: no unit, wherever they stand.</summary>
    private static readonly HashSet<string> Operators = new(StringComparer.OrdinalIgnoreCase)
    {
        "or", "and", "to", "not", "plus", "minus", "times", "over", "mod", "modulo", "choose", "pi", "squared", "cubed", "factorial", "false", "wrong", "incorrect",
        "negative", "is", "isn", "no", "never",
    };

    /// <summary>Words that multiply a number: the parser knows them, and they are no unit.</summary>
    private static readonly HashSet<string> Scales = new(StringComparer.OrdinalIgnoreCase)
    {
        "half", "halves", "third", "thirds", "quarter", "quarters", "fifths", "tenths", "hundredths", "thousandths", "dozen", "hundred", "thousand", "million", "billion",
        "trillion", "score", "percent", "by", "of",
    };

    /// <summary>The number; null when the text is anything else.</summary>
    public static Rational? Read(string text)
    {
        var rest = WithoutName(AnswerText.Clean(text.Length > Longest ? "" : text));
        if (HasOperatorInText(rest))
            return null;
        for (var words = 0; words <= MostUnitWords && rest.Length > 0; words++)
        {
            if (ReadNumeral(rest) is { } value)
                return value;
            if (WithoutUnit(rest) is not { } shorter)
                return null;
            rest = shorter;
        }
        return null;
    }

    /// <summary>"42 \text{ pi}": the parser passes over remarks in text.</summary>
    private static bool HasOperatorInText(string text)
    {
        foreach (var wrapper in Wrappers)
        {
            for (var at = text.IndexOf(wrapper, StringComparison.Ordinal); at >= 0; at = text.IndexOf(wrapper, at + wrapper.Length, StringComparison.Ordinal))
            {
                var start = at + wrapper.Length;
                var end = text.IndexOf('}', start);
                foreach (var word in text[start..(end < 0 ? text.Length : end)].Split(' '))
                {
                    if (Operators.Contains(word))
                        return true;
                }
            }
        }
        return false;
    }

    /// <summary>"x = 42", "total cost = 42", "\approx 42": what stands behind a name.</summary>
    private static string WithoutName(string text)
    {
        var equals = text.IndexOf('=');
        var rest = text;
        if (equals >= 0 && text.IndexOf('=', equals + 1) < 0 && IsName(text.AsSpan(0, equals).Trim()))
            rest = text[(equals + 1)..];
        rest = rest.Trim();
        foreach (var about in (ReadOnlySpan<string>)[@"\approx", "≈", "about ", "approximately "])
        {
            if (rest.StartsWith(about, StringComparison.OrdinalIgnoreCase))
                rest = rest[about.Length..].TrimStart();
        }
        return rest;
    }

    /// <summary>Nothing, a letter or words with an index: x, x_1, total cost. No function of anything, and no product of letters.</summary>
    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length == 0)
            return true;
        if (name.Length > LongestName || !char.IsLetter(name[0]))
            return false;
        var index = name.IndexOf('_');
        var letters = index < 0 ? name : name[..index];
        if (index >= 0 && name[(index + 1)..].IndexOfAnyExcept("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ{}") >= 0)
            return false;
        foreach (var word in letters.ToString().Split(' '))
        {
            if (!word.All(char.IsLetter) || (word.Length == 1 && letters.Length > 1) || Operators.Contains(word) || Scales.Contains(word))
                return false;
        }
        return true;
    }

    /// <summary>The text without its last word or \text{…}; null when what stands there is no unit.</summary>
    private static string? WithoutUnit(string text)
    {
        var rest = WithoutSpace(text.TrimEnd());
        if (rest.EndsWith('}'))
        {
            foreach (var wrapper in Wrappers)
            {
                var at = rest.LastIndexOf(wrapper, StringComparison.Ordinal);
                if (at < 0 || rest.IndexOf('}', at) != rest.Length - 1)
                    continue;
                var words = rest[(at + wrapper.Length)..^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return words.Length <= MostUnitWords && words.All(IsUnitWord) ? WithoutSpace(rest[..at].TrimEnd()) : null;
            }
            return null;
        }
        var start = rest.Length;
        while (start > 0 && char.IsLetter(rest[start - 1]))
            start--;
        var isCommand = start > 0 && rest[start - 1] is '\\' or '_' or '^';
        return start < rest.Length && !isCommand && IsUnitWord(rest[start..]) ? WithoutSpace(rest[..start].TrimEnd()) : null;
    }

    private static bool IsUnitWord(string word) => word.Length > 1 && word.All(char.IsLetter) && !Operators.Contains(word) && !Scales.Contains(word);

    private static string WithoutSpace(string text)
    {
        foreach (var space in Spaces)
        {
            if (text.EndsWith(space, StringComparison.Ordinal))
                text = text[..^space.Length].TrimEnd();
        }
        return text;
    }

    private static Rational? ReadNumeral(string text)
    {
        var answer = AnswerText.Read(text);
        if (answer.Tree is { } usual && ValueOf(usual) is { Bits: <= MostBits } value)
            return value;
        foreach (var reading in (ReadOnlySpan<Reading>)[Reading.LooseGroups, Reading.DecimalComma]) // 1 234 567 and 3,75
        {
            if (answer.TreeIn(reading) is { } other && ValueOf(other) is { Bits: <= MostBits } otherwise)
                return otherwise;
        }
        return null;
    }

    private static Rational? ValueOf(Expr tree) => tree switch
    {
        Quantity { Unit.IsPercent: true } share => PlainValueOf(share.Value) is { } hundredfold ? hundredfold / 100 : null, // 50 % = 1/2
        Quantity quantity => PlainValueOf(quantity.Value),                                                                  // 5 km: the number counts
        _ => PlainValueOf(tree),
    };

    private static Rational? PlainValueOf(Expr tree) => tree switch
    {
        Product product => ProductOf(product),
        Sum { Terms: { Count: 2 } terms } when Mantissa(terms[0]) is { IsInteger: true } whole && IsProper(terms[1]) && PlainValueOf(terms[1]) is { } part => whole + part, // 1½
        Power(Number { Value: { } of }, Number { Value: { IsInteger: true } exponent }) => PowerOf(of, exponent),
        _ => Mantissa(tree),
    };

    private static bool IsProper(Expr tree) => tree is Product && ProductOf((Product)tree) is { IsInteger: false };

    private static Rational? Mantissa(Expr tree) => tree switch
    {
        Number number => number.Value,
        DecimalNumber number => number.Value,
        _ => null,
    };

    /// <summary>At most one number, one divisor and one power of ten, with signs: 3/4, -1.5 · 10^5.</summary>
    private static Rational? ProductOf(Product product)
    {
        var (value, hasNumber, hasDivisor, hasPower) = (Rational.One, false, false, false);
        foreach (var factor in product.Factors)
        {
            Rational? next;
            if (Mantissa(factor) is { } number)
            {
                if (number != -Rational.One)
                    (hasNumber, next) = (true, hasNumber ? null : number);
                else
                    next = number;
            }
            else if (factor is Power(var of, Number { Value: { IsInteger: true } exponent }) && Mantissa(of) is { } mantissa)
            {
                next = PowerOf(mantissa, exponent);
                if (exponent == -Rational.One && !hasDivisor)
                    hasDivisor = true;
                else if (!hasPower && mantissa == Rational.Of(10, 1))
                    hasPower = true;
                else
                    next = null;
            }
            else
            {
                return null;
            }
            if (next is not { Bits: <= 4 * MostBits } known || value.Bits > 4 * MostBits)
                return null;
            value *= known;
        }
        return value;
    }

    /// <summary>10ⁿ and 1/n; other powers have to be worked out.</summary>
    private static Rational? PowerOf(Rational of, Rational exponent) =>
        BigInteger.Abs(exponent.Numerator) <= MostExponent && !(of.IsZero && exponent.Sign < 0) && (of == Rational.Of(10, 1) || exponent == -Rational.One)
            ? of.ToPower((int)exponent.Numerator)
            : null;
}
