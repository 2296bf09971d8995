using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>A rule of algebra: other ways to write a node that have the same value wherever the node has one.</summary>
internal interface IRewriter
{
    /// <summary>The node written otherwise; nothing when the rule does not apply to it.</summary>
    IEnumerable<Expr> Rewrite(Expr node);
}

/// <summary>a + b = b + a, ab = ba.</summary>
internal sealed class Reorder : IRewriter
{
    public IEnumerable<Expr> Rewrite(Expr node) => node switch
    {
        Sum { Terms: var terms } => [new Sum(Sequence.From(terms.Reverse())), new Sum([.. terms.Span[1..], terms[0]])],
        Product { Factors: var factors } => [new Product(Sequence.From(factors.Reverse())), new Product([.. factors.Span[1..], factors[0]])],
        _ => [],
    };
}

/// <summary>(a + b)c = ac + bc, (a + b)² = (a + b)(a + b).</summary>
internal sealed class Expand : IRewriter
{
    public IEnumerable<Expr> Rewrite(Expr node)
    {
        if (node is Product { Factors: [Sum sum, ..] product })
            yield return new Sum(sum.Terms.Map<Expr>(term => new Product([term, .. product.Span[1..]])));
        if (node is Product { Factors: [var factor, Sum other] })
            yield return new Sum(other.Terms.Map<Expr>(term => new Product([factor, term])));
        if (node is Power { Exponent: Number { Value: { IsInteger: true } n } } power && n > 1 && n < 5)
            yield return new Product(Sequence.From(Enumerable.Repeat(power.Base, (int)n.Numerator)));
    }
}

/// <summary>a + b = 2(a/2 + b/2); ac + bc = (a + b)c; a² − b² = (a − b)(a + b).</summary>
internal sealed class Factor : IRewriter
{
    public IEnumerable<Expr> Rewrite(Expr node)
    {
        if (node is not Sum { Terms: var terms })
            yield break;
        foreach (var c in (int[])[2, -3])
            yield return new Product([new Number(c), new Sum(terms.Map(term => Build.Times(term, new Number(Rational.Of(1, c)))))]);
        if (terms is [Product a, Product b] && a.Factors[^1].Equals(b.Factors[^1]) && a.Factors.Count > 1 && b.Factors.Count > 1)
            yield return Build.Times(Build.Plus(new Product([.. a.Factors.Span[..^1]]), new Product([.. b.Factors.Span[..^1]])), a.Factors[^1]);
        if (terms is [Power { Exponent: Number { Value: var m } } square, Product { Factors: [Number { Value: var sign }, Power { Exponent: Number { Value: var n } } other] }]
            && m == 2 && n == 2 && sign == -1)
        {
            yield return Build.Times(Build.Plus(square.Base, Build.Negate(other.Base)), Build.Plus(square.Base, other.Base));
        }
    }
}

/// <summary>1/√n = √n/n; a = a(√2 − 1)(√2 + 1); √(k²n) = k√n; √(p/q) = √(pq)/q.</summary>
internal sealed class Rationalise : IRewriter
{
    private static readonly Expr RootOfTwo = Build.SquareRoot(new Number(2));

    public IEnumerable<Expr> Rewrite(Expr node)
    {
        if (node is Power { Base: Power { Base: Number { Value.Sign: > 0 } n, Exponent: Number { Value: var half } } root, Exponent: Number { Value: var minusOne } }
            && half == Rational.Of(1, 2) && minusOne == -1)
        {
            yield return Build.Times(root, new Number(Rational.One / n.Value));
        }
        if (node is Power { Base: Number { Value: { Sign: > 0 } x }, Exponent: Number { Value: var exponent } } && exponent == Rational.Of(1, 2))
        {
            yield return Build.Times(Build.SquareRoot(new Number((Rational)(x.Numerator * x.Denominator))), new Number(Rational.Of(1, x.Denominator)));
            yield return Build.Times(Build.SquareRoot(new Number(x * 4)), Number.Half);
            if (x.IsInteger && x.Numerator % 4 == 0)
                yield return Build.Times(new Number(2), Build.SquareRoot(new Number(x / 4)));
            yield return Build.Times(Build.SquareRoot(new Number(x * 3)), new Power(Build.SquareRoot(new Number(3)), Number.MinusOne));
        }
        if (node is Number)
            yield return new Product([node, Build.Plus(RootOfTwo, Number.MinusOne), Build.Plus(RootOfTwo, Number.One)]);
    }
}

