using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// Functions of a closed expression that are something simpler: |1 − √2| is √2 − 1, max(π, 3) is π, ⌊e⌋ is 2, lcm(4, 6) is 12. Where one of
/// several formulas is followed, a ball that lies within one piece says which.
/// </summary>
internal static class Pieces
{
    private const int Precision = 64;

    /// <summary>Bits of the largest number that takes the place of a function.</summary>
    private const int LargestWritten = 4096;

    /// <summary>The expression with such functions replaced where the piece is certain.</summary>
    public static Expr Choose(Expr expr, StepBudget budget) =>
        Unknowns.Any(expr, static node => node is Call call && IsSimplified(call.Function)) ? Replace(expr, budget) : expr;

    private static bool IsSimplified(FunctionKind function) =>
        function is FunctionKind.Abs or FunctionKind.Sign or FunctionKind.Floor or FunctionKind.Ceiling or FunctionKind.Max or FunctionKind.Min
            or FunctionKind.Gcd or FunctionKind.Lcm or FunctionKind.Mod or FunctionKind.Factorial or FunctionKind.DoubleFactorial or FunctionKind.Binomial
            or FunctionKind.Permutations;

    private static Expr Replace(Expr expr, StepBudget budget)
    {
        var node = Rewrite.Parts(expr, part => Replace(part, budget));
        if (node is not Call call || !IsSimplified(call.Function))
            return node;
        var evaluator = new Evaluator(null, Precision, budget);
        if (call.Function is FunctionKind.Abs)
        {
            var inner = evaluator.Evaluate(call.Arguments[0]);
            return !inner.IsReal ? call : SignOf(inner) switch { > 0 => call.Arguments[0], < 0 => Build.Negate(call.Arguments[0]), _ => call };
        }
        if (call.Function is FunctionKind.Max or FunctionKind.Min)
            return Extreme(call, call.Function is FunctionKind.Max ? 1 : -1, evaluator);
        return evaluator.Evaluate(call) is { Status: ValueStatus.Exact, Exact.Bits: <= LargestWritten } whole ? new Number(whole.Exact) : call;
    }

    private static Expr Extreme(Call call, int direction, Evaluator evaluator)
    {
        var best = call.Arguments[0];
        for (var i = 1; i < call.Arguments.Count; i++)
        {
            var difference = evaluator.Evaluate(Build.Plus(call.Arguments[i], Build.Negate(best)));
            if (!difference.IsReal || SignOf(difference) is not (var sign and not 0))
                return call;
            if (sign == direction)
                best = call.Arguments[i];
        }
        return best;
    }

    private static int SignOf(Value value) => value.Status == ValueStatus.Exact ? value.Exact.Sign : value.Ball.Re.Sign;
}
