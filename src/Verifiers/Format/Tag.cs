namespace Verifiers.Format;

/// <summary>The four tags of R1-Zero's template. Case-sensitive, without spaces inside: anything else is text.</summary>
internal enum Tag
{
    ThinkOpens,
    ThinkCloses,
    AnswerOpens,
    AnswerCloses,
}

/// <summary>A tag at its place in the text.</summary>
/// <param name="Kind">Which tag.</param>
/// <param name="Start">First UTF-16 code unit of it.</param>
internal readonly record struct TagMark(Tag Kind, int Start)
{
    /// <summary>One past its <c>&gt;</c>.</summary>
    public int End => Start + Kind.Text().Length;

    /// <summary>Whether it is one of the think tags.</summary>
    public bool IsThink => Kind is Tag.ThinkOpens or Tag.ThinkCloses;
}

internal static class Tags
{
    /// <summary>How the tag is written.</summary>
    public static string Text(this Tag tag) => tag switch
    {
        Tag.ThinkOpens => "<think>",
        Tag.ThinkCloses => "</think>",
        Tag.AnswerOpens => "<answer>",
        Tag.AnswerCloses => "</answer>",
    };

    /// <summary>The tags of a piece of text that stand outside code, in order. Linear in the piece.</summary>
    public static List<TagMark> OutsideCode(string text, TextSpan piece)
    {
        var marks = new List<TagMark>();
        var code = CodeRegions.Find(text, piece);
        var nextRegion = 0;
        for (var at = piece.Start; at < piece.End; at++)
        {
            var step = text.AsSpan(at, piece.End - at).IndexOf('<');
            if (step < 0)
                break;
            at += step;
            while (nextRegion < code.Count && code[nextRegion].End <= at)
                nextRegion++;
            var isCode = nextRegion < code.Count && code[nextRegion].Start <= at;
            if (!isCode && TryReadAt(text, at, piece.End) is { } tag)
                marks.Add(new TagMark(tag, at));
        }
        return marks;
    }

    private static Tag? TryReadAt(string text, int at, int end)
    {
        var rest = text.AsSpan(at, end - at);
        foreach (var tag in Enum.GetValues<Tag>())
        {
            if (rest.StartsWith(tag.Text(), StringComparison.Ordinal))
                return tag;
        }
        return null;
    }
}
