using System.Text;
using Verifiers.Profiles;

namespace Verifiers.Instructions.Text;

/// <summary>
/// Which language a text is in: the one that maximises Σ ln p(n-gram | language) over all n-grams of one to three characters (naive Bayes).
/// The package langdetect sums over a random sample of them; here all are summed, so that the same text has the same language.
/// </summary>
/// <remarks>N-grams and normal forms of characters as in Nakatani Shuyo's language-detection, see NOTICE.</remarks>
internal static class LanguageDetector
{
    private const int MaxLength = 10_000;

    /// <summary>The code of the language; null when no n-gram is known.</summary>
    public static string? Detect(string text)
    {
        var profiles = LanguageProfiles.Instance;
        Span<double> sums = stackalloc double[profiles.Codes.Length];
        sums.Clear();
        if (!AddNGrams(Letters(Cleaned(text)), profiles, sums))
            return null;
        var best = 0;
        for (var language = 1; language < sums.Length; language++)
        {
            if (sums[language] > sums[best])
                best = language;
        }
        return profiles.Codes[best];
    }

    /// <summary>Slides a window of three characters that restarts at each space; a second capital in a row silences it until the word ends.</summary>
    private static bool AddNGrams(StringBuilder text, LanguageProfiles profiles, Span<double> sums)
    {
        const ulong Space = ' ';
        var (window, length) = (Space, 1); // the last characters, at most 3
        var isSilent = false;
        var isKnown = false;
        foreach (var chunk in text.GetChunks())
        {
            foreach (var original in chunk.Span)
            {
                var character = Normalized(original);
                var last = (char)(window & 0xFFFF);
                if (last == ' ')
                {
                    (window, length) = (Space, 1);
                    isSilent = false;
                    if (character == ' ')
                        continue;
                }
                window = ((window << 16) | character) & 0xFFFF_FFFF_FFFF;
                length = Math.Min(3, length + 1);
                isSilent = Characters.IsUpper(character) && (isSilent || Characters.IsUpper(last));
                if (isSilent)
                    continue;
                if (character != ' ')
                    isKnown |= profiles.AddTo(sums, character);
                isKnown |= profiles.AddTo(sums, window & 0xFFFF_FFFF);
                if (length == 3)
                    isKnown |= profiles.AddTo(sums, window);
            }
        }
        return isKnown;
    }

    /// <summary>The text without ASCII letters when most of it is in another script.</summary>
    private static StringBuilder Letters(StringBuilder text)
    {
        var (latin, other) = (0, 0);
        foreach (var chunk in text.GetChunks())
        {
            foreach (var character in chunk.Span)
            {
                if (character is >= 'A' and <= 'z')
                    latin++;
                else if (character >= '\u0300' && character is not (>= '\u1E00' and <= '\u1EFF') && !char.IsLowSurrogate(character))
                    other++;
            }
        }
        if (latin * 2 >= other)
            return text;
        var kept = new StringBuilder(text.Length);
        foreach (var chunk in text.GetChunks())
        {
            foreach (var character in chunk.Span)
            {
                if (character is not (>= 'A' and <= 'z'))
                    kept.Append(character);
            }
        }
        return kept;
    }

    /// <summary>The beginning of the text without addresses, with Vietnamese letters in one piece and one space for several.</summary>
    private static StringBuilder Cleaned(string text)
    {
        text = WithoutMailAddresses(WithoutWebAddresses(text));
        var cleaned = new StringBuilder(Math.Min(text.Length, MaxLength));
        var previous = '\0';
        var left = MaxLength;
        for (var at = 0; at < text.Length && left > 0; at++)
        {
            var character = text[at];
            if (at + 1 < text.Length && LatinLetters.Compose(character, text[at + 1]) is { } composed)
            {
                character = composed;
                at++;
            }
            if (character != ' ' || previous != ' ')
                cleaned.Append(character);
            previous = character;
            if (!char.IsLowSurrogate(character))
                left--;
        }
        return cleaned;
    }

    /// <summary>A space for each <c>https?://[-_.?&amp;~;+=/#0-9A-Za-z]{1,2076}</c>.</summary>
    private static string WithoutWebAddresses(string text)
    {
        StringBuilder? kept = null;
        var from = 0;
        for (var at = text.IndexOf("http", StringComparison.Ordinal); at >= 0; at = text.IndexOf("http", at + 1, StringComparison.Ordinal))
        {
            var end = at + 4;
            if (end < text.Length && text[end] == 's')
                end++;
            if (at < from || !text.AsSpan(end).StartsWith("://", StringComparison.Ordinal))
                continue;
            end += 3;
            var start = end;
            while (end < text.Length && end - start < 2076 && (char.IsAsciiLetterOrDigit(text[end]) || "-_.?&~;+=/#".Contains(text[end])))
                end++;
            if (end == start)
                continue;
            (kept ??= new StringBuilder(text.Length)).Append(text, from, at - from).Append(' ');
            from = end;
        }
        return kept is null ? text : kept.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>A space for each <c>[-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}[-_.0-9A-Za-z]{1,255}</c>.</summary>
    private static string WithoutMailAddresses(string text)
    {
        StringBuilder? kept = null;
        var from = 0;
        for (var sign = text.IndexOf('@'); sign >= 0; sign = text.IndexOf('@', sign + 1))
        {
            var start = sign;
            while (start > from && sign - start < 64 && IsOfMail(text[start - 1]))
                start--;
            var host = sign + 1;
            while (host < text.Length && host - sign <= 255 && text[host] != '.' && IsOfMail(text[host]))
                host++;
            var end = host;
            while (end < text.Length && end - host < 255 && IsOfMail(text[end]))
                end++;
            if (start == sign || host == sign + 1 || end < sign + 3)
                continue;
            (kept ??= new StringBuilder(text.Length)).Append(text, from, start - from).Append(' ');
            from = end;
        }
        return kept is null ? text : kept.Append(text, from, text.Length - from).ToString();
    }

    private static bool IsOfMail(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.';

    /// <summary>Characters that the profiles do not tell apart become one.</summary>
    private static char Normalized(char character) => character switch
    {
        < '\u0080' => char.IsAsciiLetter(character) ? character : ' ',
        '\u00A0' or '\u00AB' or '\u00B0' or '\u00BB' => ' ',
        '\u0219' => '\u015F',
        '\u021B' => '\u0163',
        '\u06CC' => '\u064A',
        >= '\u1EA0' and <= '\u1EFF' => '\u1EC3',
        >= '\u2000' and <= '\u206F' => ' ',
        >= '\u3040' and <= '\u309F' => '\u3042',
        >= '\u30A0' and <= '\u30FF' => '\u30A2',
        (>= '\u3100' and <= '\u312F') or (>= '\u31A0' and <= '\u31BF') => '\u3105',
        >= '\uAC00' and <= '\uD7AF' => '\uAC00',
        _ => character,
    };
}
