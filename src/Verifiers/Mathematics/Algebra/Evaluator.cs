using System.Numerics;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// The value of an expression at a point: exact as long as it is rational and of moderate size, from then on a ball of the
/// given precision. Bounded by the budget; huge powers and factorials are never begun.
/// </summary>
/// <param name="point">Values of the unknowns; null for a closed expression.</param>
/// <param name="precision">Bits.</param>
/// <param name="budget">Steps.</param>
internal sealed partial class Evaluator(IReadOnlyDictionary<string, Rational>? point, int precision, StepBudget budget)
{
    /// <summary>Bits of the largest exact number: 3000! has 30,000.</summary>
    private const int LargestExact = 1 << 16;

    /// <summary>Roots up to this degree are computed by Newton's method, others as powers of e.</summary>
    private const int LargestRoot = 16;

    private const int MostRemembered = 16;

    /// <summary>Bits of the largest number whose exact root is looked for.</summary>
    private const int LargestRadicand = 4096;

    private Dictionary<string, Rational>? _bound;
    private List<(Expr Part, Value Value)>? _seen;

    /// <summary>Bits of the finest detail met so far: see <see cref="Value.Detail"/>.</summary>
    public long Detail { get; private set; }

    /// <summary>
    /// Whether overlapping balls of this precision mean anything: √(10^2000 + 1) and 10^1000 agree to any 300 digits and differ all
    /// the same.
    /// </summary>
    public bool SeesDetail => PrecisionForDetail <= precision;

    /// <summary>Bits with which the detail met so far would be seen: twice, for a large number may meet a small one, and some to spare.</summary>
    public long PrecisionForDetail => (2 * Detail) + 300;

    /// <summary>Bits.</summary>
    public int Precision => precision;

    /// <summary>
    /// The fewest bits to which an integral was computed: it may be enclosed less finely than the precision asks, and a finer look would
    /// not see more. All of them when nothing was.
    /// </summary>
    public int Coarsest { get; private set; } = int.MaxValue;

    /// <summary>An evaluator at the same point with so many bits.</summary>
    internal Evaluator WithPrecision(int bits) => new(point, bits, budget) { _bound = _bound };

    /// <summary>The part that would go beyond the budget, a tower of powers as a whole; null when none does.</summary>
    public Expr? Excess { get; private set; }

    /// <summary>The value of the expression. Roots and functions that occur twice are computed once.</summary>
    public Value Evaluate(Expr expr)
    {
        var isCostly = _bound is not { Count: > 0 } && (expr is Call or Power { Exponent: not Number { Value.IsInteger: true } });
        if (isCostly && Recall(expr) is { } known)
            return known;
        var value = budget.Spend(3) ? Compute(expr) : Value.OverBudget;
        Detail = Math.Max(Detail, value.Detail);
        if (value.Status == ValueStatus.OverBudget && (Excess is null || (expr is Power tower && (ReferenceEquals(tower.Exponent, Excess) || ReferenceEquals(tower.Base, Excess)))))
            Excess = expr;
        if (isCostly && (_seen ??= []).Count < MostRemembered)
            _seen.Add((expr, value));
        return value;
    }

    private Value? Recall(Expr expr)
    {
        if (_seen is null)
            return null;
        foreach (var (part, value) in _seen)
        {
            if (ReferenceEquals(part, expr) || part.Equals(expr))
                return value;
        }
        return null;
    }

    private Value Compute(Expr expr)
    {
        return expr switch
        {
            Number number => number.Value,
            DecimalNumber number => number.Value,
            BasedNumber number => number.Value,
            Constant constant => Constant(constant.Kind),
            Variable variable => Lookup(variable.Name),
            Sum sum => Fold(sum.Terms, Rational.Zero, Add),
            Product product => Fold(product.Factors, Rational.One, Multiply),
            Power power => Raise(power),
            Call call => Apply(call),
            Quantity { Unit.IsPercent: true } percent => Multiply(Evaluate(percent.Value), Rational.Of(1, 100)),
            Quantity { Unit.IsAngle: true } angle => Multiply(Multiply(Evaluate(angle.Value), angle.Unit.Scale / 180), Constant(ConstantKind.Pi)),
            Quantity quantity when quantity.Unit.Dimension.Count == 0 => Evaluate(quantity.Value),
            Ratio { Terms: { Count: 2 } ratio } => Multiply(Evaluate(ratio[0]), Invert(Evaluate(ratio[1]))),
            BigOperator op => Operate(op),
            Listing { Kind: ListingKind.Brackets, Items: { Count: 1 } only } => Evaluate(only[0]),
            Matrix { IsDeterminant: true } determinant => Determinant(determinant),
            _ => Value.Unknown,
        };
    }

