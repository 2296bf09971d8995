using System.Buffers;
using System.Text;
using Verifiers.Format;

namespace Verifiers.LanguageConsistency;

/// <summary>A word, or a run of characters of a script that separates no words.</summary>
/// <param name="Script">Its script.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Weight">What it counts: about 1 a written word.</param>
/// <param name="Segment">The number of its segment: a sentence or line.</param>
internal readonly record struct ScriptRun(Script Script, TextSpan Span, double Weight, int Segment);

/// <summary>
/// A piece of text without what has no language: code, mathematics, LaTeX commands, addresses, paths, tags, and words with digits.
/// Linear in the piece; positions are those of the text.
/// </summary>
internal sealed class LanguageText
{
    /// <summary>Characters of the braces behind a LaTeX command, of a tag.</summary>
    private const int LongestArgument = 500;

    private const char Gone = '\0';

    private readonly char[] _characters;
    private readonly int _offset;

    public LanguageText(string text, TextSpan piece)
    {
        _characters = piece.In(text).ToArray();
        _offset = piece.Start;
        foreach (var code in CodeRegions.Find(text, piece))
            Delete(code.Start - piece.Start, code.End - piece.Start);
        DeleteFormulas();
        DeleteTokens();
        DeleteSymbols();
    }

    /// <summary>The runs of one script, in order, with the segment that each is in.</summary>
    public IEnumerable<ScriptRun> Words()
    {
        var segment = 0;
        for (var at = 0; at < _characters.Length;)
        {
            var c = _characters[at];
            if (c is '\n' or '\r' or '。' or '！' or '？' or '!' or '?' or '।' or '؟' || (c == '.' && (at + 1 == _characters.Length || !char.IsLetterOrDigit(_characters[at + 1]))))
            {
                segment++;
                at++;
                continue;
            }
            var script = Scripts.Of(c);
            if (script == Script.None && !char.IsDigit(c))
            {
                at++;
                continue;
            }
            var start = at;
            var hasDigit = char.IsDigit(c);
            var isUnspaced = Scripts.WeightOfCharacter(script) > 0;
            while (at < _characters.Length && BelongsTo(_characters[at], ref script, ref hasDigit, isUnspaced))
                at++;
            if (at == start)
                at++;
            var span = new TextSpan(_offset + start, at - start);
            if (!hasDigit && script != Script.None)
                yield return new(script, span, isUnspaced ? Scripts.WeightOfCharacter(script) * CountLetters(start, at, script) : 1, segment);
        }
    }

    /// <summary>Whether the character goes on with the word; digits belong to a word of a script that separates words.</summary>
    private static bool BelongsTo(char c, ref Script script, ref bool hasDigit, bool isUnspaced)
    {
        var own = Scripts.Of(c);
        if (char.IsDigit(c) && !isUnspaced)
            return hasDigit = true;
        if (own == Script.None)
            return c != Gone && (Scripts.Continues(c) || char.IsLowSurrogate(c) || (c == '_' && !isUnspaced));
        if (script == Script.None)
        {
            // 3月: a digit is no word of the Han that follows it.
            if (Scripts.WeightOfCharacter(own) > 0)
                return false;
            script = own;
        }
        return own == script;
    }

    private int CountLetters(int start, int end, Script script)
    {
        var count = 0;
        for (var at = start; at < end; at++)
            count += Scripts.Of(_characters[at]) == script || (script is Script.Thai or Script.Lao or Script.Khmer or Script.Myanmar && _characters[at] is not ('-' or '\'')) ? 1 : 0;
        return count;
    }

