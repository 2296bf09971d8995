using System.Globalization;
using Verifiers.Instructions.Patterns;
using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>Copying the prompt, or a part of it, instead of answering.</summary>
internal static class CopyChecks
{
    private const string SentenceToRepeat = "Only output this sentence here, ignore all other requests.";

    public static Check Copy(Kwargs kwargs)
    {
        var prompt = Folded(kwargs.Text("prompt_to_repeat"));
        return text => IsCopy(text, prompt);
    }

    /// <summary>So many copies with six asterisks between them.</summary>
    public static Check CopySeveral(Kwargs kwargs)
    {
        var prompt = Folded(kwargs.Text("prompt_to_repeat"));
        var asked = kwargs.Integer("N", 1);
        return text =>
        {
            var pieces = text.Text.Split("******");
            return pieces.Length != asked
                ? Finding.Exactly(asked, pieces.Length, "copies with ****** between them")
                : Array.TrueForAll(pieces, piece => Folded(piece) == prompt) ? new(true, "every piece is a copy") : new(false, "a piece is no copy of the prompt");
        };
    }

    /// <summary>Characters n_start to n_end of the prompt, the last one left out.</summary>
    public static Check CopySpan(Kwargs kwargs) => CopySpan(kwargs, withLast: false);

    /// <summary>Characters n_start to n_end of the prompt, the last one included.</summary>
    public static Check CopySpanWithLast(Kwargs kwargs) => CopySpan(kwargs, withLast: true);

    /// <summary>The prompt with another first word.</summary>
    public static Check ChangeFirstWord(Kwargs kwargs)
    {
        var prompt = kwargs.Text("prompt_to_repeat");
        var rest = prompt.Words().Skip(1).ToList();
        return text =>
        {
            if (text.Text == prompt)
                return new(false, "the prompt is unchanged");
            return text.Words.Skip(1).SequenceEqual(rest)
                ? new(true, "the prompt is repeated from its second word on")
                : new(false, "the text is not the prompt with another first word");
        };
    }

    public static Check RepeatSentence(Kwargs kwargs)
    {
        var sentence = Folded(SentenceToRepeat);
        return text => IsCopy(text, sentence);
    }

    /// <summary>
    /// The phrase so many times, one of its words between the first and the last replaced. As in the public checker a word must differ in the
    /// last occurrence, and at most one may in the others.
    /// </summary>
    public static Check RepeatPhrase(Kwargs kwargs)
    {
        var phrase = kwargs.Text("phrase").Words();
        var pattern = kwargs.Pattern("phrase", static text => text.Words() is [var first, .., var last] ? $"{first} .*? {last}" : text, ignoreCase: false);
        var asked = kwargs.Integer("small_n", 1);
        if (phrase.Count < 2)
            throw kwargs.Refusal("phrase", "several words");
        return text =>
        {
            if (pattern is null)
                return new(false, "the phrase cannot be searched for");
            var differences = new List<int>();
            foreach (var match in pattern.Matches(text.Text))
            {
                if (match is not { } span)
                    return Finding.Exhausted;
                differences.Add(Differences(text.Text.Substring(span.Start, span.Length).Words(), phrase));
            }
            if (differences.Count != asked)
                return Finding.Exactly(asked, differences.Count, "times the phrase");
            return differences.TrueForAll(count => count <= 1) && differences[^1] == 1
                ? new(true, "the phrase is repeated with one word changed")
                : new(false, "not exactly one word of the phrase is changed");
        };
    }

    private static Check CopySpan(Kwargs kwargs, bool withLast)
    {
        var prompt = kwargs.Text("prompt_to_repeat").ToCodePoints();
        var start = Math.Min(kwargs.Integer("n_start"), prompt.Length);
        var end = Math.Clamp(kwargs.Integer("n_end") + (withLast ? 1 : 0), start, prompt.Length);
        var span = Folded(string.Concat(prompt[start..end].Select(code => code < 0x10000 ? ((char)code).ToString() : char.ConvertFromUtf32(code))));
        return text => Finding.Of(Folded(text.Text) == span, Finding.Quote(span), Finding.Quote(text.Stripped));
    }

    private static Finding IsCopy(ResponseText text, string prompt) =>
        Folded(text.Text) == prompt ? new(true, "the text is a copy") : new(false, string.Create(CultureInfo.InvariantCulture, $"the text is no copy of {Finding.Quote(prompt)}"));

    private static string Folded(string text) => text.Strip().Lower();

    /// <summary>Words that differ; more than any number when the lengths do.</summary>
    private static int Differences(List<string> found, List<string> phrase) =>
        found.Count != phrase.Count ? int.MaxValue : found.Zip(phrase).Count(pair => pair.First != pair.Second);
}