    private Value Lookup(string name) =>
        _bound is not null && _bound.TryGetValue(name, out var bound) ? bound
        : point is not null && point.TryGetValue(name, out var value) ? value
        : Value.Unknown;

    private Value Constant(ConstantKind kind) => kind switch
    {
        ConstantKind.Pi => Value.Of(ElementaryFunctions.Pi(precision)),
        ConstantKind.E => Value.Of(ElementaryFunctions.E(precision)),
        ConstantKind.I => Value.Of(new ComplexBall(Ball.Zero, Ball.One)),
        ConstantKind.Infinity => Value.Infinite(1),
    };

    private Value Fold(Sequence<Expr> parts, Rational start, Func<Value, Value, Value> combine)
    {
        Value result = start;
        foreach (var part in parts.Span)
        {
            result = combine(result, Evaluate(part));
            if (result.Status is ValueStatus.Undefined or ValueStatus.OverBudget)
                return result;
        }
        return result;
    }

    private Value Add(Value a, Value b)
    {
        if (a.Status == ValueStatus.Exact && b.Status == ValueStatus.Exact)
            return budget.Spend(CostOf(a.Exact, b.Exact, Cost.Add(a.Exact.Bits + b.Exact.Bits))) ? Limit(a.Exact + b.Exact) : Value.OverBudget;
        if (a.IsNumber && b.IsNumber)
            return Spend(Cost.Add(precision), a, b) ? Value.Of(ComplexBall.Add(a.ToBall(precision), b.ToBall(precision), precision)) : Value.OverBudget;
        if (a.Status == ValueStatus.Infinite && b.Status == ValueStatus.Infinite)
            return a.Exact == b.Exact ? a : Value.Undefined;                      // ∞ − ∞
        return Combine(a, b);
    }

    private Value Multiply(Value a, Value b)
    {
        if (a.Status == ValueStatus.Exact && b.Status == ValueStatus.Exact)
            return budget.Spend(CostOf(a.Exact, b.Exact, Cost.Multiply(a.Exact.Bits, b.Exact.Bits))) ? Limit(a.Exact * b.Exact) : Value.OverBudget;
        if (a.IsNumber && b.IsNumber)
        {
            if ((a.Status == ValueStatus.Exact && a.Exact.IsZero) || (b.Status == ValueStatus.Exact && b.Exact.IsZero))
                return Rational.Zero;
            return Spend(CostOfProduct(a, b), a, b) ? Value.Of(ComplexBall.Multiply(a.ToBall(precision), b.ToBall(precision), precision)) : Value.OverBudget;
        }
        if (a.Status == ValueStatus.Infinite || b.Status == ValueStatus.Infinite)
        {
            var (infinite, other) = a.Status == ValueStatus.Infinite ? (a, b) : (b, a);
            var sign = other.Status is ValueStatus.Exact or ValueStatus.Infinite ? other.Exact.Sign : other.IsReal ? other.Ball.Re.Sign : 0;
            return sign != 0 ? Value.Infinite(infinite.Exact.Sign * sign) : other.Status == ValueStatus.Exact ? Value.Undefined : Combine(a, b);
        }
        return Value.Worse(a, b);
    }

    private static Value Combine(Value a, Value b) =>
        a.Status == ValueStatus.Infinite && b.IsNumber ? a
        : b.Status == ValueStatus.Infinite && a.IsNumber ? b
        : a.Status == ValueStatus.Infinite ? b : b.Status == ValueStatus.Infinite ? a : Value.Worse(a, b);

    private Value Invert(Value a) => a.Status switch
    {
        ValueStatus.Exact => a.Exact.IsZero ? Value.Undefined : Rational.One / a.Exact,
        ValueStatus.Approximate => budget.Spend(4 * Cost.Multiply(precision)) ? Value.Of(ComplexBall.Invert(a.Ball, precision)) : Value.OverBudget,
        ValueStatus.Infinite => Rational.Zero,
        ValueStatus.Undefined or ValueStatus.Unknown or ValueStatus.OverBudget => a,
    };

    /// <summary>An exact number that has grown too large goes on as a ball.</summary>
    private Value Limit(Rational value)
    {
        return value.Bits <= LargestExact ? value
            : Spend(0, value, value) ? Value.Of(Ball.From(value, precision))
            : Value.OverBudget;
    }

