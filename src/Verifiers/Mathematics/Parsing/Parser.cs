using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Parsing;

/// <summary>
/// Reads LaTeX, plain text and (after <see cref="Unicode"/>) Unicode mathematics with one Pratt parser: a prefix says what it
/// is, an infix how tightly it binds. Every method answers null when the text cannot be read; nothing here throws.
/// The parts: this file the loop over infixes, the others prefixes, brackets, commands, letters and what follows a value.
/// </summary>
internal sealed partial class Parser
{
    private readonly string _source;
    private readonly Reading _reading;
    private readonly Token[] _tokens;
    private int _position;
    private int _depth;
    private int _attempts;
    private int _openBars;
    private int _openIntegrals;
    private bool _inSetBuilder;

    private Parser(string source, Reading reading, Token[] tokens)
    {
        _source = source;
        _reading = reading;
        _tokens = tokens;
    }

    /// <summary>The tree of a text, or null when it cannot be read.</summary>
    /// <param name="source">ASCII as far as possible: see <see cref="Unicode"/>.</param>
    /// <param name="reading">How to take what can be taken in two ways.</param>
    /// <param name="isAmbiguous">Whether another reading may give another tree.</param>
    public static Expr? Parse(string source, Reading reading, out bool isAmbiguous)
    {
        var tokens = Lexer.Read(source, reading, out isAmbiguous);
        if (tokens is null)
            return null;
        var parser = new Parser(source, reading, Alignment.Remove(source, tokens));
        var result = parser.ParseExpr(BindingPower.Lowest);
        parser.SkipFinalPunctuation();
        isAmbiguous |= parser._sawLetterUnit || parser._sawBareLogarithm;
        if (parser.Current.Kind != TokenKind.End || result is null)
            return null;
        // 1 ± 1 ± 1 … nests without a bracket. No token makes more than three levels.
        return 3 * tokens.Length > ParseLimits.TreeDepth && Unknowns.IsDeeperThan(result, ParseLimits.TreeDepth) ? null : result;
    }

    private Token Current => _tokens[Math.Min(_position, _tokens.Length - 1)];

    private Token Next => _tokens[Math.Min(_position + 1, _tokens.Length - 1)];

    private ReadOnlySpan<char> Text(Token token) => token.Kind == TokenKind.Command
        ? _source.AsSpan(token.Start + 1, token.Length - 1)
        : _source.AsSpan(token.Start, token.Length);

    private bool IsSymbol(Token token, ReadOnlySpan<char> symbol) => token.Kind == TokenKind.Symbol && Text(token).SequenceEqual(symbol);

    private bool IsCommand(Token token, ReadOnlySpan<char> name) => token.Kind == TokenKind.Command && Text(token).SequenceEqual(name);

    private bool IsWord(Token token, ReadOnlySpan<char> word) => token.Kind == TokenKind.Word && Text(token).SequenceEqual(word);

    private bool Accept(ReadOnlySpan<char> symbol)
    {
        if (!IsSymbol(Current, symbol))
            return false;
        _position++;
        return true;
    }

    private bool AcceptCommand(ReadOnlySpan<char> name)
    {
        if (!IsCommand(Current, name))
            return false;
        _position++;
        return true;
    }

    private void SkipFinalPunctuation()
    {
        while (Current.Kind == TokenKind.Symbol && Text(Current) is "." or "," or ";" or ":" or "!" or "\"" or "*")
            _position++;
    }

    private Expr? ParseExpr(int minimum)
    {
        // Readings that are tried and taken back may nest, and each level would double the work of the one within.
        if (++_attempts > ParseLimits.Attempts + (ParseLimits.AttemptsPerToken * _tokens.Length) || _depth >= ParseLimits.Depth)
            return null;
        _depth++;
        var left = ParsePrefix(minimum);
        while (left is not null)
        {
            var infix = PeekInfix(left, minimum);
            if (infix.Power < minimum || infix.Power == 0)
                break;
            left = ParseInfix(left, infix);
        }
        _depth--;
        return left;
    }

