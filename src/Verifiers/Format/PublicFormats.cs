using System.Text;

namespace Verifiers.Format;

/// <summary>
/// The format rewards of public trainers, verdict for verdict. They are regular expressions there; here each is a scanner
/// whose work is linear in the text, and a property test holds it to the original expression.
/// </summary>
/// <remarks>None trims the text or knows that a chat template may have opened the thoughts.</remarks>
public static class PublicFormats
{
    /// <summary>open-r1: <c>^&lt;think&gt;\n.*?\n&lt;/think&gt;\n&lt;answer&gt;\n.*?\n&lt;/answer&gt;$</c> at the start; dot matches all, $ before every line end.</summary>
    public static double OpenR1Format(string text) =>
        text.StartsWith("<think>\n", StringComparison.Ordinal)
        && TrySkipPast(text, "\n</think>\n<answer>\n", "<think>\n".Length, out var answer)
        && ClosesAnswerAtLineEnd(text, answer)
            ? 1 : 0;

    /// <summary>open-r1's code format: as <see cref="OpenR1Format"/>, with <c>.*?```LANG.*?```.*?</c> for the answer.</summary>
    public static double CodeFormat(string text, string language) =>
        text.StartsWith("<think>\n", StringComparison.Ordinal)
        && TrySkipPast(text, "\n</think>\n<answer>\n", "<think>\n".Length, out var answer)
        && TrySkipPast(text, "```" + language, answer, out var code)
        && TrySkipPast(text, "```", code, out var tail)
        && ClosesAnswerAtLineEnd(text, tail)
            ? 1 : 0;

    /// <summary>TRL: <c>^&lt;think&gt;(?!.*&lt;think&gt;)(.*?)&lt;/think&gt;.*$</c> at the start; dot matches all.</summary>
    public static double TrlThinkFormat(string text) =>
        text.StartsWith("<think>", StringComparison.Ordinal)
        && text.IndexOf("<think>", "<think>".Length, StringComparison.Ordinal) < 0
        && text.Contains("</think>", StringComparison.Ordinal)
            ? 1 : 0;

    /// <summary>open-instruct: <c>.*?&lt;/think&gt;\s*&lt;answer&gt;.*?&lt;/answer&gt;</c> from the start; dot matches all.</summary>
    public static double OpenInstructSoft(string text)
    {
        var from = 0;
        while (TrySkipPast(text, "</think>", from, out from))
        {
            while (from < text.Length && PythonText.IsWhiteSpace(text[from]))
                from++;
            if (text.AsSpan(from).StartsWith("<answer>", StringComparison.Ordinal))
                return text.IndexOf("</answer>", from, StringComparison.Ordinal) >= 0 ? 1 : 0;
        }
        return 0;
    }

    /// <summary>open-r1: a quarter for each tag, together with its line breaks, that occurs exactly once.</summary>
    public static double OpenR1TagCount(string text) =>
        0.25 * new[] { "<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>" }.Count(tag => OccursOnce(text, tag));

    /// <summary>
    /// open-r1: min(1, matches / 3) of <c>Step \d+:</c>, <c>^\d+\.</c> (only at the start of the text), <c>\n-</c>, <c>\n\*</c>,
    /// <c>First,</c> <c>Second,</c> <c>Next,</c> <c>Finally,</c>.
    /// </summary>
    public static double ReasoningSteps(string text)
    {
        var matches = SkipDigits(text, 0) is var number and > 0 && number < text.Length && text[number] == '.' ? 1 : 0;
        for (var at = 0; at < text.Length && matches < 3; at++)
        {
            var step = text.AsSpan(at).IndexOfAny("\nSFN");
            if (step < 0)
                break;
            at += step;
            if (IsStepAt(text, at))
                matches++;
        }
        return Math.Min(1, matches / 3.0);
    }

    private static bool IsStepAt(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("Step ", StringComparison.Ordinal))
        {
            var digits = at + "Step ".Length;
            var end = SkipDigits(text, digits);
            return end > digits && end < text.Length && text[end] == ':';
        }
        return rest.StartsWith("\n-", StringComparison.Ordinal) || rest.StartsWith("\n*", StringComparison.Ordinal)
            || rest.StartsWith("First,", StringComparison.Ordinal) || rest.StartsWith("Second,", StringComparison.Ordinal)
            || rest.StartsWith("Next,", StringComparison.Ordinal) || rest.StartsWith("Finally,", StringComparison.Ordinal);
    }

    /// <summary>Python's <c>\d</c>: decimal digits of every script, those beyond U+FFFF included.</summary>
    private static int SkipDigits(string text, int at)
    {
        while (at < text.Length && Rune.TryGetRuneAt(text, at, out var rune) && Rune.IsDigit(rune))
            at += rune.Utf16SequenceLength;
        return at;
    }

    private static bool OccursOnce(string text, string tag) =>
        TrySkipPast(text, tag, 0, out var next) && !TrySkipPast(text, tag, next, out _);

    private static bool ClosesAnswerAtLineEnd(string text, int from)
    {
        while (TrySkipPast(text, "\n</answer>", from, out from))
        {
            if (from == text.Length || text[from] == '\n')
                return true;
        }
        return false;
    }

    private static bool TrySkipPast(string text, string literal, int from, out int next)
    {
        var at = text.IndexOf(literal, from, StringComparison.Ordinal);
        next = at < 0 ? from : at + literal.Length;
        return at >= 0;
    }
}
