using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>
/// The functions against those of the machine and of MathNet, allowing for the error of the double alone; and against each other at
/// high precision, where no double reaches.
/// </summary>
public class ElementaryFunctionLawsTests
{
    /// <summary>What a good library may be off by: units in the last place of its result.</summary>
    private const int LibraryUnits = 4;

    private static readonly Dictionary<FunctionKind, Func<double, double>> Real = new()
    {
        [FunctionKind.Sin] = Math.Sin,
        [FunctionKind.Cos] = Math.Cos,
        [FunctionKind.Tan] = Math.Tan,
        [FunctionKind.Cot] = x => 1 / Math.Tan(x),
        [FunctionKind.Sec] = Trig.Sec,
        [FunctionKind.Csc] = Trig.Csc,
        [FunctionKind.Arcsin] = Math.Asin,
        [FunctionKind.Arccos] = Math.Acos,
        [FunctionKind.Arctan] = Math.Atan,
        [FunctionKind.Arccot] = x => (Math.PI / 2) - Math.Atan(x),
        [FunctionKind.Sinh] = Math.Sinh,
        [FunctionKind.Cosh] = Math.Cosh,
        [FunctionKind.Tanh] = Math.Tanh,
        [FunctionKind.Coth] = x => 1 / Math.Tanh(x),
        [FunctionKind.Arsinh] = Math.Asinh,
        [FunctionKind.Arcosh] = Math.Acosh,
        [FunctionKind.Artanh] = Math.Atanh,
        [FunctionKind.Ln] = Math.Log,
        [FunctionKind.Abs] = Math.Abs,
    };

    private static readonly Dictionary<FunctionKind, Func<Complex, Complex>> OfComplex = new()
    {
        [FunctionKind.Sin] = Complex.Sin,
        [FunctionKind.Cos] = Complex.Cos,
        [FunctionKind.Tan] = Complex.Tan,
        [FunctionKind.Cot] = Trig.Cot,
        [FunctionKind.Sec] = Trig.Sec,
        [FunctionKind.Csc] = Trig.Csc,
        [FunctionKind.Sinh] = Complex.Sinh,
        [FunctionKind.Cosh] = Complex.Cosh,
        [FunctionKind.Tanh] = Complex.Tanh,
        [FunctionKind.Coth] = Trig.Coth,
        [FunctionKind.Arcsin] = Complex.Asin,
        [FunctionKind.Arccos] = Complex.Acos,
        [FunctionKind.Ln] = Complex.Log,
        [FunctionKind.Abs] = z => Complex.Abs(z),
        [FunctionKind.Re] = z => z.Real,
        [FunctionKind.Im] = z => z.Imaginary,
        [FunctionKind.Arg] = z => z.Phase,
        [FunctionKind.Conjugate] = Complex.Conjugate,
    };

    public static TheoryData<FunctionKind> RealFunctions => [.. Real.Keys];

    public static TheoryData<FunctionKind> ComplexFunctions => [.. OfComplex.Keys];

    [Theory, MemberData(nameof(RealFunctions))]
    public void Real_functions_agree_with_the_machine(FunctionKind function) => Law.Holds(Numbers.Doubles, 400, x =>
    {
        var expected = Real[function](x);
        if (!double.IsFinite(expected) || (Math.Abs(x) > 1e6 && function is FunctionKind.Tanh or FunctionKind.Coth))
            return null; // outside the domain, beyond the range of a double, or by way of an e^x that is not begun
        // A quotient or difference of two library results is off by more where it is small.
        var slack = function is FunctionKind.Arccot ? 1e-15 : LibraryUnits * Unit(expected);
        foreach (var precision in (int[])[64, 256, 1100])
        {
            var value = Evaluate(new Call(function, [new Number(Numbers.Exact(x))]), precision);
            if (!value.IsReal)
            {
                if (value.Status == ValueStatus.OverBudget || precision < 1100)
                    continue; // a huge argument, or one near a pole or a zero, needs more bits
                return $"{function}({x:R}) is {value.Status}, expected {expected:R}";
            }
            if (!IsNear(value.ToBall(precision).Re, expected, slack))
                return $"{function}({x:R}) at {precision} bits is {value.ToBall(precision).Re.ToDouble():R}, expected {expected:R}";
            if (precision == 1100 && value.ToBall(precision).Re is var fine && fine.Magnitude > -900 && fine.ErrorMagnitude > fine.Magnitude - 100)
                return $"{function}({x:R}) is not known to thirty digits";
        }
        return null;
    });

