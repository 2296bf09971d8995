using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>
/// Expands a tree into a series in t, where its variable x is itself a series in t: a + t about a point, a ± t on one side of it, ±1/t
/// towards infinity. About a ball instead of a point it succeeds only when the function is analytic on the whole ball. Null where that
/// is not certain: a jump, a root's branch point, a pole inside a function.
/// </summary>
internal sealed class Expansion
{
    private readonly string _variable;
    private readonly PowerSeries _x;
    private readonly Expr? _centre;
    private readonly bool _oneSided;
    private readonly Evaluator _evaluator;
    private readonly Reals _reals;
    private readonly StepBudget _budget;
    private readonly Dictionary<Expr, Value?> _constants;

    /// <param name="variable">x.</param>
    /// <param name="x">x as a series in t.</param>
    /// <param name="centre">The point as a tree, for proofs that a coefficient is exactly 0; null when none are wanted.</param>
    /// <param name="oneSided">Whether t is positive; else it has both signs.</param>
    /// <param name="evaluator">Values of what does not depend on x.</param>
    /// <param name="budget">Steps.</param>
    /// <param name="constants">Parts without x, with their values, shared between expansions of one tree.</param>
    public Expansion(string variable, PowerSeries x, Expr? centre, bool oneSided, Evaluator evaluator, StepBudget budget, Dictionary<Expr, Value?>? constants = null)
    {
        (_variable, _x, _centre, _oneSided, _evaluator, _budget) = (variable, x, centre, oneSided, evaluator, budget);
        _reals = new(evaluator.Precision, budget);
        _constants = constants ?? NewCache();
    }

    /// <summary>For the parts that do not depend on x.</summary>
    public static Dictionary<Expr, Value?> NewCache() => new(ReferenceEqualityComparer.Instance);

    /// <summary>The expansion of the expression.</summary>
    public Germ? Of(Expr expr)
    {
        if (!_budget.Spend(1))
            return null;
        if (ConstantValue(expr) is { } constant)
            return constant.IsReal ? Germ.Of(PowerSeries.Constant(constant, Length)) : null;
        var germ = expr switch
        {
            Variable => Germ.Of(_x),
            Sum sum => Fold(sum.Terms, Germ.Add),
            Product product => Fold(product.Factors, Germ.Multiply),
            Power power => OfPower(power),
            Call { Function: FunctionKind.Root, Arguments: [var x, var degree] } => OfRoot(x, degree),
            Call { Function: FunctionKind.Max or FunctionKind.Min, Arguments: [var a, var b] } extreme => OfExtreme(a, b, extreme.Function == FunctionKind.Max),
            Call { Arguments: [var u] } call => Of(u) is { } argument ? Apply(call.Function, u, argument) : null,
            BigOperator { Kind: OperatorKind.Derivative } derivative =>
                Derivative.Of(derivative.Body, derivative.Variable, _budget) is { } slope ? Of(slope) : null,
            Quantity { Unit.IsPercent: true } percent => Of(percent.Value) is { } share ? Germ.Multiply(share, new(null, Whole(Rational.Of(1, 100))), _reals) : null,
            _ => null,
        };
        return germ is { Growth: null } plain ? Sharpen(expr, plain.Series) : germ;
    }

    private int Length => Math.Max(_x.Count, 1);

    private PowerSeries Whole(Rational value) => PowerSeries.Constant(value, Length);

    /// <summary>The value of what does not depend on x; null for what does.</summary>
    private Value? ConstantValue(Expr expr)
    {
        if (expr is Number number)
            return number.Value;
        if (_constants.TryGetValue(expr, out var known))
            return known;
        Value? value = Derivative.Depends(expr, _variable) ? null : _evaluator.Evaluate(expr);
        return _constants[expr] = value;
    }

    private Germ? Fold(Sequence<Expr> parts, Func<Germ, Germ, Reals, Germ?> combine)
    {
        Germ? result = null;
        foreach (var part in parts)
        {
            if (Of(part) is not { } next)
                return null;
            result = result is { } soFar ? combine(soFar, next, _reals) : next;
            if (result is null)
                return null;
        }
        return result;
    }

