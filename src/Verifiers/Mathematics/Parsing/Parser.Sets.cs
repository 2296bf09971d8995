using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Parsing;

/// <summary>Sets in braces, relations without a left side, and congruences.</summary>
internal sealed partial class Parser
{
    /// <summary>The name of a residue class: (5, 7) is 5 + 7ℤ.</summary>
    public const string ResidueClass = "residue class";

    /// <summary>The name of {f(x) : condition}.</summary>
    public const string SetImage = "set image";

    /// <summary>\{…\}: items, or x with a condition, which stands for the condition's solutions.</summary>
    private Expr? ParseSet(ReadOnlySpan<char> close)
    {
        if (AcceptCommand(close))
            return new NamedSet("∅");
        if (IsCommand(Current, "begin") && ParseOneSided() is { } pieces)
            return pieces;
        var (bars, builder) = (_openBars, _inSetBuilder);
        (_openBars, _inSetBuilder) = (0, true);
        var content = ParseExpr(BindingPower.Lowest);
        (_openBars, _inSetBuilder) = (bars, builder);
        if (content is null)
            return null;
        if (IsSymbol(Current, "|") || IsCommand(Current, "mid") || IsSymbol(Current, ":") || IsCommand(Current, "colon") || IsCommand(Current, "vert"))
        {
            _position++;
            var condition = ParseExpr(BindingPower.Lowest);
            return condition is not null && (AcceptCommand(close) || Accept("}")) ? MakeBuilder(content, condition) : null;
        }
        if (!AcceptCommand(close) && !Accept("}"))
            return null;
        return new Listing(ListingKind.Set, content is Listing { Kind: ListingKind.Bare } list ? list.Items : [content]);
    }

    /// <summary>\left\{ \begin{array}… \end{array} \right. : a brace that nothing closes holds a system or pieces.</summary>
    private Expr? ParseOneSided()
    {
        var position = _position;
        var environment = IsSymbol(Next, "{") && _position + 2 < _tokens.Length ? Text(_tokens[_position + 2]) : default;
        if (environment is "array" or "matrix" or "aligned" or "cases" or "gathered" && ParseEnvironment(asSystem: true) is { } system
            && !IsCommand(Current, "}") && !IsCommand(Current, "rbrace"))
        {
            return system;
        }
        _position = position;
        return null;
    }

    /// <summary>
    /// {x : condition} is what the condition says of x; {x ∈ A : condition} says both; {f(x) : condition} is kept as it is.
    /// </summary>
    private static Expr MakeBuilder(Expr element, Expr condition) => element switch
    {
        Variable => condition,
        Relation { Links: { Count: 1 } links, Sides: var sides } when links[0] == RelationKind.In && sides[0] is Variable => sides[1] is NamedSet { Name: "ℝ" }
            ? condition
            : new SetOperation(SetOperationKind.Intersection, sides[1], condition),
        _ => new Application(SetImage, [element, condition]),
    };

    /// <summary>"≥ 7", "≠ 0", "∈ (1, 2)": the numbers that stand so to the bound.</summary>
    private Expr? ParseOpenRelation(RelationKind link)
    {
        _position++;
        if (ParseExpr(BindingPower.Relation + 1) is not { } bound)
            return null;
        var infinity = new Constant(ConstantKind.Infinity);
        var minusInfinity = Build.Negate(infinity);
        return link switch
        {
            RelationKind.Less => new Interval(minusInfinity, false, bound, false),
            RelationKind.LessOrEqual => new Interval(minusInfinity, false, bound, true),
            RelationKind.Greater => new Interval(bound, false, infinity, false),
            RelationKind.GreaterOrEqual => new Interval(bound, true, infinity, false),
            RelationKind.NotEqual => new SetOperation(SetOperationKind.Difference, new NamedSet("ℝ"), new Listing(ListingKind.Set, [bound])),
            RelationKind.Equal or RelationKind.Approximately or RelationKind.In => bound,
        };
    }

    /// <summary>The relation that a token stands for; null when it stands for none.</summary>
    private RelationKind? RelationOf(Token token) =>
        token.Kind is TokenKind.Symbol or TokenKind.Command && Commands.Relations.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Text(token), out var link) ? link : null;

    /// <summary>Whether "(mod 7)", \pmod{7} or "\pmod 7" begins here.</summary>
    private bool StartsModulus() =>
        IsCommand(Current, "pmod")
        || (IsSymbol(Current, "(") && (IsWord(Next, "mod") || IsCommand(Next, "mod") || IsCommand(Next, "bmod")));

    /// <summary>x ≡ 5 (mod 7): the last side is a residue class, which is no number.</summary>
    private Expr? ParseCongruence(Expr left)
    {
        var bracketed = Accept("(");
        _position++;
        var modulus = bracketed ? ParseExpr(BindingPower.Relation) : ParseArgument();
        if (modulus is null || (bracketed && !Accept(")")))
            return null;
        return OfModulus(left, modulus);
    }

    private static Expr OfModulus(Expr left, Expr modulus) => left switch
    {
        Relation relation => relation with { Sides = [.. relation.Sides.Span[..^1], Residue(relation.Sides[^1], modulus)] },
        Listing { Kind: ListingKind.Bare } list => list with { Items = list.Items.Map(item => OfModulus(item, modulus)) },
        _ => Residue(left, modulus),
    };

    private static Application Residue(Expr value, Expr modulus)
    {
        if (value is Number { Value: { IsInteger: true } number } && modulus is Number { Value: { IsInteger: true, Sign: > 0 } divisor })
            value = new Number(number - (divisor * (Rational)(number / divisor).Floor()));
        return new(ResidueClass, [value, modulus]);
    }
}