    [Theory, MemberData(nameof(ComplexFunctions))]
    public void Complex_functions_agree_with_the_machine(FunctionKind function) => Law.Holds(Moderate.SelectMany(_ => Moderate, (a, b) => new Complex(a, b)), 300, z =>
    {
        var expected = OfComplex[function](z);
        if (!double.IsFinite(expected.Real) || !double.IsFinite(expected.Imaginary))
            return null;
        // Off the branch cuts, which lie on the axes.
        if (z.Imaginary == 0 || z.Real == 0)
            return null;
        var value = Evaluate(new Call(function, [Expr(z)]), 256);
        if (!value.IsNumber)
            return $"{function}({z}) is {value.Status}, expected {expected}";
        var ball = value.ToBall(256);
        var slack = 1e-11 * Math.Max(1, Complex.Abs(expected));
        return IsNear(ball.Re, expected.Real, slack) && IsNear(ball.Im, expected.Imaginary, slack)
            ? null
            : $"{function}({z}) is {ball.Re.ToDouble():R} + {ball.Im.ToDouble():R}i, expected {expected}";
    });

    [Fact]
    public void Powers_agree_with_the_machine() => Law.Holds(Moderate.SelectMany(_ => Moderate, (x, y) => (X: x, Y: y)), 600, pair =>
    {
        var (x, y) = pair;
        var expected = Math.Pow(x, y);
        if (!double.IsFinite(expected) || x == 0 || Math.Abs(expected) < 1e-290)
            return null;
        var value = Evaluate(new Power(new Number(Numbers.Exact(x)), new Number(Numbers.Exact(y))), 256);
        return value.IsReal && IsNear(value.ToBall(256).Re, expected, LibraryUnits * Unit(expected)) ? null : $"{x:R}^{y:R} is {value}, expected {expected:R}";
    });

    [Fact]
    public void A_finer_ball_lies_within_a_coarser_one() =>
        Law.Holds(Gen.Elements(Real.Keys.ToArray()).SelectMany(_ => Numbers.Doubles, (f, x) => (f, x)), 1500, item =>
        {
            var call = new Call(item.f, [new Number(Numbers.Exact(item.x))]);
            var (coarse, fine) = (Evaluate(call, 64), Evaluate(call, 1100));
            return !coarse.IsNumber || !fine.IsNumber
                || (IsWithin(fine.ToBall(1100).Re, coarse.ToBall(64).Re) && IsWithin(fine.ToBall(1100).Im, coarse.ToBall(64).Im));
        });

    [Fact]
    public void The_ball_of_a_function_holds_its_values_at_all_points_of_the_argument() =>
        Law.Holds(Numbers.Doubles.SelectMany(_ => Gen.Choose(-70, 2), (x, width) => (x, width)).SelectMany(_ => Gen.Choose(-8, 8), (item, share) => (item.x, item.width, share)), 600, item =>
        {
            var argument = Ball.From(Numbers.Exact(item.x), 64);
            argument = argument.Widen((int)Math.Max(argument.Exponent, argument.Magnitude + item.width));
            var point = Ball.From(Numbers.Middle(argument) + (Numbers.Error(argument) * Rational.Of(item.share, 8)), 3000);
            foreach (var (name, function) in Kernels)
            {
                if (function(argument, 64) is { } coarse && (function(point, 600) is not { } fine || !IsWithin(fine, coarse)))
                    return $"{name} at {point.ToDouble():R}, width 2^{item.width}";
            }
            return null;
        });

    private static readonly (string Name, Func<Ball, int, Ball?> Function)[] Kernels =
    [
        ("exp", ElementaryFunctions.Exp),
        ("ln", ElementaryFunctions.Ln),
        ("sin", static (x, p) => ElementaryFunctions.SinCos(x, p)?.Sin),
        ("cos", static (x, p) => ElementaryFunctions.SinCos(x, p)?.Cos),
        ("arctan", static (x, p) => ElementaryFunctions.Arctan(x, p)),
    ];

