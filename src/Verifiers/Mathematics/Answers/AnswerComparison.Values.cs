using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Deciding;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>Values with and without units, and what a decimal may stand for.</summary>
internal sealed partial record AnswerComparison
{
    private Finding? CompareQuantities(Expr reference, Expr answer)
    {
        switch (reference, answer)
        {
            case (Quantity r, Quantity a):
                return CompareTwoQuantities(r, a);
            case (Quantity r, _):
                if (Options.UnitRequired && r.Unit is { IsPercent: false, IsAngle: false, IsKnown: true })
                    return Finding.Different("missing_unit", $"Different: the reference is in {r.Unit.Symbol}, the answer states no unit.");
                return CompareBare(r, answer, (value, bare) => CompareValues(value, bare), (exact, bare) => CompareValues(exact, bare));
            case (_, Quantity a):
                return CompareBare(a, reference, (value, bare) => CompareValues(bare, value), (exact, bare) => CompareValues(bare, exact));
            default:
                return null;
        }
    }

    private Finding CompareTwoQuantities(Quantity reference, Quantity answer)
    {
        var (r, a) = (reference.Unit, answer.Unit);
        if (r.Dimension == a.Dimension && r.Scale == a.Scale)
            return CompareValues(reference.Value, answer.Value);
        if (r.Dimension == a.Dimension)
        {
            var converted = CompareValues(Build.Times(reference.Value, new Number(r.Scale)), Build.Times(answer.Value, new Number(a.Scale)));
            return converted.Outcome == Outcome.Different
                ? Finding.Different("different_unit", $"Different: the units differ, and {ExprPrinter.PrintShort(reference)} is not {ExprPrinter.PrintShort(answer)}.")
                : converted;
        }
        if (!r.IsKnown || !a.IsKnown)
            return CompareValues(reference.Value, answer.Value);
        if (r.Dimension.Count == 0 || a.Dimension.Count == 0)
        {
            // An angle in radians has no unit: 90° = π/2 rad.
            if (r.IsAngle || a.IsAngle)
                return CompareValues(reference, answer);
        }
        return Finding.Different("different_unit", $"Different: the reference is in {r.Symbol}, the answer in {a.Symbol}.");
    }

    /// <summary>
    /// One side has a unit, the other none. A missing unit is forgiven; per cent may be meant as a fraction or as its number, an
    /// angle as degrees or in radians.
    /// </summary>
    private Finding CompareBare(Quantity quantity, Expr bare, Func<Expr, Expr, Finding> compareNumber, Func<Expr, Expr, Finding> compareExact)
    {
        if (bare is Listing or Matrix or Ratio or ClockTime)
            return Finding.Different("different_form", "Different: one side is one quantity, the other is not.");
        if (quantity.Unit.IsPercent)
        {
            var exact = compareExact(quantity, bare);
            if (exact.IsEqual || !Options.PercentBare)
                return exact;
            var number = compareNumber(quantity.Value, bare);
            return number.IsEqual ? Finding.Equal("percent_as_unit", "Equal: the sign % is taken as a unit that one side leaves out.") : exact;
        }
        var plain = compareNumber(quantity.Value, bare);
        if (plain.IsEqual || !quantity.Unit.IsAngle)
            return plain.IsEqual ? plain with { Explanation = plain.Explanation + " One side leaves out the unit." } : plain;
        return compareExact(quantity, bare) is { IsEqual: true } radians ? radians : plain;
    }

    private Finding CompareValues(Expr reference, Expr answer)
    {
        if (reference is Number r && answer is Number a)
            return Equivalence.Decide(r, a, Budget);
        if (Options.RenameVariables)
            answer = Rename(reference, answer);
        if (ConstantAsked(reference) is { } constant)
            return Budget.Note("constant of integration", CompareUpToConstant(reference, answer, constant));
        if (reference is BigOperator { Kind: OperatorKind.Integral, Lower: null, Upper: null } antiderivative)
            return Budget.Note("antiderivatives", CompareAntiderivatives(antiderivative, answer));
        if (answer is Variable name && Unknowns.Of(reference).Count == 0 && reference is not (TextAnswer or Application))
            return Budget.Note("unknowns left", Finding.Different("names_no_value", $"Different: the reference is a value, the answer only the name {name.Name}."));
        var finding = Equivalence.Decide(reference, answer, Budget);
        if (!finding.IsEqual && LeavesUnknowns(reference, answer))
            return Budget.Note("unknowns left", Finding.Different("unevaluated", "Different: the reference is a value, the answer leaves something unknown in it."));
        if (finding.Outcome != Outcome.Different)
            return finding;
        return AsDecimal(reference).Decimal is null && AsDecimal(answer).Decimal is null
            ? finding
            : Budget.Note("rounded decimals", Rounded(reference, answer), "A decimal stands only for what it is correctly rounded from, with enough digits.") ?? finding;
    }

