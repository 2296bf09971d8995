using System.Collections.Frozen;
using System.Text;

namespace Verifiers.Mathematics.Answers;

/// <summary>Answers in words, compared by what they say: case, articles, punctuation and LaTeX fonts do not count.</summary>
internal static class Words
{
    private static readonly FrozenDictionary<string, string> Classes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["yes"] = "yes",
        ["true"] = "yes",
        ["correct"] = "yes",
        ["是"] = "yes",
        ["对"] = "yes",
        ["正确"] = "yes",
        ["no"] = "no",
        ["false"] = "no",
        ["incorrect"] = "no",
        ["否"] = "no",
        ["错"] = "no",
        ["错误"] = "no",
        ["不是"] = "no",
        ["none"] = "∅",
        ["no solution"] = "∅",
        ["no solutions"] = "∅",
        ["no real solution"] = "∅",
        ["no real solutions"] = "∅",
        ["empty set"] = "∅",
        ["empty"] = "∅",
        ["no such number"] = "∅",
        ["no such numbers"] = "∅",
        ["there are no solutions"] = "∅",
        ["there is no solution"] = "∅",
        ["has no solution"] = "∅",
        ["no solution exists"] = "∅",
        ["no solutions exist"] = "∅",
        ["nothing"] = "∅",
        ["无解"] = "∅",
        ["空集"] = "∅",
        ["does not exist"] = "does not exist",
        ["dne"] = "does not exist",
        ["undefined"] = "does not exist",
        ["不存在"] = "does not exist",
        ["infinity"] = "∞",
        ["infinite"] = "infinitely many",
        ["infinitely many"] = "infinitely many",
        ["infinitely many solutions"] = "infinitely many",
        ["infinite solutions"] = "infinitely many",
        ["infinite number of solutions"] = "infinitely many",
        ["无穷多"] = "infinitely many",
        ["all real numbers"] = "ℝ",
        ["all reals"] = "ℝ",
        ["reals"] = "ℝ",
        ["real numbers"] = "ℝ",
        ["set of all real numbers"] = "ℝ",
        ["any real number"] = "ℝ",
        ["all real values"] = "ℝ",
    }.ToFrozenDictionary();

    /// <summary>Lower case, single spaces, no articles, no punctuation, no LaTeX fonts; known phrases by the name of their class.</summary>
    public static string Normalise(string text)
    {
        var output = new StringBuilder(text.Length);
        var space = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\')
            {
                // A command is no word: its name goes, what it holds stays.
                while (i + 1 < text.Length && char.IsAsciiLetter(text[i + 1]))
                    i++;
                space = true;
            }
            else if (char.IsLetterOrDigit(c) || c is '∅' or '∞' || char.IsSurrogate(c))
            {
                if (space && output.Length > 0)
                    output.Append(' ');
                space = false;
                output.Append(char.ToLowerInvariant(c));
            }
            else if (c is not ('\'' or '’'))
            {
                space = true;
            }
        }
        var words = WithoutArticles(output.ToString());
        return Classes.GetValueOrDefault(words, words);
    }

    private static string WithoutArticles(string text)
    {
        if (!text.Contains(' '))
            return text;
        var kept = text.Split(' ').Where(word => word is not ("a" or "an" or "the")).ToArray();
        return kept.Length == 0 ? text : string.Join(' ', kept);
    }
}
