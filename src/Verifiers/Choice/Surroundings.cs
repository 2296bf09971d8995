namespace Verifiers.Choice;

/// <summary>
/// Whether the words around the text of a choice leave it what it is. Only listed words may stand in front, and behind it the end, a new
/// sentence, a reason, or a unit of a number: any other word or sign could make it something else ("half of 10", "weakly acid", "- 5").
/// </summary>
internal static class Surroundings
{
    private static readonly HashSet<string> LeadWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "the", "a", "an", "it", "it's", "is", "that", "this", "be", "must", "would", "will", "should", "has", "to", "i", "we", "i'd", "we'd", "think", "believe", "choose", "pick", "say", "guess",
        "therefore", "thus", "so", "hence", "clearly", "definitely", "indeed", "obviously", "simply", "certainly", "actually", "then", "option", "choice", "answer", "letter", "my", "our", "final",
        "correct", "right", "likely", "probably", "about", "approximately", "roughly", "around", "exactly",
        "la", "le", "el", "los", "las", "les", "der", "die", "das", "ein", "eine", "il", "lo", "un", "una", "une", "het", "een", "é", "è", "es", "est", "ist", "это", "是", "就是",
    };

    private static readonly HashSet<string> Reasons = new(StringComparer.Ordinal) { "because", "since", "given", "due", "based", "porque", "car", "weil", "denn", "perché", "потому" };
    private static readonly HashSet<string> WeakReasons = new(StringComparer.Ordinal) { "which", "as", "so", "therefore", "considering" };
    private static readonly HashSet<string> Praise = new(StringComparer.Ordinal)
    {
        "the", "my", "our", "only", "clearly", "definitely", "indeed", "therefore", "thus", "final", "correct", "right", "best", "one", "answer", "option", "choice",
    };

    private static readonly HashSet<string> Units = new(StringComparer.Ordinal)
    {
        "m", "cm", "mm", "km", "kg", "g", "mg", "s", "ms", "min", "h", "n", "j", "kj", "w", "kw", "v", "pa", "kpa", "hz", "mol", "l", "ml", "ev", "feet", "people", "children",
    };

    /// <summary>Words in the plural that change a number.</summary>
    private static readonly HashSet<string> NumberWords = new(StringComparer.Ordinal)
    {
        "tens", "dozens", "hundreds", "thousands", "millions", "billions", "trillions", "times", "plus", "minus", "halves", "thirds", "quarters", "percents", "pis", "roots", "squares", "cubes", "pairs", "points", "sometimes", "always",
    };

    private static readonly string[] Copulas = ["です", "である", "だ", "입니다", "이다"];

    /// <summary>Whether the text from <paramref name="at"/> to <paramref name="end"/> still says itself within the payload.</summary>
    /// <param name="form">The payload in <see cref="ChoiceSheet.TextForm"/>.</param>
    /// <param name="at">Where the text of the choice begins.</param>
    /// <param name="end">One past it.</param>
    /// <param name="label">Its label.</param>
    public static bool Leave(string form, int at, int end, string label) =>
        IsPlainLead(form.AsSpan(0, at)) && IsPlainTail(form, end, IsNumeric(form.AsSpan(at, end - at))) && AnswerTail.Read(form, end, label, null) == TailEffect.None;

    /// <summary>Whether signs and units matter to a text.</summary>
    private static bool IsNumeric(ReadOnlySpan<char> own) => own.IndexOfAnyInRange('0', '9') >= 0 || own.IndexOfAny(@"\^=+√π∞<>") >= 0;

    private static bool IsPlainLead(ReadOnlySpan<char> lead)
    {
        foreach (var range in lead.SplitAny(" ,:\"“”"))
        {
            var word = lead[range];
            if (word.Length > 0 && !LeadWords.Contains(word.ToString().Replace('’', '\'')))
                return false;
        }
        return true;
    }

    private static bool IsPlainTail(string form, int at, bool isNumeric)
    {
        for (var words = 0; words < 3; words++)
        {
            while (at < form.Length && form[at] is ' ' or '"' or '”')
                at++;
            if (at >= form.Length || Array.Exists(Copulas, copula => form.AsSpan(at).TrimEnd("。").SequenceEqual(copula)))
                return true;
            if (form[at] is '.' or '。' || (form[at] == '!' && !isNumeric))
                return !(at + 1 < form.Length && form[at + 1] is not (' ' or '"' or '”')) && !StartsNumber(form.AsSpan(at + 1));
            var hasComma = form[at] is ',' or ';';
            at += hasComma ? 1 : 0;
            while (at < form.Length && form[at] == ' ')
                at++;
            var end = at;
            while (end < form.Length && char.IsLetter(form[end]))
                end++;
            var word = form[at..end];
            if (Reasons.Contains(word) || (!isNumeric && WeakReasons.Contains(word)))
                return true;
            if (word is "is" or "are")
                return form[end..].Split([' ', '.', '!'], StringSplitOptions.RemoveEmptyEntries).All(Praise.Contains);
            var isUnit = Units.Contains(word)
                || (word.Length > 3 && word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i') && !word.EndsWith("ths", StringComparison.Ordinal) && !NumberWords.Contains(word));
            if (words > 0 || hasComma || !isNumeric || !isUnit)
                return false;
            at = end;
        }
        return false;
    }

    private static bool StartsNumber(ReadOnlySpan<char> rest) => rest.TrimStart() is [var first, ..] && (char.IsDigit(first) || first is '-' or '−' or '\\');
}