/// <summary>a/b + c/d = (ad + cb)/(bd); 5/6 = 1/2 + 1/3; a/b = ak/(bk).</summary>
internal sealed class CommonDenominator : IRewriter
{
    public IEnumerable<Expr> Rewrite(Expr node)
    {
        if (node is Sum { Terms: [var first, var second] })
        {
            var ((a, b), (c, d)) = (Split(first), Split(second));
            if (!(b is Number { Value.IsOne: true } && d is Number { Value.IsOne: true }))
                yield return Build.Times(Build.Plus(Build.Times(a, d), Build.Times(c, b)), new Power(Build.Times(b, d), Number.MinusOne));
        }
        if (node is Number { Value: var value })
        {
            yield return Build.Plus(new Number(value - Rational.Of(1, 3)), new Number(Rational.Of(1, 3)));
            yield return Build.Times(new Number((Rational)(value.Numerator * 6)), new Power(new Number((Rational)(value.Denominator * 6)), Number.MinusOne));
        }
        if (node is Product { Factors: [var x, Power { Exponent: Number { Value: var power } } under] } && power == -1)
            yield return Build.Times(Build.Times(new Number(5), x), new Power(Build.Times(new Number(5), under.Base), Number.MinusOne));
    }

    private static (Expr Over, Expr Under) Split(Expr expr) => expr switch
    {
        Number { Value: var value } => (new Number((Rational)value.Numerator), new Number((Rational)value.Denominator)),
        Product { Factors: [var a, Power { Base: var b, Exponent: Number { Value: var n } }] } when n == -1 => (a, b),
        Power { Base: var b, Exponent: Number { Value: var n } } when n == -1 => (Number.One, b),
        _ => (expr, Number.One),
    };
}

/// <summary>1 = sin² t + cos² t and the formulas of half and complementary angles.</summary>
internal sealed class TrigIdentity : IRewriter
{
    public IEnumerable<Expr> Rewrite(Expr node)
    {
        if (node is Call { Function: var function, Arguments: [var x] })
        {
            var half = Build.Times(Number.Half, x);
            switch (function)
            {
                case FunctionKind.Sin:
                    yield return new Product([new Number(2), Of(FunctionKind.Sin, half), Of(FunctionKind.Cos, half)]);
                    yield return Of(FunctionKind.Cos, Build.Plus(Build.Times(Number.Half, new Constant(ConstantKind.Pi)), Build.Negate(x)));
                    yield return Build.Negate(Of(FunctionKind.Sin, Build.Negate(x)));
                    break;
                case FunctionKind.Cos:
                    yield return Build.Plus(Number.One, Build.Times(new Number(-2), Squared(Of(FunctionKind.Sin, half))));
                    yield return Build.Plus(Squared(Of(FunctionKind.Cos, half)), Build.Negate(Squared(Of(FunctionKind.Sin, half))));
                    yield return Of(FunctionKind.Cos, Build.Plus(x, Build.Times(new Number(2), new Constant(ConstantKind.Pi))));
                    break;
                case FunctionKind.Tan:
                    yield return Build.Over(Of(FunctionKind.Sin, x), Of(FunctionKind.Cos, x));
                    break;
                case FunctionKind.Cosh:
                    yield return Build.Times(Number.Half, Build.Plus(new Power(new Constant(ConstantKind.E), x), new Power(new Constant(ConstantKind.E), Build.Negate(x))));
                    break;
            }
        }
        if (node is Number { Value.IsOne: true })
            yield return Build.Plus(Squared(Of(FunctionKind.Sin, new Number(3))), Squared(Of(FunctionKind.Cos, new Number(3))));
    }

    private static Expr Of(FunctionKind function, Expr x) => new Call(function, [x]);

    private static Expr Squared(Expr x) => new Power(x, new Number(2));
}

