using System.Globalization;
using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>How many sentences, words and paragraphs.</summary>
internal static class LengthChecks
{
    public static Check Sentences(Kwargs kwargs)
    {
        var amount = kwargs.Amount("num_sentences", "relation");
        return text => amount.Judge(text.Sentences.Count, "sentences");
    }

    public static Check Words(Kwargs kwargs)
    {
        var amount = kwargs.Amount("num_words", "relation");
        return text => amount.Judge(text.WordCount, "words");
    }

    public static Check Paragraphs(Kwargs kwargs)
    {
        var asked = kwargs.Integer("num_paragraphs");
        return text => CountPieces(StarSeparated(text.Text), asked, "paragraphs between ***");
    }

    /// <summary>Two paragraphs between ***.</summary>
    public static Check TwoStarParagraphs(Kwargs kwargs) => text => CountPieces(StarSeparated(text.Text), 2, "paragraphs between ***");

    /// <summary>Two paragraphs between blank lines.</summary>
    public static Check TwoBlankLineParagraphs(Kwargs kwargs) =>
        text => CountPieces(text.Text.Split("\n\n"), 2, "paragraphs between blank lines");

    /// <summary>The n-th paragraph between blank lines starts with a word, and there are k of them that are not blank.</summary>
    public static Check NthParagraphFirstWord(Kwargs kwargs)
    {
        var count = kwargs.Integer("num_paragraphs", 1);
        var nth = kwargs.Integer("nth_paragraph", 1);
        var word = kwargs.Text("first_word").Lower();
        if (nth > count)
            throw kwargs.Refusal("nth_paragraph", "a whole number from 1 to num_paragraphs");
        return text =>
        {
            var pieces = text.Text.Split("\n\n");
            var filled = pieces.Count(piece => !piece.IsBlank());
            var asked = string.Create(CultureInfo.InvariantCulture, $"{count} paragraphs, number {nth} starting with {Finding.Quote(word)}");
            if (nth > filled)
                return Finding.Of(false, asked, Finding.Number(filled));
            var piece = pieces[nth - 1].Strip();
            if (piece.Length == 0)
                return Finding.Of(false, asked, "a blank one there");
            var first = FirstWord(piece);
            return Finding.Of(filled == count && first == word, asked, $"{Finding.Number(filled)}, number {Finding.Number(nth)} starting with {Finding.Quote(first)}");
        };
    }

    /// <summary>The pieces between <c>\s?\*\*\*\s?</c>.</summary>
    public static List<string> StarSeparated(string text)
    {
        var pieces = new List<string>();
        var from = 0;
        for (var star = text.IndexOf("***", StringComparison.Ordinal); star >= 0; star = text.IndexOf("***", from, StringComparison.Ordinal))
        {
            var end = star > from && PythonText.IsWhiteSpace(text[star - 1]) ? star - 1 : star;
            pieces.Add(text[from..end]);
            from = star + 3 < text.Length && PythonText.IsWhiteSpace(text[star + 3]) ? star + 4 : star + 3;
        }
        pieces.Add(text[from..]);
        return pieces;
    }

    /// <summary>Blank pieces at the ends do not count; one in the middle is wrong.</summary>
    private static Finding CountPieces(IReadOnlyList<string> pieces, int asked, string things)
    {
        var count = pieces.Count;
        for (var i = 0; i < pieces.Count; i++)
        {
            if (!pieces[i].IsBlank())
                continue;
            if (i > 0 && i < pieces.Count - 1)
                return Finding.Of(false, $"exactly {Finding.Number(asked)} {things}", "a blank one in the middle");
            count--;
        }
        return Finding.Exactly(asked, count, things);
    }

    private static string FirstWord(string paragraph)
    {
        var word = paragraph.Words()[0].TrimStart('\'').TrimStart('"');
        var end = word.AsSpan().IndexOfAny(".,?!'\"");
        var kept = new System.Text.StringBuilder();
        foreach (var character in (end < 0 ? word : word[..end]).EnumerateRunes())
            kept.Append(character.ToString().Lower()); // one by one: no character knows its neighbours
        return kept.ToString();
    }
}
