using System.Collections.Frozen;
using System.Text;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>Reads units: names and symbols of <see cref="UnitTable"/>, and products, powers and quotients of them.</summary>
internal static class Units
{
    /// <summary>Characters of one unit.</summary>
    private const int Longest = 80;

    /// <summary>Factors of one unit.</summary>
    private const int MostFactors = 8;

    /// <summary>1/100.</summary>
    public static Unit Percent { get; } = new("%", Rational.Of(1, 100), []);

    /// <summary>π/180.</summary>
    public static Unit Degree { get; } = new("°", 1, [new("degree", 1)]);

    /// <summary>$, €, £, ¥.</summary>
    public static Unit Currency(string sign) => new(sign, 1, [new("money " + sign, 1)]);

    /// <summary>°C and °F, between which nothing is converted.</summary>
    public static Unit Temperature(string scale) => new("°" + scale, 1, [new("temperature " + scale, 1)]);

    /// <summary>The unit of this name or symbol.</summary>
    public static Unit? Find(string name) =>
        UnitTable.Words.GetValueOrDefault(name) ?? UnitTable.Symbols.GetValueOrDefault(name)
        ?? (name.Length > 3 && char.IsAsciiLetterUpper(name[0]) ? UnitTable.Words.GetValueOrDefault(name.ToLowerInvariant()) : null);

    /// <summary>
    /// The unit that words spell: "cm", "square inches", "miles per hour", "km/h", "cm^2", "kg·m/s^2". Any other words name what was
    /// counted, unless only known units will do; null when the words are no unit.
    /// </summary>
    /// <param name="text">With or without LaTeX around the names.</param>
    /// <param name="mustBeKnown">Whether a noun that merely counts is no unit.</param>
    /// <param name="inPlainText">Whether the word may as well be a product of unknowns: then only the most usual symbols are units.</param>
    public static Unit? Parse(string text, bool mustBeKnown = false, bool inPlainText = false)
    {
        var trimmed = text.Trim().Trim('.', '~', ',').Trim();
        if (trimmed.Length is 0 or > Longest)
            return null;
        if (inPlainText && (trimmed.Length <= 3 && !UnitTable.Words.ContainsKey(trimmed) || (trimmed.Length == 2 && !UsualPairs.Contains(trimmed))))
            return null;
        if (Find(trimmed) is { } exact)
            return exact;
        if (ReadQuotient(Plain(trimmed)) is { } derived)
            return derived;
        if (mustBeKnown)
            return null;
        var words = Words.Normalise(trimmed);
        return words.Length > 0 && !words.Any(char.IsDigit) && char.IsLetter(words[0]) && !IsReserved(words)
            ? new(words, 1, [new("counted", 1)], IsKnown: false)
            : null;
    }

    /// <summary>Two letters that are a unit rather than a product of two unknowns.</summary>
    private static readonly FrozenSet<string> UsualPairs = FrozenSet.ToFrozenSet(
        ["km", "cm", "mm", "dm", "nm", "in", "ft", "yd", "mi", "ms", "hr", "yr", "wk", "kg", "mg", "lb", "oz", "mL", "ml", "kN", "kJ", "kW",
         "Pa", "Hz", "MB", "GB", "KB", "TB", "kB", "cc", "Rs", "KM", "CM", "Kg", "Km", "ha"]);

    /// <summary>Words that join, condition or deny rather than count.</summary>
    private static bool IsReserved(string words) =>
        words.Split(' ').Any(word => word is "and" or "or" or "if" or "when" or "where" or "for" or "is" or "are" or "not" or "to" or "but" or "then"
            or "otherwise" or "so" or "with" or "base" or "am" or "pm" or "mod" or "because" or "since" or "wait" or "maybe" or "thus"
            or "than" or "least" or "most" or "minus" or "plus" or "squared" or "cubed" or "half" or "halves" or "third" or "thirds" or "quarter"
            or "quarters" or "tenths" or "dozen" or "dozens" or "hundred" or "hundreds" or "thousand" or "thousands" or "million" or "millions"
            or "billion" or "billions" or "trillion" or "trillions" or "wrong" or "false" or "incorrect" or "never" or "no" or "factorial" or "isn't" or "isnt"
            or "either" or "perhaps" or "possibly" or "possible" or "probably" or "about" or "approximately" or "around" or "times" or "percent" or "nor" or "neither");

