using System.Globalization;
using Verifiers.Instructions.Patterns;
using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>Which words occur, and how often. Keywords are regular expressions, found anywhere, inside other words too.</summary>
internal static class KeywordChecks
{
    public static Check Existence(Kwargs kwargs)
    {
        var keywords = kwargs.Patterns("keywords", static text => text, ignoreCase: true);
        return text =>
        {
            foreach (var (keyword, pattern) in keywords)
            {
                switch (pattern?.IsIn(text.Text) ?? (pattern is null ? false : null))
                {
                    case null:
                        return Finding.Exhausted;
                    case false:
                        return new(false, $"the keyword {Finding.Quote(keyword)} is missing");
                }
            }
            return new(true, $"found all {Finding.Number(keywords.Count)} keywords");
        };
    }

    public static Check Frequency(Kwargs kwargs)
    {
        var keyword = kwargs.Pattern("keyword", PythonStrings.Strip, ignoreCase: true);
        var amount = kwargs.Amount("frequency", "relation");
        return text => Count(keyword, text.Text, count => amount.Judge(count, "times the keyword"));
    }

    public static Check ForbiddenWords(Kwargs kwargs)
    {
        var words = kwargs.Patterns("forbidden_words", static word => $@"\b{word}\b", ignoreCase: true);
        return text =>
        {
            foreach (var (word, pattern) in words)
            {
                if (pattern is null)
                    return new(false, $"{Finding.Quote(word)} cannot be searched for");
                switch (pattern.IsIn(text.Text))
                {
                    case null:
                        return Finding.Exhausted;
                    case true:
                        return new(false, $"found the forbidden word {Finding.Quote(word)}");
                }
            }
            return new(true, "found no forbidden word");
        };
    }

    /// <summary>
    /// How often a letter occurs in the lower-cased text. The public checker draws a random letter in place of any other character; here
    /// the character itself is counted, and a note says so.
    /// </summary>
    public static Check LetterFrequency(Kwargs kwargs)
    {
        var letter = kwargs.Text("letter").Strip().Lower();
        var amount = kwargs.Amount("let_frequency", "let_relation");
        if (letter.CodePoints() != 1)
            throw kwargs.Refusal("letter", "one character");
        if (!char.IsAsciiLetterLower(letter[0]))
            kwargs.Notes.Add($"{Finding.Quote(letter)} is no letter from a to z; the public checker would count a random one instead.");
        return text => amount.Judge(text.Lowered.CountOf(letter), $"times {Finding.Quote(letter)}");
    }

    /// <summary>Exactly once.</summary>
    public static Check Once(Kwargs kwargs)
    {
        var keyword = kwargs.Pattern("keyword", PythonStrings.Strip, ignoreCase: true);
        return text => Count(keyword, text.Text, static count => Finding.Exactly(1, count, "times the keyword"));
    }

    /// <summary>The first keyword once, the second twice.</summary>
    public static Check OnceAndTwice(Kwargs kwargs)
    {
        var first = kwargs.Pattern("keyword1", PythonStrings.Strip, ignoreCase: true);
        var second = kwargs.Pattern("keyword2", PythonStrings.Strip, ignoreCase: true);
        return text => Count(first, text.Text, ones => Count(second, text.Text, twos => Finding.Of(
            ones == 1 && twos == 2, "the first keyword once and the second twice", $"{Finding.Number(ones)} and {Finding.Number(twos)}")));
    }

    /// <summary>Five keywords 1, 2, 3, 5 and 7 times, as plain text.</summary>
    public static Check OneTwoThreeFiveSeven(Kwargs kwargs)
    {
        (string Keyword, int Count)[] asked =
        [
            (kwargs.Text("keyword1"), 1), (kwargs.Text("keyword2"), 2), (kwargs.Text("keyword3"), 3), (kwargs.Text("keyword4"), 5),
            (kwargs.Text("keyword5"), 7),
        ];
        return text =>
        {
            foreach (var (keyword, count) in asked)
            {
                if (text.Lowered.CountOf(keyword.Strip().Lower()) is var found && found != count)
                    return Finding.Exactly(count, found, $"times {Finding.Quote(keyword)}");
            }
            return new(true, "every keyword occurs as often as asked for");
        };
    }

