using System.Numerics;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Calculus;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>The values of the functions.</summary>
internal sealed partial class Evaluator
{
    private const int LargestFactorial = 3000;
    private const int LongestSum = 2000;
    private const int DeepestOperators = 4;

    private int _operators;

    private static readonly ComplexBall ImaginaryUnit = new(Ball.Zero, Ball.One);
    private static readonly ComplexBall RealUnit = new(Ball.One, Ball.Zero);

    private Value Apply(Call call)
    {
        var arguments = call.Arguments;
        var x = Evaluate(arguments[0]);
        if (!x.IsNumber)
            return x.Status == ValueStatus.Infinite ? Value.Unknown : x;
        switch (call.Function)
        {
            case FunctionKind.Root:
                return Evaluate(arguments[1]) is { Status: ValueStatus.Exact, Exact: { IsZero: false } n } ? RaiseToRational(x, Rational.One / n) : Value.Unknown;
            case FunctionKind.Factorial or FunctionKind.DoubleFactorial:
                return Factorial(x, call.Function == FunctionKind.Factorial ? 1 : 2);
            case FunctionKind.Binomial or FunctionKind.Permutations:
                return Choose(x, Evaluate(arguments[1]), call.Function == FunctionKind.Binomial);
            case FunctionKind.Gcd or FunctionKind.Lcm:
                return ExactFold(arguments, x, call.Function == FunctionKind.Gcd ? Gcd : Lcm);
            case FunctionKind.Mod:
                return Modulo(x, Evaluate(arguments[1]));
            case FunctionKind.Max or FunctionKind.Min:
                return Extreme(arguments, x, call.Function == FunctionKind.Max ? 1 : -1);
        }
        return Function(call.Function, x);
    }

    /// <summary>A function of one number.</summary>
    internal Value Function(FunctionKind function, Value x)
    {
        if (function == FunctionKind.Abs && x.Status == ValueStatus.Exact)
            return x.Exact.Abs();
        if (function is FunctionKind.Floor or FunctionKind.Ceiling or FunctionKind.Sign)
            return Step(function, x);
        if (x.Status == ValueStatus.Exact && ExactAtSimplePoint(function, x.Exact) is { } simple)
            return simple;
        if (!Spend(CostOfFunction(function, x), x, x))
            return Value.OverBudget;
        return Elementary(function, x.ToBall(precision));
    }

    /// <summary>As many series as the function needs; of a complex argument about twice as many.</summary>
    private long CostOfFunction(FunctionKind function, Value x) => function switch
    {
        FunctionKind.Re or FunctionKind.Im or FunctionKind.Conjugate => 4,
        FunctionKind.Abs => x.IsReal ? 4 : Cost.SquareRoot(precision) + (2 * Cost.Multiply(precision)),
        FunctionKind.Arsinh or FunctionKind.Arcosh or FunctionKind.Arcsin or FunctionKind.Arccos or FunctionKind.Arcsec or FunctionKind.Arccsc =>
            (x.IsReal ? 2 : 5) * Cost.Elementary(precision),
        _ => (x.IsReal ? 1 : 2) * Cost.Elementary(precision),
    };

    private static Value? ExactAtSimplePoint(FunctionKind function, Rational x) => function switch
    {
        FunctionKind.Sin or FunctionKind.Tan or FunctionKind.Arcsin or FunctionKind.Arctan or FunctionKind.Sinh or FunctionKind.Tanh
            or FunctionKind.Arsinh or FunctionKind.Artanh when x.IsZero => Rational.Zero,
        FunctionKind.Cos or FunctionKind.Cosh or FunctionKind.Sec when x.IsZero => Rational.One,
        FunctionKind.Cot or FunctionKind.Csc or FunctionKind.Ln or FunctionKind.Coth when x.IsZero => Value.Undefined,
        FunctionKind.Ln or FunctionKind.Arccos or FunctionKind.Arcosh when x.IsOne => Rational.Zero,
        FunctionKind.Re or FunctionKind.Conjugate => x,
        FunctionKind.Im => Rational.Zero,
        _ => null,
    };