    /// <summary>u^n; otherwise u^v = e^(v ln u).</summary>
    private Germ? OfPower(Power power)
    {
        if (ConstantValue(power.Exponent) is { Status: ValueStatus.Exact, Exact: var n })
            return Of(power.Base) is { } u ? Germ.Power(u, n, _oneSided, _evaluator, _reals) : null;
        if (Of(power.Exponent) is not { } exponent)
            return null;
        if (power.Base is Constant { Kind: ConstantKind.E })
            return Exp(exponent);
        return Of(power.Base) is { } x && Ln(x) is { } log && Germ.Multiply(exponent, log, _reals) is { } product ? Exp(product) : null;
    }

    /// <summary>The real root: of a negative number when the degree is odd.</summary>
    private Germ? OfRoot(Expr x, Expr degree) =>
        ConstantValue(degree) is { Status: ValueStatus.Exact, Exact: { IsInteger: true, Sign: > 0 } n } && Of(x) is { } radicand
            ? Germ.Power(radicand, Rational.One / n, _oneSided, _evaluator, _reals)
            : null;

    /// <summary>e^(G + c + rest) = e^G · e^(c + rest).</summary>
    private Germ? Exp(Germ exponent)
    {
        if (exponent.Flat() is not { } flat)
            return null;
        var series = flat.Strip();
        if (series.Valuation >= 0)
            return Germ.Of(series.Exp(_evaluator, _reals));
        if (!_oneSided || series.End <= 0)
            return null;
        var polar = PowerSeries.Of(series.Valuation, -series.Valuation, series.Coefficients[..-series.Valuation]);
        var rest = new PowerSeries(0, series.Coefficients[-series.Valuation..].ToArray());
        return rest.Exp(_evaluator, _reals) is { } regular ? new Germ(polar, regular) : null;
    }

    /// <summary>ln(e^G S) = G + ln S.</summary>
    private Germ? Ln(Germ x)
    {
        if (x.Series.Ln(_evaluator, _reals) is not { } log)
            return null;
        if (x.Growth is not { } growth)
            return Germ.Of(log);
        var padded = PowerSeries.Of(growth.Valuation, growth.Count + log.Count, growth.Coefficients);
        return Germ.Of(padded.Add(log, _reals));
    }

    private Germ? OfExtreme(Expr a, Expr b, bool largest)
    {
        if (Of(a)?.Flat() is not { } f || Of(b)?.Flat() is not { } g || g.Scale((Rational)(-1), _reals) is not { } minus || f.Add(minus, _reals) is not { } difference)
            return null;
        return SignOf(difference) switch { 0 => null, var sign => Germ.Of(sign > 0 == largest ? f : g) };
    }

    /// <summary>The sign of f for all t that count; 0 when it is not certain, or is not the same for all.</summary>
    private int SignOf(PowerSeries f)
    {
        var leading = f.Strip();
        return leading.Count == 0 || (!_oneSided && leading.Valuation != 0) ? 0 : Reals.Sign(leading.Coefficients[0]);
    }

