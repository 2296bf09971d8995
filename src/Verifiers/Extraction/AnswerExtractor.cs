namespace Verifiers.Extraction;

/// <summary>
/// Finds the answer of a completion: from the end, in time linear in its length. Thoughts never count: of a completion with
/// &lt;/think> only what follows it is read, and one whose thought does not end has no answer.
/// </summary>
public static class AnswerExtractor
{
    private const string ThinkOpen = "<think>";
    private const string ThinkClose = "</think>";
    private const string AnswerOpen = "<answer>";
    private const string AnswerClose = "</answer>";

    /// <summary>Characters of a completion that is taken as an answer by itself.</summary>
    private const int LongestWhole = 1_000;

    /// <summary>The answer, or null when nothing marks one.</summary>
    /// <param name="completion">Hostile text of any length.</param>
    /// <param name="allowLastNumber">Whether the last number counts when nothing else marks an answer.</param>
    public static ExtractedAnswer? Extract(string completion, bool allowLastNumber = true)
    {
        var from = 0;
        var to = completion.Length;
        var thought = completion.LastIndexOf(ThinkClose, StringComparison.Ordinal);
        if (thought >= 0)
            from = thought + ThinkClose.Length;
        else if (completion.Contains(ThinkOpen, StringComparison.Ordinal))
            return null;
        if (completion.AsSpan(from).LastIndexOf(AnswerOpen) is >= 0 and var tag)
            return BesideTag(completion, from, from + tag, InTag(completion, from + tag + AnswerOpen.Length, allowLastNumber));
        (from, to) = Trim(completion, from, to);
        return BoxedScanner.FindLast(completion, from, to)
            ?? JsonAnswer.Find(completion, from, to)
            ?? AfterHashes(completion, from, to)
            ?? WithoutMarks(completion, from, to, allowLastNumber);
    }

    private static ExtractedAnswer? WithoutMarks(string text, int from, int to, bool allowLastNumber)
    {
        var phrase = AnswerPhrases.Find(text, from, to, out var isDenied);
        if (isDenied)
            return null;
        return phrase
            ?? Whole(text, from, to)
            ?? FormulaScanner.Trailing(text, from, to)
            ?? (allowLastNumber ? NumberScanner.Last(text, from, to) : null);
    }

    /// <summary>Two &lt;answer> elements side by side are one list; another one elsewhere is a rival.</summary>
    private static ExtractedAnswer? BesideTag(string text, int from, int tag, ExtractedAnswer? last)
    {
        var before = text.AsSpan(from, tag - from);
        if (last is null || before.LastIndexOf(AnswerOpen) is var at && at < 0)
            return last;
        var content = before[(at + AnswerOpen.Length)..];
        var close = content.IndexOf(AnswerClose);
        if (close < 0 || content[..close].Trim().SequenceEqual(last.Text.AsSpan().Trim()))
            return last;
        return content[(close + AnswerClose.Length)..].Trim().Trim(",;").Trim() is "" or "or" or "and"
            ? last with { Text = $"{content[..close].Trim()}, {last.Text}", HasRivals = true }
            : last with { HasRivals = true };
    }

    private static ExtractedAnswer? InTag(string text, int from, bool allowLastNumber)
    {
        var close = text.AsSpan(from).IndexOf(AnswerClose);
        var (start, end) = Trim(text, from, close < 0 ? text.Length : from + close);
        if (start == end)
            return null;
        if (BoxedScanner.FindLast(text, start, end) is { } boxed)
            return boxed;
        if (end - start <= LongestWhole && AnswerPhrases.Find(text, start, end, out var isDenied) is { } phrase && !isDenied)
            return phrase;
        var lines = text.AsSpan(start, end - start).Count('\n');
        if (lines == 0 || end - start <= 80)
            return new(text[start..end], TextSpan.Between(start, end), ExtractionRule.AnswerTag, false);
        return AfterHashes(text, start, end) ?? WithoutMarks(text, start, end, allowLastNumber);
    }

    /// <summary>#### 42</summary>
    private static ExtractedAnswer? AfterHashes(string text, int from, int to)
    {
        var at = text.AsSpan(from, to - from).LastIndexOf("####");
        if (at < 0)
            return null;
        var start = from + at + 4;
        var line = text.AsSpan(start, to - start).IndexOf('\n');
        var (first, last) = Trim(text, start, line < 0 ? to : start + line);
        // A Markdown heading is no answer.
        if (first == last || (line >= 0 && char.IsLetter(text[first]) && last - first > 12))
            return null;
        // "#### 5" and "#### 7" in two lines give both.
        var above = text.AsSpan(from, at).TrimEnd();
        var previous = above[(above.LastIndexOf('\n') + 1)..].TrimStart();
        return previous.StartsWith("####") && previous[4..].Trim() is { Length: > 0 } other && !other.SequenceEqual(text.AsSpan(first, last - first))
            ? new($"{other}, {text[first..last]}", TextSpan.Between(first, last), ExtractionRule.Hashes, true)
            : new(text[first..last], TextSpan.Between(first, last), ExtractionRule.Hashes, false);
    }

    /// <summary>A completion of one short line that is no sentence.</summary>
    private static ExtractedAnswer? Whole(string text, int from, int to)
    {
        if (to == from || to - from > LongestWhole)
            return null;
        var span = text.AsSpan(from, to - from);
        if (span.Contains('\n') && !span.Contains(@"\begin", StringComparison.Ordinal))
            return null;
        if (AnswerPhrases.BehindIntroduction(text, from, to) is { } stated)
            return stated;
        return CountPlainWords(span) <= (span.IndexOfAnyInRange('0', '9') >= 0 ? 3 : 6)
            ? new(span.ToString(), TextSpan.Between(from, to), ExtractionRule.Whole, false)
            : null;
    }

    /// <summary>Words of two letters and more outside commands and braces.</summary>
    private static int CountPlainWords(ReadOnlySpan<char> span)
    {
        var (words, depth, run) = (0, 0, 0);
        for (var i = 0; i < span.Length; i++)
        {
            var c = span[i];
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == '\\')
            {
                while (i + 1 < span.Length && char.IsAsciiLetter(span[i + 1]))
                    i++;
                run = 0;
            }
            else if (char.IsAsciiLetter(c) && depth <= 0)
                run++;
            else
            {
                words += run >= 2 ? 1 : 0;
                run = 0;
            }
        }
        return words + (run >= 2 ? 1 : 0);
    }

    /// <summary>Without white space at both ends and what a chat template leaves at the end, which is no part of the answer.</summary>
    private static (int From, int To) Trim(string text, int from, int to)
    {
        while (from < to && char.IsWhiteSpace(text[from]))
            from++;
        for (var before = -1; before != to;)
        {
            before = to;
            while (to > from && char.IsWhiteSpace(text[to - 1]))
                to--;
            foreach (var marker in (ReadOnlySpan<string>)["<|im_end|>", "<|endoftext|>", "</s>", "<|eot_id|>", "<|end|>", "<|end_of_text|>", "<eos>", "<end_of_turn>", "<｜end▁of▁sentence｜>"])
            {
                if (text.AsSpan(from, to - from).EndsWith(marker))
                    to -= marker.Length;
            }
        }
        return (from, to);
    }
}
