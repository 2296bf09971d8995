namespace Verifiers.Structured;

/// <summary>
/// Which part of a completion is to be the document: what stands behind the last <c>&lt;/think&gt;</c>, of that the last complete
/// <c>&lt;answer&gt;</c>, without blanks and without one code fence around the whole.
/// </summary>
/// <param name="Span">The part; meaningless where the thoughts are not closed.</param>
/// <param name="HasUnclosedThoughts">The completion ends inside its thoughts: there is no answer.</param>
internal readonly record struct DocumentScope(TextSpan Span, bool HasUnclosedThoughts)
{
    private const string ThoughtsEnd = "</think>";
    private const string AnswerStart = "<answer>";
    private const string AnswerEnd = "</answer>";

    /// <summary>Finds it. Linear in the completion.</summary>
    public static DocumentScope Find(string text)
    {
        var thoughtsEnd = text.LastIndexOf(ThoughtsEnd, StringComparison.Ordinal);
        if (thoughtsEnd < 0 && text.AsSpan().TrimStart().StartsWith("<think>", StringComparison.Ordinal))
            return new(new(text.Length, 0), HasUnclosedThoughts: true);
        var start = thoughtsEnd < 0 ? 0 : thoughtsEnd + ThoughtsEnd.Length;
        return new(Trimmed(text, LastAnswer(text, start)), HasUnclosedThoughts: false);
    }

    /// <summary>The inside of a code fence that is all there is; the span itself when there is none.</summary>
    public static TextSpan WithoutFence(string text, TextSpan span)
    {
        var inside = span.In(text);
        var mark = inside is ['`', ..] ? '`' : '~';
        var length = Run(inside, mark);
        var firstLine = inside.IndexOf('\n');
        if (length < 3 || firstLine < 0 || (mark == '`' && inside[length..firstLine].Contains('`')))
            return span;
        var lastLine = inside.LastIndexOf('\n') + 1;
        var closing = inside[lastLine..].TrimStart(' ');
        if (Run(closing, mark) < length || !closing.TrimStart(mark).IsWhiteSpace() || HoldsFence(inside[(firstLine + 1)..lastLine], mark, length))
            return span;
        var content = TextSpan.Between(span.Start + firstLine + 1, span.Start + Math.Max(lastLine, firstLine + 1));
        return content;
    }

    /// <summary>The span without blanks at both ends.</summary>
    public static TextSpan Trimmed(string text, TextSpan span)
    {
        var (start, end) = (span.Start, span.End);
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        return TextSpan.Between(start, end);
    }

    private static TextSpan LastAnswer(string text, int start)
    {
        var end = text.LastIndexOf(AnswerEnd, StringComparison.Ordinal);
        if (end < start)
            return TextSpan.Between(start, text.Length);
        var open = text.AsSpan(start, end - start).LastIndexOf(AnswerStart, StringComparison.Ordinal);
        return open < 0 ? TextSpan.Between(start, text.Length) : TextSpan.Between(start + open + AnswerStart.Length, end);
    }

    /// <summary>Whether a fence closes within: then there are several blocks and not one around the whole.</summary>
    private static bool HoldsFence(ReadOnlySpan<char> lines, char mark, int length)
    {
        foreach (var range in lines.Split('\n'))
        {
            var line = lines[range].TrimStart(' ');
            if (Run(line, mark) >= length && line.TrimStart(mark).IsWhiteSpace())
                return true;
        }
        return false;
    }

    private static int Run(ReadOnlySpan<char> text, char mark)
    {
        var end = text.IndexOfAnyExcept(mark);
        return end < 0 ? text.Length : end;
    }
}
