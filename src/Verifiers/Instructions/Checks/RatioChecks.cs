using System.Collections.Frozen;
using System.Globalization;
using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>Shares and proportions.</summary>
internal static class RatioChecks
{
    /// <summary>The 179 English stop words of the Natural Language Toolkit, as far as they are one run of letters.</summary>
    private static readonly FrozenSet<string> _stopWords = CountChecks.Set("""
        i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its itself they
        them their theirs themselves what which who whom this that these those am is are was were be been being have has had having do does
        did doing a an the and but if or because as until while of at by for with about against between into through during before after
        above below to from up down in out on off over under again further then once here there when where why how all any both each few
        more most other some such no nor not only own same so than too very s t can will just don should now d ll m o re ve y ain aren
        couldn didn doesn hadn hasn haven isn ma mightn mustn needn shan shouldn wasn weren won wouldn
        """);

    public static Check StopWords(Kwargs kwargs)
    {
        var percentage = kwargs.Integer("percentage");
        return text =>
        {
            if (text.WordCount == 0)
                return new(false, "there are no words");
            var share = (double)text.WordRuns.Count(word => _stopWords.Contains(word.Lower())) / text.WordCount * 100;
            return Finding.Of(share <= percentage, $"at most {Finding.Number(percentage)} % stop words", Percent(share));
        };
    }

    /// <summary>Twice as many sentences that end in a dot as in a question mark.</summary>
    public static Check TwoStatementsToAQuestion(Kwargs kwargs) => text =>
    {
        var (statements, questions) = (Ending(text, '.'), Ending(text, '?'));
        return Finding.Of(
            statements == 2 * questions, "twice as many statements as questions", $"{Finding.Number(statements)} and {Finding.Number(questions)}");
    };

    /// <summary>As many sentences that end in a dot as in a question mark and in an exclamation mark.</summary>
    public static Check Balance(Kwargs kwargs) => text =>
    {
        var (statements, questions, exclamations) = (Ending(text, '.'), Ending(text, '?'), Ending(text, '!'));
        return Finding.Of(
            statements == questions && questions == exclamations, "as many statements as questions as exclamations",
            $"{Finding.Number(statements)}, {Finding.Number(questions)} and {Finding.Number(exclamations)}");
    };

    /// <summary>|T ∩ R| / |T| within two points of what was asked for, T and R the sets of three characters in a row of text and reference.</summary>
    public static Check Overlap(Kwargs kwargs)
    {
        var reference = Trigrams(kwargs.Text("reference_text"));
        var percentage = kwargs.Integer("percentage");
        return text =>
        {
            var trigrams = Trigrams(text.Text);
            if (trigrams.Count == 0)
                return new(false, "the text is shorter than three characters");
            var share = (double)trigrams.Count(reference.Contains) / trigrams.Count * 100;
            return Finding.Of(
                percentage - 2 <= share && share <= percentage + 2,
                $"{Finding.Number(percentage)} ± 2 % of the triples of characters in the reference text", Percent(share));
        };
    }

    /// <summary>Three sentences of the same length.</summary>
    public static Check ThreeSentencesOfOneLength(Kwargs kwargs) => text =>
    {
        var lengths = text.Sentences.ConvertAll(sentence => sentence.Strip().CodePoints());
        return Finding.Of(
            lengths.Count == 3 && lengths.TrueForAll(length => length == lengths[0]), "three sentences of the same length",
            lengths.Count == 3 ? string.Join(", ", lengths.Select(Finding.Number)) : $"{Finding.Number(lengths.Count)} sentences");
    };

    private static int Ending(ResponseText text, char mark) => text.Sentences.Count(sentence => sentence[^1] == mark);

    private static HashSet<(int, int, int)> Trigrams(string text)
    {
        var codes = text.ToCodePoints();
        var trigrams = new HashSet<(int, int, int)>();
        for (var i = 0; i + 2 < codes.Length; i++)
            trigrams.Add((codes[i], codes[i + 1], codes[i + 2]));
        return trigrams;
    }

    private static string Percent(double share) => share.ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