    /// <summary>What stands behind a value, and how tightly it binds.</summary>
    private Infix PeekInfix(Expr left, int minimum)
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.End:
                return default;
            case TokenKind.Symbol:
                if (SymbolInfix(token) is { Power: > 0 } symbol)
                    return symbol;
                break;
            case TokenKind.Command:
                if (CommandInfix(token) is { Power: > 0 } command)
                    return command;
                break;
            case TokenKind.Word:
                if (Text(token) is "and" or "or" or "And" or "Or" or "AND" or "OR")
                    return new(InfixKind.Comma, BindingPower.Comma);
                if (Text(token) is "mod")
                    return new(InfixKind.Mod, BindingPower.Product);
                if (Text(token) is "in" && Next.Kind != TokenKind.End)
                    return new(InfixKind.Relation, BindingPower.Relation, RelationKind.In);
                if (Text(token) is "x" && left is Number or DecimalNumber && Next.Kind == TokenKind.Number && Text(Next) is "10" && IsSymbol(_tokens[Math.Min(_position + 2, _tokens.Length - 1)], "^"))
                    return new(InfixKind.Times, BindingPower.Product);               // 6 x 10^3
                if (Text(token) is "to" && left is Number or DecimalNumber && Next.Kind == TokenKind.Number)
                    return new(InfixKind.Ratio, BindingPower.Ratio);                 // 2 to 3
                if (Text(token) is "choose" or "C" && left is Number && Text(token).Length > 1)
                    return new(InfixKind.Choose, BindingPower.Product);
                break;
        }
        if (token.Kind == TokenKind.Letter && Text(token) is "或" or "和" or "及" or "与")
            return new(InfixKind.Comma, BindingPower.Comma);
        if (StartsModulus())
            return new(InfixKind.Congruence, BindingPower.Congruence);
        if (_position >= 2 && IsSymbol(_tokens[_position - 2], ":") && StartsHalfOfDay(token))
            return default;
        if (!StartsFactor(token) || (_openIntegrals > 0 && IsDifferential()))
            return default;
        if (left is Number or DecimalNumber && token.Kind == TokenKind.Number && token.SpaceBefore)
            return IsMixedNumber(left) ? new(InfixKind.Mixed, BindingPower.Implicit) : new(InfixKind.SpaceList, BindingPower.Comma);
        if (left is Number && IsCommandFraction(token) && IsMixedNumber(left))
            return new(InfixKind.Mixed, BindingPower.Implicit);
        // a/8y is a/(8y), but a/8 y is (a/8)y: a space loosens the product to the strength of a quotient.
        var loose = token.SpaceBefore && minimum == BindingPower.Product + 1;
        return new(InfixKind.Implicit, loose ? BindingPower.Product : BindingPower.Implicit);
    }

    private Infix SymbolInfix(Token token)
    {
        var text = Text(token);
        if (Commands.Relations.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var relation))
            return new(InfixKind.Relation, BindingPower.Relation, relation);
        return text switch
        {
            ";" => new(InfixKind.Semicolon, BindingPower.Semicolon),
            "," => new(InfixKind.Comma, BindingPower.Comma),
            "+" => new(InfixKind.Plus, BindingPower.Sum),
            "-" => new(InfixKind.Minus, BindingPower.Sum),
            "*" => new(InfixKind.Times, BindingPower.Product),
            "/" => new(InfixKind.Over, BindingPower.Product),
            ":" when !_inSetBuilder => new(InfixKind.Ratio, BindingPower.Ratio),
            _ => default,
        };
    }

    private Infix CommandInfix(Token token)
    {
        var text = Text(token);
        if (Commands.Relations.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var relation))
            return new(InfixKind.Relation, BindingPower.Relation, relation);
        switch (text)
        {
            case "times" or "cdot" or "ast":
                return new(InfixKind.Times, BindingPower.Product);
            case "div":
                return new(InfixKind.Over, BindingPower.Product);
            case "mod" or "bmod":
                return new(InfixKind.Mod, BindingPower.Product);
            case "pm":
                return new(InfixKind.PlusMinus, BindingPower.Sum);
            case "mp":
                return new(InfixKind.MinusPlus, BindingPower.Sum);
            case "over":
                return new(InfixKind.Over, BindingPower.WholeGroup);
            case "choose":
                return new(InfixKind.Choose, BindingPower.Ratio);
            case "cup" or "bigcup":
                return new(InfixKind.Union, BindingPower.Sets);
            case "cap" or "bigcap":
                return new(InfixKind.Intersection, BindingPower.Sets);
            case "setminus" or "backslash":
                return new(InfixKind.Difference, BindingPower.Sets);
            case "colon":
                return new(InfixKind.Ratio, BindingPower.Ratio);
            case "quad" or "qquad" or "land" or "lor" or "wedge" or "vee":
                return new(InfixKind.Comma, BindingPower.Comma);
            case "\\" or "newline" or "cr" when !_inMatrix:
                return new(InfixKind.Comma, BindingPower.Comma);
            default:
                return IsConnective(token) ? new(InfixKind.Comma, BindingPower.Comma) : default;
        }
    }

    private Expr? ParseInfix(Expr left, Infix infix)
    {
        switch (infix.Kind)
        {
            case InfixKind.Semicolon or InfixKind.Comma or InfixKind.SpaceList:
                return ParseListing(left, infix.Kind);
            case InfixKind.Relation:
                return ParseRelation(left);
            case InfixKind.Congruence:
                return ParseCongruence(left);
            case InfixKind.Mixed:
                return ParseMixed((Number)left);
            case InfixKind.Implicit:
                return ParseExpr(infix.Power + 1) is { } factor ? TwoUnits(left, factor) ?? Build.Times(left, factor) : null;
            default:
                break;
        }
        var ratioSpacing = infix.Kind == InfixKind.Ratio && !Current.SpaceBefore && !Next.SpaceBefore;
        _position++;
        if (ParseExpr(infix.Power + 1) is not { } right)
            return null;
        return infix.Kind switch
        {
            InfixKind.Plus => Build.Plus(left, right),
            InfixKind.Minus => Build.Plus(left, Build.Negate(right)),
            InfixKind.PlusMinus => new PlusMinus(left, right, true),
            InfixKind.MinusPlus => new PlusMinus(left, right, false),
            InfixKind.Times => Build.Times(left, right),
            InfixKind.Over => Build.Over(left, right),
            InfixKind.Mod => new Call(FunctionKind.Mod, [left, right]),
            InfixKind.Choose => new Call(FunctionKind.Binomial, [left, right]),
            InfixKind.Ratio => MakeRatio(left, right, ratioSpacing),
            InfixKind.Union => new SetOperation(SetOperationKind.Union, left, right),
            InfixKind.Intersection => new SetOperation(SetOperationKind.Intersection, left, right),
            InfixKind.Difference => new SetOperation(SetOperationKind.Difference, left, right),
            _ => null,
        };
    }

    /// <summary>5 ft 6 in and 1 h 30 min are sums: a number of a smaller unit of the same kind.</summary>
    private static Quantity? TwoUnits(Expr left, Expr right) =>
        left is Quantity { Unit: { IsKnown: true, Dimension.Count: > 0 } big } whole && right is Quantity { Unit: { IsKnown: true } small } rest
        && big.Dimension == small.Dimension && small.Scale < big.Scale
            ? whole with { Value = Build.Plus(whole.Value, Build.Times(rest.Value, new Number(small.Scale / big.Scale))) }
            : null;

    /// <summary>a : b : c; minutes are two digits below 60, so that 3:45 may be a time and 3:5 may not.</summary>
    private Expr MakeRatio(Expr left, Expr right, bool tight)
    {
        if (left is Ratio ratio)
            return new Ratio([.. ratio.Terms, right], false);
        var last = _tokens[_position - 1];
        var looksLikeTime = tight && last is { Kind: TokenKind.Number, Length: 2 }
            && left is Number { Value: { IsInteger: true, Sign: >= 0 } hours } && hours < 24
            && right is Number { Value: { IsInteger: true, Sign: >= 0 } minutes } && minutes < 60;
        if (looksLikeTime && ParseHalfOfDay() is { } afternoon)
        {
            var hour = (int)((Number)left).Value.Numerator;
            return new ClockTime((((hour % 12) + (afternoon ? 12 : 0)) * 60) + (int)((Number)right).Value.Numerator);
        }
        return new Ratio([left, right], looksLikeTime);
    }

    private bool StartsHalfOfDay(Token token)
    {
        var position = _position;
        var found = token.Kind is TokenKind.Word or TokenKind.Command && ParseHalfOfDay() is not null;
        _position = position;
        return found;
    }

    /// <summary>AM, p.m.; null when neither follows.</summary>
    private bool? ParseHalfOfDay()
    {
        var start = Current.Start;
        var rest = _source.AsSpan(start);
        var inText = Current.Kind == TokenKind.Command && Commands.TextCommands.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Text(Current));
        if (inText)
            rest = rest[(rest.IndexOf('{') + 1)..].TrimStart();
        bool? afternoon = rest.Length >= 2 && (rest[0] | 32) is 'a' or 'p'
            && ((rest[1] | 32) == 'm' || (rest.Length >= 3 && rest[1] == '.' && (rest[2] | 32) == 'm'))
            ? (rest[0] | 32) == 'p'
            : null;
        if (afternoon is null)
            return null;
        if (inText)
            ReadTextArgument();
        else
        {
            while (Current.Kind == TokenKind.Word || IsSymbol(Current, "."))
                _position++;
        }
        return afternoon;
    }

    private Expr? ParseRelation(Expr left)
    {
        // In i = 0 and e = 2 the letters are unknowns.
        if (left is Constant { Kind: ConstantKind.I or ConstantKind.E } letter)
            left = new Variable(letter.Kind == ConstantKind.I ? "i" : "e");
        var sides = new List<Expr> { left };
        var links = new List<RelationKind>();
        var isCongruence = IsCommand(Current, "equiv");
        while (true)
        {
            var infix = PeekInfix(sides[^1], BindingPower.Relation);
            if (infix.Kind != InfixKind.Relation)
                break;
            _position++;
            if (ParseExpr(BindingPower.Relation + 1) is not { } side)
                return null;
            sides.Add(side);
            links.Add(infix.Relation);
        }
        // x \equiv 5 \mod 7 is the congruence as well, with less brackets.
        if (isCongruence && sides.Count == 2 && sides[1] is Call { Function: FunctionKind.Mod, Arguments: var operands })
            sides[1] = Residue(operands[0], operands[1]);
        return new Relation(Sequence.From(sides), Sequence.From(links));
    }

    /// <summary>Inequalities that "or" may join: each deepens the tree.</summary>
    private const int MostAlternatives = 16;

    /// <summary>a, b and c. Semicolons separate groups when commas stand inside them: 1,2;3,4 is two pairs.</summary>
    private Expr? ParseListing(Expr left, InfixKind kind)
    {
        var power = kind == InfixKind.Semicolon ? BindingPower.Semicolon : BindingPower.Comma;
        var items = new List<Expr> { left };
        var isEither = true;
        while (true)
        {
            var infix = PeekInfix(items[^1], power);
            if (infix.Power != power || infix.Kind is not (InfixKind.Comma or InfixKind.Semicolon or InfixKind.SpaceList))
                break;
            var saysOr = false;
            if (infix.Kind != InfixKind.SpaceList)
            {
                // "a, and b", "a \quad \text{and} \quad b": one separator.
                while (Current.Kind != TokenKind.End && IsSeparator(Current))
                {
                    saysOr |= IsOr(Current);
                    if (Current.Kind == TokenKind.Command && Commands.TextCommands.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Text(Current)))
                    {
                        _position++;
                        ReadTextArgument(skipCommand: false);
                    }
                    else
                    {
                        _position++;
                    }
                }
            }
            if (Current.Kind == TokenKind.End || IsSymbol(Current, ".") || IsClosing(Current))
                break;
            if (ParseExpr(power + 1) is not { } item)
                return null;
            items.Add(item);
            isEither &= saysOr;
        }
        // "x < 1 or x > 7" is a union, and never both at once, as "x > 1, x < 7" is.
        if (isEither && items.Count is > 1 and <= MostAlternatives && items.TrueForAll(item => item is Relation { IsInequality: true }))
            return items.Aggregate((either, or) => new SetOperation(SetOperationKind.Union, either, or));
        return items.Count == 1 ? items[0] : new Listing(ListingKind.Bare, Sequence.From(items));
    }

    private bool IsOr(Token token) =>
        (token.Kind == TokenKind.Word && Text(token) is "or" or "Or" or "OR")
        || (token.Kind == TokenKind.Letter && Text(token) is "或")
        || (token.Kind == TokenKind.Command && (Text(token) is "lor" or "vee" || PeekText(token)?.Trim().Trim(',').Trim() is "or" or "Or" or "或"));

    private bool IsSeparator(Token token) =>
        (token.Kind == TokenKind.Symbol && Text(token) is "," or ";")
        || (token.Kind == TokenKind.Word && Text(token) is "and" or "or" or "And" or "Or" or "AND" or "OR")
        || (token.Kind == TokenKind.Letter && Text(token) is "或" or "和" or "及" or "与")
        || (token.Kind == TokenKind.Command && (Text(token) is "quad" or "qquad" or "land" or "lor" or "wedge" or "vee" or "\\" or "newline" || IsConnective(token)));

    private bool IsClosing(Token token) =>
        token.Kind == TokenKind.Symbol && Text(token) is ")" or "]" or "}" || IsCommand(token, "}") || IsCommand(token, "end");

    private readonly record struct Infix(InfixKind Kind, int Power, RelationKind Relation = RelationKind.Equal);

    private enum InfixKind
    {
        None, Semicolon, Comma, SpaceList, Relation, Union, Intersection, Difference, Ratio, Plus, Minus, PlusMinus, MinusPlus, Times, Over, Mod,
        Choose, Mixed, Implicit, Congruence,
    }

    /// <summary>How tightly an infix binds; left operands bind at the power, right ones one above.</summary>
    private static class BindingPower
    {
        public const int Lowest = 1;
        public const int Semicolon = 10;
        public const int Comma = 20;
        public const int Congruence = 25;
        public const int Relation = 30;
        public const int Sets = 40;
        public const int Ratio = 45;
        public const int WholeGroup = 47;
        public const int Sum = 50;
        public const int Product = 60;
        public const int Implicit = 65;
        public const int Factor = 70;
    }
}
