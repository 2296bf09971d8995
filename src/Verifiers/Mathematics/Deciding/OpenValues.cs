using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Calculus;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Deciding;

/// <summary>
/// Two values with unknowns. 1. One point, in doubles: most different functions part there. 2. The normal form proves what follows
/// from the laws of arithmetic, powers, angles and logarithms. 3. Points of the common domain, fixed by the names of the unknowns: one
/// difference is the witness; agreement at all of them is taken for equality, after Schwartz and Zippel: a false identity survives
/// a random point with a probability that no training run will see.
/// </summary>
internal sealed class OpenValues(Expr left, Expr right, IReadOnlyCollection<string> unknowns, StepBudget budget)
{
    private const int PointsNeeded = 6;
    private const int PointsTried = 32;
    private const int FewestWholePoints = 3;

    private static readonly int[] Precisions = [64, 256, 1100];

    private readonly bool _whole = NeedsWholeNumbers(left) || NeedsWholeNumbers(right);

    /// <summary>What the rungs find.</summary>
    public Finding Decide() =>
        AtFirstPoint() ?? Findings.SameRationalFunction(left, right, budget) ?? Findings.SameForm(left, right, budget) ?? budget.Note("points", AtPoints());

    private Finding? AtFirstPoint()
    {
        var point = ProbePoints.At(unknowns, 0, _whole);
        return Quick(point) is var (x, y) && RealInterval.AreDisjoint(x, y)
            ? budget.Note("one point in doubles", Findings.Differ(left, x, right, y, At(point)))
            : null;
    }

    private Finding AtPoints()
    {
        // Where a formula has pieces, a handful of points may all lie in one of them, and near points all on one side of 10^6.
        var hasPieces = HasPieces(left) || HasPieces(right);
        var reach = hasPieces ? ProbePoints.ReachOf(left, right, budget) : 0;
        var needed = hasPieces ? ProbePoints.Varied : PointsNeeded;
        var agreements = 0;
        var complexAgreements = 0;
        Finding? complexDifference = null;
        for (var index = 0; index < PointsTried && agreements < needed; index++)
        {
            var point = ProbePoints.At(unknowns, index, _whole, reach);
            // One point sees differences beyond the 19th digit, down to the 300th; the others need not.
            var (finding, isReal, agree) = CompareAt(point, sharply: agreements + complexAgreements == 0);
            if (budget.IsExhausted)
                return Finding.Undecided("budget", "Undecided: comparing at enough points would exceed the budget.");
            if (finding is not null && isReal)
                return finding;
            if (!isReal)
                complexDifference ??= finding;
            if (agree && isReal)
                agreements++;
            else if (agree)
                complexAgreements++;
        }
        if (agreements >= needed || (agreements > 0 && complexDifference is null) || (agreements >= FewestWholePoints && _whole))
            return AgreeAt(agreements + complexAgreements);
        return complexDifference
            ?? (complexAgreements >= PointsNeeded
                ? AgreeAt(complexAgreements)
                : Finding.Undecided("not_computable", "Undecided: the values could not be computed at enough points."));
    }

    /// <summary>Compares at one point: a difference with its witness, or agreement, or neither when a side has no value there.</summary>
    private (Finding? Finding, bool IsReal, bool Agree) CompareAt(Dictionary<string, Rational> point, bool sharply)
    {
        if (!sharply && Quick(point) is var (low, high))
        {
            if (RealInterval.AreDisjoint(low, high))
                return (Findings.Differ(left, low, right, high, At(point)), true, false);
            if (low.IsTight && high.IsTight)
                return (null, true, true);
        }
        var isReal = true;
        foreach (var precision in Precisions)
        {
            var evaluator = new Evaluator(point, precision, budget);
            var (x, y) = (evaluator.Evaluate(left), evaluator.Evaluate(right));
            if (!x.IsNumber || !y.IsNumber)
                return (null, isReal, false);
            isReal = x.IsReal && y.IsReal;
            if (Findings.AreDisjoint(x, y, precision))
                return (Findings.Differ(x, y, At(point)), isReal, false);
            var isExact = x.Status == ValueStatus.Exact && y.Status == ValueStatus.Exact;
            if (!sharply || isExact)
                return (null, isReal, true);
            // An integral is enclosed only so far: a finer look would cost as much and see no more.
            var isFinest = precision == Precisions[^1] || (precision > Precisions[0] && evaluator.Coarsest < precision);
            if (isFinest)
                return (evaluator.PrecisionForDetail <= Precisions[^1] ? null : Findings.TooFine, isReal, true);
        }
        return (null, isReal, false);
    }

    /// <summary>Both values in doubles, where both are known.</summary>
    private (RealInterval Left, RealInterval Right)? Quick(Dictionary<string, Rational> point)
    {
        var evaluator = new QuickEvaluator(point, budget);
        var x = evaluator.Evaluate(left);
        if (!x.IsKnown)
            return null;
        var y = evaluator.Evaluate(right);
        return y.IsKnown ? (x, y) : null;
    }

    private static string At(Dictionary<string, Rational> point) => " at " + string.Join(", ", point.Take(4).Select(pair => $"{pair.Key} = {pair.Value}"));

    private static Finding AgreeAt(int points) => Finding.Equal("agree_at_points", FormattableString.Invariant($"Equal: agree at {points} random points."));

    /// <summary>|x|, ⌊x⌋, x mod c, max and √(x²) follow different formulas in different places.</summary>
    private static bool HasPieces(Expr expr) => Unknowns.Any(expr, static node => node switch
    {
        Call
        {
            Function: FunctionKind.Abs or FunctionKind.Floor or FunctionKind.Ceiling or FunctionKind.Sign or FunctionKind.Max or FunctionKind.Min
            or FunctionKind.Mod or FunctionKind.Gcd or FunctionKind.Lcm or FunctionKind.Binomial
        } => true,
        Call { Function: FunctionKind.Root } => true,
        Power { Base: not (Number or Variable), Exponent: Number { Value.IsInteger: false } } root => Unknowns.Of(root.Base).Count > 0,
        _ => false,
    });

    /// <summary>Factorials, binomials, remainders and (−1)^n have a meaning, or a simple one, at whole numbers only.</summary>
    private static bool NeedsWholeNumbers(Expr expr) => OperatorForms.AnyOutside(expr, static node => node switch
    {
        Call
        {
            Function: FunctionKind.Factorial or FunctionKind.DoubleFactorial or FunctionKind.Binomial or FunctionKind.Permutations or FunctionKind.Gcd
            or FunctionKind.Lcm or FunctionKind.Mod
        } => true,
        Power { Base: Number { Value.Sign: < 0 }, Exponent: not Number } => true,
        _ => false,
    });
}