    /// <summary>Everything that comes down to exp, ln, sin, cos and arctan of one ball.</summary>
    private Value Elementary(FunctionKind function, ComplexBall z)
    {
        var p = precision;
        ComplexBall? Quotient(ComplexBall a, ComplexBall b) => ComplexBall.Invert(b, p) is { } inverse ? ComplexBall.Multiply(a, inverse, p) : null;
        var trigonometric = function is FunctionKind.Sin or FunctionKind.Cos or FunctionKind.Tan or FunctionKind.Cot or FunctionKind.Sec or FunctionKind.Csc
            ? ComplexBall.SinCos(z, p)
            : null;
        var hyperbolic = function is FunctionKind.Sinh or FunctionKind.Cosh or FunctionKind.Tanh or FunctionKind.Coth ? HyperbolicPair(z) : null;
        return Value.Of(function switch
        {
            FunctionKind.Sin => trigonometric?.Sin,
            FunctionKind.Cos => trigonometric?.Cos,
            FunctionKind.Tan => trigonometric is { } t ? Quotient(t.Sin, t.Cos) : null,
            FunctionKind.Cot => trigonometric is { } t ? Quotient(t.Cos, t.Sin) : null,
            FunctionKind.Sec => trigonometric is { } t ? Quotient(RealUnit, t.Cos) : null,
            FunctionKind.Csc => trigonometric is { } t ? Quotient(RealUnit, t.Sin) : null,
            FunctionKind.Sinh => hyperbolic?.Sinh,
            FunctionKind.Cosh => hyperbolic?.Cosh,
            FunctionKind.Tanh => hyperbolic is { } h ? Quotient(h.Sinh, h.Cosh) : null,
            FunctionKind.Coth => hyperbolic is { } h ? Quotient(h.Cosh, h.Sinh) : null,
            FunctionKind.Ln => ComplexBall.Ln(z, p),
            FunctionKind.Arcsin => Arcsine(z),
            FunctionKind.Arccos => Arcsine(z) is { } s ? FromRightAngle(s) : null,
            FunctionKind.Arctan => Arctangent(z),
            FunctionKind.Arccot => Arctangent(z) is { } t ? FromRightAngle(t) : null,
            FunctionKind.Arcsec => ComplexBall.Invert(z, p) is { } i && Arcsine(i) is { } s ? FromRightAngle(s) : null,
            FunctionKind.Arccsc => ComplexBall.Invert(z, p) is { } i ? Arcsine(i) : null,
            // arsinh z = ln(z + √(z²+1)), arcosh z = ln(z + √(z²−1)), artanh z = ½ ln((1+z)/(1−z))
            FunctionKind.Arsinh when z.IsReal && z.Re.Sign < 0 => Elementary(function, -z) is { IsNumber: true } mirrored ? -mirrored.Ball : null, // z + √(z²+1) would cancel
            FunctionKind.Arsinh => SquareRootOf(z, RealUnit) is { } r ? ComplexBall.Ln(ComplexBall.Add(z, r, p), p) : null,
            FunctionKind.Arcosh => SquareRootOf(z, -RealUnit) is { } r ? ComplexBall.Ln(ComplexBall.Add(z, r, p), p) : null,
            FunctionKind.Artanh => Quotient(ComplexBall.Add(RealUnit, z, p), ComplexBall.Add(RealUnit, -z, p)) is { } q && ComplexBall.Ln(q, p) is { } l
                ? new ComplexBall(ComplexBall.Halve(l.Re), ComplexBall.Halve(l.Im))
                : null,
            FunctionKind.Abs => ComplexBall.Abs(z, p) is { } size ? new(size, Ball.Zero) : null,
            FunctionKind.Re => new(z.Re, Ball.Zero),
            FunctionKind.Im => new(z.Im, Ball.Zero),
            FunctionKind.Arg => ComplexBall.Argument(z, p) is { } angle ? new(angle, Ball.Zero) : null,
            FunctionKind.Conjugate => new(z.Re, -z.Im),
            _ => (ComplexBall?)null,
        });
    }

