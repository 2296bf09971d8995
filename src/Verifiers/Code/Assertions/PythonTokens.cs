namespace Verifiers.Code.Assertions;

/// <summary>Splits Python's text into tokens: comments and blanks left out, lines joined inside brackets. One pass.</summary>
internal static class PythonTokens
{
    private static readonly string[] Operators =
    [
        "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", ":=", "+=", "-=", "*=", "/=", "%=", "&=",
        "|=", "^=", "@=", "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "=",
    ];

    public static List<PythonToken> Read(string source)
    {
        var tokens = new List<PythonToken>();
        var (depth, at, lineStart, indent, isLineStart) = (0, 0, 0, 0, true);
        while (at < source.Length)
        {
            var c = source[at];
            if (c == '\n' || c == '\r')
            {
                if (depth == 0 && !isLineStart)
                    tokens.Add(new(PythonTokenKind.LineEnd, at, at + 1, indent));
                at++;
                lineStart = at;
                isLineStart = depth == 0;
                continue;
            }
            if (c is ' ' or '\t' or '\f')
            {
                at++;
                continue;
            }
            if (c == '#')
            {
                at = EndOfLine(source, at);
                continue;
            }
            if (c == '\\' && at + 1 < source.Length && source[at + 1] is '\n' or '\r')
            {
                at += source[at + 1] == '\r' && at + 2 < source.Length && source[at + 2] == '\n' ? 3 : 2;
                continue;
            }

            if (isLineStart)
                (indent, isLineStart) = (at - lineStart, false);
            var (kind, end) = ReadOne(source, at);
            tokens.Add(new(kind, at, end, indent));
            if (kind == PythonTokenKind.Operator)
                depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' && depth > 0 ? -1 : 0;
            at = end;
        }
        if (!isLineStart)
            tokens.Add(new(PythonTokenKind.LineEnd, at, at, indent));
        return tokens;
    }

    private static (PythonTokenKind, int End) ReadOne(string source, int at)
    {
        var c = source[at];
        if (QuoteAt(source, at) is { } quote)
            return ReadText(source, quote);
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < source.Length && char.IsAsciiDigit(source[at + 1])))
            return (PythonTokenKind.Number, EndOfNumber(source, at));
        if (IsNamePart(c))
        {
            var end = at;
            while (end < source.Length && IsNamePart(source[end]))
                end++;
            return (PythonTokenKind.Name, end);
        }
        foreach (var sign in Operators)
        {
            if (source.AsSpan(at).StartsWith(sign))
                return (PythonTokenKind.Operator, at + sign.Length);
        }
        return (PythonTokenKind.Unknown, at + 1);
    }

    /// <summary>Where the quote of a string literal stands that begins here, behind a prefix of at most two letters; null when none does.</summary>
    private static int? QuoteAt(string source, int at)
    {
        for (var quote = at; quote < Math.Min(at + 3, source.Length); quote++)
        {
            if (source[quote] is '"' or '\'')
                return quote;
            if (!"rRbBuUfF".Contains(source[quote]))
                return null;
        }
        return null;
    }

    private static (PythonTokenKind, int End) ReadText(string source, int quote)
    {
        var mark = source[quote];
        var isLong = quote + 2 < source.Length && source[quote + 1] == mark && source[quote + 2] == mark;
        var at = quote + (isLong ? 3 : 1);
        while (at < source.Length)
        {
            var c = source[at];
            if (c == '\\')
                at += 2; // in raw literals too, a backslash keeps the quote behind it from ending them
            else if (!isLong && c is '\n' or '\r' && !isLong)
                return (PythonTokenKind.Unknown, at);
            else if (c != mark)
                at++;
            else if (!isLong)
                return (PythonTokenKind.Text, at + 1);
            else if (at + 2 < source.Length && source[at + 1] == mark && source[at + 2] == mark)
                return (PythonTokenKind.Text, at + 3);
            else
                at++;
        }
        return (PythonTokenKind.Unknown, source.Length);
    }

    private static int EndOfNumber(string source, int at)
    {
        var isHexadecimal = at + 1 < source.Length && source[at] == '0' && source[at + 1] is 'x' or 'X';
        while (at < source.Length)
        {
            var c = source[at];
            var isExponentSign = c is '+' or '-' && !isHexadecimal && source[at - 1] is 'e' or 'E';
            if (!isExponentSign && c != '.' && !IsNamePart(c))
                break;
            at++;
        }
        return at;
    }

    private static int EndOfLine(string source, int at)
    {
        while (at < source.Length && source[at] is not ('\n' or '\r'))
            at++;
        return at;
    }

    private static bool IsNamePart(char c) => c == '_' || char.IsLetterOrDigit(c) || c > 0x7F;
}
