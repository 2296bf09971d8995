using System.Collections.Frozen;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>Numbers in words: "twenty-one", "two thirds", "three hundred and five", "two and a half".</summary>
internal static class WordNumbers
{
    private static readonly FrozenDictionary<string, int> Cardinals = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["zero"] = 0,
        ["one"] = 1,
        ["two"] = 2,
        ["three"] = 3,
        ["four"] = 4,
        ["five"] = 5,
        ["six"] = 6,
        ["seven"] = 7,
        ["eight"] = 8,
        ["nine"] = 9,
        ["ten"] = 10,
        ["eleven"] = 11,
        ["twelve"] = 12,
        ["thirteen"] = 13,
        ["fourteen"] = 14,
        ["fifteen"] = 15,
        ["sixteen"] = 16,
        ["seventeen"] = 17,
        ["eighteen"] = 18,
        ["nineteen"] = 19,
        ["twenty"] = 20,
        ["thirty"] = 30,
        ["forty"] = 40,
        ["fifty"] = 50,
        ["sixty"] = 60,
        ["seventy"] = 70,
        ["eighty"] = 80,
        ["ninety"] = 90,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, int> Parts = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["half"] = 2,
        ["halves"] = 2,
        ["third"] = 3,
        ["thirds"] = 3,
        ["quarter"] = 4,
        ["quarters"] = 4,
        ["fourth"] = 4,
        ["fourths"] = 4,
        ["fifth"] = 5,
        ["fifths"] = 5,
        ["sixth"] = 6,
        ["sixths"] = 6,
        ["seventh"] = 7,
        ["sevenths"] = 7,
        ["eighth"] = 8,
        ["eighths"] = 8,
        ["ninth"] = 9,
        ["ninths"] = 9,
        ["tenth"] = 10,
        ["tenths"] = 10,
        ["eleventh"] = 11,
        ["elevenths"] = 11,
        ["twelfth"] = 12,
        ["twelfths"] = 12,
        ["thirteenth"] = 13,
        ["thirteenths"] = 13,
        ["fifteenth"] = 15,
        ["fifteenths"] = 15,
        ["sixteenth"] = 16,
        ["sixteenths"] = 16,
        ["twentieth"] = 20,
        ["twentieths"] = 20,
        ["hundredth"] = 100,
        ["hundredths"] = 100,
        ["thousandth"] = 1000,
        ["thousandths"] = 1000,
    }.ToFrozenDictionary();

    /// <summary>The number, or null when the words are no number.</summary>
    /// <param name="words">Normalised by <see cref="Words.Normalise"/>.</param>
    public static Rational? Value(string words)
    {
        if (words.Length is 0 or > 120)
            return null;
        if (words[0] >= 0x3000)
            return ChineseNumbers.Value(words);
        if (!char.IsAsciiLetter(words[0]))
            return null;
        var pieces = words.Split(' ').AsSpan();
        if (pieces.Length > 1 && pieces[0] is "minus" or "negative")
            return Positive(pieces[1..]) is { } positive ? -positive : null;
        return Positive(pieces);
    }

    /// <summary>"five dollars", "fifty percent", "half hour": a number in words with a unit.</summary>
    /// <param name="words">Normalised by <see cref="Words.Normalise"/>.</param>
    public static Quantity? Measured(string words)
    {
        var pieces = words.Split(' ');
        for (var count = Math.Min(pieces.Length - 1, 8); count > 0; count--)
        {
            if (Positive(pieces.AsSpan(0, count)) is not { } number)
                continue;
            var rest = pieces.AsSpan(count);
            if (IsNumberWord(rest[0]))
                return null;
            return Units.Parse(string.Join(' ', rest!)) is { } unit ? new(new Number(number), unit) : null;
        }
        return null;
    }

    private static bool IsNumberWord(string word) => Cardinals.ContainsKey(word) || Parts.ContainsKey(word) || word is "point";

    /// <summary>"two thirds", "two and half", "three point one four", "one hundred five".</summary>
    private static Rational? Positive(ReadOnlySpan<string> pieces)
    {
        var and = pieces.LastIndexOf("and");
        if (and > 0 && and + 1 < pieces.Length && Parts.ContainsKey(pieces[^1]))
            return Whole(pieces[..and]) is { } whole && Fraction(pieces[(and + 1)..]) is { } rest ? (Rational)(System.Numerics.BigInteger)whole + rest : null;
        var point = pieces.IndexOf("point");
        if (point > 0)
            return Whole(pieces[..point]) is { } before ? Decimal(before, pieces[(point + 1)..]) : null;
        return Fraction(pieces) ?? (Whole(pieces) is { } integer ? (Rational)(System.Numerics.BigInteger)integer : null);
    }

    private static Rational? Fraction(ReadOnlySpan<string> pieces)
    {
        if (pieces.Length == 0 || !Parts.TryGetValue(pieces[^1], out var part))
            return null;
        if (pieces.Length == 1)
            return pieces[0] is "half" ? Rational.Of(1, 2) : null;
        return Whole(pieces[..^1]) is { } count ? Rational.Of(count, part) : null;
    }

    private static Rational? Decimal(long whole, ReadOnlySpan<string> digits)
    {
        Rational value = (System.Numerics.BigInteger)whole;
        Rational place = 1;
        foreach (var digit in digits)
        {
            if (!Cardinals.TryGetValue(digit, out var number) || number > 9)
                return null;
            place *= Rational.Of(1, 10);
            value += place * number;
        }
        return digits.Length > 0 ? value : null;
    }

    private static long? Whole(ReadOnlySpan<string> words)
    {
        long total = 0;
        long group = 0;
        var any = false;
        foreach (var word in words)
        {
            if (word is "and" && any)
                continue;
            if (Cardinals.TryGetValue(word, out var value))
            {
                // "two three" is no number: a unit follows only tens or hundreds.
                if (group % 100 is var rest && rest != 0 && (rest < 20 || value >= 10))
                    return null;
                group += value;
            }
            else if (word is "hundred" && group is > 0 and < 100)
                group *= 100;
            else if (word is "thousand" or "million" or "billion" or "trillion" && group > 0)
            {
                total += group * (word is "thousand" ? 1_000 : word is "million" ? 1_000_000 : word is "billion" ? 1_000_000_000 : 1_000_000_000_000);
                group = 0;
            }
            else if (word is "dozen")
                group = (group == 0 ? 1 : group) * 12;
            else
                return null;
            any = true;
        }
        return any ? total + group : null;
    }
}
