using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>Numbers in Chinese characters: 十二, 两千零五, 三分之二, 百分之五十, 二又三分之一, 三点一四, 负五, 二〇二四.</summary>
internal static class ChineseNumbers
{
    private const int Longest = 24;

    /// <summary>The number; null when the text is none.</summary>
    public static Rational? Value(string text)
    {
        if (text.Length is 0 or > Longest)
            return null;
        if (text[0] is '负' or '負')
            return Value(text[1..]) is { } positive ? -positive : null;
        if (text == "一半")
            return Rational.Of(1, 2);
        var over = text.IndexOf("分之", StringComparison.Ordinal);
        if (over <= 0)
            return Decimal(text);
        var mixed = text.IndexOf('又', StringComparison.Ordinal);
        Rational? whole = mixed > 0 && mixed < over ? Whole(text.AsSpan(0, mixed)) : Rational.Zero;
        // 三分之二 names the denominator first.
        return whole is { } integer && Decimal(text[(mixed > 0 && mixed < over ? mixed + 1 : 0)..over]) is { IsZero: false } denominator && Decimal(text[(over + 2)..]) is { } numerator
            ? integer + (numerator / denominator)
            : null;
    }

    private static Rational? Decimal(string text)
    {
        var point = text.IndexOf('点', StringComparison.Ordinal);
        if (point < 0)
            return Whole(text);
        if (Whole(text.AsSpan(0, point)) is not { } value || point + 1 == text.Length)
            return null;
        Rational place = 1;
        foreach (var c in text.AsSpan(point + 1))
        {
            if (Digit(c) is not { } digit)
                return null;
            place *= Rational.Of(1, 10);
            value += place * digit;
        }
        return value;
    }

    private static int? Digit(char c) => c switch
    {
        '〇' => 0,
        '两' or '兩' => 2,
        _ => "零一二三四五六七八九".IndexOf(c, StringComparison.Ordinal) is >= 0 and var digit ? digit : null,
    };

    /// <summary>三百零五 = 305, 一万二千 = 12 000; digits alone spell the number: 二〇二四.</summary>
    private static Rational? Whole(ReadOnlySpan<char> text)
    {
        if (text.Length == 0)
            return null;
        if (text.Length > 1 && text.IndexOfAny("十百千万萬亿億") < 0)
            return Spelled(text);
        BigInteger total = 0;
        long section = 0;
        long digit = -1;
        foreach (var c in text)
        {
            if (Digit(c) is { } value)
            {
                // Two digits in a row spell no number beside signs of ten, but for the zero of 三百零五.
                if (digit > 0)
                    return null;
                digit = value;
                continue;
            }
            var unit = c switch { '十' => 10L, '百' => 100, '千' => 1000, '万' or '萬' => 10_000, '亿' or '億' => 100_000_000, _ => 0 };
            if (unit == 0)
                return null;
            if (unit >= 10_000)
            {
                total = (total + section + Math.Max(digit, 0)) * unit;
                section = 0;
            }
            else
            {
                section += (digit < 0 ? 1 : digit) * unit;
            }
            digit = -1;
        }
        return (Rational)(total + section + Math.Max(digit, 0));
    }

    private static Rational? Spelled(ReadOnlySpan<char> digits)
    {
        BigInteger value = 0;
        foreach (var c in digits)
        {
            if (Digit(c) is not { } digit)
                return null;
            value = (value * 10) + digit;
        }
        return (Rational)value;
    }
}
