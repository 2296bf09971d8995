using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Parsing;

/// <summary>What a value begins with: a sign, a number, a bracket, a name.</summary>
internal sealed partial class Parser
{
    private Expr? ParsePrefix(int minimum)
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Symbol:
                switch (Text(token))
                {
                    case "-":
                        _position++;
                        // −x² is −(x²) and −ab is −(ab); in 2·−3 the sign takes one factor.
                        return ParseExpr(Math.Max(BindingPower.Product, minimum)) is { } negated ? NegateFirst(negated) : null;
                    case "+":
                        _position++;
                        return ParseExpr(Math.Max(BindingPower.Product, minimum));
                    case "=" when minimum == BindingPower.Lowest:
                        return ParseHeadless();
                }
                if (minimum <= BindingPower.Relation && RelationOf(token) is { } link and not RelationKind.Equal)
                    return ParseOpenRelation(link);
                break;
            case TokenKind.Command when Text(token) is "pm" or "mp":
                _position++;
                return ParseExpr(BindingPower.Product) is { } both ? new PlusMinus(Number.Zero, both, Text(token) is "pm") : null;
            case TokenKind.Command when minimum <= BindingPower.Relation && RelationOf(token) is { } relation:
                return ParseOpenRelation(relation);
            case TokenKind.Word when Text(token) is "negative" or "minus" or "Negative" or "Minus":
                _position++;
                return ParseExpr(Math.Max(BindingPower.Product, minimum)) is { } below ? NegateFirst(below) : null;
        }
        return ParseAtom() is { } atom ? ParsePostfix(atom) : null;
    }

    /// <summary>−a mod b is (−a) mod b, as programs and number theorists read it.</summary>
    private static Expr NegateFirst(Expr expr) => expr is Call { Function: FunctionKind.Mod, Arguments: var operands }
        ? new Call(FunctionKind.Mod, [Build.Negate(operands[0]), operands[1]])
        : Build.Negate(expr);

    /// <summary>"= 5": what the answer equals was named before it.</summary>
    private Expr? ParseHeadless()
    {
        _position++;
        return ParseExpr(BindingPower.Relation + 1);
    }

    private Expr? ParseAtom()
    {
        if (++_depth > ParseLimits.Depth)
            return null;
        var token = Current;
        var result = token.Kind switch
        {
            TokenKind.Number => ParseNumber(),
            TokenKind.Word => ParseWord(),
            TokenKind.Command => ParseCommand(),
            TokenKind.Symbol => ParseSymbol(),
            TokenKind.Letter => ParseForeignLetter(),
            TokenKind.End => null,
            _ => null,
        };
        _depth--;
        return result;
    }

    private Expr? ParseSymbol()
    {
        switch (Text(Current))
        {
            case "(":
                return ParseBrackets('(');
            case "[":
                return ParseBrackets('[');
            case "]":
                return ParseReversedInterval();
            case "{":
                return ParseGroup();
            case "|":
                return ParseBars();
            default:
                return null;
        }
    }

    /// <summary>One braced group, or one token: what \frac, \sqrt, ^ and _ take.</summary>
    private Expr? ParseArgument()
    {
        if (IsSymbol(Current, "{"))
            return ParseGroup();
        if (Current.Kind == TokenKind.Number)
            return ParseNumber();
        return ParseAtom();
    }

    /// <summary>One digit, as \frac12 takes two of; else as <see cref="ParseArgument"/>.</summary>
    private Expr? ParseDigitArgument()
    {
        var token = Current;
        if (token.Kind != TokenKind.Number || token.Length == 1)
            return ParseArgument();
        if (!char.IsAsciiDigit(_source[token.Start]))
            return null;
        var digit = _source[token.Start] - '0';
        _tokens[_position] = new(TokenKind.Number, token.Start + 1, token.Length - 1, false);
        return new Number(digit);
    }

    private Expr? ParseGroup()
    {
        _position++;
        if (Accept("}"))
            return null;
        var bars = _openBars;
        _openBars = 0;
        var content = ParseExpr(BindingPower.Lowest);
        _openBars = bars;
        return content is not null && (Accept("}") || AcceptCommand("}")) ? content : null;
    }

    private Expr? ParseBrackets(char open)
    {
        _position++;
        var bars = _openBars;
        _openBars = 0;
        var content = ParseExpr(BindingPower.Lowest);
        _openBars = bars;
        if (content is null)
            return null;
        var close = Current;
        if (!IsSymbol(close, ")") && !IsSymbol(close, "]") && !IsSymbol(close, "["))
            return null;
        _position++;
        var round = (Left: open == '(', Right: Text(close) is ")");
        var isList = content is Listing { Kind: ListingKind.Bare };
        if (IsSymbol(close, "["))
            return content is Listing { Items: { Count: 2 } halfOpen } && isList ? new Interval(halfOpen[0], open == '[', halfOpen[1], false) : null;
        if (round.Left != round.Right)
            return isList && content is Listing { Items: { Count: 2 } ends } ? new Interval(ends[0], !round.Left, ends[1], !round.Right) : null;
        var kind = round.Left ? ListingKind.Parentheses : ListingKind.Brackets;
        if (isList && round.Left && ((Listing)content).Items is { Count: 2 } pair && (IsInfinite(pair[0]) || IsInfinite(pair[1])))
            return new Interval(pair[0], false, pair[1], false);                         // no point lies at infinity
        if (isList)
            return new Listing(kind, Flatten(((Listing)content).Items));
        if (round.Left && IsSymbol(Current, "_") && _tokens[_position - 2].Kind == TokenKind.Number && content is Number { Value: { IsInteger: true, Sign: >= 0 } digits })
            return ParseBase(digits.ToString());                                     // (1101)_2
        return round.Left ? content : new Listing(kind, [content]);
    }

    private static bool IsInfinite(Expr expr) =>
        expr is Constant { Kind: ConstantKind.Infinity }
        || (expr is Product { Factors: { Count: 2 } factors } && factors[0] is Number && factors[1] is Constant { Kind: ConstantKind.Infinity });

    /// <summary>(1,1;2,2) has four entries: within brackets both separators mean the same.</summary>
    private static Sequence<Expr> Flatten(Sequence<Expr> items) =>
        Sequence.From(items.SelectMany(item => item is Listing { Kind: ListingKind.Bare } inner ? inner.Items : [item]));

    /// <summary>]1,2[ and ]1,2].</summary>
    private Expr? ParseReversedInterval()
    {
        _position++;
        if (ParseExpr(BindingPower.Lowest) is not Listing { Kind: ListingKind.Bare, Items: { Count: 2 } ends })
            return null;
        var closed = IsSymbol(Current, "]");
        if (!closed && !IsSymbol(Current, "["))
            return null;
        _position++;
        return new Interval(ends[0], false, ends[1], closed);
    }

    /// <summary>|x|. A bar where a value may begin opens; one behind a value closes.</summary>
    private Expr? ParseBars()
    {
        _position++;
        _openBars++;
        var content = ParseExpr(BindingPower.Relation + 1);
        _openBars--;
        if (content is null || !(Accept("|") || AcceptCommand("|") || AcceptCommand("vert") || AcceptCommand("rvert") || AcceptCommand("Vert") || AcceptCommand("rVert")))
            return null;
        return content is Matrix matrix ? matrix with { IsDeterminant = true } : new Call(FunctionKind.Abs, [content]);
    }

    private Expr? ParseBetween(ReadOnlySpan<char> close, FunctionKind function)
    {
        if (ParseExpr(BindingPower.Relation + 1) is not { } content || !AcceptCommand(close))
            return null;
        return new Call(function, [content]);
    }

    private Expr? ParseForeignLetter()
    {
        var token = Current;
        _position++;
        var text = Text(token);
        return text.Length == 1 && char.IsLetter(text[0]) && text[0] < '\u2E80' ? new Variable(text.ToString()) : null;
    }

    /// <summary>Whether a token can begin a factor, so that standing behind a value it multiplies.</summary>
    private bool StartsFactor(Token token)
    {
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Word:
                return true;
            case TokenKind.Letter:
                return Text(token) is var letter && letter.Length == 1 && char.IsLetter(letter[0]) && letter[0] < '\u2E80';
            case TokenKind.Symbol:
                return Text(token) is "(" or "{" || (Text(token) is "[" && !AtHalfOpenEnd()) || (Text(token) is "|" && _openBars == 0 && !_inSetBuilder);
            case TokenKind.Command:
                return Text(token) is not ("}" or "rangle" or "rfloor" or "rceil" or "rvert" or "rVert" or "end" or "to" or "rightarrow" or "implies"
                    or "Rightarrow" or "iff" or "mid" or "rbrace" or "%" or "\\" or "|" or "vert" or "Vert" or "&" or "quad" or "qquad"
                    or "ldots" or "cdots" or "dots" or "rbrack" or "notin" or "pmod" or "newline" or "cr");
            case TokenKind.End:
            default:
                return false;
        }
    }

    /// <summary>In [1,2[ the last bracket closes.</summary>
    private bool AtHalfOpenEnd() => Next.Kind == TokenKind.End || IsCommand(Next, "cup") || IsCommand(Next, "cap");
}
