using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>How one sentence compares with the one before it, and how sentences end.</summary>
internal static class SentenceChecks
{
    /// <summary>Each sentence has n more words than the one before it.</summary>
    public static Check MoreWords(Kwargs kwargs)
    {
        var more = kwargs.Integer("small_n");
        return text =>
        {
            var counts = text.Sentences.ConvertAll(sentence => sentence.WithoutPunctuation().Words().Count);
            for (var i = 1; i < counts.Count; i++)
            {
                if (counts[i] != counts[i - 1] + more)
                    return Finding.Exactly(counts[i - 1] + more, counts[i], $"words in sentence {Finding.Number(i + 1)}");
            }
            return new(true, $"each sentence has {Finding.Number(more)} more words than the one before it");
        };
    }

    /// <summary>Each sentence has more words than the one before it that stand beside a word with the same first character.</summary>
    public static Check MoreAlliteration(Kwargs kwargs) => text =>
    {
        var previous = -1;
        foreach (var sentence in text.Sentences)
        {
            var count = Alliteration(sentence);
            if (count <= previous)
                return Finding.Of(false, $"more than {Finding.Number(previous)} alliterating words in {Finding.Quote(sentence)}", Finding.Number(count));
            previous = count;
        }
        return new(true, "each sentence has more alliteration than the one before it");
    };

    /// <summary>
    /// The last or the second to last character of each sentence is an emoji (a variation selector may follow it), or the first of the next,
    /// because a mark may stand before it.
    /// </summary>
    public static Check Emoji(Kwargs kwargs) => text =>
    {
        var sentences = text.Sentences.ConvertAll(sentence => sentence.WithoutPunctuation().Strip().ToCodePoints());
        for (var i = 0; i < sentences.Count; i++)
        {
            if (EndsInEmoji(sentences[i]) || (sentences[i].Length > 0 && i + 1 < sentences.Count && StartsWithEmoji(sentences[i + 1])))
                continue;
            return new(false, $"the sentence {Finding.Quote(text.Sentences[i])} does not end with an emoji");
        }
        return new(true, "each sentence ends with an emoji");
    };

    private static bool EndsInEmoji(int[] codes) => codes.Length > 0 && (Text.Emoji.Is(codes[^1]) || (codes.Length > 1 && Text.Emoji.Is(codes[^2])));

    private static bool StartsWithEmoji(int[] codes) => codes.Length > 0 && Text.Emoji.Is(codes[0]);

    private static int Alliteration(string sentence)
    {
        var letters = sentence.Lower().Words().Select(PythonStrings.StripPunctuationBefore).Where(word => word.Length > 0)
            .Select(PythonStrings.FirstCodePoint).ToArray();
        var (count, wasAlike) = (0, false);
        for (var i = 1; i < letters.Length; i++)
        {
            var isAlike = letters[i - 1] == letters[i];
            if (isAlike)
                count += wasAlike ? 1 : 2;
            wasAlike = isAlike;
        }
        return count;
    }
}
