namespace Verifiers.Mathematics.Expressions;

/// <summary>
/// What an answer says, as a tree: values (<see cref="Number"/> … <see cref="BigOperator"/>) and the forms an answer can have
/// around values (<see cref="Relation"/>, <see cref="Listing"/>, <see cref="Matrix"/> …). Data only: an operation is its own file.
/// </summary>
public abstract record Expr;

/// <summary>An exact number that was written without a decimal point: 3, ½.</summary>
public sealed record Number(Rational Value) : Expr
{
    /// <summary>0.</summary>
    public static Number Zero { get; } = new(Rational.Zero);

    /// <summary>1.</summary>
    public static Number One { get; } = new(Rational.One);

    /// <summary>−1.</summary>
    public static Number MinusOne { get; } = new(-Rational.One);

    /// <summary>1/2.</summary>
    public static Number Half { get; } = new(Rational.Of(1, 2));
}

/// <summary>A number that was written with a decimal point or an exponent: its value is exact, and it states how far it was rounded.</summary>
/// <param name="Value">The value that the digits spell.</param>
/// <param name="SignificantDigits">Digits from the first that is not 0.</param>
/// <param name="LastPlace">The exponent of ten of the last digit: −2 for 3.14.</param>
public sealed record DecimalNumber(Rational Value, int SignificantDigits, int LastPlace) : Expr;

/// <summary>An integer written in a stated base: 204₅.</summary>
/// <param name="Digits">The digits as written.</param>
/// <param name="Radix">From 2 to 36.</param>
/// <param name="Value">What they spell in that base.</param>
public sealed record BasedNumber(string Digits, int Radix, Rational Value) : Expr;

/// <summary>A number with a name.</summary>
public sealed record Constant(ConstantKind Kind) : Expr;

/// <summary>The numbers that have names.</summary>
public enum ConstantKind
{
    /// <summary>π.</summary>
    Pi,

    /// <summary>e.</summary>
    E,

    /// <summary>i, with i² = −1.</summary>
    I,

    /// <summary>+∞, an end of the line rather than a number.</summary>
    Infinity,
}

/// <summary>An unknown: x, θ, a_n.</summary>
public sealed record Variable(string Name) : Expr;

/// <summary>a + b + …</summary>
public sealed record Sum(Sequence<Expr> Terms) : Expr;

/// <summary>a · b · … ; a quotient a/b is a · b⁻¹.</summary>
public sealed record Product(Sequence<Expr> Factors) : Expr;

/// <summary>a^b.</summary>
public sealed record Power(Expr Base, Expr Exponent) : Expr;

/// <summary>A known function of its arguments.</summary>
public sealed record Call(FunctionKind Function, Sequence<Expr> Arguments) : Expr;

/// <summary>An unknown function of its arguments, f(x): equal only to itself at equal arguments.</summary>
public sealed record Application(string Name, Sequence<Expr> Arguments) : Expr;

/// <summary>a ± b or a ∓ b: two values at once. All signs of one answer are taken together.</summary>
/// <param name="Left">a; 0 when the sign stands in front.</param>
/// <param name="Right">b.</param>
/// <param name="UpperIsPlus">True for ±, false for ∓.</param>
public sealed record PlusMinus(Expr Left, Expr Right, bool UpperIsPlus) : Expr;

/// <summary>∑, ∏, ∫, lim, d/dx: something still to be done.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Variable">The bound variable.</param>
/// <param name="Lower">The lower bound, or the point of a limit; null when there is none.</param>
/// <param name="Upper">The upper bound; of a limit the side, 1 from above and −1 from below; null when there is none.</param>
/// <param name="Body">What stands under the operator.</param>
public sealed record BigOperator(OperatorKind Kind, string Variable, Expr? Lower, Expr? Upper, Expr Body) : Expr;

/// <summary>The operators that bind a variable.</summary>
public enum OperatorKind
{
    /// <summary>∑.</summary>
    Sum,

    /// <summary>∏.</summary>
    Product,

