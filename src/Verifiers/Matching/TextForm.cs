using System.Globalization;
using System.Text;
using Verifiers.Extraction;

namespace Verifiers.Matching;

/// <summary>The forms in which texts are compared.</summary>
internal static class TextForm
{
    private static readonly string[] Fonts =
        ["\\text{", "\\textbf{", "\\textit{", "\\textrm{", "\\textsf{", "\\texttt{", "\\emph{", "\\mathrm{", "\\mathbf{", "\\mathit{", "\\mathsf{", "\\mbox{", "**", "$"];

    /// <summary>Fonts within fonts; each costs a look at the whole text, and nobody writes more.</summary>
    private const int MostLayers = 8;

    /// <summary>What is written, without the font that it is written in and the full stop behind it: \text{Rome}, **Rome**, Rome.</summary>
    public static string Peeled(string text)
    {
        var span = text.AsSpan().Trim();
        for (var (length, layer) = (-1, 0); length != span.Length && layer < MostLayers; layer++)
        {
            length = span.Length;
            if (span.Length > 1 && span[^1] is '.' or '。' && span[^2] is not ('.' or '。'))
                span = span[..^1].TrimEnd();
            foreach (var font in Fonts)
            {
                var close = font[^1] == '{' ? "}" : font;
                if (span.Length <= font.Length + close.Length || !span.StartsWith(font, StringComparison.Ordinal) || !span.EndsWith(close, StringComparison.Ordinal))
                    continue;
                // The mark at the end must close the one at the beginning.
                var inner = span[font.Length..^close.Length];
                if (close == "}" ? Braces.AreBalanced(inner) : inner.IndexOf(close, StringComparison.Ordinal) < 0)
                    span = inner.Trim();
            }
        }
        return span.ToString();
    }

    /// <summary>
    /// Normalisation form KC, one space for any white space, and Unicode's folding of case unless case counts: through the capital, so that ς and σ
    /// meet, with ß as ss.
    /// </summary>
    public static string Folded(string text, bool caseSensitive)
    {
        var folded = FoldedText.Fold(text, dropEmphasis: false);
        var form = new StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            if (!caseSensitive && c is 'ß' or 'ẞ')
                form.Append("ss");
            else if (!char.IsWhiteSpace(c))
                form.Append(caseSensitive ? c : char.ToLowerInvariant(char.ToUpperInvariant(c)));
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