    /// <summary>Not between two spaces.</summary>
    public static Check ExcludedWord(Kwargs kwargs)
    {
        var keyword = kwargs.Text("keyword").Strip();
        return text => Finding.Without(text.Text.IndexOf($" {keyword} ", StringComparison.Ordinal), $"{Finding.Quote(keyword)} between spaces");
    }

    /// <summary>The m-th word of the n-th sentence.</summary>
    public static Check AtPosition(Kwargs kwargs)
    {
        var keyword = kwargs.Text("keyword").Strip();
        var (n, m) = (kwargs.Integer("n", 1), kwargs.Integer("m", 1));
        return text => AtPosition(text.PlainSentences, n, m, keyword, WordTokenizer.Tokens, static word => word);
    }

    /// <summary>The m-th word of the n-th sentence, punctuation not counted and case ignored.</summary>
    public static Check AtWordPosition(Kwargs kwargs)
    {
        var keyword = kwargs.Text("keyword").Strip();
        var (n, m) = (kwargs.Integer("n", 1), kwargs.Integer("m", 1));
        return text => AtPosition(text.Sentences, n, m, keyword, WordsAlone, PythonStrings.Lower);

        static List<string> WordsAlone(string sentence) =>
            [.. WordTokenizer.Tokens(sentence).Where(token => token.ToCodePoints().Any(code => code != '_' && Characters.IsWord(code)))];
    }

    /// <summary>The second word and the second to last.</summary>
    public static Check SecondAndSecondToLast(Kwargs kwargs)
    {
        var keyword = kwargs.Text("keyword").Strip().Lower();
        return text =>
        {
            var tokens = text.Tokens;

            // A mark at the end is no word.
            var last = tokens.Count > 0 && Characters.Punctuation.Contains(tokens[^1], StringComparison.Ordinal) ? tokens.Count - 3 : tokens.Count - 2;
            var followed = tokens.Count >= 2 && last >= 0 && tokens[1].Lower() == keyword && tokens[last].Lower() == keyword;
            return new(followed, $"the second and the second to last word {(followed ? "are" : "are not both")} {Finding.Quote(keyword)}");
        };
    }

    /// <summary>A word in the n-th sentence, as a whole word.</summary>
    public static Check InSentence(Kwargs kwargs)
    {
        var word = kwargs.Text("word");
        var n = kwargs.Integer("N", 1);
        return text =>
        {
            var asked = string.Create(CultureInfo.InvariantCulture, $"{Finding.Quote(word)} in sentence {n}");
            if (text.Sentences.Count < n)
                return Finding.Of(false, asked, $"{Finding.Number(text.Sentences.Count)} sentences");
            var isThere = ContainsWord(text.Sentences[n - 1], word, ignoreCase: true);
            return Finding.Of(isThere, asked, isThere ? "it" : "it not there");
        };
    }

    /// <summary>Whether a text stands somewhere with a word boundary on both sides.</summary>
    public static bool ContainsWord(string text, string word, bool ignoreCase) =>
        Pattern.TryCompile($@"\b{Escaped(word)}\b", ignoreCase, out var pattern, out _) && pattern?.IsIn(text) == true;

    private static string Escaped(string text) =>
        string.Concat(text.Select(character => char.IsAsciiLetterOrDigit(character) || character > 127 ? character.ToString() : $"\\{character}"));

    private static Finding AtPosition(
        List<string> sentences, int n, int m, string keyword, Func<string, List<string>> split, Func<string, string> fold)
    {
        var asked = string.Create(CultureInfo.InvariantCulture, $"{Finding.Quote(keyword)} as word {m} of sentence {n}");
        if (sentences.Count < n)
            return Finding.Of(false, asked, $"{Finding.Number(sentences.Count)} sentences");
        var words = split(sentences[n - 1]);
        return words.Count < m
            ? Finding.Of(false, asked, $"{Finding.Number(words.Count)} words there")
            : Finding.Of(fold(words[m - 1]) == fold(keyword), asked, Finding.Quote(words[m - 1]));
    }

    private static Finding Count(Pattern? pattern, string text, Func<int, Finding> judge)
    {
        if (pattern is null)
            return new(false, "the keyword cannot be searched for");
        return pattern.Count(text) is { } count ? judge(count) : Finding.Exhausted;
    }
}
