using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Deciding;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>Equations and inequalities.</summary>
internal sealed partial record AnswerComparison
{
    private Finding? CompareRelations(Expr reference, Expr answer, int depth)
    {
        if (!IsRelational(reference) && !IsRelational(answer))
            return null;
        if (IsCondition(reference) || IsCondition(answer))
            return CompareConditions(reference, answer, depth);
        return (reference as Relation, answer as Relation) switch
        {
            ({ } r, { } a) => CompareEquations(r, a, depth),
            ({ } r, null) => ValueOf(r, asReference: true) is { } value
                ? Compare(value, answer, depth + 1)
                : Finding.Different("different_form", "Different: the reference is an equation, the answer only a value."),
            (null, { } a) => CompareToNamed(reference, a, depth),
            _ => null,
        };
    }

    private static bool IsRelational(Expr expr) => expr is Relation || IsCondition(expr);

    /// <summary>A relation other than an equation, or a list or union of such.</summary>
    private static bool IsCondition(Expr expr) => expr switch
    {
        Relation { Links: var links } => links.Any(link => link is not (RelationKind.Equal or RelationKind.Approximately)),
        Listing { Kind: ListingKind.Bare or ListingKind.Set } list => list.Items.All(IsCondition),
        SetOperation { JoinsInequalities: true } either => IsCondition(either.Left) && IsCondition(either.Right),
        _ => false,
    };

    /// <summary>Solved for one unknown, both are sets of numbers; otherwise the same up to rearrangement.</summary>
    private Finding CompareConditions(Expr reference, Expr answer, int depth)
    {
        (reference, answer) = (Membership(reference), Membership(answer));
        if (!IsRelational(reference) && !IsRelational(answer))
            return Compare(reference, answer, depth + 1);
        var r = SolutionSet.Of(reference, true, Budget);
        var a = SolutionSet.Of(answer, true, Budget);
        if (r is { } left && a is { } right)
        {
            if (left.Unknown is not null && right.Unknown is not null && left.Unknown != right.Unknown && !Options.RenameVariables)
                return Finding.Different("different_unknown", $"Different: the reference is about {left.Unknown}, the answer about {right.Unknown}.");
            return CompareSolutions(left.Set, right.Set, reference, answer);
        }
        if (r is null && ConditionSolver.Solve(reference, Budget) is { } solved)
        {
            // What the reference leaves unsolved may be answered solved, or rearranged.
            if (a is { } given && (given.Unknown is null || given.Unknown == solved.Unknown || Options.RenameVariables))
                return CompareSolutions(solved.Set, given.Set, reference, answer);
            if (ConditionSolver.Solve(answer, Budget) is { } other && (other.Unknown == solved.Unknown || Options.RenameVariables))
                return CompareSolutions(solved.Set, other.Set, reference, answer);
        }
        if (reference is Relation first && answer is Relation second)
        {
            var rearranged = CompareRearranged(first, second);
            if (r is not null && a is null)
                return Finding.Different("not_solved", "Different: the answer is not solved for the unknown.");
            return rearranged;
        }
        if (answer is Relation && IsCondition(answer) && Unknowns.Of(answer).Count > 0 && SolutionSet.IsSet(reference))
            return Finding.Different("not_solved", "Different: the answer is not solved for the unknown.");
        if (Conditions(reference) is { } wanted && Conditions(answer) is { } stated)
            return CompareWithoutOrder(wanted, stated, depth);
        return Finding.Different("different_form", "Different: one side is a condition, the other is not.");
    }

    /// <summary>The conditions of a list, or of "either … or …"; null for a single one.</summary>
    private static Listing? Conditions(Expr expr) => expr switch
    {
        Listing list => list,
        SetOperation { JoinsInequalities: true, Right: var last } either =>
            new(ListingKind.Bare, [.. Conditions(either.Left)?.Items ?? [either.Left], last]),
        _ => null,
    };

    /// <summary>x ∈ S stands for S.</summary>
    private static Expr Membership(Expr expr) =>
        expr is Relation { Links: { Count: 1 } links, Sides: var sides } && links[0] == RelationKind.In && sides[0] is Variable ? sides[1] : expr;

    /// <summary>a &lt; b and c &lt; d are the same when a − b and c − d have a constant positive quotient; link by link for a chain.</summary>
    private Finding CompareRearranged(Relation reference, Relation answer)
    {
        if (reference.Links.Count != answer.Links.Count)
            return Finding.Different("different_form", "Different: the relations have different numbers of sides.");
        var straight = CompareLinks(reference, answer, backwards: false);
        return straight.IsEqual ? straight : CompareLinks(reference, answer, backwards: true) is { IsEqual: true } turned ? turned : straight;
    }