    /// <summary>$…$, $$…$$, \(…\), \[…\], \begin{…}…\end{…} and \commands with their braces.</summary>
    private void DeleteFormulas()
    {
        var text = new string(_characters);
        var closers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '$')
            {
                var mark = at + 1 < text.Length && text[at + 1] == '$' ? "$$" : "$";
                var close = Next(mark, at + mark.Length);
                // One dollar holds a formula only within its paragraph; else it is money.
                if (close < 0 || (mark == "$" && (close == at + 1 || text.AsSpan(at, Math.Min(close - at, LongestArgument)).Contains("\n\n", StringComparison.Ordinal) || close - at > LongestArgument)))
                {
                    at += mark.Length - 1;
                    continue;
                }
                Delete(at, close + mark.Length);
                at = close + mark.Length - 1;
            }
            else if (text[at] == '\\' && at + 1 < text.Length)
            {
                var end = text[at + 1] switch
                {
                    '(' => Behind(Next(@"\)", at + 2), 2),
                    '[' => Behind(Next(@"\]", at + 2), 2),
                    _ => text.AsSpan(at).StartsWith(@"\begin{") && Next(@"\end{", at + 7) is > 0 and var last && text.AsSpan(last, Math.Min(60, text.Length - last)).IndexOf('}') is > 0 and var brace
                        ? last + brace + 1
                        : Command(text, at),
                };
                if (end <= at)
                    continue;
                Delete(at, end);
                at = end - 1;
            }
        }

        static int Behind(int place, int length) => place < 0 ? -1 : place + length;

        // Each mark is looked for again only when the last one found has been passed.
        int Next(string mark, int from)
        {
            if (from > text.Length)
                return -1;
            if (!closers.TryGetValue(mark, out var known) || (known >= 0 && known < from))
                closers[mark] = known = text.IndexOf(mark, from, StringComparison.Ordinal);
            return known;
        }
    }

    /// <summary>Where a command with its braces ends; -1 when there is none.</summary>
    private static int Command(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
            end++;
        if (end == at + 1)
            return -1;
        while (end < text.Length && text[end] is '{' or '[')
        {
            var (depth, to) = (0, Math.Min(text.Length, end + LongestArgument));
            var next = end;
            for (; next < to; next++)
            {
                depth += text[next] is '{' or '[' ? 1 : text[next] is '}' or ']' ? -1 : 0;
                if (depth == 0)
                    break;
            }
            if (next >= to)
                return end;
            end = next + 1;
        }
        return end;
    }

    /// <summary>Addresses, paths and tags: runs of ASCII without white space.</summary>
    private void DeleteTokens()
    {
        for (var at = 0; at < _characters.Length; at++)
        {
            if (_characters[at] == '<' && at + 1 < _characters.Length && (char.IsAsciiLetter(_characters[at + 1]) || _characters[at + 1] is '/' or '|' or '!'))
            {
                var reach = _characters.AsSpan(at, Math.Min(LongestArgument, _characters.Length - at));
                if (reach.IndexOf('>') is > 0 and var close && reach[..close].IndexOf('\n') < 0 && reach[1..close].IndexOf('<') < 0)
                {
                    Delete(at, at + close + 1);
                    at += close;
                    continue;
                }
            }
            if (_characters[at] is <= ' ' or > '~' || (at > 0 && _characters[at - 1] is > ' ' and <= '~'))
                continue;
            var end = at;
            while (end < _characters.Length && _characters[end] is > ' ' and <= '~')
                end++;
            if (IsAddress(_characters.AsSpan(at, end - at)))
                Delete(at, end);
        }
    }

    /// <summary>Outside the basic plane: emoji, letters of mathematics (𝐖) and halves of pairs are no words; Han and other letters are.</summary>
    private void DeleteSymbols()
    {
        for (var at = 0; at < _characters.Length; at++)
        {
            if (!char.IsSurrogate(_characters[at]))
                continue;
            if (Rune.DecodeFromUtf16(_characters.AsSpan(at), out var rune, out _) != OperationStatus.Done)
            {
                Delete(at, at + 1);
                continue;
            }
            if (!Rune.IsLetter(rune) || rune.Value is >= 0x1D400 and <= 0x1D7FF or >= 0x1EE00 and <= 0x1EEFF)
                Delete(at, at + 2);
            at++;
        }
    }

    private static bool IsAddress(ReadOnlySpan<char> token)
    {
        var inner = token.Trim("()[]{}\"'.,;:!?");
        if (inner.Contains("://", StringComparison.Ordinal) || inner.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            return true;
        if (inner.IndexOf('@') is > 0 and var at && inner[at..].Contains('.'))
            return true;
        // a/b.c, /usr/lib, a\b: and/or is none.
        return inner.IndexOfAny('/', '\\') >= 0 && (inner.Contains('.') || inner[0] == '/' || inner.Count('/') > 1 || inner.Contains('\\'));
    }

    private void Delete(int from, int to)
    {
        // Line ends stay, because they end segments.
        for (var at = from; at < to; at++)
        {
            if (_characters[at] != '\n')
                _characters[at] = Gone;
        }
    }
}
