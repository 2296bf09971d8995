using System.Runtime.InteropServices;

namespace Verifiers.Format;

/// <summary>
/// The pieces of a text that are code, by CommonMark's rules: fenced blocks of backticks or tildes, and inline spans.
/// </summary>
/// <remarks>
/// Three things differ from CommonMark, because completions are not documents. What is opened and never closed is no code, so
/// that one stray backtick hides nothing. A fence may stand directly behind a tag, and a tag or special token directly behind
/// a closing fence (<c>&lt;answer&gt;```python</c>, <c>```&lt;/answer&gt;</c>). Three or more backticks in the middle of a line
/// hold across empty lines, because models glue a fence to the word before it.
/// Linear in the text but for one binary search for each fence.
/// </remarks>
internal static class CodeRegions
{
    private const int MaxFenceIndent = 3;

    /// <summary>The code in a piece of a text: disjoint spans in order. The piece's start counts as the start of a line.</summary>
    public static List<TextSpan> Find(string text, TextSpan piece)
    {
        var runs = FindRuns(text, piece);
        LinkClosers(runs);
        var regions = new List<TextSpan>();
        for (var index = 0; index < runs.Count;)
        {
            var closer = runs[index].Closer;
            if (closer < 0)
            {
                index++; // never closed: this run is text
                continue;
            }
            regions.Add(TextSpan.Between(runs[index].Start, runs[closer].End));
            index = closer + 1;
        }
        return regions;
    }

    /// <summary>A run of backticks, or of at least three tildes.</summary>
    private struct Run
    {
        public int Start;
        public int Length;
        public bool IsTilde;
        public bool OpensFence;
        public bool ClosesFence;
        public int Paragraph; // inline spans of one or two backticks do not leave their paragraph
        public int Closer;    // index of the run that closes the code opened here; -1 when none does

        public readonly int End => Start + Length;
    }

    private static List<Run> FindRuns(string text, TextSpan piece)
    {
        var runs = new List<Run>();
        var paragraph = 0;
        var gapStart = piece.Start;
        while (gapStart < piece.End)
        {
            var step = text.AsSpan(gapStart, piece.End - gapStart).IndexOfAny('`', '~');
            if (step < 0)
                break;
            var start = gapStart + step;
            var length = LengthOfRun(text, start, piece.End);
            if (HoldsBlankLine(text.AsSpan(gapStart, step)))
                paragraph++;
            gapStart = start + length;

            var mark = text[start];
            if (mark == '~' && length < 3)
                continue;
            var isFence = length >= 3 && StartsLine(text, start, piece.Start);
            if (isFence)
                paragraph++; // a fence interrupts a paragraph
            runs.Add(new Run
            {
                Start = start,
                Length = length,
                IsTilde = mark == '~',
                OpensFence = isFence && (mark == '~' || !LineHoldsBacktick(text.AsSpan(gapStart, piece.End - gapStart))),
                ClosesFence = isFence && EndsLine(text.AsSpan(gapStart, piece.End - gapStart)),
                Paragraph = paragraph,
                Closer = -1,
            });
        }
        return runs;
    }

    /// <summary>
    /// From the end to the start, so that the closers behind a run are known when it is reached. A fence ends at the first
    /// closing fence of its kind that is at least as long, a span at the next run of exactly its length.
    /// </summary>
    private static void LinkClosers(List<Run> runs)
    {
        var backtickFences = new List<int>(); // indices of closing fences; the nearest is last, and each is shorter than those before it
        var tildeFences = new List<int>();
        var nextOfLength = new Dictionary<int, int>();
        var span = CollectionsMarshal.AsSpan(runs);
        for (var index = span.Length - 1; index >= 0; index--)
        {
            ref var run = ref span[index];
            var fences = run.IsTilde ? tildeFences : backtickFences;
            if (run.OpensFence)
                run.Closer = NearestAtLeast(span, fences, run.Length);
            if (run is { Closer: < 0, IsTilde: false } && nextOfLength.TryGetValue(run.Length, out var next) && EndsSpan(span[next], run))
                run.Closer = next;

            if (run.ClosesFence)
            {
                while (fences.Count > 0 && span[fences[^1]].Length <= run.Length)
                    fences.RemoveAt(fences.Count - 1);
                fences.Add(index);
            }
            if (!run.IsTilde)
                nextOfLength[run.Length] = index;
        }
    }

    private static bool EndsSpan(Run closer, Run opener) =>
        opener.Length >= 3 ? closer.ClosesFence || !closer.OpensFence : closer.Paragraph == opener.Paragraph;

    private static int NearestAtLeast(Span<Run> runs, List<int> fences, int length)
    {
        var (low, high) = (0, fences.Count); // lengths fall along the list: find the last one that is long enough
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (runs[fences[middle]].Length >= length)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? -1 : fences[low - 1];
    }

    private static int LengthOfRun(string text, int start, int end)
    {
        var rest = text.AsSpan(start, end - start);
        var length = rest.IndexOfAnyExcept(text[start]);
        return length < 0 ? rest.Length : length;
    }

    /// <summary>Whether only a fence's indentation lies between the position and the start of its line, or a tag.</summary>
    private static bool StartsLine(string text, int position, int pieceStart)
    {
        var at = position;
        while (at > pieceStart && position - at < MaxFenceIndent && text[at - 1] == ' ')
            at--;
        if (at == pieceStart || text[at - 1] == '\n')
            return true;
        var before = text.AsSpan(pieceStart, at - pieceStart);
        return before.EndsWith("<think>", StringComparison.Ordinal) || before.EndsWith("<answer>", StringComparison.Ordinal)
            || before.EndsWith("</think>", StringComparison.Ordinal);
    }

    private static bool EndsLine(ReadOnlySpan<char> behindRun)
    {
        var at = behindRun.IndexOfAnyExcept(' ', '\t', '\r');
        return at < 0 || behindRun[at] is '\n' or '<';
    }

    private static bool LineHoldsBacktick(ReadOnlySpan<char> behindRun)
    {
        var at = behindRun.IndexOfAny('`', '\n');
        return at >= 0 && behindRun[at] == '`';
    }

    private static bool HoldsBlankLine(ReadOnlySpan<char> gap)
    {
        while (gap.IndexOf('\n') is var lineEnd and >= 0)
        {
            gap = gap[(lineEnd + 1)..];
            var next = gap.IndexOfAnyExcept(' ', '\t', '\r');
            if (next >= 0 && gap[next] == '\n')
                return true;
        }
        return false;
    }
}