    private Finding CompareLinks(Relation reference, Relation answer, bool backwards)
    {
        var count = reference.Links.Count;
        for (var i = 0; i < count; i++)
        {
            var j = backwards ? count - 1 - i : i;
            var (link, sign) = Direction(reference.Links[i]);
            var (otherLink, otherSign) = Direction(answer.Links[j]);
            if (link != otherLink)
                return Finding.Different("different_relation", "Different: the relations between the sides differ.");
            var mine = Difference(reference.Sides[i], reference.Sides[i + 1]);
            var theirs = Difference(answer.Sides[j], answer.Sides[j + 1]);
            var factor = Proportion.SignOf(mine, theirs, Budget);
            if (factor is not { } constant)
                return Finding.Undecided("not_computable", "Undecided: the relations could not be compared.");
            if (constant == 0 || (sign != 0 && Math.Sign(constant) != sign * otherSign))
                return Finding.Different("different_relation", "Different: the relations have different solutions.");
        }
        return Finding.Equal("same_relation", "Equal: both are the same relation after rearrangement.");
    }

    /// <summary>a > b is b &lt; a: one name for both directions, and the sign that turns one into the other.</summary>
    private static (RelationKind Link, int Sign) Direction(RelationKind link) => link switch
    {
        RelationKind.Less => (RelationKind.Less, 1),
        RelationKind.Greater => (RelationKind.Less, -1),
        RelationKind.LessOrEqual => (RelationKind.LessOrEqual, 1),
        RelationKind.GreaterOrEqual => (RelationKind.LessOrEqual, -1),
        RelationKind.Equal or RelationKind.Approximately or RelationKind.NotEqual or RelationKind.In => (link, 0),
    };

    private static Expr Difference(Expr a, Expr b) => b is Number { Value.IsZero: true } ? a : Build.Plus(a, Build.Negate(b));

    private Finding CompareEquations(Relation reference, Relation answer, int depth)
    {
        if (Contradiction(answer) is { } contradiction)
            return contradiction;
        var (referenceName, answerName) = (NameOf(reference), NameOf(answer));
        if (referenceName is not null && answerName is not null)
        {
            if (NamesAgree(referenceName, answerName) && ValueOf(reference, true) is { } r && ValueOf(answer, false) is { } a)
                return Compare(r, a, depth + 1);
            if (Unknowns.Of(reference).Count == 1 && Unknowns.Of(answer).Count == 1 && !Options.RenameVariables)
                return Finding.Different("different_unknown", "Different: the reference names another unknown than the answer.");
        }
        if (IsSolved(reference) && !IsSolved(answer) && Unknowns.Of(answer).Count == 1)
            return Finding.Different("not_solved", "Different: the answer is not solved for the unknown.");
        if (reference.Links.Count == 1 && answer.Links.Count == 1)
        {
            var (left, right) = (Difference(reference.Sides[0], reference.Sides[1]), Difference(answer.Sides[0], answer.Sides[1]));
            if (IsValueLike(left) && IsValueLike(right))
            {
                return Proportion.SignOf(left, right, Budget) switch
                {
                    0 => Finding.Different("different_equation", "Different: the equations have different solutions."),
                    null => Finding.Undecided("not_computable", "Undecided: the equations could not be compared."),
                    _ => Finding.Equal("same_equation", "Equal: both are the same equation after rearrangement."),
                };
            }
        }
        if (reference.Sides.Count == answer.Sides.Count)
            return CompareInOrder(reference.Sides, answer.Sides, depth);
        return Finding.Different("different_equation", "Different: the equations are not the same.");
    }

    private static bool IsValueLike(Expr expr) => !Unknowns.Any(expr, static node => node is Listing or Relation or Interval or SetOperation or NamedSet or Matrix { IsDeterminant: false } or TextAnswer);

    private static bool IsSolved(Relation relation) => relation.Sides[0] is Variable && relation.Links.Count == 1 && Unknowns.Of(relation.Sides[1]).Count == 0;

    /// <summary>The answer names the reference's value: x = 5 for 5. Every numeric link must hold.</summary>
    private Finding CompareToNamed(Expr reference, Relation answer, int depth)
    {
        if (Contradiction(answer) is { } contradiction)
            return contradiction;
        if (ValueOf(answer, asReference: false) is not { } value)
            return Finding.Different("different_form", "Different: the reference is a value, the answer an equation.");
        if (value is Number { Value.IsZero: true } && NameOf(answer) is null)
            return Finding.Different("different_form", "Different: the answer is an equation still to be solved.");
        return Compare(reference, value, depth + 1);
    }