    /// <summary>Steps of an operation on two exact numbers; those on fractions also bring the result to lowest terms.</summary>
    private static long CostOf(Rational a, Rational b, long integers) =>
        a.IsInteger && b.IsInteger ? integers : integers + (2 * Cost.Multiply(a.Bits, b.Bits)) + Cost.Reduce(a.Bits + b.Bits);

    private long CostOfProduct(Value a, Value b) => (a.IsReal && b.IsReal ? 1 : 4) * Cost.Multiply(precision);

    /// <summary>Takes the steps of an operation on two balls, and those of making balls of exact numbers.</summary>
    private bool Spend(long steps, Value a, Value b) => budget.Spend(steps + CostOfBall(a) + CostOfBall(b));

    private long CostOfBall(Value value) => value.Status != ValueStatus.Exact ? 0
        : value.Exact.IsInteger ? Cost.Add(value.Exact.Bits)
        : Cost.Multiply(value.Exact.Bits, precision + value.Exact.Bits);

    private Value Raise(Power power)
    {
        var exponent = Evaluate(power.Exponent);
        if (power.Base is Constant { Kind: ConstantKind.E })
        {
            return exponent.Status switch
            {
                ValueStatus.Exact when exponent.Exact.IsZero => Rational.One,
                ValueStatus.Exact when exponent.Exact.IsOne => Value.Of(ElementaryFunctions.E(precision)),
                ValueStatus.Exact or ValueStatus.Approximate => Spend((exponent.IsReal ? 1 : 3) * Cost.Exponential(precision), exponent, exponent) ? Exponential(exponent.ToBall(precision)) : Value.OverBudget,
                ValueStatus.Infinite => exponent.Exact.Sign > 0 ? exponent : Rational.Zero,
                ValueStatus.Undefined or ValueStatus.Unknown or ValueStatus.OverBudget => exponent,
            };
        }
        var x = Evaluate(power.Base);
        if (!x.IsNumber || !exponent.IsNumber)
        {
            if (x.Status == ValueStatus.Infinite && exponent.Status == ValueStatus.Exact)
                return exponent.Exact.Sign < 0 ? Rational.Zero : exponent.Exact.Sign == 0 ? Value.Undefined : x.Exact.Sign > 0 ? x : Value.Unknown;
            return exponent.Status == ValueStatus.Infinite ? Value.Unknown : Value.Worse(x, exponent);
        }
        if (exponent.Status == ValueStatus.Exact)
        {
            return exponent.Exact.Sign < 0 && x.Status == ValueStatus.Approximate && x.Ball.ContainsZero && point is null && _bound is null
                && AlgebraicZero.Test(power.Base, budget) == true
                ? Value.Undefined                                                   // 1/(√8 − 2√2)
                : RaiseToRational(x, exponent.Exact);
        }
        if (x.Status == ValueStatus.Exact && x.Exact.IsZero)
            return exponent.IsReal && exponent.Ball.Re.Sign > 0 ? Rational.Zero : Value.Undefined;
        return PowerByLogarithm(x.ToBall(precision), exponent.Ball);
    }

