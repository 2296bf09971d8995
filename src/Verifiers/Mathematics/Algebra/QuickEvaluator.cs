using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// The value of an expression between two doubles, in a fraction of a microsecond: enough to tell most different answers apart.
/// Whatever is not plainly a real number here, as 1/0, √(−1), 10^400, is left to the <see cref="Evaluator"/>, which alone knows
/// undefined, infinite and complex values.
/// </summary>
/// <param name="point">Values of the unknowns; null for a closed expression.</param>
/// <param name="budget">Steps.</param>
internal sealed class QuickEvaluator(IReadOnlyDictionary<string, Rational>? point, StepBudget budget)
{
    private const int LargestPower = 1 << 20;
    private const double LargestFactorial = 20;

    private static readonly RealInterval Pi = new(Math.PI, Math.BitIncrement(Math.PI));
    private static readonly RealInterval E = new(Math.E, Math.BitIncrement(Math.E));

    /// <summary>The value, or nothing.</summary>
    public RealInterval Evaluate(Expr expr)
    {
        if (!budget.Spend(1))
            return RealInterval.None;
        return expr switch
        {
            Number number => RealInterval.From(number.Value),
            DecimalNumber number => RealInterval.From(number.Value),
            BasedNumber number => RealInterval.From(number.Value),
            Constant { Kind: ConstantKind.Pi } => Pi,
            Constant { Kind: ConstantKind.E } => E,
            Variable variable => point is not null && point.TryGetValue(variable.Name, out var value) ? RealInterval.From(value) : RealInterval.None,
            Sum sum => Add(sum.Terms),
            Product product => Multiply(product.Factors),
            Power power => Raise(power),
            Call call => Apply(call),
            Quantity { Unit.IsPercent: true } percent => Evaluate(percent.Value) * RealInterval.From(Rational.Of(1, 100)),
            Quantity { Unit.IsAngle: true } angle => Evaluate(angle.Value) * RealInterval.From(angle.Unit.Scale / 180) * Pi,
            Quantity { Unit.Dimension.Count: 0 } quantity => Evaluate(quantity.Value),
            Ratio { Terms: { Count: 2 } terms } => Evaluate(terms[0]) * Evaluate(terms[1]).Inverse(),
            _ => RealInterval.None,
        };
    }

    private RealInterval Add(Sequence<Expr> terms)
    {
        var sum = Evaluate(terms[0]);
        for (var i = 1; i < terms.Count && sum.IsKnown; i++)
            sum += Evaluate(terms[i]);
        return sum;
    }

    private RealInterval Multiply(Sequence<Expr> factors)
    {
        var product = Evaluate(factors[0]);
        for (var i = 1; i < factors.Count && product.IsKnown; i++)
            product *= Evaluate(factors[i]);
        return product;
    }

    private RealInterval Raise(Power power)
    {
        if (power.Exponent is Number { Value: var n })
        {
            var x = Evaluate(power.Base);
            if (n.IsInteger && n.Abs() <= LargestPower)
                return n.IsZero && x.Low <= 0 && x.High >= 0 ? RealInterval.None : x.ToPower((int)n.Numerator);
            return n == Rational.Of(1, 2) ? x.SquareRoot() : x.ToPower(RealInterval.From(n));
        }
        var exponent = Evaluate(power.Exponent);
        if (power.Base is Constant { Kind: ConstantKind.E })
            return exponent.Exp();
        var b = Evaluate(power.Base);
        return exponent.AsWhole is { } whole && Math.Abs(whole) <= LargestPower && b.AsWhole != 0 ? b.ToPower((int)whole) : b.ToPower(exponent);
    }

    private RealInterval Apply(Call call)
    {
        var x = Evaluate(call.Arguments[0]);
        if (!x.IsKnown)
            return x;
        return call.Function switch
        {
            FunctionKind.Sin => x.Sin(),
            FunctionKind.Cos => x.Cos(),
            FunctionKind.Tan => x.Sin() * x.Cos().Inverse(),
            FunctionKind.Cot => x.Cos() * x.Sin().Inverse(),
            FunctionKind.Sec => x.Cos().Inverse(),
            FunctionKind.Csc => x.Sin().Inverse(),
            FunctionKind.Arcsin => x.Arcsin(),
            FunctionKind.Arccos => x.Arccos(),
            FunctionKind.Arctan => x.Arctan(),
            FunctionKind.Arccot => (Pi * RealInterval.At(0.5)) - x.Arctan(),
            FunctionKind.Sinh => (x.Exp() - (-x).Exp()) * RealInterval.At(0.5),
            FunctionKind.Cosh => (x.Exp() + (-x).Exp()) * RealInterval.At(0.5),
            FunctionKind.Ln => x.Ln(),
            FunctionKind.Abs => x.Abs(),
            FunctionKind.Factorial => Factorial(x),
            FunctionKind.Binomial => Binomial(x, Evaluate(call.Arguments[1])),
            FunctionKind.Root when call.Arguments[1] is Number { Value: { IsZero: false } degree } => x.ToPower(RealInterval.From(Rational.One / degree)),
            _ => RealInterval.None,
        };
    }

    private static RealInterval Factorial(RealInterval x)
    {
        if (x.AsWhole is not { } n || n < 0 || n > LargestFactorial)
            return RealInterval.None;
        var product = RealInterval.At(1);
        for (var k = 2; k <= n; k++)
            product *= RealInterval.At(k);
        return product;
    }

    private static RealInterval Binomial(RealInterval n, RealInterval k)
    {
        if (n.AsWhole is not { } from || k.AsWhole is not { } choose || choose < 0 || choose > LargestFactorial || from < choose)
            return RealInterval.None;
        var product = RealInterval.At(1);
        for (var j = 0; j < choose; j++)
            product *= RealInterval.At(from - j) * RealInterval.At(j + 1).Inverse();
        return product;
    }
}
