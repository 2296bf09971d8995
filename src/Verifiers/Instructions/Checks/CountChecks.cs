using System.Collections.Frozen;
using System.Globalization;
using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>How many words, names, numbers and the like.</summary>
internal static class CountChecks
{
    private static readonly FrozenSet<string> _conjunctions = Set("and but for nor or so yet");

    private static readonly FrozenSet<string> _pronouns = Set("""
        i me we us you he him she her it they them my mine our ours your yours his hers its their theirs myself ourselves yourself
        yourselves himself herself itself themselves this that these those who whom whose which what whoever whomever whatever whichever
        anybody anyone anything everybody everyone everything nobody nothing somebody someone something each either neither both all some
        any none
        """);

    private static readonly FrozenSet<string> _names = Set("""
        Emma Liam Sophia Jackson Olivia Noah Ava Lucas Isabella Mason Mia Ethan Charlotte Alexander Amelia Benjamin Harper Leo Zoe Daniel
        Chloe Samuel Lily Matthew Grace Owen Abigail Gabriel Ella Jacob Scarlett Nathan Victoria Elijah Layla Nicholas Audrey David Hannah
        Christopher Penelope Thomas Nora Andrew Aria Joseph Claire Ryan Stella Jonathan
        """);

    public static Check WordRange(Kwargs kwargs)
    {
        var (least, most) = (kwargs.Integer("min_words"), kwargs.Integer("max_words"));
        return text => Finding.Of(
            text.WordCount >= least && text.WordCount <= most,
            string.Create(CultureInfo.InvariantCulture, $"{least} to {most} words"), Finding.Number(text.WordCount));
    }

    public static Check UniqueWords(Kwargs kwargs)
    {
        var asked = kwargs.Integer("N");
        return text => Finding.AtLeast(asked, text.Lowered.Words().Select(PythonStrings.StripPunctuation).Distinct().Count(), "different words");
    }

    /// <summary>Different spellings count: and, And and AND are three.</summary>
    public static Check Conjunctions(Kwargs kwargs)
    {
        var asked = kwargs.Integer("small_n");
        return text => Finding.AtLeast(
            asked, text.Words.Where(word => _conjunctions.Contains(word.StripPunctuation().Lower())).Distinct().Count(), "different conjunctions");
    }

    public static Check PersonNames(Kwargs kwargs)
    {
        var asked = kwargs.Integer("N");
        return text => Finding.AtLeast(asked, text.WordRuns.Where(_names.Contains).Distinct().Count(), "different names of the list");
    }

    /// <summary>Runs of digits once ASCII punctuation is taken out: 1,000 is one number.</summary>
    public static Check Numbers(Kwargs kwargs)
    {
        var asked = kwargs.Integer("N");
        return text => Finding.Exactly(asked, ResponseText.RunsOf(text.Text.WithoutPunctuation(), Characters.IsDecimal).Count, "numbers");
    }

    public static Check Pronouns(Kwargs kwargs)
    {
        var asked = kwargs.Integer("N");
        return text => Finding.AtLeast(
            asked, WordTokenizer.Tokens(text.Text.Replace('/', ' ').Lower()).Count(_pronouns.Contains), "pronouns");
    }

    /// <summary>Every N-th word has kana or kanji in it, unless it is a number or punctuation.</summary>
    public static Check EveryNthJapanese(Kwargs kwargs)
    {
        var n = kwargs.Integer("N", 1);
        return text =>
        {
            for (var i = n - 1; i < text.Words.Count; i += n)
            {
                var word = text.Words[i].StripPunctuation();
                if (word.Length > 0 && !Array.TrueForAll(word.ToCodePoints(), Characters.IsDigit) && !word.Any(IsJapanese))
                    return new(false, $"word {Finding.Number(i + 1)}, {Finding.Quote(word)}, is not Japanese");
            }
            return new(true, $"every word number {Finding.Number(n)} is Japanese");
        };
    }

    /// <summary>The words of a list.</summary>
    public static FrozenSet<string> Set(string words) =>
        words.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    private static bool IsJapanese(char character) => character is (>= '\u3040' and <= '\u30ff') or (>= '\u4e00' and <= '\u9fff');
}