    /// <summary>Names, spaces and the signs / · ^ ( ) alone: fonts, braces and small spaces of LaTeX go.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\')
            {
                var end = i + 1;
                while (end < text.Length && char.IsAsciiLetter(text[end]))
                    end++;
                var name = text.AsSpan(i + 1, end - i - 1);
                plain.Append(name is "cdot" or "times" or "ast" ? "·" : name is "Omega" ? "Ω" : name is "mu" ? "μ" : name is "circ" or "degree" ? "°" : name is "square" ? "square" : " ");
                i = name.Length == 0 ? i + 1 : end - 1;
            }
            else
                plain.Append(c switch { '{' or '}' or '~' or '$' => "", '⋅' or '×' or '*' or '•' => "·", '²' => "^2", '³' => "^3", '⁻' => "^-", '¹' => "1", _ => c.ToString() });
        }
        // The hyphen of kW-h multiplies, that of s^-1 is a sign.
        for (var i = 1; i < plain.Length; i++)
        {
            if (plain[i] == '-' && plain[i - 1] != '^')
                plain[i] = '·';
        }
        return plain.Replace("^-^", "^-").Replace("° C", "°C").Replace("° F", "°F").ToString().Trim();
    }

    /// <summary>a/b/c, "a per b", a/(b c).</summary>
    private static Unit? ReadQuotient(string text)
    {
        if (text.StartsWith("per ", StringComparison.Ordinal))
            return ReadQuotient(text[4..])?.ToPower(-1);
        var parts = text.Replace(" per ", "/", StringComparison.Ordinal).Replace(" an ", " ", StringComparison.Ordinal).Split('/');
        if (parts.Length > MostFactors || ReadProduct(parts[0]) is not { } unit)
            return null;
        for (var i = 1; i < parts.Length; i++)
        {
            if (ReadProduct(parts[i]) is not { } under)
                return null;
            unit = unit.Times(under.ToPower(-1));
        }
        return unit;
    }

    /// <summary>N·m, "kg m^2", kW-h: known names side by side; the longest name that is known comes first.</summary>
    private static Unit? ReadProduct(string text)
    {
        var words = text.Trim().Trim('(', ')').Split([' ', '·'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > MostFactors)
            return null;
        Unit? product = null;
        for (var i = 0; i < words.Length;)
        {
            Unit? factor = null;
            var taken = Math.Min(4, words.Length - i);
            for (; taken > 0 && factor is null; taken--)
                factor = ReadPower(string.Join(' ', words[i..(i + taken)]));
            if (factor is null)
                return null;
            i += taken + 1;
            product = product?.Times(factor) ?? factor;
        }
        return product;
    }

    /// <summary>"cm^2", "square inches", "metres cubed", "ft2".</summary>
    private static Unit? ReadPower(string text)
    {
        if (Find(text) is { } unit)
            return unit;
        foreach (var (word, power) in (ReadOnlySpan<(string, int)>)[("square ", 2), ("sq ", 2), ("sq. ", 2), ("Square ", 2), ("cubic ", 3), ("cu ", 3), ("cu. ", 3), ("Cubic ", 3)])
        {
            if (text.StartsWith(word, StringComparison.Ordinal))
                return Find(text[word.Length..])?.ToPower(power);
        }
        if (text.EndsWith(" squared", StringComparison.Ordinal))
            return Find(text[..^8])?.ToPower(2);
        if (text.EndsWith(" cubed", StringComparison.Ordinal))
            return Find(text[..^6])?.ToPower(3);
        var caret = text.IndexOf('^', StringComparison.Ordinal);
        if (caret > 0)
        {
            var exponent = text.AsSpan(caret + 1);
            var sign = exponent.StartsWith("-") ? -1 : 1;
            exponent = exponent.TrimStart('-');
            return exponent is [>= '1' and <= '6'] ? Find(text[..caret])?.ToPower(sign * (exponent[0] - '0')) : null;
        }
        return text.Length > 1 && text[^1] is '2' or '3' && Find(text[..^1]) is { Dimension: { Count: 1 } only } flat && only[0].Base == "metre"
            ? flat.ToPower(text[^1] - '0')
            : null;
    }
}
