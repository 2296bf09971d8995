using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>What every word, or neighbouring words, must be like.</summary>
internal static class WordChecks
{
    /// <summary>Each word starts with the next letter of the alphabet; a follows z.</summary>
    public static Check Alphabet(Kwargs kwargs) => text =>
    {
        var words = text.Text.WithoutPunctuation().Words();
        if (words.Count == 0)
            return new(false, "there are no words");
        var expected = words[0].FirstCharacter().Lower();
        if (expected is not [>= 'a' and <= 'z'])
            return new(false, $"{Finding.Quote(words[0])} does not start with a letter from a to z");
        var letter = expected[0];
        foreach (var word in words.Skip(1))
        {
            letter = letter == 'z' ? 'a' : (char)(letter + 1);
            if (word.Lower()[0] != letter)
                return Finding.Of(false, $"a word with {letter}", Finding.Quote(word));
        }
        return new(true, "each word starts with the next letter");
    };

    /// <summary>One line with at most three of the vowels a, e, i, o, u.</summary>
    public static Check ThreeVowels(Kwargs kwargs) => text =>
    {
        if (text.Stripped.Contains('\n'))
            return new(false, "asked for one paragraph, found several");
        var vowels = "aeiou".Count(vowel => text.Lowered.Contains(vowel));
        return Finding.Of(vowels <= 3, "at most 3 different vowels", Finding.Number(vowels));
    };

    /// <summary>Each word has two consonants in a row.</summary>
    public static Check ConsonantClusters(Kwargs kwargs) => text => text.Lowered.Words().Find(word => !HasCluster(word)) is { } word
        ? new(false, $"{Finding.Quote(word)} has no two consonants in a row")
        : new(true, "every word has two consonants in a row");

    /// <summary>Ten palindromes of five characters or more; the same one counts each time.</summary>
    public static Check Palindromes(Kwargs kwargs) => text => Finding.AtLeast(
        10, text.Text.WithoutPunctuation().Lower().Words().Count(word => word.CodePoints() >= 5 && IsPalindrome(word)),
        "palindromes of five letters or more");

    /// <summary>Each word has a prime number of characters, up to 97.</summary>
    public static Check PrimeLengths(Kwargs kwargs) => text => text.Text.WithoutPunctuation().Words().Find(word => !IsPrime(word.CodePoints())) is { } word
        ? new(false, $"{Finding.Quote(word)} has {Finding.Number(word.CodePoints())} characters, which is not prime")
        : new(true, "every word has a prime number of characters");

    /// <summary>No word occurs more often than that.</summary>
    public static Check Repeats(Kwargs kwargs)
    {
        var most = kwargs.Integer("small_n");
        return text =>
        {
            var counts = new Dictionary<string, int>();
            foreach (var word in text.Lowered.WithoutPunctuation().Words())
            {
                counts[word] = counts.GetValueOrDefault(word) + 1;
                if (counts[word] > most)
                    return new(false, $"{Finding.Quote(word)} occurs more than {Finding.Number(most)} times");
            }
            return new(true, $"no word occurs more than {Finding.Number(most)} times");
        };
    }

    /// <summary>No two words in a row start with the same character.</summary>
    public static Check DifferentFirstLetters(Kwargs kwargs) => text =>
    {
        var words = text.Lowered.WithoutPunctuation().Words();
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i - 1].FirstCodePoint() == words[i].FirstCodePoint())
                return new(false, $"{Finding.Quote(words[i - 1])} and {Finding.Quote(words[i])} start with the same letter");
        }
        return new(true, "no two words in a row start with the same letter");
    };

    /// <summary>The last word of each sentence is the first of the next.</summary>
    public static Check LastIsNextFirst(Kwargs kwargs) => text =>
    {
        for (var i = 1; i < text.Sentences.Count; i++)
        {
            var last = text.Sentences[i - 1].StripPunctuationAfter().Words();
            var first = text.Sentences[i].StripPunctuationBefore().Words();
            if (last.Count == 0 || first.Count == 0 || last[^1].Lower() != first[0].Lower())
                return new(false, $"sentence {Finding.Number(i + 1)} does not start with the last word of the one before it");
        }
        return new(true, "each sentence starts with the last word of the one before it");
    };

    /// <summary>Each line ends with the word it starts with.</summary>
    public static Check LineStartsAsItEnds(Kwargs kwargs) => text =>
    {
        foreach (var line in text.Lines)
        {
            if (line.Strip().Lower().StripPunctuation().Words() is [var first, .., var last] && first != last)
                return Finding.Of(false, $"a paragraph that ends with {Finding.Quote(first)}", Finding.Quote(last));
        }
        return new(true, "each paragraph ends with the word it starts with");
    };

    /// <summary>Whether a word reads the same backwards, by code points.</summary>
    public static bool IsPalindrome(string word)
    {
        var codes = word.ToCodePoints();
        for (var (i, j) = (0, codes.Length - 1); i < j; i++, j--)
        {
            if (codes[i] != codes[j])
                return false;
        }
        return true;
    }

    private static bool HasCluster(string word)
    {
        for (var i = 1; i < word.Length; i++)
        {
            if (IsConsonant(word[i - 1]) && IsConsonant(word[i]))
                return true;
        }
        return false;
    }

    private static bool IsConsonant(char character) => character is >= 'a' and <= 'z' and not ('a' or 'e' or 'i' or 'o' or 'u');

    private static bool IsPrime(int length) =>
        length is 2 or 3 or 5 or 7 or 11 or 13 or 17 or 19 or 23 or 29 or 31 or 37 or 41 or 43 or 47 or 53 or 59 or 61 or 67 or 71 or 73
            or 79 or 83 or 89 or 97;
}
