using System.Globalization;
using System.Text;

namespace Verifiers.Mathematics.Parsing;

/// <summary>Spells Unicode mathematics in LaTeX: ½ as \frac{1}{2}, x² as x^{2}, full-width letters as plain ones.</summary>
internal static class Unicode
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ";
    private const string SuperscriptsPlain = "0123456789+-n";
    private const string Subscripts = "₀₁₂₃₄₅₆₇₈₉₊₋ₙ";

    /// <summary>The same text in ASCII as far as possible; the very same string when it is ASCII already.</summary>
    public static string ToLatex(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var output = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < 128)
                output.Append(c);
            else if (Superscripts.Contains(c))
                i = AppendRun(text, i, Superscripts, '^', output);
            else if (Subscripts.Contains(c))
                i = AppendRun(text, i, Subscripts, '_', output);
            else if (Spell(c) is { } spelled)
                output.Append(spelled);
            else if (c is >= '！' and <= '～') // full-width forms of ASCII
                output.Append((char)(c - '！' + '!'));
            else if (CharUnicodeInfo.GetDecimalDigitValue(text, i) is >= 0 and var digit) // ٣, ३, 𝟑
            {
                output.Append((char)('0' + digit));
                i += char.IsHighSurrogate(c) ? 1 : 0;
            }
            else if (StyledLetter(text, i) is { } letter)
            {
                output.Append(letter);
                i++;
            }
            else
                output.Append(c);
        }
        return output.ToString();
    }

    /// <summary>𝑥, 𝐱, 𝒙 … are x: the plain letter of the mathematical alphabets of 52 letters from U+1D400 on.</summary>
    private static char? StyledLetter(string text, int at)
    {
        if (!char.IsHighSurrogate(text[at]) || at + 1 >= text.Length || !char.IsLowSurrogate(text[at + 1]))
            return null;
        var place = char.ConvertToUtf32(text[at], text[at + 1]) - 0x1D400;
        if (place is < 0 or >= 13 * 52)
            return null;
        return (char)(place % 52 < 26 ? 'A' + (place % 52) : 'a' + (place % 52) - 26);
    }

    /// <summary>x²³ is x^{23}: a run of raised digits is one exponent.</summary>
    private static int AppendRun(string text, int start, string alphabet, char sign, StringBuilder output)
    {
        var i = start;
        output.Append(sign).Append('{');
        for (; i < text.Length && alphabet.IndexOf(text[i], StringComparison.Ordinal) is >= 0 and var at; i++)
            output.Append(SuperscriptsPlain[at]);
        output.Append('}');
        return i - 1;
    }

    private static string? Spell(char c) => c switch
    {
        '\u00A0' or '\u2002' or '\u2003' or '\u2009' or '\u200A' or '\u202F' or '\u3000' => " ",
        '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' or '\u2061' or '\u2062' => string.Empty,
        '−' or '–' or '—' or '‐' or '‑' or '﹣' => "-",
        '×' or '⨯' or '✕' => @"\times ",
        '·' or '⋅' or '∙' or '•' => @"\cdot ",
        '÷' => @"\div ",
        '∕' or '⁄' => "/",
        '≤' or '⩽' or '≦' => @"\le ",
        '≥' or '⩾' or '≧' => @"\ge ",
        '≠' => @"\ne ",
        '≈' or '≃' or '≅' => @"\approx ",
        '≡' => @"\equiv ",
        '±' => @"\pm ",
        '∓' => @"\mp ",
        '√' => @"\sqrt ",
        '∛' => @"\sqrt[3] ",
        '∜' => @"\sqrt[4] ",
        'π' => @"\pi ",
        '∞' => @"\infty ",
        '∪' or '⋃' => @"\cup ",
        '∩' or '⋂' => @"\cap ",
        '∖' => @"\setminus ",
        '∈' => @"\in ",
        '∅' or 'Ø' => @"\emptyset ",
        'ℝ' => @"\mathbb{R}",
        'ℤ' => @"\mathbb{Z}",
        'ℕ' => @"\mathbb{N}",
        'ℚ' => @"\mathbb{Q}",
        'ℂ' => @"\mathbb{C}",
        '∑' => @"\sum ",
        '∏' => @"\prod ",
        '∫' => @"\int ",
        '°' or 'º' => @"^\circ ",
        '℃' => @"^\circ C",
        '℉' => @"^\circ F",
        '∶' => ":",
        '′' => "'",
        '″' => "''",
        '…' or '⋯' => "...",
        '⟨' or '〈' => @"\langle ",
        '⟩' or '〉' => @"\rangle ",
        '⌊' => @"\lfloor ",
        '⌋' => @"\rfloor ",
        '⌈' => @"\lceil ",
        '⌉' => @"\rceil ",
        '½' => @"\frac{1}{2}",
        '⅓' => @"\frac{1}{3}",
        '⅔' => @"\frac{2}{3}",
        '¼' => @"\frac{1}{4}",
        '¾' => @"\frac{3}{4}",
        '⅕' => @"\frac{1}{5}",
        '⅖' => @"\frac{2}{5}",
        '⅗' => @"\frac{3}{5}",
        '⅘' => @"\frac{4}{5}",
        '⅙' => @"\frac{1}{6}",
        '⅚' => @"\frac{5}{6}",
        '⅛' => @"\frac{1}{8}",
        '⅜' => @"\frac{3}{8}",
        '⅝' => @"\frac{5}{8}",
        '⅞' => @"\frac{7}{8}",
        '€' => @"\euro ",
        '£' => @"\pounds ",
        '¥' or '￥' => @"\yen ",
        '，' or '、' or '٬' => ",",
        '٫' => ".",
        '。' => ".",
        '【' or '『' or '「' => "(",
        '】' or '』' or '」' => ")",
        '“' or '”' or '„' => "\"",
        '‘' or '’' => "'",
        'α' => @"\alpha ",
        'β' => @"\beta ",
        'γ' => @"\gamma ",
        'δ' => @"\delta ",
        'ε' => @"\epsilon ",
        'θ' => @"\theta ",
        'λ' => @"\lambda ",
        'μ' or 'µ' => @"\mu ",
        'σ' => @"\sigma ",
        'τ' => @"\tau ",
        'φ' => @"\phi ",
        'ω' => @"\omega ",
        'Δ' => @"\Delta ",
        'Ω' => @"\Omega ",
        _ => null,
    };
}
