using System.Collections.Frozen;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>Numbers in words: "twenty-one", "two thirds", "three hundred and five", 十二.</summary>
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
        ["hundredth"] = 100,
        ["hundredths"] = 100,
    }.ToFrozenDictionary();

    /// <summary>The number, or null when the words are no number.</summary>
    /// <param name="words">Normalised by <see cref="Words.Normalise"/>.</param>
    public static Rational? Value(string words)
    {
        if (words.Length is 0 or > 120)
            return null;
        if (words[0] >= 0x4E00)
            return Chinese(words);
        if (!char.IsAsciiLetter(words[0]))
            return null;
        var sign = 1;
        var pieces = words.Split(' ').AsSpan();
        if (pieces.Length > 1 && pieces[0] is "minus" or "negative")
        {
            sign = -1;
            pieces = pieces[1..];
        }
        if (pieces.Length >= 1 && Parts.TryGetValue(pieces[^1], out var part))
        {
            if (pieces.Length == 1)
                return pieces[0] is "half" ? Rational.Of(sign, 2) : null;
            return Whole(pieces[..^1]) is { } count ? Rational.Of(sign * count, part) : null;
        }
        return Whole(pieces) is { } whole ? (Rational)(sign * (System.Numerics.BigInteger)whole) : null;
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
            else if (word is "thousand" or "million" or "billion" && group > 0)
            {
                total += group * (word is "thousand" ? 1_000 : word is "million" ? 1_000_000 : 1_000_000_000);
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

    /// <summary>十二 = 12, 三百零五 = 305; at most below one hundred million.</summary>
    private static Rational? Chinese(string text)
    {
        const string digits = "零一二三四五六七八九";
        long total = 0;
        long section = 0;
        long digit = -1;
        if (text.Length > 16)
            return null;
        foreach (var c in text)
        {
            var value = c == '两' ? 2 : digits.IndexOf(c, StringComparison.Ordinal);
            if (value >= 0)
            {
                digit = value;
                continue;
            }
            var unit = c switch { '十' => 10L, '百' => 100, '千' => 1000, '万' => 10_000, _ => 0 };
            if (unit == 0)
                return null;
            if (unit == 10_000)
            {
                total = (section + Math.Max(digit, 0)) * unit;
                section = 0;
            }
            else
            {
                section += (digit < 0 ? 1 : digit) * unit;
            }
            digit = -1;
        }
        return (System.Numerics.BigInteger)(total + section + Math.Max(digit, 0));
    }
}
