using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>Whether an algebraic number is zero: computed finely enough for its <see cref="SeparationBound"/>, there is no third case.</summary>
internal static class AlgebraicZero
{
    private const int FirstPrecision = 64;
    private const int Tries = 3;

    /// <summary>Bits that are spent at the most.</summary>
    private const double FinestSeparation = 6_000;

    /// <summary>True or false when that is proved; null when the number is not seen to be algebraic, or the proof would cost too much.</summary>
    public static bool? Test(Expr number, StepBudget budget) => Test(number, budget, out _);

    /// <summary>As above, with the bound: the number is 0 or at least 2^−bits in size.</summary>
    public static bool? Test(Expr number, StepBudget budget, out int bits)
    {
        bits = 0;
        if (SeparationBound.Of(number) is not { } bound || bound > FinestSeparation)
            return null;
        bits = (int)Math.Ceiling(bound);
        var precision = FirstPrecision;
        for (var tries = 0; tries < Tries; tries++)
        {
            var value = new Evaluator(null, precision, budget).Evaluate(number);
            if (value.Status == ValueStatus.Exact)
                return value.Exact.IsZero;
            if (!value.IsNumber)
                return null;
            var ball = value.Ball;
            if (!ball.Re.ContainsZero || !ball.Im.ContainsZero)
                return false;
            if (Math.Max(SizeOf(ball.Re), SizeOf(ball.Im)) + 1 < -bits)
                return true;
            // What cancelled above the bound is lost again: as many bits more as the ball is too large.
            precision += bits + 64 + (int)Math.Clamp(Math.Max(SizeOf(ball.Re), SizeOf(ball.Im)), 0, 4_000);
        }
        return null;
    }

    private static long SizeOf(Ball part) => part.IsExactZero ? long.MinValue / 2 : part.Magnitude;
}
