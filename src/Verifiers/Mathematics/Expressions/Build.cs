namespace Verifiers.Mathematics.Expressions;

/// <summary>Puts trees together, flattening sums of sums and products of products.</summary>
internal static class Build
{
    /// <summary>a + b.</summary>
    public static Expr Plus(Expr a, Expr b) => (a, b) switch
    {
        (Number { Value.IsZero: true }, _) => b,
        (_, Number { Value.IsZero: true }) => a,
        (Sum left, Sum right) => new Sum([.. left.Terms, .. right.Terms]),
        (Sum left, _) => new Sum([.. left.Terms, b]),
        _ => new Sum([a, b]),
    };

    /// <summary>a · b.</summary>
    public static Expr Times(Expr a, Expr b) => (a, b) switch
    {
        (not Quantity, Quantity b1) => b1 with { Value = Times(a, b1.Value) },          // 5√2 cm is (5√2) cm
        (Product left, _) => new Product([.. left.Factors, b]),
        _ => new Product([a, b]),
    };

    /// <summary>a / b = a · b⁻¹; of two integers it is one number, unless b = 0.</summary>
    public static Expr Over(Expr a, Expr b) => (a, b) switch
    {
        (Number { Value: { IsInteger: true } p }, Number { Value: { IsInteger: true, IsZero: false } q }) => new Number(p / q),
        _ => Times(a, new Power(b, Number.MinusOne)),
    };

    /// <summary>−a.</summary>
    public static Expr Negate(Expr a) => a switch
    {
        Number number => new Number(-number.Value),
        DecimalNumber number => number with { Value = -number.Value },
        Quantity quantity => quantity with { Value = Negate(quantity.Value) },
        Product { Factors: var factors } when factors[0] is Number or DecimalNumber =>
            new Product([Negate(factors[0]), .. factors.Span[1..]]),
        _ => new Product([Number.MinusOne, a]),
    };

    /// <summary>√a.</summary>
    public static Expr SquareRoot(Expr a) => new Power(a, Number.Half);
}
