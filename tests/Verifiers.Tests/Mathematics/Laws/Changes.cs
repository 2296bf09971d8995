using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>Slips of the pen: a coefficient, a sign, an exponent, a bracket, a function.</summary>
internal static class Changes
{
    /// <summary>The tree with one slip, chosen by the pick; the same tree when there is no place for one.</summary>
    public static Expr Apply(Expr tree, int pick)
    {
        var nodes = Places.Of(tree);
        for (var i = 0; i < nodes.Count; i++)
        {
            var place = nodes[(pick + i) % nodes.Count];
            var slips = Slips(place).ToArray();
            if (slips.Length > 0)
                return Places.Replace(tree, place, slips[pick / nodes.Count % slips.Length]);
        }
        return tree;
    }

    private static IEnumerable<Expr> Slips(Expr node) => node switch
    {
        Number { Value: var n } => [new Number(n + 1), new Number(-n), new Number(n * 2), new Number(n + Rational.Of(1, 1000))],
        Power { Exponent: Number { Value: var n } } power => [power with { Exponent = new Number(n + 1) }, power with { Exponent = new Number(-n) }, power.Base],
        Sum { Terms: [var a, Product { Factors: [var b, var c] }] } => [Build.Times(Build.Plus(a, b), c)],                                   // a + bc → (a + b)c
        Product { Factors: [Sum { Terms: [var a, var b] }, var c] } => [Build.Plus(a, Build.Times(b, c))],                                   // (a + b)c → a + bc
        Sum { Terms: var terms } => [new Sum([Build.Negate(terms[0]), .. terms.Span[1..]]), new Sum([.. terms.Span[..^1], Build.Negate(terms[^1])])],
        Call { Function: FunctionKind.Sin } call => [call with { Function = FunctionKind.Cos }, call with { Function = FunctionKind.Tan }],
        Call { Function: FunctionKind.Cos } call => [call with { Function = FunctionKind.Sin }],
        Variable { Name: "x" } => [new Variable("y"), Build.Negate(node)],
        Constant { Kind: ConstantKind.Pi } => [new Number(Rational.Of(22, 7)), new Constant(ConstantKind.E)],
        _ => [],
    };

    /// <summary>
    /// Whether doubles show beyond doubt that the values differ: at a point where both are finite, by more than a millionth of the
    /// largest number met on the way.
    /// </summary>
    public static bool AreReal(Expr before, Expr after)
    {
        foreach (var point in Points)
        {
            var (x, y) = (new DoubleValue(point), new DoubleValue(point));
            var difference = Complex.Abs(x.Of(before) - y.Of(after));
            var largest = Math.Max(x.Largest, y.Largest);
            if (double.IsFinite(largest) && largest < 1e100 && difference > 1e-6 * largest)
                return true;
        }
        return false;
    }

    /// <summary>Whether it has a value somewhere.</summary>
    public static bool HasValue(Expr tree) => Points.Any(point => double.IsFinite(Complex.Abs(new DoubleValue(point).Of(tree))));

    private static readonly Dictionary<string, double>[] Points =
    [
        .. new[] { 0.731, 1.917, -0.573, 2.613 }.Select((x, i) => new Dictionary<string, double>
        {
            ["x"] = x, ["y"] = 1.234 - (x / 3), ["theta"] = 0.4 + (0.31 * i), ["a_1"] = (x * x) + 0.17,
        }),
    ];
}

/// <summary>The value of a tree in doubles: written apart from the engine, so that both can be wrong only by chance in the same way.</summary>
/// <param name="point">The unknowns.</param>
internal sealed class DoubleValue(IReadOnlyDictionary<string, double> point)
{
    /// <summary>The largest size of all values on the way, at least 1e-3; infinite when one is not finite.</summary>
    public double Largest { get; private set; } = 1e-3;

    public Complex Of(Expr expr)
    {
        var value = Compute(expr);
        value = new(value.Real, value.Imaginary + 0.0); // −0 would lie on the other side of the cut
        var size = Complex.Abs(value);
        Largest = double.IsFinite(size) ? Math.Max(Largest, size) : double.PositiveInfinity;
        return value;
    }

    private Complex Compute(Expr expr) => expr switch
    {
        Number { Value: var n } => (double)n.Numerator / (double)n.Denominator,
        Constant { Kind: var kind } => kind switch { ConstantKind.Pi => Math.PI, ConstantKind.E => Math.E, ConstantKind.I => Complex.ImaginaryOne, _ => Complex.NaN },
        Variable { Name: var name } => point.TryGetValue(name, out var value) ? value : Complex.NaN,
        Sum { Terms: var terms } => terms.Aggregate(Complex.Zero, (sum, term) => sum + Of(term)),
        Product { Factors: var factors } => factors.Aggregate(Complex.One, (product, factor) => product * Of(factor)),
        Power { Base: var x, Exponent: Number { Value: { IsInteger: true } n } } => ToPower(Of(x), (int)n.Numerator),
        Power { Base: var x, Exponent: Number { Value: var n } } when n == Rational.Of(1, 2) => Complex.Sqrt(Of(x)),
        Power { Base: Constant { Kind: ConstantKind.E }, Exponent: var y } => Complex.Exp(Of(y)),
        Power power => Complex.Pow(Of(power.Base), Of(power.Exponent)),
        Call { Function: FunctionKind.Binomial, Arguments: [var n, var k] } => Choose(Of(n).Real, Of(k).Real),
        Call { Function: var function, Arguments: [var x] } => Apply(function, Of(x)),
        _ => Complex.NaN,
    };

    private static Complex Apply(FunctionKind function, Complex x) => function switch
    {
        FunctionKind.Sin => Complex.Sin(x),
        FunctionKind.Cos => Complex.Cos(x),
        FunctionKind.Tan => Complex.Tan(x),
        FunctionKind.Sinh => Complex.Sinh(x),
        FunctionKind.Cosh => Complex.Cosh(x),
        FunctionKind.Arctan => Complex.Atan(x),
        FunctionKind.Ln => Complex.Log(x),
        FunctionKind.Abs => Complex.Abs(x),
        FunctionKind.Factorial => x is { Imaginary: 0, Real: >= 0 and < 25 } && x.Real == Math.Floor(x.Real) ? Factorial((int)x.Real) : Complex.NaN,
        _ => Complex.NaN,
    };

    private static Complex ToPower(Complex x, int n)
    {
        if (n < 0)
            return x == Complex.Zero ? Complex.NaN : 1 / ToPower(x, -n);
        if (n == 0)
            return x == Complex.Zero ? Complex.NaN : Complex.One;
        var result = Complex.One;
        for (; n > 0; n--)
            result *= x;
        return result;
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    private static Complex Choose(double n, double k) =>
        n != Math.Floor(n) || k != Math.Floor(k) || n < 0 || n > 60 ? Complex.NaN : k < 0 || k > n ? 0 : Math.Round(Enumerable.Range(1, (int)k).Aggregate(1.0, (product, j) => product * (n - k + j) / j));
}
