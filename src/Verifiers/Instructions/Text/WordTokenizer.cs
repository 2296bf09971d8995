using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Verifiers.Instructions.Text;

/// <summary>
/// Splits a text into words and marks by the rules of the Penn Treebank: each rule pads something with spaces, and what stands between
/// spaces at the end is a token. A clitic ('s, n't) is a token of its own; hyphens, slashes and inner dots stay inside.
/// </summary>
/// <remarks>The rules and their order are those of the Natural Language Toolkit's <c>word_tokenize</c>.</remarks>
internal static class WordTokenizer
{
    private static readonly SearchValues<char> _openingQuotes = SearchValues.Create("«“‘„`");
    private static readonly SearchValues<char> _signs = SearchValues.Create(";@#$%&?!*[](){}<>");
    private static readonly SearchValues<char> _closingQuotes = SearchValues.Create("»”’");
    private static readonly Regex _quoteAfterBracket = Rule("""([ (\[{<])("|'')""");
    private static readonly Regex _singleQuoteAtEnd = Rule("([^'])' ");
    private static readonly Regex _shortClitics = Rule("([^' ])('[sS]|'[mM]|'[dD]|') ");
    private static readonly Regex _longClitics = Rule("([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ");

    /// <summary>Words that are cut in two.</summary>
    private static readonly (string First, string Second)[] _contractions =
        [("can", "not"), ("d", "'ye"), ("gim", "me"), ("gon", "na"), ("got", "ta"), ("lem", "me"), ("more", "'n"), ("wan", "na")];

    /// <summary>The tokens of all sentences of a text.</summary>
    public static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        foreach (var sentence in PunktSplitter.Split(text))
            tokens.AddRange(TokensOfSentence(sentence));
        return tokens;
    }

    private static List<string> TokensOfSentence(string sentence)
    {
        var text = Pad(sentence, _openingQuotes, runsOf: '`');
        if (text.StartsWith('"'))
            text = string.Concat("``", text.AsSpan(1));
        text = text.Replace("``", " `` ", StringComparison.Ordinal);
        if (text.AsSpan().ContainsAny('"', '\''))
            text = SplitQuoteFromLetter(_quoteAfterBracket.Replace(text, "$1 `` "));

        text = SplitFinalColonOrComma(SplitColonsAndCommas(SplitFinalDot(text)));
        text = PadDots(text);
        text = Pad(text, _signs);
        if (text.Contains('\''))
            text = _singleQuoteAtEnd.Replace(text, "$1 ' ");
        text = text.Replace("--", " -- ", StringComparison.Ordinal);

        text = Pad($" {text} ", _closingQuotes);
        text = text.Replace("''", " '' ", StringComparison.Ordinal).Replace("\"", " '' ", StringComparison.Ordinal);
        text = $" {string.Join(' ', text.Words())} ";
        if (text.Contains('\''))
            text = _longClitics.Replace(_shortClitics.Replace(text, "$1 $2 "), "$1 $2 ");
        foreach (var (first, second) in _contractions)
            text = SplitContraction(text, first, second);
        text = SplitContraction(SplitContraction(text, " 't", "is"), " 't", "was");
        return text.Words();
    }

    private static Regex Rule(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);

    /// <summary>Spaces around each of some characters; around a whole run of one of them.</summary>
    private static string Pad(string text, SearchValues<char> characters, char runsOf = '\0')
    {
        var at = text.AsSpan().IndexOfAny(characters);
        if (at < 0)
            return text;
        var padded = new StringBuilder(text.Length + 32);
        var from = 0;
        while (at >= 0)
        {
            var end = at + 1;
            while (text[at] == runsOf && end < text.Length && text[end] == runsOf)
                end++;
            padded.Append(text, from, at - from).Append(' ').Append(text, at, end - at).Append(' ');
            from = end;
            var step = text.AsSpan(from).IndexOfAny(characters);
            at = step < 0 ? -1 : from + step;
        }
        return padded.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Spaces around two dots or more.</summary>
    private static string PadDots(string text)
    {
        var at = text.IndexOf("..", StringComparison.Ordinal);
        if (at < 0)
            return text;
        var padded = new StringBuilder(text.Length + 32);
        var from = 0;
        while (at >= 0)
        {
            var end = at;
            while (end < text.Length && text[end] == '.')
                end++;
            padded.Append(text, from, at - from).Append(' ').Append(text, at, end - at).Append(' ');
            from = end;
            at = text.IndexOf("..", from, StringComparison.Ordinal);
        }
        return padded.Append(text, from, text.Length - from).ToString();
    }

    /// <summary><c>([:,])([^\d])</c>: a colon or comma that is not inside a number, and what follows it.</summary>
    private static string SplitColonsAndCommas(string text)
    {
        if (!text.AsSpan().ContainsAny(':', ','))
            return text;
        var split = new StringBuilder(text.Length + 32);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is not (':' or ',') || at + 1 == text.Length || Characters.IsDecimal(Characters.At(text, at + 1, out var length)))
            {
                split.Append(text[at]);
                continue;
            }
            split.Append(' ').Append(text[at]).Append(' ').Append(text, at + 1, length);
            at += length; // what follows is read: of two commas only the first is split off
        }
        return split.ToString();
    }

    /// <summary>A quote before a word of one character that is no clitic: <c>'x'</c> but not <c>'t</c>.</summary>
    private static string SplitQuoteFromLetter(string text)
    {
        var split = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            split.Append(text[at]);
            if (text[at] != '\'' || at + 1 >= text.Length)
                continue;
            var code = Characters.At(text, at + 1, out var length);
            if (Characters.IsWord(code) && Characters.IsWordBoundary(text, at + 1 + length)
                && SimpleFolding.Fold(code) is not ('m' or 't' or 's' or 'd' or 'n'))
            {
                split.Append(' ').Append(text, at + 1, length);
                at += length;
            }
        }
        return split.ToString();
    }

    /// <summary>The dot that ends the sentence, closing quotes and brackets after it or not.</summary>
    private static string SplitFinalDot(string text)
    {
        var dot = text.LastIndexOf('.');
        if (dot < 1 || text[dot - 1] == '.')
            return text;
        var closing = dot + 1;
        while (closing < text.Length && "])}>\"'»”’ ".Contains(text[closing]))
            closing++;
        return text.AsSpan(closing).IsBlank() ? $"{text.AsSpan(0, dot)} . {text.AsSpan(dot + 1, closing - dot - 1)} " : text;
    }

    private static string SplitFinalColonOrComma(string text)
    {
        var last = text.EndsWith('\n') ? text.Length - 2 : text.Length - 1;
        return last >= 0 && text[last] is ':' or ',' ? $"{text.AsSpan(0, last)} {text[last]} {text.AsSpan(last + 1)}" : text;
    }

    private static string SplitContraction(string text, string first, string second)
    {
        var word = first + second;
        var from = 0;
        StringBuilder? split = null;
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0;
            at = at + 1 < text.Length ? text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase) : -1)
        {
            var end = at + word.Length;
            var startsWord = first[0] == ' ' || Characters.IsWordBoundary(text, at);
            var endsWord = word == "wanna" ? end < text.Length && PythonText.IsWhiteSpace(text[end]) : Characters.IsWordBoundary(text, end);
            if (at < from || !startsWord || !endsWord)
                continue;
            (split ??= new StringBuilder(text.Length + 16)).Append(text, from, at - from).Append(' ')
                .Append(text, at, first.Length).Append(' ').Append(text, at + first.Length, second.Length).Append(' ');
            from = end;
        }
        return split is null ? text : split.Append(text, from, text.Length - from).ToString();
    }
}
