using System.Numerics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>A factorial (αk + β)! to the power e.</summary>
internal readonly record struct FactorialFactor(int Slope, int Start, int Exponent);

/// <summary>
/// One term of a series as a function of k: P(k)/Q(k) · zᵏ · ∏ (αk + β)!^e. Such terms are hypergeometric: the quotient of neighbours is a
/// rational function of k.
/// </summary>
internal sealed record Summand(Value[] P, Value[] Q, Value Z, IReadOnlyList<FactorialFactor> Factorials)
{
    private const int HighestDegree = 24;
    private const int MostTerms = 12;

    /// <summary>deg Q − deg P.</summary>
    public int Gap => Q.Length - P.Length;

    private bool IsRational => Factorials.Count == 0 && Z is { Status: ValueStatus.Exact, Exact.IsOne: true };

    /// <summary>The tree as a sum of such terms; null when it is none.</summary>
    public static List<Summand>? Terms(Expr expr, string variable, Evaluator evaluator, StepBudget budget) =>
        new Reader(variable, evaluator, budget).Read(expr);

    /// <summary>The tree as P/Q; null when it is no rational function.</summary>
    public static Summand? RationalFunction(Expr expr, string variable, Evaluator evaluator, StepBudget budget) =>
        Terms(expr, variable, evaluator, budget) is [{ IsRational: true } only] ? only : null;

    /// <summary>P(k)/Q(k); unknown when Q(k) may be 0.</summary>
    public Value Quotient(Value k, Reals reals) => reals.Multiply(At(P, k, reals), reals.Invert(At(Q, k, reals)));

    /// <summary>p(k) by Horner's scheme.</summary>
    public static Value At(Value[] p, Value k, Reals reals)
    {
        Value value = Rational.Zero;
        for (var i = p.Length - 1; i >= 0; i--)
            value = reals.Add(reals.Multiply(value, k), p[i]);
        return value;
    }

    /// <summary>f(±1/t)/t² as a series, for a rational f with a gap of 2 or more: t^(gap − 2) P*(t)/Q*(t) with the coefficients in reverse.</summary>
    public PowerSeries? AtInverse(PowerSeries t, int sign, Reals reals)
    {
        PowerSeries? Reversed(Value[] p)
        {
            PowerSeries? value = PowerSeries.Constant(Rational.Zero, t.Count);
            for (var i = 0; i < p.Length; i++)
            {
                var c = sign < 0 && i % 2 == 1 ? Reals.Negate(p[i]) : p[i];
                value = value?.Multiply(t, reals)?.Add(PowerSeries.Constant(c, t.Count), reals);
            }
            return value;
        }
        // p₀tᵈ + … + p_d by Horner, from p₀ down to the constant p_d.
        if (Reversed(P) is not { } numerator || Reversed(Q) is not { } denominator)
            return null;
        for (var i = 2; i < Gap && numerator is not null; i++)
            numerator = numerator.Multiply(t, reals);
        return numerator?.Divide(denominator, reals) is { Valuation: >= 0 } quotient ? quotient : null;
    }

    /// <summary>p · q.</summary>
    public static Value[] Multiply(Value[] p, Value[] q, Reals reals)
    {
        var product = new Value[p.Length + q.Length - 1];
        Array.Fill(product, Rational.Zero);
        for (var i = 0; i < p.Length; i++)
        {
            for (var j = 0; j < q.Length; j++)
                product[i + j] = reals.Add(product[i + j], reals.Multiply(p[i], q[j]));
        }
        return Trim(product);
    }

    /// <summary>p + q.</summary>
    public static Value[] Add(Value[] p, Value[] q, Reals reals)
    {
        var sum = new Value[Math.Max(p.Length, q.Length)];
        for (var i = 0; i < sum.Length; i++)
            sum[i] = reals.Add(i < p.Length ? p[i] : (Value)Rational.Zero, i < q.Length ? q[i] : (Value)Rational.Zero);
        return Trim(sum);
    }

    /// <summary>p(a·k + b).</summary>
    public static Value[] Compose(Value[] p, int a, BigInteger b, Reals reals)
    {
        Value[] result = [Rational.Zero];
        for (var i = p.Length - 1; i >= 0; i--)
            result = Add(Multiply(result, [(Rational)b, (Rational)a], reals), [p[i]], reals);
        return result;
    }

    private static Value[] Trim(Value[] p)
    {
        var length = p.Length;
        while (length > 1 && Reals.IsZero(p[length - 1]))
            length--;
        return p[..length];
    }

    private sealed class Reader(string variable, Evaluator evaluator, StepBudget budget)
    {
        private readonly Reals _reals = new(evaluator.Precision, budget);

        public List<Summand>? Read(Expr expr)
        {
            if (!budget.Spend(4))
                return null;
            if (!Derivative.Depends(expr, variable))
                return evaluator.Evaluate(expr) is { IsReal: true } constant ? [Of([constant])] : null;
            switch (expr)
            {
                case Variable:
                    return [Of([Rational.Zero, Rational.One])];
                case Sum sum:
                    return ReadSum(sum);
                case Product product:
                    return Fold(product.Factors);
                case Power { Base: Call { Function: FunctionKind.Factorial or FunctionKind.Binomial } or Power or Product or Sum or Variable, Exponent: Number { Value: { IsInteger: true } n } } power
                    when n.Abs() <= 12:
                    return ReadPower(power.Base, (int)n.Numerator);
                case Power power when !Derivative.Depends(power.Base, variable):
                    return ReadExponential(power);
                case Call { Function: FunctionKind.Factorial, Arguments: [var n] }:
                    return Linear(n) is { } linear ? [Of([Rational.One]) with { Factorials = [new(linear.Slope, linear.Start, 1)] }] : null;
                case Call { Function: FunctionKind.Binomial, Arguments: [var n, var k] }:
                    // n over k = n!/(k! (n − k)!), as long as 0 ≤ k ≤ n
                    return Linear(n) is { } top && Linear(k) is { } bottom && top.Slope >= bottom.Slope
                        ? [Of([Rational.One]) with { Factorials = [new(top.Slope, top.Start, 1), new(bottom.Slope, bottom.Start, -1), new(top.Slope - bottom.Slope, top.Start - bottom.Start, -1)] }]
                        : null;
                default:
                    return null;
            }
        }