    private (ComplexBall Sinh, ComplexBall Cosh)? HyperbolicPair(ComplexBall z)
    {
        if (ComplexBall.Exp(z, precision) is not { } up || ComplexBall.Invert(up, precision) is not { } down)
            return null;
        var (plus, minus) = (ComplexBall.Add(up, down, precision), ComplexBall.Add(up, -down, precision));
        return (new(ComplexBall.Halve(minus.Re), ComplexBall.Halve(minus.Im)), new(ComplexBall.Halve(plus.Re), ComplexBall.Halve(plus.Im)));
    }

    /// <summary>√(z² + c).</summary>
    private ComplexBall? SquareRootOf(ComplexBall z, ComplexBall c) =>
        ComplexBall.SquareRoot(ComplexBall.Add(ComplexBall.Multiply(z, z, precision), c, precision), precision);

    /// <summary>arcsin z = arctan(z / √(1−z²)); at ±1 it is ±π/2.</summary>
    private ComplexBall? Arcsine(ComplexBall z)
    {
        var cosine = ComplexBall.Add(RealUnit, -ComplexBall.Multiply(z, z, precision), precision);
        if (cosine.Re.IsExactZero && cosine.IsReal && z.IsReal)
            return new(Ball.Multiply(ElementaryFunctions.Pi(precision), new Ball(z.Re.Sign, 0, -1), precision), Ball.Zero);
        if (!z.IsReal || cosine.Re.Sign < 0)
        {
            // arcsin z = −i ln(iz + √(1−z²))
            if (ComplexBall.SquareRoot(cosine, precision) is not { } root
                || ComplexBall.Ln(ComplexBall.Add(ComplexBall.Multiply(ImaginaryUnit, z, precision), root, precision), precision) is not { } log)
            {
                return null;
            }
            return ComplexBall.Multiply(-ImaginaryUnit, log, precision);
        }
        return ComplexBall.SquareRoot(cosine, precision) is { } side && ComplexBall.Invert(side, precision) is { } inverse
            ? Arctangent(ComplexBall.Multiply(z, inverse, precision))
            : null;
    }

    private ComplexBall? Arctangent(ComplexBall z) => z.IsReal ? new(ElementaryFunctions.Arctan(z.Re, precision), Ball.Zero) : null;

    /// <summary>π/2 − z.</summary>
    private ComplexBall FromRightAngle(ComplexBall z) =>
        ComplexBall.Add(new(ComplexBall.Halve(ElementaryFunctions.Pi(precision)), Ball.Zero), -z, precision);

    /// <summary>n! or n!!; of anything but a natural number it has no value here.</summary>
    private Value Factorial(Value x, int step)
    {
        if (x.Status != ValueStatus.Exact || !x.Exact.IsInteger || x.Exact.Sign < 0)
            return x.Status == ValueStatus.Exact ? Value.Undefined : Value.Unknown;
        if (x.Exact > LargestFactorial)
            return Value.OverBudget;
        var n = (int)x.Exact.Numerator;
        if (!budget.Spend(Cost.Factorial(n)))
            return Value.OverBudget;
        var product = BigInteger.One;
        for (var k = n; k > 1; k -= step)
            product *= k;
        return Limit(product);
    }

    /// <summary>n(n−1)…(n−k+1), divided by k! for a binomial coefficient.</summary>
    private Value Choose(Value n, Value k, bool divide)
    {
        if (n.Status != ValueStatus.Exact || k.Status != ValueStatus.Exact)
            return Value.Worse(n, k).IsNumber ? Value.Unknown : Value.Worse(n, k);
        if (!k.Exact.IsInteger || !n.Exact.IsInteger)
            return Value.Unknown;
        if (k.Exact.Sign < 0)
            return Rational.Zero;
        var count = k.Exact;
        if (divide && n.Exact.Sign >= 0 && n.Exact >= count && n.Exact - count < count)
            count = n.Exact - count;
        if (count > LargestFactorial || !budget.Spend(Cost.Product((long)count.Numerator, n.Exact.Bits)))
            return Value.OverBudget;
        var product = BigInteger.One;
        for (var j = 0; j < (int)count.Numerator; j++)
        {
            product *= n.Exact.Numerator - j;
            if (divide)
                product /= j + 1;
        }
        return Limit(product);
    }

