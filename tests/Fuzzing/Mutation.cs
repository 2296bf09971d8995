using System.Globalization;

namespace Verifiers.Fuzzing;

/// <summary>Small and large damage to a text: tokens deleted, doubled, swapped, inserted; the whole nested, repeated, grown.</summary>
internal static class Mutation
{
    /// <summary>Characters of a mutated text; what grows beyond is cut.</summary>
    public const int LongestText = 12_000;

    private static readonly string[] Tokens =
    [
        @"\frac", "{", "}", "(", ")", "[", "]", "|", @"\sqrt", "^", "_", "1", "2.5", "x", "y", "+", "-", "*", "/", ",", ";", "=", "<", @"\le", @"\text{", @"\begin{pmatrix}",
        @"\end{pmatrix}", "&", @"\\", @"\sum_{k=1}^{9}", @"\sum^{100}", @"\int", "dx", "!", "!!", "%", @"\%", "$", "°", "½", "²", "√", "π", "∞", @"\infty", @"\pm", @"\cup", @"\in",
        @"\{", @"\}", "sin", @"\log_2", "and", "or", "cm", "mod", @"\left", @"\right", ".", ":", "PM", "e", "i", @"\overline", "0.", @"\boxed{", "<answer>", "answer is", "####",
        "\n", "\ud800", "\0", "10^{9}", "9^{9}", "e^{", @"\binom{", "gcd(", "99999999999999999999", @"\frac{d}{dx}", @"\lfloor", @"\rfloor", "not", "²³", "₁", "万", "１", "{,}", @"\,",
    ];

    /// <summary>The text after one to four changes.</summary>
    public static string Apply(FuzzRandom random, string text)
    {
        for (var changes = 1 + random.Below(4); changes > 0 && text.Length <= LongestText; changes--)
            text = Once(random, text);
        return text.Length <= LongestText ? text : text[..LongestText];
    }

    private static string Once(FuzzRandom random, string text)
    {
        switch (random.Below(18))
        {
            case 0:
                return Nest(random, text, random.OneIn(8) ? 30 : 1);
            case 1:
                return Repeat(text, random.Of(["", "+", ",", "*", " ", @"\cdot", "=", "^", " or "]), random.OneIn(10) ? 200 : 1 + random.Below(6));
            case 2:
                return GrowNumber(random, text);
        }
        var tokens = Split(text);
        if (tokens.Count == 0)
            return random.Of(Tokens);
        var at = random.Below(tokens.Count);
        switch (random.Below(7))
        {
            case 0:
                tokens.RemoveRange(at, Math.Min(tokens.Count - at, 1 + random.Below(3)));
                break;
            case 1:
                tokens.Insert(at, tokens[at]);
                break;
            case 2:
                var other = random.Below(tokens.Count);
                (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                break;
            case 3:
                tokens[at] = random.Of(Tokens);
                break;
            case 4:
                // A piece of it once more elsewhere.
                var piece = tokens.GetRange(at, Math.Min(tokens.Count - at, 1 + random.Below(8)));
                tokens.InsertRange(random.Below(tokens.Count + 1), piece);
                break;
            case 5:
                tokens.Insert(at, RandomFormula.Value(random, 2));
                break;
            default:
                tokens.Insert(at, random.Of(Tokens));
                break;
        }
        return string.Concat(tokens);
    }

    private static string Nest(FuzzRandom random, string text, int times)
    {
        var (before, after) = random.Of<(string, string)>(
        [
            ("(", ")"), (@"\frac{1}{", "}"), (@"\frac{", "}{3}"), (@"\sqrt{", "}"), ("(", ")^2"), ("(", ")^{20}"), ("e^{", "}"), ("2^{", "}"), ("|", "|"), (@"\sin(", ")"), ("-(", ")"),
            (@"\sum_{k=1}^{100} (", ")"), (@"\sum^{100}", ""), (@"\int ", " dx"), ("(", ")!"), (@"\{", @"\}"), ("(", ", 1)"), (@"\boxed{", "}"), (@"\text{", "}"), ("$", "$"), ("1+", ""),
            (@"\ln(", ")"), (@"\prod_{k=1}^{50} (k+", ")"), (@"\binom{40}{", "}"), ("(1+", ")^{10}"), ("f(", ")"), (@"\arctan(", ")"), ("x = ", ""), (@"\overline{", "}"), ("2(", ")"),
        ]);
        while (times-- > 0 && text.Length <= LongestText)
            text = before + text + after;
        return text;
    }

    private static string Repeat(string text, string separator, int times) =>
        string.Join(separator, Enumerable.Repeat(text, Math.Clamp(times, 1, 1 + (LongestText / (text.Length + 1)))));

    /// <summary>One run of digits becomes another number: huge, long, zero or near a limit.</summary>
    private static string GrowNumber(FuzzRandom random, string text)
    {
        var tokens = Split(text);
        var digits = Enumerable.Range(0, tokens.Count).Where(index => char.IsAsciiDigit(tokens[index][0])).ToArray();
        if (digits.Length == 0)
            return text + random.Of(Tokens);
        tokens[digits[random.Below(digits.Length)]] = random.Below(8) switch
        {
            0 => new string('9', 1 + random.Below(600)),
            1 => "10^{" + random.Below(5000).ToString(CultureInfo.InvariantCulture) + "}",
            2 => "0",
            3 => random.Below(3001).ToString(CultureInfo.InvariantCulture) + "!",
            4 => "0." + new string('0', random.Below(300)) + "1",
            5 => "1e" + random.Below(999).ToString(CultureInfo.InvariantCulture),
            6 => "-" + random.Below(50).ToString(CultureInfo.InvariantCulture),
            _ => random.Below(3000).ToString(CultureInfo.InvariantCulture),
        };
        return string.Concat(tokens);
    }

    /// <summary>Commands, runs of digits, single characters.</summary>
    private static List<string> Split(string text)
    {
        var tokens = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var end = i + 1;
            if (text[i] == '\\' && end < text.Length && char.IsAsciiLetter(text[end]))
            {
                while (end < text.Length && char.IsAsciiLetter(text[end]))
                    end++;
            }
            else if (char.IsAsciiDigit(text[i]))
            {
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                    end++;
            }
            tokens.Add(text[i..end]);
            i = end;
        }
        return tokens;
    }
}