/// <summary>For positive numbers: ln ab = ln a + ln b, ln a² = 2 ln a; for all: e^(a+b) = e^a e^b; for fractions: q = ln e^q.</summary>
internal sealed class LogRule : IRewriter
{
    public IEnumerable<Expr> Rewrite(Expr node)
    {
        switch (node)
        {
            case Call { Function: FunctionKind.Ln, Arguments: [Number { Value: { Sign: > 0 } x }] }:
                yield return Build.Plus(Ln(x * 7), Build.Negate(Ln(7)));
                yield return Build.Times(Number.Half, Ln(x * x));
                yield return Build.Negate(Ln(Rational.One / x));
                if (!x.IsOne)
                    yield return Build.Times(Build.Over(Ln(x), Ln(10)), Ln(10));
                break;
            case Power { Base: Constant { Kind: ConstantKind.E } e, Exponent: Sum { Terms: [var a, var b] } }:
                yield return Build.Times(new Power(e, a), new Power(e, b));
                break;
            case Power { Base: Constant { Kind: ConstantKind.E } e, Exponent: not Number } power:
                yield return new Power(new Power(e, Build.Negate(power.Exponent)), Number.MinusOne);
                break;
            case Number { Value: var q } when BigInteger.Abs(q.Numerator) < 1000:
                yield return new Call(FunctionKind.Ln, [new Power(new Constant(ConstantKind.E), node)]);
                break;
        }
    }

    private static Call Ln(Rational x) => new(FunctionKind.Ln, [new Number(x)]);
}

/// <summary>|x| = √(x²) for real x; n! and binomials by their definitions; x^n = x · x^(n−1).</summary>
internal sealed class Definition : IRewriter
{
    public IEnumerable<Expr> Rewrite(Expr node)
    {
        switch (node)
        {
            case Call { Function: FunctionKind.Abs, Arguments: [Number x] }:
                yield return Build.SquareRoot(new Power(x, new Number(2)));
                yield return new Call(FunctionKind.Abs, [Build.Negate(x)]);
                break;
            case Call { Function: FunctionKind.Abs, Arguments: [var x] }:
                yield return new Call(FunctionKind.Abs, [Build.Negate(x)]);
                break;
            case Call { Function: FunctionKind.Factorial, Arguments: [Number { Value: { IsInteger: true, Sign: > 0 } n }] }:
                yield return Build.Times(new Number(n), new Call(FunctionKind.Factorial, [new Number(n - 1)]));
                break;
            case Call { Function: FunctionKind.Binomial, Arguments: [Number { Value: { IsInteger: true, Sign: >= 0 } n }, Number { Value: { IsInteger: true, Sign: >= 0 } k }] } when k <= n:
                yield return new Call(FunctionKind.Binomial, [new Number(n), new Number(n - k)]);
                yield return Build.Over(Factorial(n), Build.Times(Factorial(k), Factorial(n - k)));
                break;
            case Power { Exponent: Number { Value: { IsInteger: true } n } } power when n > 1:
                yield return Build.Times(power.Base, new Power(power.Base, new Number(n - 1)));
                break;
        }
    }

    private static Call Factorial(Rational n) => new(FunctionKind.Factorial, [new Number(n)]);
}

/// <summary>Applies rules at places of a tree.</summary>
internal static class Rewriters
{
    /// <summary>All rules.</summary>
    public static IReadOnlyList<IRewriter> All { get; } =
        [new Reorder(), new Expand(), new Factor(), new Rationalise(), new CommonDenominator(), new TrigIdentity(), new LogRule(), new Definition()];

    /// <summary>Those that stay within quotients of polynomials.</summary>
    public static IReadOnlyList<IRewriter> OfRationalFunctions { get; } = [new Reorder(), new Expand(), new Factor(), new CommonDenominator()];

    /// <summary>The tree after one rewriting for each pick, each of which chooses a place and a rule; a pick that finds nothing changes nothing.</summary>
    public static Expr Apply(Expr tree, IReadOnlyList<IRewriter> rules, IEnumerable<int> picks)
    {
        foreach (var pick in picks)
        {
            var nodes = Places.OutsideExponents(tree);
            var place = nodes[pick % nodes.Count];
            var forms = rules.SelectMany(rule => rule.Rewrite(place)).ToArray();
            if (forms.Length > 0)
                tree = Places.Replace(tree, place, forms[pick / nodes.Count % forms.Length]);
        }
        return tree;
    }
}
