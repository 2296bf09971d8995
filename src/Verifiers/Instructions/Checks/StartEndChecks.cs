using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>How a text, or each of its sentences, starts and ends.</summary>
internal static class StartEndChecks
{
    /// <summary>The last characters, quotes around the text left out.</summary>
    public static Check EndPhrase(Kwargs kwargs)
    {
        var phrase = kwargs.Text("end_phrase").Strip().Lower();
        return text => text.Stripped.Trim('"').Lower().EndsWith(phrase, StringComparison.Ordinal)
            ? new(true, "the text ends with the phrase")
            : new(false, $"the text does not end with {Finding.Quote(phrase)}");
    }

    public static Check Quotation(Kwargs kwargs) => text => text.Stripped is ['"', .., '"']
        ? new(true, "the text stands in quotes")
        : new(false, "the text does not stand in double quotes");

    public static Check FirstWordOfSentences(Kwargs kwargs)
    {
        var word = kwargs.Text("first_word").Strip().Lower();
        return text => OfSentences(text, "starts with", word, static words => words[0]);
    }

    public static Check LastWordOfSentences(Kwargs kwargs)
    {
        var word = kwargs.Text("last_word").Strip().Lower();
        return text => OfSentences(text, "ends with", word, static words => OnlyWordCharacters(words[^1]));
    }

    public static Check FirstWord(Kwargs kwargs)
    {
        var word = kwargs.Text("first_word").Strip().Lower();
        return text => Compare(text.Words[0], word, "first word");
    }

    public static Check LastWord(Kwargs kwargs)
    {
        var word = kwargs.Text("last_word").Strip().Lower();
        return text => Compare(OnlyWordCharacters(text.Words[^1]), word, "last word");
    }

    /// <summary>The first and the last token are the same.</summary>
    public static Check SameWord(Kwargs kwargs) => text => text.Tokens is [var first, .., var last] && first.Lower() == last.Lower()
        ? new(true, $"the text starts and ends with {Finding.Quote(first)}")
        : new(false, "the text does not start and end with the same word");

    private static Finding OfSentences(ResponseText text, string verb, string word, Func<List<string>, string> pick)
    {
        foreach (var sentence in text.PlainSentences)
        {
            if (sentence.Words() is not { Count: > 0 } words || pick(words).Lower() != word)
                return new(false, $"the sentence {Finding.Quote(sentence)} is not one that {verb} {Finding.Quote(word)}");
        }
        return new(true, $"every sentence {verb} {Finding.Quote(word)}");
    }

    private static Finding Compare(string found, string asked, string place) =>
        Finding.Of(found.Lower() == asked, $"the {place} {Finding.Quote(asked)}", Finding.Quote(found));

    private static string OnlyWordCharacters(string word) => string.Concat(ResponseText.RunsOf(word, Characters.IsWord));
}
