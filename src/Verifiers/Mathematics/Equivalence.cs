using System.Globalization;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Calculus;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics;

/// <summary>
/// Whether two expressions have the same value: the ladder. 1. the same tree; 2. exact rational arithmetic; 3. the same canonical
/// form, or the same rational function; 4. balls of growing precision: disjoint ones prove that the values differ, agreement to
/// 300 digits is taken for equality; 5. with unknowns, the same at points of the common domain. Every rung is bounded by the budget.
/// </summary>
internal static class Equivalence
{
    private const int PointsNeeded = 6;
    private const int PointsTried = 32;

    private static readonly int[] Precisions = [64, 256, 1100];

    /// <summary>Bits that are spent at the most on formulas with huge numbers: a number of 1,800 digits can be seen whole.</summary>
    private const int FinestPrecision = 17_000;

    /// <summary>Compares two values; the arguments' order matters only to the wording.</summary>
    public static Finding Decide(Expr reference, Expr answer, StepBudget budget)
    {
        if (reference is Number a && answer is Number b)
            return a.Value == b.Value ? Exact : DifferentNumbers(Show(a.Value), Show(b.Value));
        if (reference.Equals(answer))
            return Finding.Identical;
        var left = Opaque(reference);
        var right = Opaque(answer);
        var unknowns = Unknowns.Of(left);
        unknowns.UnionWith(Unknowns.Of(right));
        var finding = unknowns.Count == 0 ? DecideClosed(left, right, budget) : DecideOpen(left, right, unknowns, budget);
        // Integrals that nobody can compute may still be the same one.
        return finding.Outcome == Outcome.Undecided && OperatorForms.AreIn(left)
            ? SameRationalFunction(OperatorForms.AsUnknowns(left), OperatorForms.AsUnknowns(right), new StepBudget(StepBudget.PerComparison / 4)) ?? finding
            : finding;
    }

    private static Finding Exact { get; } = Finding.Equal("exact", "Equal: proved by exact arithmetic.");

    private static Finding DifferentNumbers(string reference, string answer) =>
        Finding.Different("different_value", $"Different: the reference is {Cut(reference)}, the answer {Cut(answer)}.");

    private static string Cut(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "…");

    private static Finding DecideClosed(Expr left, Expr right, StepBudget budget)
    {
        Finding? gaveUp = null;
        for (var (level, precision) = (0, Precisions[0]); ; precision = Precisions[level])
        {
            var evaluator = new Evaluator(null, precision, budget);
            var (x, y) = (evaluator.Evaluate(left), evaluator.Evaluate(right));
            if (x.Status == ValueStatus.Undefined || y.Status == ValueStatus.Undefined)
                return Finding.Different("undefined_value", "Different: one side has no value (a division by zero, 0⁰ or the like).");
            if (x.Status == ValueStatus.Infinite || y.Status == ValueStatus.Infinite)
            {
                if (x.Status == y.Status)
                    return x.Exact == y.Exact ? Finding.Equal("exact", "Both are the same infinity.") : Finding.Different("different_value", "Different: infinities of opposite sign.");
                if (x.IsNumber || y.IsNumber)
                    return Finding.Different("different_value", "Different: one side is infinite, the other is not.");
            }
            if (x.Status == ValueStatus.Exact && y.Status == ValueStatus.Exact)
                return x.Exact == y.Exact ? Exact : DifferentNumbers(Show(x.Exact), Show(y.Exact));
            if (!x.IsNumber || !y.IsNumber)
            {
                gaveUp = x.Status == ValueStatus.OverBudget || y.Status == ValueStatus.OverBudget || !budget.Spend(0)
                    ? Finding.Undecided("budget", "Undecided: computing the value would exceed the budget.")
                    : Finding.Undecided("not_computable", "Undecided: a value could not be computed.");
                if (gaveUp.Reason == "budget" || ++level == Precisions.Length)
                    break;
                continue;
            }
            if (AreDisjoint(x, y, precision))
                return DifferentNumbers(Show(x), Show(y));
            if (level > 0 && evaluator.Coarsest < precision)
                return SameForm(left, right) ?? EnclosedAgreement(x, y, precision);
            if (++level == Precisions.Length)
                return SameForm(left, right) ?? AtFullDetail(left, right, evaluator, (x, y), budget);
        }
        return SameForm(left, right) ?? SameRationalFunction(left, right, budget) ?? gaveUp!;
    }