    /// <summary>x^(p/q).</summary>
    internal Value RaiseToRational(Value x, Rational exponent)
    {
        if (x.Status == ValueStatus.Exact && x.Exact.IsZero)
            return exponent.Sign > 0 ? Rational.Zero : Value.Undefined;             // 0⁰ and 0⁻¹ have no value
        if (exponent.IsZero)
            return Rational.One;
        if (exponent.IsInteger)
        {
            if (x.Status == ValueStatus.Exact && x.Exact.Abs().IsOne)
                return x.Exact.Sign > 0 || exponent.Numerator.IsEven ? Rational.One : -Rational.One;
            if (x.Status == ValueStatus.Exact && BigInteger.Abs(exponent.Numerator) * x.Exact.Bits <= LargestExact)
            {
                var n = (int)exponent.Numerator;
                return budget.Spend(Cost.Multiply(x.Exact.Bits * Math.Abs(n) / 2)) ? Limit(x.Exact.ToPower(n)) : Value.OverBudget;
            }
            if (BigInteger.Abs(exponent.Numerator) < 1 << 20)
                return RaiseToInteger(x, (int)exponent.Numerator);
        }
        if (x.Status == ValueStatus.Exact && exponent.Denominator < 1000 && x.Exact.Bits <= LargestRadicand)
        {
            if (!budget.Spend(10 + (exponent.Denominator == 2 ? Cost.SquareRoot(x.Exact.Bits) : 20 * Cost.Multiply(x.Exact.Bits))))
                return Value.OverBudget;
            if (ExactRoot(x.Exact, exponent) is { } exact)
                return exact;
        }
        if (!Spend(exponent.Denominator != 2 ? 0 : x.IsReal ? Cost.SquareRoot(precision) : 3 * Cost.Elementary(precision), x, x))
            return Value.OverBudget;
        var ball = x.ToBall(precision);
        if (exponent.Denominator <= LargestRoot && BigInteger.Abs(exponent.Numerator) < 1000 && ball.IsReal && (ball.Re.Sign > 0 || !exponent.Denominator.IsEven))
            return RealRoot(ball.Re, (int)exponent.Denominator, (int)exponent.Numerator);
        if (exponent.Denominator == 2 && BigInteger.Abs(exponent.Numerator) < 1000)
            return ComplexBall.SquareRoot(ball, precision) is { } root ? RaiseToInteger(Value.Of(root), (int)exponent.Numerator) : Value.Unknown;
        if (ball.IsReal && ball.Re.Sign < 0 && !exponent.Denominator.IsEven)
        {
            // (−a)^(p/q) = ±a^(p/q) for odd q, as schools read ∛(−8) = −2
            var positive = PowerByLogarithm(-ball, new(Ball.From(exponent, precision), Ball.Zero));
            return exponent.Numerator.IsEven || !positive.IsNumber ? positive : Value.Of(-positive.Ball);
        }
        return PowerByLogarithm(ball, new(Ball.From(exponent, precision), Ball.Zero));
    }

    /// <summary>(±a)^(m/k) for a > 0: the root first, which is as school has it for odd k: ∛(−8) = −2.</summary>
    private Value RealRoot(Ball x, int k, int m)
    {
        if (k > 2 && !budget.Spend(Cost.Root(precision, k)))
            return Value.OverBudget;
        if (x.ContainsZero || Ball.Root(x.Sign < 0 ? -x : x, k, precision) is not { } root)
            return Value.Unknown;
        return RaiseToInteger(Value.Of(x.Sign < 0 ? -root : root), m);
    }

    /// <summary>x^n by repeated squaring.</summary>
    private Value RaiseToInteger(Value x, int n)
    {
        var steps = (BitOperations.Log2((uint)Math.Abs(n) | 1) + BitOperations.PopCount((uint)Math.Abs(n))) * CostOfProduct(x, x);
        if (!x.IsNumber)
            return x;
        return n == 1 ? x
            : Spend(steps, x, x) ? Value.Of(ComplexBall.ToPower(x.ToBall(precision), n, precision))
            : Value.OverBudget;
    }

    /// <summary>(p/q)^(m/n) when both roots are whole; negative bases only for odd n.</summary>
    private static Rational? ExactRoot(Rational x, Rational exponent)
    {
        var n = (int)exponent.Denominator;
        if (BigInteger.Abs(exponent.Numerator) > 200 || (x.Sign < 0 && n % 2 == 0))
            return null;
        if (IntegerRoot.Exact(BigInteger.Abs(x.Numerator), n) is not { } p || IntegerRoot.Exact(x.Denominator, n) is not { } q)
            return null;
        return Rational.Of(p * x.Sign, q).ToPower((int)exponent.Numerator);
    }

    /// <summary>x^y = e^(y ln x).</summary>
    private Value PowerByLogarithm(ComplexBall x, ComplexBall y)
    {
        if (!budget.Spend((x.IsReal && y.IsReal ? 1 : 4) * (Cost.Exponential(precision) + Cost.Elementary(precision + 32))))
            return Value.OverBudget;
        return ComplexBall.Ln(x, precision + 32) is { } log ? Exponential(ComplexBall.Multiply(y, log, precision + 32)) : Value.Unknown;
    }

    /// <summary>e^x of a value.</summary>
    internal Value Exponential(Value x) =>
        x.Status == ValueStatus.Exact && x.Exact.IsZero ? Rational.One
        : !budget.Spend((precision / 8) + ((long)precision * precision >> 12)) ? Value.OverBudget
        : x.IsNumber ? Exponential(x.ToBall(precision)) : x;

    /// <summary>e^z, which is not begun for a large z.</summary>
    private Value Exponential(ComplexBall z) => z.Re.Magnitude > 24 ? Value.OverBudget : Value.Of(ComplexBall.Exp(z, precision));
}
