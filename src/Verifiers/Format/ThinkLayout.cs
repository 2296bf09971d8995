namespace Verifiers.Format;

/// <summary>
/// The layout of the released R1: <c>&lt;think&gt; thoughts &lt;/think&gt;</c> and then a summary, which needs no answer tags. The answer
/// is the whole summary.
/// </summary>
public static class ThinkLayout
{
    /// <summary>Reads thoughts and summary, and names the first rule that is broken. Linear in the text.</summary>
    public static ThoughtsAndAnswer Read(string text, LayoutOptions options)
    {
        var opening = ThoughtsOpening.Find(text, options);
        if (opening.Fault is not null)
            return opening.Fault;
        var start = opening.ThoughtsStart;
        var end = text.IndexOf("</think>", start, StringComparison.Ordinal);
        if (end < 0)
            return new(FormatReason.UnclosedThink, Thoughts: TextSpan.Between(start, text.Length), Offence: text.Length);

        var thoughts = TextSpan.Between(start, end);
        var summary = TextSpan.Between(end + "</think>".Length, text.Length);
        var fault = Fault(text, thoughts, summary, options);
        return (fault ?? new(FormatReason.Ok)) with { Thoughts = thoughts, Answer = summary };
    }

    private static ThoughtsAndAnswer? Fault(string text, TextSpan thoughts, TextSpan summary, LayoutOptions options)
    {
        var nested = Tags.OutsideCode(text, thoughts).FindAll(tag => tag.Kind == Tag.ThinkOpens);
        if (nested.Count > 0)
            return new(FormatReason.NestedThink, Offence: nested[0].Start);
        if (Blank.Is(text, thoughts))
            return new(FormatReason.EmptyThink, Offence: thoughts.Start);
        if (options.MinThinkChars > 0 && Blank.CodePointsWithin(text, thoughts) < options.MinThinkChars)
            return new(FormatReason.ThinkTooShort, Offence: thoughts.Start);

        var second = Tags.OutsideCode(text, summary).FindAll(tag => tag.Kind == Tag.ThinkOpens);
        if (second.Count > 0)
            return new(FormatReason.DuplicateThink, Offence: second[0].Start);
        if (Blank.Is(text, summary))
            return new(FormatReason.MissingAnswer);
        if (IsBlankWithoutAnswerTags(text, summary))
            return new(FormatReason.EmptyAnswer, Offence: summary.Start);
        return null;
    }

    private static bool IsBlankWithoutAnswerTags(string text, TextSpan summary)
    {
        var rest = summary.In(text);
        while (!rest.IsEmpty)
        {
            rest = rest.TrimStart();
            if (rest.StartsWith("<answer>", StringComparison.Ordinal))
                rest = rest["<answer>".Length..];
            else if (rest.StartsWith("</answer>", StringComparison.Ordinal))
                rest = rest["</answer>".Length..];
            else
                return rest.IsEmpty;
        }
        return true;
    }
}