    /// <summary>
    /// Both agree to 300 digits. Numbers such as 10^1000 in the formulas may differ beyond them: then once more, as precisely as the
    /// largest number asks for.
    /// </summary>
    private static Finding AtFullDetail(Expr left, Expr right, Evaluator seen, (Value X, Value Y) values, StepBudget budget)
    {
        if (seen.SeesDetail)
            return Agreement(values.X, values.Y, Precisions[^1]);
        if (seen.PrecisionForDetail > FinestPrecision)
            return SameRationalFunction(left, right, budget) ?? TooFine;
        var precision = (int)seen.PrecisionForDetail;
        var evaluator = new Evaluator(null, precision, new StepBudget(4 * StepBudget.PerComparison)); // a last look, with a bound of its own
        var (x, y) = (evaluator.Evaluate(left), evaluator.Evaluate(right));
        if (!x.IsNumber || !y.IsNumber)
            return TooFine;
        return AreDisjoint(x, y, precision) ? DifferentNumbers(Show(x), Show(y)) : Agreement(x, y, precision);
    }

    private static bool AreDisjoint(Value x, Value y, int precision)
    {
        var (a, b) = (x.ToBall(precision), y.ToBall(precision));
        return Ball.AreDisjoint(a.Re, b.Re, precision) || Ball.AreDisjoint(a.Im, b.Im, precision);
    }

    /// <summary>Overlapping balls say something only when they are small: nine tenths of the bits must be certain.</summary>
    private static Finding Agreement(Value x, Value y, int precision)
    {
        var (a, b) = (x.ToBall(precision), y.ToBall(precision));
        var error = Math.Max(Math.Max(a.Re.ErrorMagnitude, a.Im.ErrorMagnitude), Math.Max(b.Re.ErrorMagnitude, b.Im.ErrorMagnitude));
        var size = Math.Max(0, Math.Max(a.Re.Magnitude, a.Im.IsExactZero ? 0 : a.Im.Magnitude));
        return error - size < -(precision * 997L / 1100)
            ? Finding.Equal("agree_300_digits", precision > Precisions[^1] ? "Equal: both values agree to thousands of digits." : "Equal: both values agree to 300 digits.")
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
            ? Finding.Equal("agree_within_bounds", string.Create(CultureInfo.InvariantCulture, $"Equal: both values agree to {digits} digits, as far as the integral was enclosed."))
            : Finding.Undecided("precision", "Undecided: the integral could not be enclosed closely enough to tell the values apart.");
    }

    private static Finding TooFine { get; } =
        Finding.Undecided("precision", "Undecided: both agree to 300 digits, but hold numbers so large or small that a difference may only show beyond them.");

    private static Finding? SameForm(Expr left, Expr right) =>
        Normalizer.Apply(left).Equals(Normalizer.Apply(right)) ? Finding.Equal("canonical_form", "Equal: proved, both have the same canonical form.") : null;

    private static Finding? SameRationalFunction(Expr left, Expr right, StepBudget budget) =>
        RationalFunction.AreEqual(left, right, budget) == true
            ? Finding.Equal("rational_function", "Equal: proved, both are the same rational function.")
            : null;

    private static Finding DecideOpen(Expr left, Expr right, SortedSet<string> unknowns, StepBudget budget)
    {
        if ((SameRationalFunction(left, right, budget) ?? SameForm(left, right)) is { } proved)
            return proved;
        var whole = NeedsWholeNumbers(left) || NeedsWholeNumbers(right);
        // Where a formula has pieces, a handful of points may all lie in one of them.
        var needed = HasPieces(left) || HasPieces(right) ? ProbePoints.Varied : PointsNeeded;
        var agreements = 0;
        var complexAgreements = 0;
        Finding? complexDifference = null;
        for (var index = 0; index < PointsTried && agreements < needed; index++)
        {
            var point = ProbePoints.At(unknowns, index, whole);
            // One point sees differences beyond the 19th digit, down to the 300th; the others need not.
            var difference = DecideAt(left, right, point, agreements + complexAgreements == 0 ? Precisions.Length : 1, budget, out var real, out var agree);
            if (budget.IsExhausted)
                return Finding.Undecided("budget", "Undecided: comparing at enough points would exceed the budget.");
            if (difference is not null && real)
                return difference;
            if (!real)
                complexDifference ??= difference;
            if (agree && real)
                agreements++;
            else if (agree)
                complexAgreements++;
        }
        if (agreements >= needed || (agreements > 0 && complexDifference is null) || (agreements >= 3 && whole))
            return Finding.Equal("agree_at_points", string.Create(CultureInfo.InvariantCulture, $"Equal: both agree at {agreements + complexAgreements} random points."));
        if (complexDifference is not null)
            return complexDifference;
        return complexAgreements >= PointsNeeded
            ? Finding.Equal("agree_at_points", string.Create(CultureInfo.InvariantCulture, $"Equal: both agree at {complexAgreements} random points."))
            : Finding.Undecided("not_computable", "Undecided: the values could not be computed at enough points.");
    }

