namespace Verifiers.Mathematics.Parsing;

/// <summary>Cuts mathematical text into tokens, in one pass, dropping what only concerns layout.</summary>
internal static class Lexer
{
    /// <summary>The tokens of the text, closed by <see cref="TokenKind.End"/>; null when there are more than the limits allow.</summary>
    /// <param name="source">ASCII as far as possible: see <see cref="Unicode"/>.</param>
    /// <param name="reading">How to take separators.</param>
    /// <param name="isAmbiguous">Whether another reading would give other tokens.</param>
    public static Token[]? Read(string source, Reading reading, out bool isAmbiguous)
    {
        isAmbiguous = false;
        if (source.Length > ParseLimits.Length)
            return null;
        var tokens = new List<Token>(Math.Min(64, source.Length + 1));
        var space = false;
        var depth = 0;
        var i = 0;
        while (i < source.Length)
        {
            var c = source[i];
            if (char.IsWhiteSpace(c) || c is '$' or '~' or '\u0001' || (c is '*' or '`' && IsMarkup(source, i, tokens)))
            {
                // $ directly before a digit is a currency when it has no partner; that is sorted out before lexing.
                space = true;
                i++;
                continue;
            }
            if (tokens.Count >= ParseLimits.Tokens)
                return null;
            Token token;
            if (char.IsAsciiDigit(c) || (c == '.' && i + 1 < source.Length && char.IsAsciiDigit(source[i + 1])))
                token = NumberLexer.Read(source, i, reading, depth, ref isAmbiguous);
            else if (char.IsAsciiLetter(c))
                token = new(TokenKind.Word, i, RunOfLetters(source, i), false);
            else if (c == '\\')
                token = ReadCommand(source, i);
            else if (c >= 128)
                token = new(TokenKind.Letter, i, char.IsHighSurrogate(c) && i + 1 < source.Length && char.IsLowSurrogate(source[i + 1]) ? 2 : 1, false);
            else
                token = new(TokenKind.Symbol, i, SymbolLength(source, i), false);
            i = token.End;
            if (token.Kind == TokenKind.Command && Commands.Discarded.GetAlternateLookup<ReadOnlySpan<char>>().Contains(source.AsSpan(token.Start + 1, token.Length - 1)))
            {
                // The name of a colour goes as well; what is coloured stays.
                i = BehindArgument(source, i);
                space = true;
                continue;
            }
            if (i < source.Length && source[i] == '*' && source.AsSpan(token.Start, token.Length) is @"\operatorname")
                i++;
            if (token.Kind == TokenKind.Command && Commands.IsLayout(source.AsSpan(token.Start + 1, token.Length - 1)))
            {
                space |= !source.AsSpan(token.Start, token.Length).StartsWith(@"\left") && source[token.Start + 1] != '!';
                if (i < source.Length && source[i] == '.' && source.AsSpan(token.Start, token.Length) is @"\left" or @"\right")
                    i++; // \right. closes nothing
                continue;
            }
            if (token.Kind == TokenKind.Symbol)
                depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            tokens.Add(token with { SpaceBefore = space });
            space = false;
        }
        tokens.Add(new(TokenKind.End, source.Length, 0, space));
        return [.. tokens];
    }

    /// <summary>One past the group in braces that begins here, after a star and spaces; the very place when there is none.</summary>
    private static int BehindArgument(string source, int start)
    {
        var at = start < source.Length && source[start] == '*' ? start + 1 : start;
        while (at < source.Length && source[at] == ' ')
            at++;
        if (at >= source.Length || source[at] != '{')
            return start;
        var depth = 0;
        for (; at < source.Length; at++)
        {
            depth += source[at] == '{' ? 1 : source[at] == '}' ? -1 : 0;
            if (depth == 0)
                return at + 1;
        }
        return start;
    }

    /// <summary>** around a whole answer is bold, not a power; a single * with a space on neither side multiplies.</summary>
    private static bool IsMarkup(string source, int at, List<Token> tokens) =>
        source[at] == '`' || (source[at] == '*' && (tokens.Count == 0 || source.AsSpan(at).Trim("*. \n") is ""));

    private static int RunOfLetters(string source, int start)
    {
        var end = start;
        while (end < source.Length && char.IsAsciiLetter(source[end]))
            end++;
        return end - start;
    }

    /// <summary>\name, \symbol; a doubled backslash before a known name is one that was escaped twice.</summary>
    private static Token ReadCommand(string source, int start)
    {
        if (start + 1 >= source.Length)
            return new(TokenKind.Symbol, start, 1, false);
        var letters = RunOfLetters(source, start + 1);
        if (letters == 0)
        {
            if (source[start + 1] == '\\' && RunOfLetters(source, start + 2) is > 1 and var doubled
                && Commands.IsKnown(source.AsSpan(start + 2, doubled)))
            {
                return new(TokenKind.Command, start + 1, 1 + doubled, false);
            }
            return new(TokenKind.Command, start, 2, false);
        }
        var name = source.AsSpan(start + 1, letters);
        if (!Commands.IsKnown(name))
        {
            // \quadx is \quad x: the longest known beginning, when it is layout.
            for (var length = letters - 1; length >= 4; length--)
            {
                if (Commands.IsLayout(name[..length]) || name[..length] is "quad" or "qquad")
                    return new(TokenKind.Command, start, 1 + length, false);
            }
        }
        return new(TokenKind.Command, start, 1 + letters, false);
    }

    private static int SymbolLength(string source, int at)
    {
        if (at + 1 >= source.Length)
            return 1;
        return (source[at], source[at + 1]) switch
        {
            ('<', '=') or ('>', '=') or ('!', '=') or ('=', '=') or (':', '=') or ('*', '*') or ('=', '<') or ('<', '>') => 2,
            ('=', '>') => 2,
            ('.', '.') => at + 2 < source.Length && source[at + 2] == '.' ? 3 : 2,
            _ => 1,
        };
    }
}
