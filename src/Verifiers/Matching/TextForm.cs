using System.Globalization;
using System.Text;
using Verifiers.Extraction;

namespace Verifiers.Matching;

/// <summary>The forms in which texts are compared.</summary>
internal static class TextForm
{
    /// <summary>Normalisation form KC, one space for any white space, and lower case unless case counts.</summary>
    public static string Folded(string text, bool caseSensitive)
    {
        var folded = FoldedText.Fold(text, dropEmphasis: false);
        var form = new StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            if (!char.IsWhiteSpace(c))
                form.Append(caseSensitive ? c : char.ToLowerInvariant(c));
            else if (form.Length > 0 && form[^1] != ' ')
                form.Append(' ');
        }
        if (form.Length > 0 && form[^1] == ' ')
            form.Length--;
        return form.ToString();
    }

    /// <summary>SQuAD's form: lower case, without ASCII punctuation and the articles a, an, the, one space between words.</summary>
    /// <remarks>Rajpurkar et al. 2016, the evaluation script: <c>white_space_fix(remove_articles(remove_punc(lower(s))))</c>.</remarks>
    public static string Squad(string text)
    {
        var form = new StringBuilder(text.Length);
        foreach (var word in SquadTokens(text))
            form.Append(form.Length > 0 ? " " : "").Append(word);
        return form.ToString();
    }

    /// <summary>The words of SQuAD's form.</summary>
    public static List<string> SquadTokens(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.ToLowerInvariant())
        {
            if (!IsPunctuation(c))
                plain.Append(c);
        }
        var tokens = new List<string>();
        var rest = plain.ToString();
        for (var at = 0; at < rest.Length;)
        {
            var start = at;
            while (at < rest.Length && !PythonText.IsWhiteSpace(rest[at]))
                at++;
            if (at > start)
                AddWithoutArticles(tokens, rest.AsSpan(start, at - start));
            at++;
        }
        return tokens;
    }

    /// <summary>An article is removed wherever letters and digits end: of "a—b" a dash and b remain, in two words.</summary>
    private static void AddWithoutArticles(List<string> tokens, ReadOnlySpan<char> word)
    {
        var kept = new StringBuilder(word.Length);
        for (var at = 0; at < word.Length;)
        {
            var start = at;
            while (at < word.Length && IsWord(word[at]))
                at++;
            if (word[start..at] is "a" or "an" or "the")
                Flush();
            else
                kept.Append(word[start..at]);
            if (at < word.Length)
                kept.Append(word[at++]);
        }
        Flush();

        void Flush()
        {
            if (kept.Length > 0)
                tokens.Add(kept.ToString());
            kept.Clear();
        }
    }

    private static bool IsPunctuation(char c) => c is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~');

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_' || char.GetUnicodeCategory(c) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
