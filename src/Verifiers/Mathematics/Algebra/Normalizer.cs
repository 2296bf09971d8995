using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// A canonical form that is cheap: sums and products flat, sorted and with their numbers folded, commutative functions sorted
/// and flat. Equal forms are equal expressions; the reverse is for the later rungs.
/// </summary>
internal static class Normalizer
{
    /// <summary>The canonical form.</summary>
    public static Expr Apply(Expr expr)
    {
        var node = Rewrite.Parts(expr, Apply);
        return node switch
        {
            DecimalNumber number => new Number(number.Value),
            Sum sum => Combine(sum.Terms.SelectMany(term => term is Sum inner ? inner.Terms : [term]), Rational.Zero, static (a, b) => a + b, isSum: true),
            Product product => Combine(product.Factors.SelectMany(factor => factor is Product inner ? inner.Factors : [factor]), Rational.One, static (a, b) => a * b, isSum: false),
            Power { Exponent: Number { Value.IsOne: true } } power => power.Base,                                                         // x¹ = x
            Power { Base: Number { Value.IsZero: false } x, Exponent: Number { Value: var n } } when n == -1 => new Number(Rational.One / x.Value), // p⁻¹
            Power { Base: Power { Exponent: Number m } inner, Exponent: Number { Value.IsInteger: true } n } => new Power(inner.Base, new Number(m.Value * n.Value)), // (x^m)^n = x^(mn) for n ∈ ℤ
            Call { Function: FunctionKind.Gcd or FunctionKind.Lcm or FunctionKind.Max or FunctionKind.Min } call => Commutative(call),
            Call { Function: FunctionKind.Abs } outer when outer.Arguments[0] is Call { Function: FunctionKind.Abs } inner => inner,                           // ||x|| = |x|
            _ => node,
        };
    }

    private static Expr Combine(IEnumerable<Expr> parts, Rational identity, Func<Rational, Rational, Rational> fold, bool isSum)
    {
        var number = identity;
        var others = new List<Expr>();
        foreach (var part in parts)
        {
            if (part is Number { Value: var value } && value.Bits + number.Bits < 4096)
                number = fold(number, value);
            else
                others.Add(part);
        }
        if (!isSum && number.IsZero && others.TrueForAll(other => other is Variable))
            return Number.Zero;                                                                                                            // 0·x = 0
        others = [.. others.Select(other => (Key: ExprPrinter.Print(other), Item: other)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Item)];
        if (number != identity)
            others.Insert(0, new Number(number));
        return others.Count == 0 ? new Number(number)
            : others.Count == 1 ? others[0]
            : isSum ? new Sum(Sequence.From(others)) : new Product(Sequence.From(others));
    }

    /// <summary>gcd(a, gcd(b, c)) = gcd(a, b, c), in any order, each argument once.</summary>
    private static Expr Commutative(Call call)
    {
        var arguments = call.Arguments
            .SelectMany(argument => argument is Call { Function: var inner } nested && inner == call.Function ? nested.Arguments : [argument])
            .Select(argument => (Key: ExprPrinter.Print(argument), Item: argument))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Item)
            .Distinct();
        return call with { Arguments = Sequence.From(arguments) };
    }
}
