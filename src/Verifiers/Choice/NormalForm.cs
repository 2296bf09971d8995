using System.Text;

namespace Verifiers.Choice;

/// <summary>
/// One spelling for texts that differ in nothing but typography: every dash is a minus, a multiplication beside a number is ×, spaces
/// stand only between two words or two numbers, and 1,000 is 1000. Texts with equal forms say the same; linear.
/// </summary>
internal static class NormalForm
{
    private static readonly string[] MinusWords = ["minus", "negative", "neg.", "neg", "moins", "menos", "meno"];

    /// <summary>The normal form of a text in <see cref="ChoiceSheet.TextForm"/>.</summary>
    public static string Of(string form) => WithoutGrouping(Spaced(WithSigns(form)));

    /// <summary>Whether a letter belongs to a word, where π is a number.</summary>
    private static bool IsLetter(char c) => char.IsLetter(c) && c != 'π';

    private static string WithSigns(string form)
    {
        var text = new StringBuilder(form.Length);
        for (var at = 0; at < form.Length; at++)
        {
            var c = form[at];
            if (c == '\\')
            {
                var end = at + 1;
                while (end < form.Length && char.IsAsciiLetter(form[end]))
                    end++;
                text.Append(Command(form, at, end));
                at = Math.Max(at, end - 1);
            }
            else if (char.IsLetter(c) && (at == 0 || !char.IsLetter(form[at - 1])))
            {
                var end = at + 1;
                while (end < form.Length && char.IsLetter(form[end]))
                    end++;
                text.Append(form.AsSpan(at, end - at) is "pi" ? "π" : form.AsSpan(at, end - at));
                at = end - 1;
            }
            else if (c == '(' && form.AsSpan(at + 1).IndexOf(')') is > 0 and var length && form.AsSpan(at + 1, length).IndexOfAnyExceptInRange('0', 'z') < 0
                && !form.AsSpan(at + 1, length).ContainsAny("^_:;<=>?@[]\\`"))
            {
                text.Append(' ').Append(form, at + 1, length).Append(' '); // ln(3), meiosis (II)
                at += length + 1;
            }
            else
            {
                text.Append(c switch { >= '\u2010' and <= '\u2015' or '−' or '﹣' => '-', '·' or '⋅' or '∙' or '×' or '✕' => '×', '⁄' or '∕' => '/', _ => c });
            }
        }
        foreach (var word in MinusWords)
        {
            if (text.Length > word.Length + 1 && text.ToString().StartsWith(word + " ", StringComparison.Ordinal) && StartsNumber(text.ToString().AsSpan(word.Length + 1).TrimStart()))
                return "-" + text.ToString(word.Length + 1, text.Length - word.Length - 1);
        }
        return text.ToString();
    }

    private static bool StartsNumber(ReadOnlySpan<char> rest) =>
        rest.Length > 0 && (char.IsDigit(rest[0]) || rest[0] is '.' or '√' or 'π' or '\\' || (IsLetter(rest[0]) && (rest.Length == 1 || !char.IsLetter(rest[1]))));

    private static string Command(string form, int at, int end)
    {
        var name = form[(at + 1)..end];
        switch (name)
        {
            case "pi": return "π";
            case "sqrt": return "√";
            case "times" or "cdot" or "ast": return "×";
            case "ln" or "log" or "sin" or "cos" or "tan" or "exp": return " " + name + " ";
            case "frac" or "dfrac" or "tfrac":
                var slash = end;
                while (slash < form.Length && char.IsAsciiDigit(form[slash]))
                    slash++;
                var isNumber = slash > end && slash + 1 < form.Length && form[slash] == '/' && char.IsAsciiDigit(form[slash + 1]) && !(at > 0 && char.IsLetterOrDigit(form[at - 1]));
                return isNumber ? "" : @"\frac";
            default: return form[at..end];
        }
    }

    private static string Spaced(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c is not (' ' or '-' or '×'))
            {
                kept.Append(c);
                continue;
            }
            // A run of spaces around at most one sign.
            var sign = '\0';
            for (; at < text.Length && (text[at] == ' ' || (sign == '\0' && text[at] is '-' or '×')); at++)
                sign = text[at] == ' ' ? sign : text[at];
            var (before, after) = (kept.Length > 0 ? kept[^1] : '\0', at < text.Length ? text[at] : '\0');
            var areWords = IsLetter(before) && IsLetter(after);
            if (sign == '-' && areWords && kept.Length > 1 && IsLetter(kept[^2]) && at + 1 < text.Length && IsLetter(text[at + 1]))
                sign = '\0';                                                    // meiosis-II
            if (sign == '×' && char.IsDigit(before) != char.IsDigit(after))
                sign = after == '\0' || before == '\0' ? sign : ' ';            // 3 × π is 3π
            if (sign == '\0' && (areWords || (char.IsDigit(before) && char.IsDigit(after))))
                kept.Append(' ');
            else if (sign is '-' or '×')
                kept.Append(sign);
            at--;
        }
        return kept.ToString();
    }

    /// <summary>1,000 and 12,345.6, but no pair such as (1,000) and no list.</summary>
    private static string WithoutGrouping(string text)
    {
        var start = 0;
        while (start < text.Length && text[start] is '-' or '+' or '€' or '£')
            start++;
        var end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == ','))
            end++;
        var groups = text[start..end].Split(',');
        var isGrouped = groups.Length > 1 && groups[0].Length is >= 1 and <= 3 && groups[0][0] != '0' && groups.Skip(1).All(group => group.Length == 3)
            && text.AsSpan(end).IndexOf(',') < 0;
        return isGrouped ? text[..start] + string.Concat(groups) + text[end..] : text;
    }
}