    /// <summary>
    /// A decimal with enough significant digits, correctly rounded, stands for an exact reference that is no integer; with
    /// reference_rounded, whatever rounds to a decimal reference is right as well.
    /// </summary>
    private Finding? Rounded(Expr reference, Expr answer)
    {
        var (decimals, shift) = AsDecimal(answer);
        if (decimals is not null && Options.RoundedDigits > 0 && decimals.SignificantDigits >= Options.RoundedDigits && AsDecimal(reference).Decimal is null
            && Unknowns.Of(reference).Count == 0)
        {
            return WithinHalfOfLastPlace(reference, answer, decimals, shift, refuseIntegers: true)
                ? Finding.Equal("rounded", $"Equal: the answer is the reference, correctly rounded to {decimals.SignificantDigits} significant digits.")
                : null;
        }
        if (Options.ReferenceRounded && AsDecimal(reference) is { Decimal: { } stated } rounded && Unknowns.Of(answer).Count == 0
            && WithinHalfOfLastPlace(answer, reference, stated, rounded.Shift, refuseIntegers: false))
        {
            return Finding.Equal("reference_rounded", "Equal: the answer rounds to the digits that the reference states.");
        }
        return null;
    }

    private static (DecimalNumber? Decimal, int Shift) AsDecimal(Expr expr) => expr switch
    {
        DecimalNumber number => (number, 0),
        Quantity { Unit.IsPercent: true, Value: DecimalNumber number } => (number, -2),
        Quantity { Value: DecimalNumber number } => (number, 0),
        _ => (null, 0),
    };

    private bool WithinHalfOfLastPlace(Expr exact, Expr rounded, DecimalNumber digits, int shift, bool refuseIntegers)
    {
        var evaluator = new Evaluator(null, 256, Budget);
        var (x, y) = (evaluator.Evaluate(exact), evaluator.Evaluate(rounded));
        if (!x.IsReal || !y.IsReal || (refuseIntegers && x.Status == ValueStatus.Exact && x.Exact.IsInteger))
            return false;
        var half = ((Rational)10).ToPower(digits.LastPlace + shift) * Rational.Of(1, 2);
        if (x.Status == ValueStatus.Exact && y.Status == ValueStatus.Exact)
            return (x.Exact - y.Exact).Abs() <= half;
        var distance = Ball.Subtract(x.ToBall(256).Re, y.ToBall(256).Re, 256);
        return Ball.Subtract(ComplexBall.Abs(new(distance, Ball.Zero), 256)!.Value, Ball.From(half, 256), 256).Sign < 0;
    }

    /// <summary>
    /// The C of a reference such as x² + C: a term by itself. Beside other capitals (A + B + C) it is an unknown like them, and a small c
    /// is one beside more than one other unknown (mx + c) or its neighbours in the alphabet (a + c).
    /// </summary>
    private static Expr? ConstantAsked(Expr expr)
    {
        if (FindConstant(expr, static term => term is Variable { Name: "C" or "c" }) is not Variable constant)
            return null;
        var others = Unknowns.Of(expr).Where(name => name != constant.Name).ToArray();
        return constant.Name == "C"
            ? others.Any(name => name.Length == 1 && char.IsAsciiLetterUpper(name[0])) ? null : constant
            : others is ["a" or "b" or "d"] or { Length: > 1 } ? null : constant;
    }

