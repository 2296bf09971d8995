namespace Verifiers.Mathematics.Parsing;

/// <summary>
/// Takes the alignment out of \begin{aligned} … and its kin, where &amp; only says what stands below what: "x &amp;= 2 + 3 \\ &amp;= 5" is
/// the chain x = 2 + 3 = 5. In matrices &amp; stays; in cases it parts a value from its condition and stays, but goes next to a relation.
/// </summary>
internal static class Alignment
{
    private const int DeepestNesting = 16;

    private enum Layout
    {
        Cells,
        Cases,
        Lines,
    }

    /// <summary>The tokens without marks of alignment.</summary>
    public static Token[] Remove(string source, Token[] tokens)
    {
        if (!source.Contains(@"\begin", StringComparison.Ordinal))
            return tokens;
        var kept = new List<Token>(tokens.Length);
        var open = new Stack<Layout>();
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (Is(source, token, @"\begin"))
            {
                if (open.Count >= DeepestNesting)
                    return tokens;
                open.Push(i + 2 < tokens.Length ? LayoutOf(source.AsSpan(tokens[i + 2].Start, tokens[i + 2].Length)) : Layout.Cells);
            }
            else if (Is(source, token, @"\end") && open.Count > 0)
            {
                open.Pop();
            }
            var layout = open.Count == 0 ? Layout.Cells : open.Peek();
            if (layout != Layout.Cells && Is(source, token, "&")
                && (layout == Layout.Lines || IsRelation(source, tokens[i + 1]) || (i > 0 && IsRelation(source, tokens[i - 1]))))
            {
                continue;
            }
            if (layout == Layout.Lines && Is(source, token, @"\\"))
            {
                var next = i + 1;
                while (Is(source, tokens[next], "&"))
                    next++;
                if (IsRelation(source, tokens[next]))
                {
                    // The line goes on with what the one above equals.
                    i = next - 1;
                    continue;
                }
            }
            kept.Add(token);
        }
        return [.. kept];
    }

    private static Layout LayoutOf(ReadOnlySpan<char> environment) => environment switch
    {
        "cases" or "dcases" or "rcases" => Layout.Cases,
        "aligned" or "align" or "split" or "gather" or "gathered" or "eqnarray" or "alignat" or "alignedat" or "multline" or "equation" or "flalign" => Layout.Lines,
        _ => Layout.Cells,
    };

    private static bool Is(string source, Token token, ReadOnlySpan<char> text) =>
        token.Kind is TokenKind.Command or TokenKind.Symbol && source.AsSpan(token.Start, token.Length).SequenceEqual(text);

    private static bool IsRelation(string source, Token token)
    {
        if (token.Kind is not (TokenKind.Command or TokenKind.Symbol))
            return false;
        var text = source.AsSpan(token.Start, token.Length);
        return Commands.Relations.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(token.Kind == TokenKind.Command ? text[1..] : text)
            && (token.Kind == TokenKind.Command || text[0] is '=' or '<' or '>' or '!' or ':');
    }
}
