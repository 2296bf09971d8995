namespace Verifiers.Format;

/// <summary>Where the thoughts begin, or why they do not: the rules that every layout with thoughts shares.</summary>
/// <param name="ThoughtsStart">The first code unit of the thoughts; meaningless when there is a fault.</param>
/// <param name="Fault">What stands in the way; null when nothing does.</param>
internal readonly record struct ThoughtsOpening(int ThoughtsStart, ThoughtsAndAnswer? Fault)
{
    /// <summary>Finds it. Linear in the text.</summary>
    public static ThoughtsOpening Find(string text, LayoutOptions options)
    {
        var start = Blank.FirstOther(text, 0, text.Length);
        if (start < 0)
            return new(0, new(FormatReason.Empty));
        if (text.AsSpan(start).StartsWith("<think>", StringComparison.Ordinal))
            return new(start + "<think>".Length, null);
        if (options.TemplateOpened)
            return new(start, null);
        return new(0, FaultBeforeThoughts(text, start));
    }

    private static ThoughtsAndAnswer FaultBeforeThoughts(string text, int start)
    {
        var tags = Tags.OutsideCode(text, new TextSpan(0, text.Length));
        var opener = tags.FindIndex(tag => tag.Kind == Tag.ThinkOpens);
        if (opener < 0)
            return new(FormatReason.MissingThink);

        // A </think> counts in code as well: an inference engine would split there.
        var closer = text.AsSpan(0, tags[opener].Start).IndexOf("</think>", StringComparison.Ordinal);
        if (closer >= 0)
            return new(FormatReason.WrongOrder, Offence: closer);
        var answer = tags.FindIndex(0, opener, tag => tag.Kind == Tag.AnswerOpens);
        if (answer >= 0)
            return new(FormatReason.WrongOrder, Offence: tags[answer].Start);
        return new(FormatReason.ContentBefore, Offence: start);
    }
}
