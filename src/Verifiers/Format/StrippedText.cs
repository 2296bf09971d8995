using System.Buffers;
using System.Text;

namespace Verifiers.Format;

/// <summary>A completion without its special tokens, which still knows where everything stood.</summary>
internal sealed class StrippedText
{
    /// <summary>(place in the stripped text, code units removed before it), ascending.</summary>
    private readonly List<(int Position, int Removed)> _cuts = [];

    private StrippedText(string text) => Text = text;

    private StrippedText(string original, string[] tokensLongestFirst, SearchValues<string> anyToken)
    {
        var kept = new StringBuilder(original.Length);
        var from = 0;
        while (original.AsSpan(from).IndexOfAny(anyToken) is var step and >= 0)
        {
            var at = from + step;
            kept.Append(original, from, step);
            from = at + Array.Find(tokensLongestFirst, token => original.AsSpan(at).StartsWith(token, StringComparison.Ordinal))!.Length;
            _cuts.Add((kept.Length, from - kept.Length));
        }
        kept.Append(original, from, original.Length - from);
        Text = kept.ToString();
    }

    /// <summary>The text that is judged.</summary>
    public string Text { get; }

    /// <summary>Makes a function that removes these tokens, all at once and not again from what is left.</summary>
    public static Func<string, StrippedText> Remover(IReadOnlyList<string> tokens)
    {
        if (tokens.Count == 0)
            return static original => new StrippedText(original);
        string[] longestFirst = [.. tokens.OrderByDescending(token => token.Length)];
        var any = SearchValues.Create(longestFirst, StringComparison.Ordinal);
        return original => new StrippedText(original, longestFirst, any);
    }

    /// <summary>The same layout in terms of the original text.</summary>
    public ThoughtsAndAnswer InOriginal(ThoughtsAndAnswer found) => _cuts.Count == 0
        ? found
        : found with { Thoughts = InOriginal(found.Thoughts), Answer = InOriginal(found.Answer), Offence = InOriginal(found.Offence) };

    private TextSpan? InOriginal(TextSpan? span) => span is { } known
        ? TextSpan.Between(InOriginal(known.Start, countCutHere: true), InOriginal(known.End, countCutHere: known.Length == 0))
        : null;

    private int? InOriginal(int? position) => position is { } known ? InOriginal(known, countCutHere: true) : null;

    /// <param name="position">In the stripped text.</param>
    /// <param name="countCutHere">At a cut: whether the place behind the removed token is meant, or the one before it.</param>
    private int InOriginal(int position, bool countCutHere)
    {
        var (low, high) = (0, _cuts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_cuts[middle].Position < position || (countCutHere && _cuts[middle].Position == position))
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? position : position + _cuts[low - 1].Removed;
    }
}
