using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Deciding;

/// <summary>
/// Two values without unknowns. 1. Intervals of doubles tell most different numbers apart. 2. Balls of 64 bits: exact where the values are
/// fractions, and they know what has no value or is infinite. 3. Algebraic numbers: a separation bound says how small a
/// difference can be without being zero, so that one ball below it proves equality. 4. The normal form proves what follows from the
/// laws of powers and logarithms. 5. Balls of 256 and 1100 bits: agreement to 300 digits is taken for equality, and the finding says so.
/// </summary>
internal sealed class ClosedValues
{
    private static readonly int[] Precisions = [64, 256, 1100];
    private static readonly string[] Rungs = ["balls of 64 bits", "balls of 256 bits", "balls of 1100 bits"];

    /// <summary>Bits that are spent at the most on formulas with huge numbers: a number of 1,800 digits can be seen whole.</summary>
    private const int FinestPrecision = 17_000;

    private readonly StepBudget _budget;
    private Expr _left;
    private Expr _right;

    public ClosedValues(Expr left, Expr right, StepBudget budget) => (_left, _right, _budget) = (left, right, budget);

    /// <summary>What the rungs find.</summary>
    public Finding Decide()
    {
        if (AreApart() is { } apart)
            return apart;
        Finding? gaveUp = null;
        for (var level = 0; level < Precisions.Length; level++)
        {
            var precision = Precisions[level];
            var evaluator = new Evaluator(null, precision, _budget);
            var (x, y) = (evaluator.Evaluate(_left), evaluator.Evaluate(_right));
            if (WithoutBalls(x, y) is { } plain)
                return _budget.Note("exact arithmetic", plain);
            if (!x.IsNumber || !y.IsNumber)
            {
                gaveUp = NoValue(x, y, evaluator.Excess);
                _budget.Note(Rungs[level], null, gaveUp.Reason == "budget" ? "A value would exceed the budget." : "A value could not be computed.");
                if (gaveUp.Reason == "budget")
                    break;
                continue;
            }
            if (_budget.Note(Rungs[level], Findings.AreDisjoint(x, y, precision) ? Findings.Differ(x, y) : null, "The balls overlap.") is { } different)
                return different;
            if (level == 0 && Proved() is { } proved)
                return proved;
            if (level > 0 && evaluator.Coarsest < precision)
                return Findings.SameForm(_left, _right, _budget) ?? _budget.Note("enclosures", EnclosedAgreement(x, y, precision));
            if (level == Precisions.Length - 1)
                return Findings.SameForm(_left, _right, _budget) ?? AtFullDetail(evaluator, x, y);
        }
        return Findings.SameForm(_left, _right, _budget) ?? Findings.SameRationalFunction(_left, _right, _budget) ?? gaveUp!;
    }

    private Finding? Proved()
    {
        (_left, _right) = (Pieces.Choose(_left, _budget), Pieces.Choose(_right, _budget));
        return AsAlgebraicNumbers() ?? Findings.SameRationalFunction(_left, _right, _budget);
    }

    private Finding? AreApart()
    {
        var evaluator = new QuickEvaluator(null, _budget);
        var x = evaluator.Evaluate(_left);
        if (!x.IsKnown)
            return null;
        var y = evaluator.Evaluate(_right);
        return y.IsKnown && RealInterval.AreDisjoint(x, y)
            ? _budget.Note("intervals of doubles", Findings.Differ(_left, x, _right, y))
            : null;
    }

    /// <summary>Fractions, infinities, and what has no value.</summary>
    private static Finding? WithoutBalls(Value x, Value y)
    {
        if (x.Status == ValueStatus.Undefined || y.Status == ValueStatus.Undefined)
            return Finding.Different("undefined_value", "Different: one side has no value (a division by zero, 0⁰ or the like).");
        if (x.Status == ValueStatus.Infinite || y.Status == ValueStatus.Infinite)
        {
            if (x.Status == y.Status)
                return x.Exact == y.Exact ? Finding.Equal("exact", "Equal: both are the same infinity.") : Finding.Different("different_value", "Different: infinities of opposite sign.");
            if (x.IsNumber || y.IsNumber)
                return Finding.Different("different_value", "Different: one side is infinite, the other is not.");
        }
        if (x.Status != ValueStatus.Exact || y.Status != ValueStatus.Exact)
            return null;
        return x.Exact == y.Exact ? Findings.Exact : Findings.Differ(x, y);
    }