    /// <summary>The constant of an answer; its multiples are as arbitrary as itself: c, K, C₁, −C, C/2.</summary>
    private static Expr? ConstantGiven(Expr expr)
    {
        return FindConstant(expr, static term => IsConstant(term) || (term is Product { Factors: var factors } && factors.Count(IsConstant) == 1 && factors.All(factor => IsConstant(factor) || IsNumber(factor))));

        static bool IsConstant(Expr term) => term is Variable { Name: "C" or "c" or "K" or "C_0" or "C_1" or "c_0" or "c_1" };

        static bool IsNumber(Expr factor) => factor is Number { Value.IsZero: false } or Power { Base: Number { Value.IsZero: false }, Exponent: Number };
    }

    /// <summary>The first such term of a sum that holds another unknown, when its own unknown is in no other term.</summary>
    private static Expr? FindConstant(Expr expr, Func<Expr, bool> isConstant) =>
        expr is Sum { Terms: { Count: > 1 } terms } && terms.FirstOrDefault(isConstant) is { } constant && Unknowns.Of(expr).Count > 1
        && terms.Count(term => Unknowns.Of(term).Overlaps(Unknowns.Of(constant))) == 1
            ? constant
            : null;

    /// <summary>Antiderivatives differ by a constant, whatever its name; without it the answer is incomplete.</summary>
    private Finding CompareUpToConstant(Expr reference, Expr answer, Expr constant)
    {
        if (ConstantGiven(answer) is not { } other)
            return Finding.Different("missing_constant", "Different: the constant of integration is missing.");
        var difference = Build.Plus(Without(reference, constant), Build.Negate(Without(answer, other)));
        var unknowns = Unknowns.Of(difference);
        Value? first = null;
        var agreements = 0;
        for (var index = 0; index < 16 && agreements < 5; index++)
        {
            var value = new Evaluator(ProbePoints.At(unknowns, index * 2, false), 128, Budget).Evaluate(difference);
            if (!value.IsNumber)
                continue;
            if (first is not { } start)
            {
                first = value;
                continue;
            }
            if (Ball.AreDisjoint(start.ToBall(128).Re, value.ToBall(128).Re, 128))
                return Finding.Different("different_value", "Different: the derivatives of both sides differ.");
            agreements++;
        }
        return agreements > 0
            ? Finding.Equal("equal_up_to_constant", "Equal up to the constant of integration.")
            : Finding.Undecided("not_computable", "Undecided: the values could not be computed at enough points.");
    }

    /// <summary>∫ f dx stands for every F with F′ = f: the answer names one and a constant, or is the same integral.</summary>
    private Finding CompareAntiderivatives(BigOperator reference, Expr answer)
    {
        if (answer is BigOperator { Kind: OperatorKind.Integral, Lower: null, Upper: null } other && other.Variable == reference.Variable)
            return Equivalence.Decide(reference.Body, other.Body, Budget);
        if (ConstantGiven(answer) is null)
            return Finding.Different("missing_constant", "Different: the constant of integration is missing.");
        if (Calculus.Derivative.Of(answer, reference.Variable, Budget) is not { } slope)
            return Finding.Undecided("not_computable", "Undecided: the answer could not be differentiated.");
        var finding = Equivalence.Decide(reference.Body, slope, Budget);
        return finding.IsEqual ? Finding.Equal("equal_up_to_constant", "Equal: the derivative of the answer is the integrand.")
            : finding.Outcome == Outcome.Different ? Finding.Different("different_value", "Different: the derivative of the answer is not the integrand.")
            : finding;
    }

    private static Sum Without(Expr expr, Expr constant) => new(Sequence.From(((Sum)expr).Terms.Where(term => !ReferenceEquals(term, constant))));

    /// <summary>Gives the answer's unknowns the reference's names, in order of first appearance.</summary>
    private static Expr Rename(Expr reference, Expr answer)
    {
        var (wanted, present) = (new List<string>(), new List<string>());
        Collect(reference, wanted);
        Collect(answer, present);
        if (wanted.Count != present.Count)
            return answer;
        return Apply(answer);

        Expr Apply(Expr expr) => expr is Variable variable ? new Variable(wanted[present.IndexOf(variable.Name)]) : Rewrite.Parts(expr, Apply);

        static void Collect(Expr expr, List<string> names)
        {
            if (expr is Variable variable && !names.Contains(variable.Name, StringComparer.Ordinal))
                names.Add(variable.Name);
            foreach (var part in Unknowns.Parts(expr))
                Collect(part, names);
        }
    }
}
