using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>
/// lim f(x) as x → a: the function is expanded about a, and the first term that is certainly not 0 says where it goes. A term counts as
/// 0 only when it is exactly 0. No limit at all, as of 1/x at 0, is <see cref="Value.Undefined"/>; where the expansion fails, as of
/// sin x at ∞, the limit is unknown.
/// </summary>
internal sealed class Limit(Evaluator evaluator, StepBudget budget)
{
    /// <summary>Terms to expand to: more are tried when all of the first cancel.</summary>
    private static readonly int[] Lengths = [8, 20];

    /// <summary>r in x = a ± s^r: 6 is enough for square and cube roots together.</summary>
    private static readonly int[] Ramifications = [1, 2, 6];

    /// <summary>The limit that the operator asks for.</summary>
    public Value Of(BigOperator op)
    {
        if (op.Lower is null)
            return Value.Unknown;
        var side = op.Upper is Number { Value.Sign: var sign } ? sign : 0;
        return At(op.Body, op.Variable, op.Lower, side);
    }

    /// <summary>lim f(x) as x → a; from above when side is 1, from below when it is −1, from both when it is 0.</summary>
    public Value At(Expr f, string variable, Expr point, int side)
    {
        if (!Derivative.Depends(f, variable))
            return evaluator.Evaluate(f);
        var a = evaluator.Evaluate(point);
        if (a.Status == ValueStatus.Infinite)
            return OneSided(f, variable, null, (length, power) => PowerSeries.Of(-power, length, (Rational)a.Exact.Sign));
        if (!a.IsReal)
            return a.IsNumber ? Value.Unknown : a;
        if (side != 0)
            return OneSided(f, variable, point, From(a, side));
        if (TwoSided(f, variable, point, a) is { } both)
            return both;
        var above = OneSided(f, variable, point, From(a, 1));
        var below = OneSided(f, variable, point, From(a, -1));
        if (above.Status is ValueStatus.Exact or ValueStatus.Infinite && below.Status is ValueStatus.Exact or ValueStatus.Infinite)
            return above.Status == below.Status && above.Exact == below.Exact ? above : Value.Undefined;
        // Two balls that overlap may still hold two numbers.
        return above.IsNumber && below.IsNumber ? Value.Unknown : Value.Worse(above, below) is { IsNumber: false } worse ? worse : Value.Unknown;
    }

    /// <summary>About an ordinary point or a pole; null when the function is not certainly of that kind.</summary>
    private Value? TwoSided(Expr f, string variable, Expr point, Value a)
    {
        foreach (var length in Lengths)
        {
            var expansion = new Expansion(variable, PowerSeries.Of(0, length, a, Rational.One), point, false, evaluator, budget);
            if (expansion.Of(f) is not { Growth: null, Series: var series })
                return null;
            if (Leading(series) is not { } leading)
                continue;
            if (leading.Exponent >= 0)
                return leading.Exponent > 0 ? Rational.Zero : leading.Coefficient;
            var sign = Reals.Sign(leading.Coefficient);
            return sign == 0 ? Value.Unknown : leading.Exponent % 2 == 0 ? Value.Infinite(sign) : Value.Undefined;
        }
        return Value.Unknown;
    }

    /// <summary>a ± s^r.</summary>
    private static Func<int, int, PowerSeries> From(Value a, int side) => (length, power) =>
    {
        var first = new Value[power + 1];
        Array.Fill(first, Rational.Zero);
        (first[0], first[power]) = (a, (Rational)side);
        return PowerSeries.Of(0, Math.Max(length, power + 1), first);
    };

    /// <summary>From one side. Where x = a + t has no expansion in t, as √t has none, x = a + s^r may have one in s.</summary>
    private Value OneSided(Expr f, string variable, Expr? point, Func<int, int, PowerSeries> x)
    {
        foreach (var power in Ramifications)
        {
            if (OneSided(f, variable, point, length => x(length, power)) is { } limit)
                return limit;
        }
        return budget.IsExhausted ? Value.OverBudget : Value.Unknown;
    }

    private Value? OneSided(Expr f, string variable, Expr? point, Func<int, PowerSeries> x)
    {
        foreach (var length in Lengths)
        {
            var expansion = new Expansion(variable, x(length), point, true, evaluator, budget);
            if (expansion.Of(f) is not { } germ)
                return null;
            if (germ.Trend == Germ.Way.Down)
                return Rational.Zero;
            if (germ.Trend == Germ.Way.Unknown)
                return Value.Unknown;
            if (Leading(germ.Series) is not { } leading)
                continue;
            var sign = Reals.Sign(leading.Coefficient);
            if (germ.Trend == Germ.Way.Up || leading.Exponent < 0)
                return sign == 0 ? Value.Unknown : Value.Infinite(sign);
            return leading.Exponent > 0 ? Rational.Zero : leading.Coefficient;
        }
        return Value.Unknown;
    }

    /// <summary>The first term that is not exactly 0, or t to the power from which all are unknown when that says enough.</summary>
    private static (int Exponent, Value Coefficient)? Leading(PowerSeries series)
    {
        var stripped = series.Strip();
        if (stripped.Count == 0)
            return stripped.End > 0 ? (stripped.End, Value.Unknown) : null;
        return (stripped.Valuation, stripped.Coefficients[0]);
    }
}