    /// <summary>Compares at one point: a difference with its witness, or agreement, or neither when a side has no value there.</summary>
    private static Finding? DecideAt(Expr left, Expr right, Dictionary<string, Rational> point, int levels, StepBudget budget, out bool real, out bool agree)
    {
        (real, agree) = (true, false);
        // The finer point goes as far as the numbers in the formulas ask for; the others need not.
        var sees = false;
        for (var level = 0; level < levels || (levels > 1 && !sees && level < Precisions.Length); level++)
        {
            var precision = Precisions[level];
            var evaluator = new Evaluator(point, precision, budget);
            var (x, y) = (evaluator.Evaluate(left), evaluator.Evaluate(right));
            if (!x.IsNumber || !y.IsNumber)
                return null;
            real = x.IsReal && y.IsReal;
            if (x.Status == ValueStatus.Exact && y.Status == ValueStatus.Exact ? x.Exact != y.Exact : AreDisjoint(x, y, precision))
            {
                var at = string.Join(", ", point.Take(4).Select(pair => $"{pair.Key} = {pair.Value}"));
                return Finding.Different("different_value", $"Different: at {at} the reference is {Cut(Show(x))}, the answer {Cut(Show(y))}.");
            }
            agree = true;
            if (x.Status == ValueStatus.Exact && y.Status == ValueStatus.Exact)
                return null;
            sees = evaluator.SeesDetail;
            if (level > 0 && evaluator.Coarsest < precision)
            {
                sees = evaluator.PrecisionForDetail <= Precisions[^1];                      // a finer look would cost as much and see no more
                break;
            }
        }
        return levels == 1 || sees ? null : TooFine;
    }

    /// <summary>|x|, ⌊x⌋, max and √(x²) follow different formulas in different places.</summary>
    private static bool HasPieces(Expr expr) => Unknowns.Any(expr, static node => node switch
    {
        Call { Function: FunctionKind.Abs or FunctionKind.Floor or FunctionKind.Ceiling or FunctionKind.Sign or FunctionKind.Max or FunctionKind.Min } => true,
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

    /// <summary>
    /// What cannot be computed becomes an unknown of its own: f(x), an integral, a bar over a name. Equal ones get equal names.
    /// </summary>
    private static Expr Opaque(Expr expr) => expr switch
    {
        Number or DecimalNumber or Variable or Constant or BasedNumber => expr,
        Application application => new Variable(ExprPrinter.Print(Normalizer.Apply(application))),
        BigOperator op => OperatorForms.Computable(op) ?? new Variable(ExprPrinter.Print(Normalizer.Apply(op))),
        Call { Function: FunctionKind.Conjugate } bar when Unknowns.Of(bar).Count > 0 => new Variable(ExprPrinter.Print(Normalizer.Apply(bar))),
        Quantity { Unit: { IsPercent: false, IsAngle: false, Dimension.Count: > 0 } unit } quantity =>
            Build.Times(Opaque(quantity.Value), unit.Dimension.Aggregate<UnitPower, Expr>(
                new Number(unit.Scale), static (product, part) => Build.Times(product, new Power(new Variable("unit " + part.Base), new Number(part.Exponent))))),
        _ => Rewrite.Parts(expr, Opaque),
    };

    /// <summary>Writing out tens of thousands of digits, of which sixty are shown, would cost more than the comparison.</summary>
    private static string Show(Rational value) => value.Bits <= 2_000
        ? value.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"a number of {value.Bits} bits");

    private static string Show(Value value)
    {
        if (value.Status == ValueStatus.Exact)
            return Show(value.Exact);
        var (re, im) = (value.Ball.Re.ToDouble(), value.Ball.Im.ToDouble());
        if (!double.IsFinite(re) || !double.IsFinite(im))
            return string.Create(CultureInfo.InvariantCulture, $"about 10^{(long)(Math.Max(value.Ball.Re.Magnitude, value.Ball.Im.Magnitude) * Math.Log10(2))}");
        return value.IsReal
            ? string.Create(CultureInfo.InvariantCulture, $"{re:R}…")
            : string.Create(CultureInfo.InvariantCulture, $"{re:R}… {(im < 0 ? '-' : '+')} {Math.Abs(im):R}…i");
    }
}