    [Theory]
    [InlineData("sin²x + cos²x = 1")]
    [InlineData("e^(ln|x|) = |x|")]
    [InlineData("ln(e^x) = x")]
    [InlineData("sin(arcsin x) = x")]
    [InlineData("cos(arccos x) = x")]
    [InlineData("tan(arctan x) = x")]
    [InlineData("cosh²x − sinh²x = 1")]
    [InlineData("sinh(arsinh x) = x")]
    [InlineData("(√|x|)² = |x|")]
    [InlineData("sin 2x = 2 sin x cos x")]
    [InlineData("e^x e^−x = 1")]
    [InlineData("(e^(ix)) (e^(−ix)) = 1")]
    [InlineData("√x √x = x")]
    [InlineData("sin(arcsin z) = z")]
    public void Identities_hold_far_beyond_double_precision(string identity) => Law.Holds(Numbers.Doubles.SelectMany(_ => Numbers.Doubles, (x, y) => (x, y)), 150, pair =>
    {
        var x = new Number(Numbers.Exact(pair.x));
        Expr expected = identity[^1] switch { '1' => Number.One, '|' => new Call(FunctionKind.Abs, [x]), _ => x };
        var z = Build.Plus(x, Build.Times(new Number(Numbers.Exact(pair.y)), new Constant(ConstantKind.I)));
        Expr computed;
        switch (identity)
        {
            case "sin²x + cos²x = 1":
                computed = Build.Plus(Squared(Of(FunctionKind.Sin, x)), Squared(Of(FunctionKind.Cos, x)));
                break;
            case "e^(ln|x|) = |x|":
                computed = Exponential(Of(FunctionKind.Ln, expected));
                break;
            case "ln(e^x) = x":
                computed = Of(FunctionKind.Ln, Exponential(x));
                break;
            case "sin(arcsin x) = x":
                computed = Of(FunctionKind.Sin, Of(FunctionKind.Arcsin, x));
                break;
            case "cos(arccos x) = x":
                computed = Of(FunctionKind.Cos, Of(FunctionKind.Arccos, x));
                break;
            case "tan(arctan x) = x":
                computed = Of(FunctionKind.Tan, Of(FunctionKind.Arctan, x));
                break;
            case "cosh²x − sinh²x = 1":
                computed = Build.Plus(Squared(Of(FunctionKind.Cosh, x)), Build.Negate(Squared(Of(FunctionKind.Sinh, x))));
                break;
            case "sinh(arsinh x) = x":
                computed = Of(FunctionKind.Sinh, Of(FunctionKind.Arsinh, x));
                break;
            case "(√|x|)² = |x|":
                computed = Squared(Build.SquareRoot(expected));
                break;
            case "sin 2x = 2 sin x cos x":
                expected = Of(FunctionKind.Sin, Build.Times(new Number(2), x));
                computed = new Product([new Number(2), Of(FunctionKind.Sin, x), Of(FunctionKind.Cos, x)]);
                break;
            case "e^x e^−x = 1":
                computed = Build.Times(Exponential(x), Exponential(Build.Negate(x)));
                break;
            case "(e^(ix)) (e^(−ix)) = 1":
                expected = Number.One;
                computed = Build.Times(Exponential(Build.Times(x, new Constant(ConstantKind.I))), Exponential(Build.Times(Build.Negate(x), new Constant(ConstantKind.I))));
                break;
            case "√x √x = x":
                computed = Build.Times(Build.SquareRoot(x), Build.SquareRoot(x));
                break;
            default:
                expected = z;
                computed = Of(FunctionKind.Sin, Of(FunctionKind.Arcsin, z));
                break;
        }
        foreach (var precision in (int[])[64, 256, 1100])
        {
            var (left, right) = (Evaluate(computed, precision), Evaluate(expected, precision));
            if (!left.IsNumber || !right.IsNumber)
                continue; // beyond the range, or too uncertain at this precision
            var (a, b) = (left.ToBall(precision), right.ToBall(precision));
            if (Ball.AreDisjoint(a.Re, b.Re, precision) || Ball.AreDisjoint(a.Im, b.Im, precision))
                return $"at x = {pair.x:R}, y = {pair.y:R}, {precision} bits: {a.Re.ToDouble():R} + {a.Im.ToDouble():R}i";
        }
        return null;
    });

    [Theory]
    [InlineData(64)]
    [InlineData(1100)]
    [InlineData(9000)]
    public void Constants_are_what_they_are(int precision)
    {
        // e from its function, π from the arc tangent of 1, and the digits that everyone knows.
        Assert.False(Ball.AreDisjoint(ElementaryFunctions.E(precision), ElementaryFunctions.Exp(Ball.One, precision)!.Value, precision));
        Assert.False(Ball.AreDisjoint(ElementaryFunctions.Pi(precision), ComplexBall.Halve(ComplexBall.Halve(ElementaryFunctions.Arctan(Ball.One, precision))) is var quarter
            ? new Ball(quarter.Midpoint, quarter.Radius, quarter.Exponent + 4)
            : default, precision));
        Assert.Equal(Math.PI, ElementaryFunctions.Pi(precision).ToDouble());
        Assert.Equal(Math.E, ElementaryFunctions.E(precision).ToDouble());
    }

    private static readonly Gen<double> Moderate = Gen.Choose(-1_000_000, 1_000_000).Select(n => n / 130_003.0);

    private static Value Evaluate(Expr expr, int precision) => new Evaluator(null, precision, new(50_000_000)).Evaluate(expr);

    private static Call Of(FunctionKind function, Expr argument) => new(function, [argument]);

    private static Power Squared(Expr expr) => new(expr, new Number(2));

    private static Power Exponential(Expr exponent) => new(new Constant(ConstantKind.E), exponent);

    private static Expr Expr(Complex z) =>
        Build.Plus(new Number(Numbers.Exact(z.Real)), Build.Times(new Number(Numbers.Exact(z.Imaginary)), new Constant(ConstantKind.I)));

    private static bool IsNear(Ball ball, double expected, double slack) =>
        (Numbers.Middle(ball) - Numbers.Exact(expected)).Abs() <= Numbers.Error(ball) + Numbers.Exact(slack);

    /// <summary>One unit of the last place.</summary>
    private static double Unit(double value) => Math.Max(double.Epsilon, Math.BitIncrement(Math.Abs(value)) - Math.Abs(value));

    private static bool IsWithin(Ball inner, Ball outer) =>
        (Numbers.Middle(inner) - Numbers.Middle(outer)).Abs() + Numbers.Error(inner) <= Numbers.Error(outer) + (Numbers.Error(inner) * 2);
}