    private Germ? Apply(FunctionKind function, Expr u, Germ argument)
    {
        if (function == FunctionKind.Ln)
            return Ln(argument);
        if (argument.Flat() is not { } f)
            return function == FunctionKind.Arctan && Germ.Power(argument, -1, _oneSided, _evaluator, _reals)?.Flat() is { } small ? FarArctan(argument.Series, small) : null;
        f = f.Strip();
        var first = f.End > 0 && f.Valuation >= 0 ? f.At(0) : Value.Unknown;
        PowerSeries? result;
        switch (function)
        {
            case FunctionKind.Sin:
                result = SinCos(u, f, first)?.Sin;
                break;
            case FunctionKind.Cos:
                result = SinCos(u, f, first)?.Cos;
                break;
            case FunctionKind.Tan:
                result = SinCos(u, f, first) is { } tan ? tan.Sin.Divide(tan.Cos, _reals) : null;
                break;
            case FunctionKind.Cot:
                result = SinCos(u, f, first) is { } cot ? cot.Cos.Divide(cot.Sin, _reals) : null;
                break;
            case FunctionKind.Sec:
                result = SinCos(u, f, first) is { } sec ? Whole(1).Divide(sec.Cos, _reals) : null;
                break;
            case FunctionKind.Csc:
                result = SinCos(u, f, first) is { } csc ? Whole(1).Divide(csc.Sin, _reals) : null;
                break;
            case FunctionKind.Sinh:
                result = Hyperbolic(f, first)?.Sin;
                break;
            case FunctionKind.Cosh:
                result = Hyperbolic(f, first)?.Cos;
                break;
            case FunctionKind.Tanh:
                result = Hyperbolic(f, first) is { } tanh ? tanh.Sin.Divide(tanh.Cos, _reals) : null;
                break;
            case FunctionKind.Coth:
                result = Hyperbolic(f, first) is { } coth ? coth.Cos.Divide(coth.Sin, _reals) : null;
                break;
            case FunctionKind.Arctan when f.Valuation < 0 && Whole(1).Divide(f, _reals) is { } small:
                return FarArctan(f, small);
            case FunctionKind.Arctan:
                result = f.InverseFunction(function, 1, 1, 1, -1, _evaluator, _reals);
                break;
            case FunctionKind.Arccot:
                result = f.InverseFunction(function, -1, 1, 1, -1, _evaluator, _reals);
                break;
            case FunctionKind.Arcsin when IsInside(first):
                result = f.InverseFunction(function, 1, 1, -1, Rational.Of(-1, 2), _evaluator, _reals);
                break;
            case FunctionKind.Arccos when IsInside(first):
                result = f.InverseFunction(function, -1, 1, -1, Rational.Of(-1, 2), _evaluator, _reals);
                break;
            case FunctionKind.Artanh when IsInside(first):
                result = f.InverseFunction(function, 1, 1, -1, -1, _evaluator, _reals);
                break;
            case FunctionKind.Arsinh:
                result = f.InverseFunction(function, 1, 1, 1, Rational.Of(-1, 2), _evaluator, _reals);
                break;
            case FunctionKind.Arcosh when Reals.Sign(_reals.Subtract(first, Rational.One)) > 0:
                result = f.InverseFunction(function, 1, -1, 1, Rational.Of(-1, 2), _evaluator, _reals);
                break;
            case FunctionKind.Abs:
                result = SignOf(f) switch { > 0 => f, < 0 => f.Scale((Rational)(-1), _reals), _ => null };
                break;
            case FunctionKind.Sign:
                result = SignOf(f) is var sign and not 0 ? Whole(sign) : null;
                break;
            case FunctionKind.Floor or FunctionKind.Ceiling:
                result = Steps(function, f, first);
                break;
            default:
                result = null;
                break;
        }
        return Germ.Of(result);
    }

    /// <summary>|c| &lt; 1 for certain: inside, the branches of arcsin do not meet.</summary>
    private bool IsInside(Value c) =>
        c.IsReal && Reals.Sign(_reals.Subtract(Rational.One, c)) > 0 && Reals.Sign(_reals.Add(Rational.One, c)) > 0;

    private (PowerSeries Sin, PowerSeries Cos)? SinCos(Expr u, PowerSeries f, Value first)
    {
        if (!first.IsReal)
            return null;
        var values = ExactTurn(u, first) ?? (_evaluator.Function(FunctionKind.Sin, first), _evaluator.Function(FunctionKind.Cos, first));
        return f.SinCos(false, values, _reals);
    }

    private (PowerSeries Sin, PowerSeries Cos)? Hyperbolic(PowerSeries f, Value first) =>
        first.IsReal ? f.SinCos(true, (_evaluator.Function(FunctionKind.Sinh, first), _evaluator.Function(FunctionKind.Cosh, first)), _reals) : null;

