using System.Text.RegularExpressions;

namespace Verifiers.Instructions.Text;

/// <summary>
/// Splits a text after every dot, question and exclamation mark, once the dots that end no sentence (titles, web addresses, numbers,
/// initials) are protected. The instructions of the training sets count sentences this way.
/// </summary>
internal static class PlainSentenceSplitter
{
    private const string Starters =
        "(Mr|Mrs|Ms|Dr|Prof|Capt|Cpt|Lt|He\\s|She\\s|It\\s|They\\s|Their\\s|Our\\s|We\\s|But\\s|However\\s|That\\s|This\\s|Wherever)";

    /// <summary>A dot that ends no sentence. No character of text.</summary>
    private const char Protected = '\uFDD0';

    /// <summary>The end of a sentence. No character of text.</summary>
    private const char Stop = '\uFDD1';

    private static readonly (Regex Pattern, string Replacement)[] _beforeDegrees =
    [
        (Rule("(Mr|St|Mrs|Ms|Dr)[.]"), $"$1{Protected}"),
        (Rule("[.](com|net|org|io|gov|edu|me)"), $"{Protected}$1"),
        (Rule("([0-9])[.]([0-9])"), $"$1{Protected}$2"),
    ];

    private static readonly Regex _dots = Rule(@"\.{2,}");

    private static readonly (Regex Pattern, string Replacement)[] _afterDegrees =
    [
        (Rule(@"\s([A-Za-z])[.] "), $" $1{Protected} "),
        (Rule("([A-Z][.][A-Z][.](?:[A-Z][.])?) " + Starters), $"$1{Stop} $2"),
        (Rule("([A-Za-z])[.]([A-Za-z])[.]([A-Za-z])[.]"), $"$1{Protected}$2{Protected}$3{Protected}"),
        (Rule("([A-Za-z])[.]([A-Za-z])[.]"), $"$1{Protected}$2{Protected}"),
        (Rule(" (Inc|Ltd|Jr|Sr|Co)[.] " + Starters), $" $1{Stop} $2"),
        (Rule(" (Inc|Ltd|Jr|Sr|Co)[.]"), $" $1{Protected}"),
        (Rule(" ([A-Za-z])[.]"), $" $1{Protected}"),
    ];

    /// <summary>The sentences, without white space around them; one between two marks may be empty.</summary>
    public static List<string> Split(string text)
    {
        text = $" {text}  ".Replace('\n', ' ');
        foreach (var (pattern, replacement) in _beforeDegrees)
            text = pattern.Replace(text, replacement);
        text = _dots.Replace(text, static dots => new string(Protected, dots.Length) + Stop);
        text = text.Replace("Ph.D.", $"Ph{Protected}D{Protected}", StringComparison.Ordinal);
        foreach (var (pattern, replacement) in _afterDegrees)
            text = pattern.Replace(text, replacement);

        // A mark before a closing quote moves out of the quotation.
        text = text.Replace(".”", "”.", StringComparison.Ordinal);
        foreach (var mark in ".!?")
            text = text.Replace($"{mark}\"", $"\"{mark}", StringComparison.Ordinal);
        foreach (var mark in ".?!")
            text = text.Replace(mark.ToString(), $"{mark}{Stop}", StringComparison.Ordinal);
        var sentences = text.Replace(Protected, '.').Split(Stop).Select(PythonStrings.Strip).ToList();
        if (sentences[^1].Length == 0)
            sentences.RemoveAt(sentences.Count - 1);
        return sentences;
    }

    private static Regex Rule(string pattern) => new(
        pattern.Replace("\\s", "[\\s\\x1c-\\x1f]", StringComparison.Ordinal),
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
}
