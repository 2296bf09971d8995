using FsCheck;
using FsCheck.Fluent;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Tests.Mathematics.Deciding;

/// <summary>Intervals of doubles and separation bounds against balls of 300 digits.</summary>
public sealed class QuickEvaluatorTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(3_000);

    private static readonly FunctionKind[] Functions =
    [
        FunctionKind.Sin, FunctionKind.Cos, FunctionKind.Tan, FunctionKind.Cot, FunctionKind.Sec, FunctionKind.Csc, FunctionKind.Arcsin, FunctionKind.Arccos,
        FunctionKind.Arctan, FunctionKind.Sinh, FunctionKind.Cosh, FunctionKind.Ln, FunctionKind.Abs,
    ];

    private static readonly Gen<Expr> Fractions = Gen.Choose(-60, 60).Zip(Gen.Choose(1, 40), (p, q) => (Expr)new Number(Rational.Of(p, q)));

    private static readonly Gen<Expr> Leaves = Gen.Frequency(
        (4, Fractions), (1, Gen.Constant((Expr)new Constant(ConstantKind.Pi))), (1, Gen.Constant((Expr)new Constant(ConstantKind.E))), (2, Gen.Constant((Expr)new Variable("x"))));

    private static Gen<Expr> Trees(Gen<Expr> leaves, bool withCalls, int depth)
    {
        if (depth == 0)
            return leaves;
        var part = Trees(leaves, withCalls, depth - 1);
        var shapes = new List<(int, Gen<Expr>)>
        {
            (1, leaves),
            (3, part.Zip(part, (a, b) => (Expr)new Sum([a, b]))),
            (3, part.Zip(part, (a, b) => (Expr)new Product([a, b]))),
            (1, part.Zip(Gen.Choose(-3, 3), (a, n) => (Expr)new Power(a, new Number(n)))),
            (1, part.Zip(Gen.Elements(Rational.Of(1, 2), Rational.Of(1, 3), Rational.Of(-3, 2)), (a, r) => (Expr)new Power(a, new Number(r)))),
        };
        if (withCalls)
            shapes.Add((3, part.Zip(Gen.Elements(Functions), (a, function) => (Expr)new Call(function, [a]))));
        return Gen.Frequency([.. shapes]);
    }

    [Fact]
    public void An_interval_of_doubles_holds_the_value()
    {
        var point = new Dictionary<string, Rational> { ["x"] = Rational.Of(37, 41) };
        Check.One(Runs, Prop.ForAll(Arb.From(Trees(Leaves, true, 4)), expr =>
        {
            var quick = new QuickEvaluator(point, new(StepBudget.PerComparison)).Evaluate(expr);
            var exact = new Evaluator(point, 1100, new(20 * StepBudget.PerComparison)).Evaluate(expr);
            if (!quick.IsKnown || !exact.IsNumber)
                return true;
            var ball = exact.ToBall(1100).Re;
            var (low, high) = (BallOf(quick.Low), BallOf(quick.High));
            return exact.IsReal && Ball.Subtract(ball, low, 2000).Sign >= 0 && Ball.Subtract(high, ball, 2000).Sign >= 0;
        }));
    }

    [Fact]
    public void A_number_that_is_not_zero_keeps_its_distance_from_zero()
    {
        var compared = 0;
        Check.One(Runs, Prop.ForAll(Arb.From(Trees(Fractions, false, 3)), expr =>
        {
            if (SeparationBound.Of(expr) is not { } bits || bits > 3_000)
                return true;
            var value = new Evaluator(null, (int)bits + 200, new(20 * StepBudget.PerComparison)).Evaluate(expr);
            if (!value.IsNumber)
                return true;
            var ball = value.ToBall((int)bits + 200);
            if (ball.Re.ContainsZero && ball.Im.ContainsZero)
                return true; // zero, as far as can be seen
            compared++;
            return Math.Max(ball.Re.Magnitude, ball.Im.Magnitude) >= -bits;
        }));
        Assert.True(compared > 1_000);
    }

    private static Ball BallOf(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFF;
        return exponent == 0 ? new(value < 0 ? -mantissa : mantissa, 0, -1074) : new((value < 0 ? -1 : 1) * (mantissa | (1L << 52)), 0, exponent - 1075);
    }
}
