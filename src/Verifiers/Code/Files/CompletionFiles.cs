using System.Text;

namespace Verifiers.Code.Files;

/// <summary>What an answer's files came to.</summary>
/// <param name="Files">The base files with the answer's changes; half changed where there is a fault.</param>
/// <param name="Fault">Why they could not be made; null when they could.</param>
/// <param name="EditCount">Whole files, patches and edits that were found.</param>
/// <param name="MovedHunks">Hunks that stood elsewhere than they said.</param>
/// <param name="FuzzyHunks">Hunks that fitted only without a part of their context.</param>
/// <param name="CutOffAt">Where a block begins that the end of the completion cuts off.</param>
/// <param name="HasUnclosedThoughts">The thoughts are never closed.</param>
internal sealed record AnswerFiles(
    FileSet Files, EditFault? Fault, int EditCount, int MovedHunks, int FuzzyHunks, int? CutOffAt, bool HasUnclosedThoughts);

/// <summary>
/// Finds the files in a completion and makes their changes in the order of the text. A block is a patch when it is tagged so,
/// holds edits when it has <c>&lt;&lt;&lt;&lt;&lt;&lt;&lt; SEARCH</c>, and is a whole file when its fence or the line above names a path; other blocks are talk.
/// Without any of these, a <c>diff --git</c> outside of blocks is a patch up to the end.
/// </summary>
internal static class CompletionFiles
{
    public static AnswerFiles Read(string completion, FileSet baseFiles)
    {
        var (blocks, section, hasUnclosedThoughts) = CodeBlockExtractor.ReadAnswer(completion);
        var files = new FileSet(baseFiles);
        var applier = new DiffApplier(files);
        var count = 0;
        EditFault? fault = null;
        foreach (var block in blocks.Where(block => block.IsClosed))
        {
            fault = ApplyBlock(completion, block, files, applier, ref count);
            if (fault is not null)
                break;
        }
        if (count == 0 && fault is null && DiffOutsideOfBlocks(completion, section) is { } diff)
        {
            count++;
            fault = ApplyDiff(diff, applier);
        }
        if (fault is null && ProgramFiles.FindFault(files.Files) is { } problem)
            fault = new EditFault("bad_path", $"The files cannot be laid out: {problem}.");
        int? cutOffAt = blocks is [.., { IsClosed: false } last] ? last.Start : null;
        return new AnswerFiles(files, fault, count, applier.Moved, applier.Fuzzy, cutOffAt, hasUnclosedThoughts);
    }

    private static EditFault? ApplyBlock(string completion, FencedBlock block, FileSet files, DiffApplier applier, ref int count)
    {
        var content = block.ReadContent(completion);
        if (block.Language is "diff" or "patch" or "udiff" && !content.Contains("<<<<<<< SEARCH", StringComparison.Ordinal))
        {
            count++;
            return ApplyDiff(content, applier);
        }
        var path = FilePaths.FindOnFence(block.Info) ?? FilePaths.FindAbove(completion, block.Start);
        var lines = content.Split('\n');
        if (SearchReplaceBlock.IsIn(lines))
        {
            var (edits, fault) = SearchReplaceBlock.Read(lines, path);
            foreach (var edit in edits)
            {
                count++;
                if (edit.ApplyTo(files) is { } failed)
                    return failed;
            }
            return fault;
        }
        if (path is null)
            return null;
        count++;
        if (FilePaths.FindFault(path) is { } bad)
            return EditFault.BadPath(path, bad);
        files.Put(new ProgramFile(path, Encoding.UTF8.GetBytes(content.Length == 0 ? "" : content + "\n"), files.Find(path)?.IsExecutable ?? false));
        return null;
    }

    private static EditFault? ApplyDiff(string text, DiffApplier applier)
    {
        var (diff, fault) = UnifiedDiff.Read(text);
        return fault ?? applier.Apply(diff);
    }

    private static string? DiffOutsideOfBlocks(string completion, TextSpan section)
    {
        var text = section.In(completion);
        var start = text.StartsWith("diff --git ") ? 0 : text.IndexOf("\ndiff --git ") is var at and >= 0 ? at + 1 : -1;
        return start < 0 ? null : text[start..].ToString();
    }
}
