namespace Verifiers.Code;

/// <summary>
/// Finds the program in a completion: after the last <c>&lt;/think&gt;</c>, the last complete fenced block of the asked language,
/// else the last complete block without a language, else none.
/// </summary>
public static class CodeBlockExtractor
{
    /// <summary>Extracts the program. Linear in the completion.</summary>
    /// <param name="completion">As the policy wrote it.</param>
    /// <param name="language">Canonical name.</param>
    /// <param name="wholeText">Take everything behind the thoughts as the program and look for no fences.</param>
    public static CodeExtraction Extract(string completion, string language, bool wholeText = false)
    {
        var (blocks, section, hasUnclosedThoughts) = ReadAnswer(completion, wholeText);
        if (wholeText)
        {
            var source = section.In(completion).Trim("\r\n");
            return new(source.IsWhiteSpace() ? null : source.ToString(), section, CutOffAt: null, hasUnclosedThoughts);
        }

        int? cutOffAt = blocks is [.., { IsClosed: false } last] ? last.Start : null;
        FencedBlock? untagged = null;
        for (var index = blocks.Count - 1; index >= 0; index--)
        {
            var block = blocks[index];
            if (!block.IsClosed)
                continue;
            var tag = block.Language;
            var tagLine = tag is null ? LanguageOnFirstLine(completion, block) : null;
            if ((tag ?? tagLine) == language)
                return new(block.ReadContent(completion, tagLine is null ? 0 : 1), block.Content, cutOffAt, hasUnclosedThoughts);
            if (tag is null && tagLine is null)
                untagged ??= block;
        }
        return new(untagged?.ReadContent(completion), untagged?.Content, cutOffAt, hasUnclosedThoughts);
    }

    /// <summary>The code blocks outside of thoughts, the text they stand in, and whether thoughts are never closed.</summary>
    internal static (List<FencedBlock> Blocks, TextSpan Section, bool HasUnclosedThoughts) ReadAnswer(string completion, bool wholeText = false)
    {
        var section = BehindThoughts(completion);
        var blocks = wholeText ? [] : FencedBlockReader.Read(completion, section);
        if (ThoughtsOpenedIn(completion, section, blocks) is not { } thoughtsStart)
            return (blocks, section, false);
        blocks.RemoveAll(block => block.Start >= thoughtsStart);
        return (blocks, TextSpan.Between(section.Start, thoughtsStart), true);
    }

    private static TextSpan BehindThoughts(string completion)
    {
        var close = completion.LastIndexOf("</think>", StringComparison.Ordinal);
        return TextSpan.Between(close < 0 ? 0 : close + "</think>".Length, completion.Length);
    }

    /// <summary>Where thoughts begin that are never closed. A <c>&lt;think&gt;</c> inside a program is a part of the program.</summary>
    private static int? ThoughtsOpenedIn(string completion, TextSpan section, List<FencedBlock> blocks)
    {
        var block = 0;
        for (var at = section.Start; at < section.End; at++)
        {
            var step = completion.AsSpan(at, section.Length - (at - section.Start)).IndexOf("<think>", StringComparison.Ordinal);
            if (step < 0)
                return null;
            at += step;
            while (block < blocks.Count && blocks[block].End <= at)
                block++;
            var isQuoted = at > section.Start && completion[at - 1] == '`'; // the word `<think>` in a sentence opens nothing
            if (!isQuoted && (block == blocks.Count || blocks[block].Start > at))
                return at;
        }
        return null;
    }

    /// <summary>Some models write the language on the first line inside the block instead of behind the fence.</summary>
    private static string? LanguageOnFirstLine(string completion, FencedBlock block)
    {
        var content = block.Content.In(completion);
        var end = content.IndexOf('\n');
        return end is < 0 or > 40 ? null : CodeLanguages.Find(content[..end].Trim().ToString());
    }
}
