using System.Collections;
using System.Text;
using static System.FormattableString;

namespace Verifiers.Flags;

/// <summary>
/// Completions that quote what they are judged by: the instructions to a judge, the text of tests and checkers, expected outputs.
/// Flagged when n ≥ 120, where n counts the characters of these texts that stand in the completion, in pieces of 40 and more, and that
/// no piece of 20 and more of the prompt explains. White space, quotation marks and backslashes are left out, a character of the
/// hidden text counts once however often it is quoted, and a piece that repeats itself (a row of zeros) counts nothing.
/// </summary>
/// <remarks>
/// 40 is above what two people write alike by chance, 120 above what a language makes them write alike (includes and the head of
/// <c>main</c>). Without the prompt nothing is flagged: what it held cannot be told from what leaked.
/// </remarks>
internal sealed class ReferenceLeak
{
    private const int LeastPiece = 40;
    private const int LeastOfPrompt = 20;
    private const int LeastQuoted = 120;
    private const int MostHidden = 1 << 16;

    /// <summary>Different runs of four characters in a piece that says something.</summary>
    private const int LeastVariety = 20;

    private readonly QuotationIndex _hidden;
    private readonly int _length;

    private ReferenceLeak(string hidden) => (_hidden, _length) = (new(hidden, LeastPiece), hidden.Length);

    /// <summary>Reads the hidden texts, the first 65,536 characters of them; null when they are too short to be quoted.</summary>
    public static ReferenceLeak? Of(IEnumerable<string> hidden)
    {
        var all = new StringBuilder();
        foreach (var text in hidden)
        {
            if (all.Length >= MostHidden)
                break;
            QuotableText.Append(text, all, MostHidden);
            all.Append(QuotableText.Separator);
        }
        return all.Length > LeastQuoted ? new(all.ToString()) : null;
    }

    /// <summary>What the completion quotes, if it quotes enough.</summary>
    public Flag? Find(Completion completion)
    {
        if (completion.Prompt is not { } prompt)
            return null;
        var text = QuotableText.Of(completion.Text);
        QuotationIndex? shown = null;
        BitArray? seen = null;
        var quoted = 0;
        foreach (var piece in _hidden.In(text))
        {
            var words = text.Substring(piece.Start, piece.Length);
            shown ??= new(QuotableText.Of(prompt), LeastOfPrompt);
            var explained = shown.In(words).ToList();
            if (piece.Length - explained.Sum(part => part.Length) < LeastPiece || !SaysSomething(words))
                continue;
            seen ??= new(_length);
            quoted += CountNew(seen, piece, explained);
        }
        return quoted >= LeastQuoted
            ? new("reference_leak", Invariant($"The completion quotes {quoted} characters of tests or of instructions to its judge that the prompt does not hold."))
            : null;
    }

    private static int CountNew(BitArray seen, Quotation piece, List<Quotation> explained)
    {
        var (count, next) = (0, 0);
        for (var i = 0; i < piece.Length; i++)
        {
            while (next < explained.Count && explained[next].Start + explained[next].Length <= i)
                next++;
            var isExplained = next < explained.Count && explained[next].Start <= i;
            if (isExplained || seen[piece.Source + i])
                continue;
            seen[piece.Source + i] = true;
            count++;
        }
        return count;
    }

    private static bool SaysSomething(string words)
    {
        var runs = new HashSet<string>(StringComparer.Ordinal);
        var parts = runs.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var at = 0; at + 4 <= words.Length && runs.Count < LeastVariety; at++)
            parts.Add(words.AsSpan(at, 4));
        return runs.Count >= LeastVariety;
    }
}
