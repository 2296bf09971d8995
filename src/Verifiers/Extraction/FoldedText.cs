using System.Buffers;
using System.Globalization;
using System.Text;

namespace Verifiers.Extraction;

/// <summary>
/// A text in normalisation form KC, without characters of no width and, where asked for, without marks of emphasis, which still knows
/// where everything stood. Linear in the text.
/// </summary>
internal sealed class FoldedText
{
    /// <summary>Marks of Markdown that may stand anywhere inside an answer: **Answer:** `B`, __C__.</summary>
    private const string Emphasis = "*_`";

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(0, 0x80).Select(code => (char)code).Where(c => !Emphasis.Contains(c, StringComparison.Ordinal))]);

    private readonly string _original;
    private readonly int[]? _origins; // null: nothing was changed

    private FoldedText(string original, string text, int[]? origins)
    {
        _original = original;
        Text = text;
        _origins = origins;
    }

    /// <summary>The folded text.</summary>
    public string Text { get; }

    /// <summary>Folds a text.</summary>
    /// <param name="original">Hostile text of any length; unpaired surrogates stay.</param>
    /// <param name="dropEmphasis">Whether <c>*</c>, <c>_</c> and <c>`</c> are left out.</param>
    public static FoldedText Of(string original, bool dropEmphasis)
    {
        var firstChange = original.AsSpan().IndexOfAnyExcept(Plain);
        if (firstChange < 0)
            return new(original, original, null);
        var text = new StringBuilder(original.Length);
        var origins = new List<int>(original.Length + 1);
        for (var at = 0; at < original.Length;)
        {
            var isRune = Rune.DecodeFromUtf16(original.AsSpan(at), out var rune, out var length) == OperationStatus.Done;
            var start = at;
            at += length;
            if (isRune && (IsWidthless(rune) || (dropEmphasis && rune.IsBmp && Emphasis.Contains((char)rune.Value, StringComparison.Ordinal))))
                continue;
            if (text.Length > 0 && isRune && rune.IsBmp && Compatibility.Compose(text[^1], (char)rune.Value) is { } composed)
            {
                text[^1] = composed;
                continue;
            }
            if (isRune && Compatibility.Of(rune) is { } mapped)
                text.Append(mapped);
            else
                text.Append(original, start, length);
            while (origins.Count < text.Length)
                origins.Add(start);
        }
        origins.Add(original.Length);
        return new(original, text.ToString(), [.. origins]);
    }

    /// <summary>The folded form of a short text by itself.</summary>
    public static string Fold(string original, bool dropEmphasis) => Of(original, dropEmphasis).Text;

    /// <summary>The same piece in terms of the original text.</summary>
    public TextSpan InOriginal(TextSpan span)
    {
        if (_origins is null || span.Length == 0)
            return _origins is null ? span : new(_origins[span.Start], 0);
        var last = _origins[span.End - 1];
        var isPair = last + 1 < _original.Length && char.IsSurrogatePair(_original[last], _original[last + 1]);
        return TextSpan.Between(_origins[span.Start], last + (isPair ? 2 : 1));
    }

    /// <summary>Zero-width spaces and joiners, marks of direction, soft hyphens and variation selectors.</summary>
    private static bool IsWidthless(Rune rune) => rune.Value >= 0xAD
        && (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || rune.Value is >= 0xFE00 and <= 0xFE0F);
}
