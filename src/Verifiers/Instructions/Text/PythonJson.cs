using System.Buffers;

namespace Verifiers.Instructions.Text;

/// <summary>
/// Whether a text is JSON as Python's <c>json.loads</c> reads it: any value at the top, NaN and Infinity too, duplicate keys and escapes of
/// unpaired surrogates allowed; raw control characters in strings not. One pass without recursion.
/// </summary>
internal static class PythonJson
{
    /// <summary>Python's recursion limit stops its reader about here.</summary>
    private const int MaxDepth = 990;

    /// <summary>Python refuses whole numbers of more digits.</summary>
    private const int MaxDigits = 4300;

    private static readonly SearchValues<char> _endOfPlainText =
        SearchValues.Create("\"\\" + string.Concat(Enumerable.Range(0, 0x20).Select(code => (char)code)));

    /// <summary>Where the text stops being JSON; -1 when all of it is.</summary>
    public static int FirstFault(ReadOnlySpan<char> text)
    {
        var open = new Stack<char>();
        var at = 0;
        while (true)
        {
            SkipSpace(text, ref at);
            if (at < text.Length && text[at] is '[' or '{')
            {
                var bracket = text[at++];
                if (open.Count == MaxDepth)
                    return at;
                open.Push(bracket);
                SkipSpace(text, ref at);
                if (at >= text.Length || text[at] != (bracket == '[' ? ']' : '}'))
                {
                    if (bracket == '{' && !TryReadKey(text, ref at))
                        return at;
                    continue;
                }
                open.Pop();
                at++;
            }
            else if (!TryReadScalar(text, ref at))
                return at;

            // A value has ended: close what closes, then a comma or the end.
            while (true)
            {
                SkipSpace(text, ref at);
                if (open.Count == 0)
                    return at == text.Length ? -1 : at;
                if (at >= text.Length)
                    return at;
                var closing = open.Peek() == '[' ? ']' : '}';
                if (text[at] == closing)
                {
                    open.Pop();
                    at++;
                    continue;
                }
                if (text[at] != ',')
                    return at;
                at++;
                if (closing == '}')
                {
                    SkipSpace(text, ref at);
                    if (!TryReadKey(text, ref at))
                        return at;
                }
                break;
            }
        }
    }

    private static void SkipSpace(ReadOnlySpan<char> text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\n' or '\r')
            at++;
    }

    private static bool TryReadKey(ReadOnlySpan<char> text, ref int at)
    {
        if (!TryReadString(text, ref at))
            return false;
        SkipSpace(text, ref at);
        if (at >= text.Length || text[at] != ':')
            return false;
        at++;
        return true;
    }

    private static bool TryReadScalar(ReadOnlySpan<char> text, ref int at)
    {
        if (at < text.Length && text[at] == '"')
            return TryReadString(text, ref at);
        foreach (var word in (ReadOnlySpan<string>)["null", "true", "false", "NaN", "Infinity", "-Infinity"])
        {
            if (text[at..].StartsWith(word, StringComparison.Ordinal))
            {
                at += word.Length;
                return true;
            }
        }
        return TryReadNumber(text, ref at);
    }

    private static bool TryReadString(ReadOnlySpan<char> text, ref int at)
    {
        if (at >= text.Length || text[at] != '"')
            return false;
        at++;
        while (true)
        {
            var plain = text[at..].IndexOfAny(_endOfPlainText);
            if (plain < 0)
            {
                at = text.Length;
                return false;
            }
            at += plain;
            if (text[at] == '"')
            {
                at++;
                return true;
            }
            if (text[at] != '\\' || at + 1 >= text.Length)
                return false;
            if (text[at + 1] == 'u')
            {
                if (at + 6 > text.Length || text.Slice(at + 2, 4).ContainsAnyExcept("0123456789abcdefABCDEF"))
                    return false;
                at += 6;
            }
            else if ("\"\\/bfnrt".Contains(text[at + 1]))
                at += 2;
            else
                return false;
        }
    }

    /// <summary><c>-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?</c> in ASCII digits.</summary>
    private static bool TryReadNumber(ReadOnlySpan<char> text, ref int at)
    {
        var start = at < text.Length && text[at] == '-' ? at + 1 : at;
        var end = start;
        SkipDigits(text, ref end);
        if (end == start)
            return false;
        if (text[start] == '0')
            end = start + 1;
        var isWhole = true;
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            end++;
            SkipDigits(text, ref end);
            isWhole = false;
        }
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var digits = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            var exponentEnd = digits;
            SkipDigits(text, ref exponentEnd);
            if (exponentEnd > digits)
                (end, isWhole) = (exponentEnd, false);
        }
        if (isWhole && end - start > MaxDigits)
            return false;
        at = end;
        return true;
    }

    private static void SkipDigits(ReadOnlySpan<char> text, ref int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
    }
}