    /// <summary>∫.</summary>
    Integral,

    /// <summary>lim.</summary>
    Limit,

    /// <summary>d/dx.</summary>
    Derivative,
}

/// <summary>A value with a unit: 5 cm, 50 %, 90°.</summary>
public sealed record Quantity(Expr Value, Unit Unit) : Expr;

/// <summary>One or more sides with a relation between each two neighbours: x = 5, 1 &lt; x ≤ 2.</summary>
/// <param name="Sides">At least two.</param>
/// <param name="Links">One fewer than sides.</param>
public sealed record Relation(Sequence<Expr> Sides, Sequence<RelationKind> Links) : Expr
{
    /// <summary>Whether every link is one of &lt; ≤ > ≥ ≠.</summary>
    internal bool IsInequality => Links.All(link => link is not (RelationKind.Equal or RelationKind.Approximately or RelationKind.In));
}

/// <summary>What can stand between two sides.</summary>
public enum RelationKind
{
    /// <summary>=, :=, ≡.</summary>
    Equal,

    /// <summary>≈.</summary>
    Approximately,

    /// <summary>≠.</summary>
    NotEqual,

    /// <summary>&lt;.</summary>
    Less,

    /// <summary>≤.</summary>
    LessOrEqual,

    /// <summary>&gt;.</summary>
    Greater,

    /// <summary>≥.</summary>
    GreaterOrEqual,

    /// <summary>∈.</summary>
    In,
}

/// <summary>Several things in a row.</summary>
public sealed record Listing(ListingKind Kind, Sequence<Expr> Items) : Expr;

/// <summary>What holds a list together.</summary>
public enum ListingKind
{
    /// <summary>Nothing, or invisible braces: "5, 7", "5 or 7". Unordered.</summary>
    Bare,

    /// <summary>{5, 7}. Unordered.</summary>
    Set,

    /// <summary>(5, 7). Ordered; for two items it may be an open interval.</summary>
    Parentheses,

    /// <summary>[5, 7]. Ordered; for two items it may be a closed interval.</summary>
    Brackets,

    /// <summary>⟨5, 7⟩. Ordered.</summary>
    Angles,
}

/// <summary>An interval that can be nothing else: (1, 2], ]1, 2[.</summary>
public sealed record Interval(Expr Lower, bool LowerClosed, Expr Upper, bool UpperClosed) : Expr;

/// <summary>A ∪ B, A ∩ B, A ∖ B.</summary>
public sealed record SetOperation(SetOperationKind Kind, Expr Left, Expr Right) : Expr
{
    /// <summary>Whether it is "x &lt; 1 or x > 7": the numbers for which either inequality holds.</summary>
    internal bool JoinsInequalities =>
        Kind == SetOperationKind.Union && Right is Relation { IsInequality: true } && Left is Relation { IsInequality: true } or SetOperation { Kind: SetOperationKind.Union, Right: Relation };
}

/// <summary>Operations on sets.</summary>
public enum SetOperationKind
{
    /// <summary>∪.</summary>
    Union,

    /// <summary>∩.</summary>
    Intersection,

    /// <summary>∖.</summary>
    Difference,
}

/// <summary>A set with a name: ∅, ℝ, ℤ.</summary>
/// <param name="Name">One of ∅ ℕ ℤ ℚ ℝ ℂ.</param>
public sealed record NamedSet(string Name) : Expr;

/// <summary>a : b : …</summary>
public sealed record Ratio(Sequence<Expr> Terms, bool LooksLikeTime) : Expr;

/// <summary>A time of day in minutes after midnight.</summary>
public sealed record ClockTime(int Minutes) : Expr;

/// <summary>A matrix or a column; entries row by row.</summary>
public sealed record Matrix(int Rows, int Columns, Sequence<Expr> Entries, bool IsDeterminant) : Expr;

/// <summary>Words: "no solution", "rhombus".</summary>
/// <param name="Words">Normalised: lower case, single spaces, no articles, no punctuation.</param>
public sealed record TextAnswer(string Words) : Expr;