    /// <summary>arctan f = ±π/2 − arctan 1/f for f beyond all bounds; one-sided, for the sign is that of one side.</summary>
    private Germ? FarArctan(PowerSeries f, PowerSeries inverse)
    {
        if (!_oneSided || SignOf(f) is not (var sign and not 0))
            return null;
        Value right = Value.Of(Ball.Multiply(ElementaryFunctions.Pi(_reals.Precision), new Ball(sign, 0, -1), _reals.Precision));
        return inverse.InverseFunction(FunctionKind.Arctan, 1, 1, 1, -1, _evaluator, _reals)?.Scale((Rational)(-1), _reals) is { } rest
            ? Germ.Of(rest.Add(PowerSeries.Constant(right, rest.Count), _reals))
            : null;
    }

    /// <summary>⌊f⌋ is constant where f does not reach a whole number; at one, the side on which f leaves it decides.</summary>
    private PowerSeries? Steps(FunctionKind function, PowerSeries f, Value first)
    {
        var step = first.IsReal ? _evaluator.Function(function, first) : Value.Unknown;
        if (step.Status != ValueStatus.Exact)
            return null;
        if (first.Status != ValueStatus.Exact || !first.Exact.IsInteger)
            return PowerSeries.Constant(step, Length);
        if (f.Add(Whole(-first.Exact), _reals)?.Strip() is not { Count: > 0 } change || !_oneSided)
            return null;
        return Reals.Sign(change.Coefficients[0]) switch
        {
            > 0 => Whole(function == FunctionKind.Floor ? first.Exact : first.Exact + 1),
            < 0 => Whole(function == FunctionKind.Floor ? first.Exact - 1 : first.Exact),
            _ => null,
        };
    }

    /// <summary>
    /// A constant term that is a ball around 0 says nothing about its order. When the value at the point is proved to be 0, as x² − 2 at
    /// √2, it is made exactly 0.
    /// </summary>
    private Germ? Sharpen(Expr expr, PowerSeries series)
    {
        if (_centre is null || expr is not Sum || series.Valuation > 0 || series.End <= 0 || !IsSmall(series.At(0)) || AnyBelowZero(series)
            || !IsProvedZero(AtCentre(expr)))
        {
            return Germ.Of(series);
        }
        var coefficients = series.Coefficients.ToArray();
        coefficients[-series.Valuation] = Rational.Zero;
        return Germ.Of(new PowerSeries(series.Valuation, coefficients));
    }

    private bool IsProvedZero(Expr expr) =>
        NormalForm.AreEqual(expr, Number.Zero, _budget) == true || AlgebraicZero.Test(expr, _budget) == true;

    private static bool AnyBelowZero(PowerSeries series)
    {
        for (var i = series.Valuation; i < 0; i++)
        {
            if (!Reals.IsZero(series.At(i)))
                return true;
        }
        return false;
    }

    private static bool IsSmall(Value value) => value.Status == ValueStatus.Approximate && value.IsReal && value.Ball.Re.ContainsZero;

    private Expr AtCentre(Expr expr) => Derivative.Substitute(expr, _variable, _centre!);

    /// <summary>The sine and cosine of a whole multiple of π/2, when the argument is proved to be one.</summary>
    private (Value Sin, Value Cos)? ExactTurn(Expr u, Value first)
    {
        if (_centre is null || first.Status != ValueStatus.Approximate || first.Ball.Re.Magnitude > 20)
            return null;
        var quarters = (int)Math.Round(first.Ball.Re.ToDouble() / (Math.PI / 2));
        var turn = new Product([new Number(Rational.Of(quarters, 2)), new Constant(ConstantKind.Pi)]);
        if (Math.Abs(first.Ball.Re.ToDouble() - (quarters * Math.PI / 2)) > 1e-9 || NormalForm.AreEqual(AtCentre(u), turn, _budget) != true)
            return null;
        return (((quarters % 4) + 4) % 4) switch
        {
            0 => ((Rational)0, (Rational)1),
            1 => ((Rational)1, (Rational)0),
            2 => ((Rational)0, (Rational)(-1)),
            _ => ((Rational)(-1), (Rational)0),
        };
    }
}