        private static Summand Of(Value[] p) => new(p, [Rational.One], Rational.One, []);

        /// <summary>Terms with equal exponentials and no factorials are put over one denominator.</summary>
        private List<Summand>? ReadSum(Sum sum)
        {
            var terms = new List<Summand>();
            foreach (var part in sum.Terms)
            {
                if (Read(part) is not { } read)
                    return null;
                foreach (var term in read)
                {
                    var same = terms.FindIndex(other => other.Factorials.Count == 0 && term.Factorials.Count == 0
                        && other.Z.Status == ValueStatus.Exact && term.Z.Status == ValueStatus.Exact && other.Z.Exact == term.Z.Exact);
                    if (same < 0)
                        terms.Add(term);
                    else if (Plus(terms[same], term) is { } joined)
                        terms[same] = joined;
                    else
                        return null;
                }
            }
            return terms.Count <= MostTerms ? terms : null;
        }

        private Summand? Plus(Summand a, Summand b) => a.Q.Length + b.Q.Length > HighestDegree ? null : a with
        {
            P = Add(Multiply(a.P, b.Q, _reals), Multiply(b.P, a.Q, _reals), _reals),
            Q = a.Q is [{ Status: ValueStatus.Exact, Exact.IsOne: true }] ? b.Q : Multiply(a.Q, b.Q, _reals),
        };

        private List<Summand>? Fold(Sequence<Expr> factors)
        {
            List<Summand>? result = [Of([Rational.One])];
            foreach (var factor in factors)
                result = result is null || Read(factor) is not { } next ? null : Times(result, next);
            return result;
        }

        private List<Summand>? Times(List<Summand> left, List<Summand> right)
        {
            if (left.Count * right.Count > MostTerms)
                return null;
            var result = new List<Summand>();
            foreach (var a in left)
            {
                foreach (var b in right)
                {
                    if (a.P.Length + b.P.Length > HighestDegree || a.Q.Length + b.Q.Length > HighestDegree || a.Factorials.Count + b.Factorials.Count > 8)
                        return null;
                    result.Add(new(Multiply(a.P, b.P, _reals), Multiply(a.Q, b.Q, _reals), _reals.Multiply(a.Z, b.Z), [.. a.Factorials, .. b.Factorials]));
                }
            }
            return result;
        }

        private List<Summand>? ReadPower(Expr x, int n)
        {
            if (Read(x) is not [var one])
                return null;
            if (n < 0)
                one = new(one.Q, one.P, _reals.Invert(one.Z), [.. one.Factorials.Select(f => f with { Exponent = -f.Exponent })]);
            List<Summand>? result = [Of([Rational.One])];
            for (var i = 0; i < Math.Abs(n); i++)
                result = result is null ? null : Times(result, [one]);
            return result;
        }

        /// <summary>c^(αk + β) = c^β · (c^α)ᵏ.</summary>
        private List<Summand>? ReadExponential(Power power)
        {
            if (PolynomialIn.Of(power.Exponent, variable, budget) is not [var startTree, var slopeTree])
                return null;
            var (start, slope) = (evaluator.Evaluate(startTree), evaluator.Evaluate(slopeTree));
            Value factor, ratio;
            if (power.Base is Constant { Kind: ConstantKind.E })
            {
                (factor, ratio) = (evaluator.Exponential(start), evaluator.Exponential(slope));
            }
            else
            {
                var x = evaluator.Evaluate(power.Base);
                if (!x.IsReal || Reals.Sign(x) == 0 || slope.Status != ValueStatus.Exact || start.Status != ValueStatus.Exact
                    || (Reals.Sign(x) < 0 && !(slope.Exact.IsInteger && start.Exact.IsInteger)))
                {
                    return null;
                }
                (factor, ratio) = (evaluator.RaiseToRational(x, start.Exact), evaluator.RaiseToRational(x, slope.Exact));
            }
            return factor.IsReal && ratio.IsReal ? [Of([factor]) with { Z = ratio }] : null;
        }

        private (int Slope, int Start)? Linear(Expr expr)
        {
            if (PolynomialIn.Of(expr, variable, budget) is not { Length: <= 2 } p)
                return null;
            var (start, slope) = (evaluator.Evaluate(p[0]), p.Length == 2 ? evaluator.Evaluate(p[1]) : (Value)Rational.Zero);
            return start is { Status: ValueStatus.Exact, Exact.IsInteger: true } && slope is { Status: ValueStatus.Exact, Exact.IsInteger: true }
                && start.Exact.Abs() <= 200 && slope.Exact >= 0 && slope.Exact <= 4
                ? ((int)slope.Exact.Numerator, (int)start.Exact.Numerator)
                : null;
        }
    }
}
