namespace Verifiers.Format;

/// <summary>
/// The template of R1-Zero: <c>&lt;think&gt; thoughts &lt;/think&gt; &lt;answer&gt; answer &lt;/answer&gt;</c> and nothing else but white space.
/// </summary>
/// <remarks>
/// The first <c>&lt;/think&gt;</c> ends the thoughts even inside code, because that is where inference engines split; every other
/// tag inside code is text. White space is Unicode's White_Space property, which is what <see cref="char.IsWhiteSpace(char)"/>
/// tests. Linear in the text.
/// </remarks>
public static class R1Layout
{
    /// <summary>Reads thoughts and answer, and names the first rule that is broken.</summary>
    public static ThoughtsAndAnswer Read(string text, LayoutOptions options)
    {
        var opening = ThoughtsOpening.Find(text, options);
        return opening.Fault ?? ReadThoughts(text, opening.ThoughtsStart, options);
    }

    private static ThoughtsAndAnswer ReadThoughts(string text, int start, LayoutOptions options)
    {
        var end = text.IndexOf("</think>", start, StringComparison.Ordinal);
        if (end < 0)
            return new(FormatReason.UnclosedThink, Thoughts: TextSpan.Between(start, text.Length), Offence: text.Length);

        var thoughts = TextSpan.Between(start, end);
        var fault = ThoughtsFault(text, thoughts, options);
        var answered = ReadAnswer(text, end + "</think>".Length, options);
        return (fault ?? answered) with { Thoughts = thoughts, Answer = answered.Answer };
    }

    private static ThoughtsAndAnswer? ThoughtsFault(string text, TextSpan thoughts, LayoutOptions options)
    {
        var tags = Tags.OutsideCode(text, thoughts);
        if (tags.Exists(tag => tag.IsThink))
            return new(FormatReason.NestedThink, Offence: tags.Find(tag => tag.IsThink).Start);
        if (Blank.Is(text, thoughts))
            return new(FormatReason.EmptyThink, Offence: thoughts.Start);
        if (tags.Count > 0)
            return new(FormatReason.AnswerInThink, Offence: tags[0].Start);
        if (options.MinThinkChars > 0 && Blank.CodePointsWithin(text, thoughts) < options.MinThinkChars)
            return new(FormatReason.ThinkTooShort, Offence: thoughts.Start);
        return null;
    }

    private static ThoughtsAndAnswer ReadAnswer(string text, int start, LayoutOptions options)
    {
        var tags = Tags.OutsideCode(text, TextSpan.Between(start, text.Length));
        var opener = tags.FindIndex(tag => tag.Kind == Tag.AnswerOpens);
        var strayThink = tags.FindIndex(tag => tag.IsThink);
        var firstContent = Blank.FirstOther(text, start, text.Length);
        if (strayThink >= 0 && (opener < 0 || strayThink < opener))
        {
            return firstContent == tags[strayThink].Start
                ? new(FormatReason.DuplicateThink, Offence: firstContent)
                : new(FormatReason.ContentBetween, Offence: firstContent);
        }
        if (opener < 0)
            return new(FormatReason.MissingAnswer);

        var closer = tags.FindLastIndex(tag => tag.Kind == Tag.AnswerCloses);
        var isClosed = closer > opener;
        TextSpan? answer = isClosed ? TextSpan.Between(tags[opener].End, tags[closer].Start) : null;
        if (firstContent != tags[opener].Start)
            return new(FormatReason.ContentBetween, Answer: answer, Offence: firstContent);
        if (answer is not { } block)
            return new(FormatReason.UnclosedAnswer, Offence: text.Length);

        var inside = tags[(opener + 1)..closer];
        if (inside.Exists(tag => tag.IsThink))
        {
            var reason = HoldsSecondRound(inside) ? FormatReason.DuplicateThink : FormatReason.ThinkInAnswer;
            return new(reason, Answer: block, Offence: inside.Find(tag => tag.IsThink).Start);
        }
        if (inside.Count > 0)
            return new(FormatReason.DuplicateAnswer, Answer: block, Offence: inside[0].Start);
        if (Blank.Is(text, block))
            return new(FormatReason.EmptyAnswer, Answer: block, Offence: block.Start);
        var tail = Blank.FirstOther(text, tags[closer].End, text.Length);
        if (tail >= 0 && !options.RelaxedTail)
            return new(FormatReason.ContentAfter, Answer: block, Offence: tail);
        return new(FormatReason.Ok, Answer: block);
    }

    /// <summary>Whether the first think tag stands behind a closed answer and begins thoughts with an answer of their own.</summary>
    private static bool HoldsSecondRound(List<TagMark> inside)
    {
        var think = inside.FindIndex(tag => tag.IsThink);
        var isBehindAnswer = inside.FindIndex(tag => tag.Kind == Tag.AnswerCloses) is var answerEnd and >= 0 && answerEnd < think;
        return isBehindAnswer
            && inside[think].Kind == Tag.ThinkOpens
            && inside.FindIndex(think, tag => tag.Kind == Tag.ThinkCloses) is var thinkEnd and >= 0
            && inside.FindIndex(thinkEnd, tag => tag.Kind == Tag.AnswerOpens) >= 0;
    }
}