    /// <summary>The name on the left of a definition: x, f(x), (p, q), V₁:V₂.</summary>
    private static Expr? NameOf(Relation relation) => IsName(relation.Sides[0]) ? relation.Sides[0] : IsName(relation.Sides[^1]) && !IsName(relation.Sides[0]) && Unknowns.Of(relation.Sides[0]).Count == 0 ? relation.Sides[^1] : null;

    private static bool IsName(Expr expr) => expr switch
    {
        Variable => true,
        Application { Name: Parsing.Parser.ResidueClass } => false,
        Application application => application.Arguments.All(argument => argument is Variable or Number),
        Listing list => list.Items.All(IsName),
        Ratio ratio => ratio.Terms.All(IsName),
        Call { Function: FunctionKind.Abs or FunctionKind.Conjugate } call => IsName(call.Arguments[0]),
        TextAnswer => true,
        // AB, and dy/dx
        Product product => product.Factors.Count <= 3 && product.Factors.All(factor => factor is Variable
            || (factor is Power { Base: Product { Factors: var below }, Exponent: Number } && below[0] is Variable { Name: "d" } && below.All(name => name is Variable))),
        _ => false,
    };

    /// <summary>x and x agree; f(x) and y do; x and y do not.</summary>
    private bool NamesAgree(Expr reference, Expr answer) =>
        reference.Equals(answer) || Options.RenameVariables || reference is TextAnswer || answer is TextAnswer
        || (reference is Application && answer is Variable { Name: "y" }) || (reference is Variable { Name: "y" } && answer is Application);

    /// <summary>
    /// What the relation says its name is: the last side, or the first when the name stands last. An unnamed left side names its
    /// value only in an answer: x + y = 5 answers 5.
    /// </summary>
    private static Expr? ValueOf(Relation relation, bool asReference)
    {
        var sides = relation.Sides;
        if (IsName(sides[^1]) && !IsName(sides[0]) && Unknowns.Of(sides[0]).Count == 0)
            return sides[0];
        if (IsName(sides[0]) || (!asReference && (Unknowns.Of(sides[^1]).Count == 0 || sides.Count > 2)))
        {
            // x = 1/3 ≈ 0.33: the exact value before its approximation.
            var last = sides.Count - 1;
            var first = Unknowns.Of(sides[0]).Count == 0 && !IsName(sides[0]) ? 0 : 1;
            while (last > first && relation.Links[last - 1] == RelationKind.Approximately)
                last--;
            return sides[last];
        }
        return !asReference && sides.Count == 2 && Unknowns.Of(sides[0]).Count == 0 && Unknowns.Of(sides[1]).Count == 0 ? sides[1] : null;
    }

    /// <summary>What is false in a relation by its numbers alone; null when nothing is.</summary>
    public string? FindContradiction(Relation relation) => relation.Links.All(link => link is RelationKind.Equal or RelationKind.Approximately) ? Contradiction(relation)?.Explanation : null;

    /// <summary>4 = 5 and 5 ≈ 6 claim what is false.</summary>
    private Finding? Contradiction(Relation relation)
    {
        Expr? previous = null;
        var approximate = false;
        for (var i = 0; i < relation.Sides.Count; i++)
        {
            var side = relation.Sides[i];
            if (i > 0)
                approximate |= relation.Links[i - 1] == RelationKind.Approximately;
            if (Unknowns.Of(side).Count > 0 || !IsValueLike(side) || Unknowns.Any(side, static node => node is Application or BigOperator { Kind: not (OperatorKind.Sum or OperatorKind.Product) }))
                continue;
            if (previous is not null && !Holds(previous, side, approximate))
                return Finding.Different("false_statement", $"Different: {ExprPrinter.PrintShort(previous)} is not {ExprPrinter.PrintShort(side)}.");
            (previous, approximate) = (side, false);
        }
        return null;
    }

    private bool Holds(Expr left, Expr right, bool approximate)
    {
        if (CompareQuantities(left, right) is { } measured ? measured.Outcome != Outcome.Different : Equivalence.Decide(left, right, Budget).Outcome != Outcome.Different)
            return true;
        var (decimals, shift) = AsDecimal(right);
        if (decimals is not null && WithinHalfOfLastPlace(left, right, decimals, shift, refuseIntegers: false))
            return true;
        if (!approximate)
            return false;
        // ≈ within one per cent.
        var evaluator = new Evaluator(null, 64, Budget);
        var (x, y) = (evaluator.Evaluate(left), evaluator.Evaluate(right));
        return x.IsReal && y.IsReal && Math.Abs(x.ToBall(64).Re.ToDouble() - y.ToBall(64).Re.ToDouble()) <= 0.01 * Math.Abs(x.ToBall(64).Re.ToDouble());
    }
}