    private Value ExactFold(Sequence<Expr> arguments, Value first, Func<Rational, Rational, Rational> combine)
    {
        var result = first;
        for (var i = 1; i < arguments.Count; i++)
        {
            var next = Evaluate(arguments[i]);
            if (result.Status != ValueStatus.Exact || next.Status != ValueStatus.Exact)
                return next.IsNumber && result.IsNumber ? Value.Unknown : Value.Worse(result, next);
            if (!budget.Spend(3 * Cost.Reduce(2 * (result.Exact.Bits + next.Exact.Bits))))
                return Value.OverBudget;
            result = Limit(combine(result.Exact, next.Exact));
        }
        return result.Status == ValueStatus.Exact ? result.Exact.Abs() : Value.Unknown;
    }

    /// <summary>gcd(a/b, c/d) = gcd(ad, cb)/(bd).</summary>
    private static Rational Gcd(Rational a, Rational b) =>
        Rational.Of(BigInteger.GreatestCommonDivisor(a.Numerator * b.Denominator, b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    /// <summary>lcm(a, b) = |ab| / gcd(a, b).</summary>
    private static Rational Lcm(Rational a, Rational b) => a.IsZero || b.IsZero ? Rational.Zero : (a * b).Abs() / Gcd(a, b);

    /// <summary>a mod b = a − b⌊a/b⌋.</summary>
    private Value Modulo(Value a, Value b)
    {
        if (a.Status != ValueStatus.Exact || b.Status != ValueStatus.Exact)
            return a.IsNumber && b.IsNumber ? Value.Unknown : Value.Worse(a, b);
        if (b.Exact.IsZero)
            return Value.Undefined;
        return budget.Spend(4 * Cost.Reduce(a.Exact.Bits + b.Exact.Bits)) ? a.Exact - (b.Exact * (a.Exact / b.Exact).Floor()) : Value.OverBudget;
    }

    private Value Extreme(Sequence<Expr> arguments, Value first, int sign)
    {
        var best = first;
        for (var i = 1; i < arguments.Count; i++)
        {
            var next = Evaluate(arguments[i]);
            if (!best.IsReal || !next.IsReal)
                return next.IsNumber && best.IsNumber ? Value.Unknown : Value.Worse(best, next);
            if (best.Status == ValueStatus.Exact && next.Status == ValueStatus.Exact)
            {
                best = best.Exact.CompareTo(next.Exact) * sign >= 0 ? best : next;
                continue;
            }
            var difference = Ball.Subtract(best.ToBall(precision).Re, next.ToBall(precision).Re, precision).Sign;
            if (difference == 0)
                return Value.Unknown;
            best = difference * sign > 0 ? best : next;
        }
        return best;
    }

    /// <summary>⌊x⌋, ⌈x⌉ and sgn x, when the ball lies within one step.</summary>
    private static Value Step(FunctionKind function, Value x)
    {
        if (x.Status == ValueStatus.Exact)
        {
            return function == FunctionKind.Sign ? (Rational)x.Exact.Sign
                : function == FunctionKind.Floor ? x.Exact.Floor()
                : -(-x.Exact).Floor();
        }
        if (!x.IsReal || x.Ball.Re.Magnitude > 10_000)
            return Value.Unknown;
        var ball = x.Ball.Re;
        if (function == FunctionKind.Sign)
            return ball.Sign != 0 ? (Rational)ball.Sign : Value.Unknown;
        var (low, high) = (FloorOf(ball.Midpoint - ball.Radius, ball.Exponent), FloorOf(ball.Midpoint + ball.Radius, ball.Exponent));
        if (low != high || ball.Exponent >= 0)
            return Value.Unknown;
        return (Rational)(function == FunctionKind.Floor ? low : low + 1);
    }

    private static BigInteger FloorOf(BigInteger mantissa, int exponent) => exponent >= 0 ? mantissa << exponent : mantissa >> -exponent;

    /// <summary>What stands under ∑, ∏, ∫, lim and d/dx, done.</summary>
    private Value Operate(BigOperator op)
    {
        if (_operators == DeepestOperators)
            return Value.OverBudget;
        _operators++;
        _bound ??= new(StringComparer.Ordinal);
        var value = op.Variable.Length == 0 ? Value.Unknown : op.Kind switch
        {
            OperatorKind.Sum or OperatorKind.Product => Accumulate(op),
            OperatorKind.Derivative => Derivative.Of(op.Body, op.Variable, budget) is { } slope ? Evaluate(slope) : Value.Unknown,
            OperatorKind.Limit => new Limit(this, budget).Of(op),
            OperatorKind.Integral => new DefiniteIntegral(this, budget).Of(op, out var bits) is { IsNumber: true } area ? Coarse(area, bits) : Value.Unknown,
        };
        _operators--;
        return budget.IsExhausted ? Value.OverBudget : value;
    }

    private Value Coarse(Value value, int bits)
    {
        Coarsest = Math.Min(Coarsest, bits);
        return value;
    }

    /// <summary>∑ and ∏ between two integers, term by term, or from an integer without end.</summary>
    private Value Accumulate(BigOperator op)
    {
        if (op.Lower is null || op.Upper is null)
            return Value.Unknown;
        var (lower, upper) = (Evaluate(op.Lower), Evaluate(op.Upper));
        if (lower is { Status: ValueStatus.Exact, Exact.IsInteger: true } && upper.Status == ValueStatus.Infinite && upper.Exact.Sign > 0 && op.Kind == OperatorKind.Sum)
            return new InfiniteSum(this, budget).Of(op, lower.Exact.Numerator);
        if (lower.Status != ValueStatus.Exact || upper.Status != ValueStatus.Exact || !lower.Exact.IsInteger || !upper.Exact.IsInteger)
            return Value.Unknown;
        // What a formula in n gives for an empty range is a convention of its own.
        if (upper.Exact < lower.Exact && Unknowns.Of(op.Upper).Count + Unknowns.Of(op.Lower).Count > 0)
            return Value.Unknown;
        if (upper.Exact - lower.Exact > LongestSum)
            return Value.OverBudget;
        var isSum = op.Kind == OperatorKind.Sum;
        Value result = isSum ? Rational.Zero : Rational.One;
        var hidden = _bound!.TryGetValue(op.Variable, out var outer);
        for (var k = lower.Exact; k <= upper.Exact; k += 1)
        {
            _bound[op.Variable] = k;
            var term = Evaluate(op.Body);
            result = isSum ? Add(result, term) : Multiply(result, term);
            if (result.Status is ValueStatus.Undefined or ValueStatus.OverBudget)
                break;
        }
        if (hidden)
            _bound[op.Variable] = outer;
        else
            _bound.Remove(op.Variable);
        return result;
    }

    /// <summary>Laplace expansion, up to 6 × 6.</summary>
    private Value Determinant(Matrix matrix)
    {
        if (matrix.Rows != matrix.Columns || matrix.Rows > 6)
            return Value.Unknown;
        return Minor(matrix, 0, 0);
    }

    private Value Minor(Matrix matrix, int row, int usedColumns)
    {
        if (row == matrix.Rows)
            return Rational.One;
        Value sum = Rational.Zero;
        var sign = 1;
        for (var column = 0; column < matrix.Columns; column++)
        {
            if ((usedColumns >> column & 1) == 1)
                continue;
            var entry = Evaluate(matrix.Entries[(row * matrix.Columns) + column]);
            var rest = Minor(matrix, row + 1, usedColumns | (1 << column));
            sum = Add(sum, Multiply((Rational)sign, Multiply(entry, rest)));
            sign = -sign;
        }
        return sum;
    }
}