    private Finding NoValue(Value x, Value y, Expr? excess) =>
        x.Status == ValueStatus.OverBudget || y.Status == ValueStatus.OverBudget || _budget.IsExhausted
            ? Finding.Undecided("budget", $"Undecided: {(excess is null ? "computing the value" : ExprPrinter.PrintShort(excess))} exceeds the budget.")
            : Finding.Undecided("not_computable", "Undecided: a value could not be computed.");

    /// <summary>left − right is an algebraic number that is zero, or is not.</summary>
    private Finding? AsAlgebraicNumbers()
    {
        var (isZero, bits) = _budget.Within(share => (AlgebraicZero.Test(Build.Plus(_left, Build.Negate(_right)), share, out var bound), bound));
        return isZero switch
        {
            true => _budget.Note("separation bound", Finding.Equal("algebraic", FormattableString.Invariant($"Equal: proved (algebraic numbers that differ by less than 2^-{bits} are equal)."))),
            false => _budget.Note("separation bound", DifferBy(bits), "They differ; finer balls show where."),
            null => _budget.Note("separation bound", null, "No useful bound: the numbers are not seen to be algebraic, or their degree is large."),
        };
    }

    /// <summary>Both values as finely as it takes to see where they differ.</summary>
    private Finding? DifferBy(int bits)
    {
        var evaluator = new Evaluator(null, bits + Precisions[0], _budget);
        var (x, y) = (evaluator.Evaluate(_left), evaluator.Evaluate(_right));
        return x.IsNumber && y.IsNumber ? Findings.Differ(x, y) : null;
    }

    /// <summary>
    /// Both agree to 300 digits. Numbers such as 10^1000 in the formulas may differ beyond them: then once more, as precisely as the
    /// largest number asks for.
    /// </summary>
    private Finding AtFullDetail(Evaluator seen, Value x, Value y)
    {
        if (seen.SeesDetail)
            return _budget.Note("digits in common", Agreement(x, y, Precisions[^1]));
        if (seen.PrecisionForDetail > FinestPrecision)
            return _budget.Note("full detail", Findings.TooFine);
        var precision = (int)seen.PrecisionForDetail;
        var more = _budget.LastLook; // with a bound of its own
        var evaluator = new Evaluator(null, precision, more);
        (x, y) = (evaluator.Evaluate(_left), evaluator.Evaluate(_right));
        if (!x.IsNumber || !y.IsNumber)
            return more.Note("full detail", Findings.TooFine);
        return more.Note("full detail", Findings.AreDisjoint(x, y, precision) ? Findings.Differ(x, y) : Agreement(x, y, precision));
    }

    /// <summary>Overlapping balls say something only when they are small: nine tenths of the bits must be certain.</summary>
    private static Finding Agreement(Value x, Value y, int precision)
    {
        var (a, b) = (x.ToBall(precision), y.ToBall(precision));
        var error = Math.Max(Math.Max(a.Re.ErrorMagnitude, a.Im.ErrorMagnitude), Math.Max(b.Re.ErrorMagnitude, b.Im.ErrorMagnitude));
        var size = Math.Max(0, Math.Max(a.Re.Magnitude, a.Im.IsExactZero ? 0 : a.Im.Magnitude));
        return error - size < -(precision * 997L / 1100)
            ? Finding.Equal("agree_300_digits", precision > Precisions[^1] ? "Equal: agree to thousands of digits." : "Equal: agree to 300 digits.")
            : Finding.Undecided("precision", "Undecided: the values could not be computed accurately enough to tell them apart.");
    }

    /// <summary>
    /// An integral may be enclosed to fewer digits than a formula can be computed to. Enclosures that overlap and leave less than 10⁻³⁰
    /// open are taken for equal, and the number of digits is stated.
    /// </summary>
    private static Finding EnclosedAgreement(Value x, Value y, int precision)
    {
        const int FewestDigits = 30;
        var (a, b) = (x.ToBall(precision), y.ToBall(precision));
        var error = Math.Max(Math.Max(a.Re.ErrorMagnitude, a.Im.ErrorMagnitude), Math.Max(b.Re.ErrorMagnitude, b.Im.ErrorMagnitude)) + 1;
        var size = Math.Max(0, a.Re.Magnitude);
        var digits = (int)((size - error) * Math.Log10(2));
        return digits >= FewestDigits
            ? Finding.Equal("agree_within_bounds", FormattableString.Invariant($"Equal: agree to {digits} digits, as far as the integral was enclosed."))
            : Finding.Undecided("precision", "Undecided: the integral could not be enclosed closely enough to tell the values apart.");
    }
}
