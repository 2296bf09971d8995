using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>Instructions that only the training extension of IF-Eval has, and that belong to no other group.</summary>
internal static class TrainingChecks
{
    /// <summary>Pieces between hyphens are the sentences that there are without hyphens; the shorter list decides.</summary>
    public static Check SentenceHyphens(Kwargs kwargs) => text =>
    {
        var sentences = PlainSentenceSplitter.Split(text.Text.Replace('-', ' '));
        foreach (var (piece, sentence) in text.Text.Split('-').Zip(sentences))
        {
            if (piece != sentence)
                return new(false, $"{Finding.Quote(piece)} is not one sentence without spaces around it");
        }
        return new(true, "the sentences are joined by hyphens");
    };

    public static Check SquareBrackets(Kwargs kwargs) => text => text.Words.Find(word => word is not ['[', .., ']']) is { } bare
        ? new(false, $"{Finding.Quote(bare)} is not in square brackets")
        : new(true, "every word is in square brackets");

    /// <summary>Two words at a time in double angular brackets; an odd last word is not looked at.</summary>
    public static Check WrappedPairs(Kwargs kwargs) => text =>
    {
        for (var i = 0; i + 1 < text.Words.Count; i += 2)
        {
            if (!text.Words[i].StartsWith("<<", StringComparison.Ordinal) || !text.Words[i + 1].EndsWith(">>", StringComparison.Ordinal))
                return new(false, $"{Finding.Quote(text.Words[i])} and the next word are not in double angular brackets");
        }
        return new(true, "every two words are in double angular brackets");
    };

    /// <summary>No word starts with the letter after that of the word before it.</summary>
    public static Check NoConsecutiveLetters(Kwargs kwargs) => text =>
    {
        var previous = -2;
        foreach (var word in text.Words)
        {
            // İ is two characters in lower case, which the public checker takes for a fault.
            var first = word.FirstCharacter().Lower();
            if (text.Words.Count > 1 && (first.CodePoints() != 1 || first.FirstCodePoint() == previous + 1))
                return new(false, $"{Finding.Quote(word)} starts with the letter after that of the word before it");
            previous = first.FirstCodePoint();
        }
        return new(true, "no word starts with the letter after that of the word before it");
    };

    /// <summary>Some word reads the same backwards; one of a single character does.</summary>
    public static Check Palindrome(Kwargs kwargs) => text => text.Words.Find(WordChecks.IsPalindrome) is { } word
        ? new(true, $"{Finding.Quote(word)} is a palindrome")
        : new(false, "no word is a palindrome");

    public static Check Letters(Kwargs kwargs)
    {
        var amount = kwargs.Amount("N", "relation");
        return text => amount.Judge(text.Text.Count(char.IsAsciiLetter), "letters");
    }

    /// <summary>Three paragraphs between *** of n sentences of m words each; the final dot of a sentence is a word.</summary>
    public static Check Composition(Kwargs kwargs)
    {
        var (sentenceCount, wordCount) = (kwargs.Integer("n_sent", 1), kwargs.Integer("n_words", 1));
        return text =>
        {
            var paragraphs = LengthChecks.StarSeparated(text.Text);
            foreach (var paragraph in paragraphs)
            {
                var sentences = PlainSentenceSplitter.Split(paragraph);
                if (sentences.Count != sentenceCount)
                    return Finding.Exactly(sentenceCount, sentences.Count, "sentences in each paragraph");
                foreach (var sentence in sentences)
                {
                    if (WordTokenizer.Tokens(sentence).Count is var words && words != wordCount)
                        return Finding.Exactly(wordCount, words, $"words in {Finding.Quote(sentence)}");
                }
            }
            return Finding.Exactly(3, paragraphs.Count, "paragraphs");
        };
    }

    /// <summary>All tokens differ, punctuation included.</summary>
    public static Check UniqueTokens(Kwargs kwargs) => text =>
    {
        var seen = new HashSet<string>();
        return text.Tokens.Find(token => !seen.Add(token)) is { } twice
            ? new(false, $"{Finding.Quote(twice)} occurs twice")
            : new(true, "no word occurs twice");
    };
}
