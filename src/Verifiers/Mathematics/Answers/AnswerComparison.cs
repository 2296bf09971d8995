using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Deciding;
using Verifiers.Mathematics.Expressions;
using Verifiers.Mathematics.Parsing;
using Verifiers.Mathematics.Tracing;

namespace Verifiers.Mathematics.Answers;

/// <summary>
/// Whether an answer says what the reference says. Chooses by the form of both which comparison is due; each form has its file.
/// </summary>
/// <param name="Options">The switches.</param>
/// <param name="Budget">Steps left for this comparison.</param>
internal sealed partial record AnswerComparison(MathOptions Options, StepBudget Budget)
{
    /// <summary>Lists within lists within relations: deeper ones are not compared.</summary>
    private const int DeepestForms = 24;

    /// <summary>The reason of a finding that is the reference's fault.</summary>
    public const string UnreadableReference = "unreadable_reference";

    /// <summary>Compares in every reading that the two texts allow, the usual one first.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="options">The switches.</param>
    /// <param name="trace">Where the steps are written down; null when nobody asks.</param>
    public static Finding Compare(AnswerText reference, AnswerText answer, MathOptions options, ComparisonTrace? trace = null) =>
        Compare(reference, answer, options, new StepBudget(StepBudget.PerComparison) { Trace = trace });

    /// <summary>The same within a budget of the caller's.</summary>
    public static Finding Compare(AnswerText reference, AnswerText answer, MathOptions options, StepBudget budget)
    {
        if (CompareTexts(reference, answer) is { } told)
            return budget.Note("text", told);
        if (answer.Tree is null && answer.WithoutLabel() is { Tree: not null } labelled)
            answer = labelled;
        if (reference.Tree is not { } referenceTree || answer.Tree is not { } answerTree)
            return budget.Note("text", CompareUnread(reference, answer));
        var comparison = new AnswerComparison(options, budget);
        var finding = comparison.Compare(referenceTree, answerTree, 0, "usual reading");
        if (finding.IsEqual)
            return finding;
        foreach (var (r, a) in OtherReadings(reference, referenceTree, answer, answerTree))
        {
            var other = comparison.Compare(r, a, 0, "another reading") with { ReadReference = r, ReadAnswer = a };
            if (other.IsEqual)
                return other;
            // 5 cm against 5 m: where both measure, the units are what differs, and not an unknown m.
            if (r is Quantity && a is Quantity && finding is { Outcome: Outcome.Different, ReadAnswer: null })
                finding = other;
        }
        return finding;
    }

    private static IEnumerable<(Expr Reference, Expr Answer)> OtherReadings(AnswerText reference, Expr referenceTree, AnswerText answer, Expr answerTree)
    {
        if (answer.WithoutLabel() is { Tree: { } unlabelled })
            yield return (referenceTree, unlabelled);
        if (!reference.IsAmbiguous && !answer.IsAmbiguous)
            yield break;
        foreach (var (_, other) in answer.OtherTrees())
            yield return (referenceTree, other);
        foreach (var (reading, other) in reference.OtherTrees())
        {
            yield return (other, answerTree);
            // Letters may be units, and log common, on both sides at once; separators are sure on one side or not at all.
            if (reading is Reading.LetterUnits or Reading.CommonLogarithm && answer.TreeIn(reading) is { } same)
                yield return (other, same);
        }
    }

    /// <summary>What the texts decide before the trees: letters of a choice, an empty answer, a side that is no mathematics.</summary>
    private static Finding? CompareTexts(AnswerText reference, AnswerText answer)
    {
        if (Choice.ReadBare(reference.Source) is { } letter && Choice.Read(answer.Source) is { } chosen)
        {
            return letter == chosen
                ? Finding.Equal("same_choice", $"Equal: both choose {letter}.")
                : Finding.Different("different_choice", $"Different: the reference is {letter}, the answer {chosen}.");
        }
        if (answer.Source.Length == 0)
            return Finding.Different("empty_answer", "Different: the answer is empty.");
        return null;
    }

    private static Finding CompareUnread(AnswerText reference, AnswerText answer)
    {
        if (WithoutSpaces(reference.Source) == WithoutSpaces(answer.Source))
            return Finding.Identical;
        if (reference.Tree is null && answer.Tree is null && Words.Normalise(reference.Source) is { Length: > 0 } words
            && reference.Source.Any(char.IsLetter) && words == Words.Normalise(answer.Source) && !HasOperators(reference.Source))
        {
            return Finding.Equal("same_words", "Equal: both say the same words.");
        }
        if (reference.Tree is not null && SaysNothing(answer.Source))
            return Finding.Different("empty_answer", "Different: the answer says nothing.");
        if (reference.Tree is Number or DecimalNumber && NamesSeveralNumbers(answer.Source))
            return Finding.Different("answer_hedging", "Different: the answer names several numbers.");
        return reference.Tree is not null
            ? Finding.Undecided("unreadable_answer", "Undecided: the answer could not be read as mathematics.")
            : Finding.Undecided(UnreadableReference, "Undecided: the reference could not be read as mathematics.");
    }

    /// <summary>Neither a letter nor a digit outside the names of commands: "?", "\text{ }".</summary>
    private static bool SaysNothing(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                var end = i + 1;
                while (end < text.Length && char.IsAsciiLetter(text[end]))
                    end++;
                if (!Parsing.Commands.TextCommands.Contains(text[(i + 1)..end]))
                    return false;
                i = end - 1;
            }
            else if (char.IsLetterOrDigit(text[i]))
                return false;
        }
        return true;
    }

    /// <summary>"12?13", "1...100", "5 \mid 7": different numbers with nothing but marks between them that compute nothing.</summary>
    private static bool NamesSeveralNumbers(string text)
    {
        var plain = text.Replace(@"\mid", "|", StringComparison.Ordinal).Replace(@"\ldots", "…", StringComparison.Ordinal).Replace(@"\dots", "…", StringComparison.Ordinal)
            .Replace(@"\cdots", "…", StringComparison.Ordinal).Replace("...", "…", StringComparison.Ordinal).Replace(@"\", "|", StringComparison.Ordinal);
        var numbers = plain.Split(['?', '|', '…', '!', '~', '&', '\n', ';', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return numbers.Length > 1 && numbers.All(number => number.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '/') && number.Any(char.IsAsciiDigit)) && numbers.Distinct(StringComparer.Ordinal).Count() > 1;
    }

    private static bool HasOperators(string text) => text.AsSpan().IndexOfAny("+-*/^=<>_|!") >= 0;

    private static string WithoutSpaces(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private Finding Compare(Expr reference, Expr answer, int depth, string name = "comparison")
    {
        if (depth > DeepestForms || !Budget.Spend(20))
            return Finding.Undecided("budget", "Undecided: the answer is nested too deeply or lists too much.");
        reference = BoundVariables.Rename(Unwrap(reference));
        answer = BoundVariables.Rename(Unwrap(answer));
        (reference, answer) = (AsPoint(reference, answer), AsPoint(answer, reference));
        Budget.Trace?.Enter(reference, answer, Budget);
        var finding = CompareForms(reference, answer, depth);
        return Budget.Trace?.Leave(name, finding) ?? finding;
    }

    private Finding CompareForms(Expr reference, Expr answer, int depth) =>
        Budget.Note("unevaluated", CompareUnevaluated(reference, answer), "The answer leaves no operator to be evaluated that the reference has not.")
        ?? Budget.Note("number bases", CompareBased(reference, answer), "No base is implied.")
        ?? Budget.Note("words", CompareWords(reference, answer), "Neither side is words.")
        ?? Budget.Note("named values", CompareNamedValues(reference, answer, depth), "Not both sides give values to names.")
        ?? Budget.Note("relations", CompareRelations(reference, answer, depth), "Neither side is an equation or inequality.")
        ?? Budget.Note("pieces", ComparePieces(reference, answer, depth), "Neither side is given in pieces.")
        ?? Budget.Note("sets", CompareSets(reference, answer), "Neither side is a set of numbers.")
        ?? Budget.Note("matrices", CompareMatrices(reference, answer, depth), "Neither side is a matrix.")
        ?? Budget.Note("lists", CompareListings(reference, answer, depth), "Neither side is a list.")
        ?? Budget.Note("ratios and times", CompareTimes(reference, answer, depth), "Not both sides are ratios or times.")
        ?? Budget.Note("units", CompareQuantities(reference, answer), "Neither side has a unit.")
        ?? CompareValues(reference, answer);

    private static Finding? CompareUnevaluated(Expr reference, Expr answer) =>
        answer is not Relation && Unknowns.Any(answer, static node => node is BigOperator) && !Unknowns.Any(reference, static node => node is BigOperator)
            ? Finding.Different("unevaluated", "Different: the answer leaves a sum, product, limit or integral to be evaluated.")
            : null;

    /// <summary>P(X + Y = 7) or n/6 for 1/6: what is unknown in it was to be found.</summary>
    private static bool LeavesUnknowns(Expr reference, Expr answer) =>
        Unknowns.Of(reference).Count == 0 && !Unknowns.Any(reference, static node => node is Application or TextAnswer)
        && (Unknowns.Of(answer).Count > 0 || Unknowns.Any(answer, static node => node is Application or TextAnswer));

    /// <summary>
    /// A(1, 2) and P(1, 2) name a point; 3i + 4j, i and j unit vectors, is (3, 4). Both only beside something ordered.
    /// </summary>
    private Expr AsPoint(Expr expr, Expr other)
    {
        if (other is not (Listing { Kind: ListingKind.Parentheses or ListingKind.Brackets or ListingKind.Angles } or Matrix { IsDeterminant: false, Columns: 1 }))
            return expr;
        if (expr is Product { Factors: { Count: 2 } factors } && factors[0] is Variable { Name: [>= 'A' and <= 'Z', ..] } && factors[1] is Listing { Kind: ListingKind.Parentheses } point)
            return point;
        var count = other is Listing list ? list.Items.Count : ((Matrix)other).Rows;
        if (count is < 2 or > 3 || expr is not (Sum or Product or Variable or Constant { Kind: ConstantKind.I }))
            return expr;
        string[] axes = count == 2 ? ["i", "j"] : ["i", "j", "k"];
        var named = Named(expr);
        if (!Unknowns.Of(named).Overlaps(["j", "k"]))
            return expr;
        // The coordinates are what is left when one axis is 1 and the others are 0, provided that the whole is their sum.
        var coordinates = axes.Select(axis => axes.Aggregate(named, (vector, name) => Substitute(vector, name, name == axis ? Number.One : Number.Zero))).ToArray();
        var sum = Enumerable.Range(0, count).Select(i => Build.Times(coordinates[i], new Variable(axes[i]))).Aggregate(Build.Plus);
        return Equivalence.Decide(sum, named, Budget).IsEqual ? new Listing(ListingKind.Parentheses, Sequence.From(coordinates)) : expr;

        static Expr Named(Expr part) => part is Constant { Kind: ConstantKind.I } ? new Variable("i") : Rewrite.Parts(part, Named);
    }

    /// <summary>±a is {a, −a}; a list of one is its item.</summary>
    private static Expr Unwrap(Expr expr)
    {
        if (expr is Listing { Items.Count: 1 } single && !HoldsEmptySet(single) && !IsSetOfSet(single))
            return Unwrap(single.Items[0]);
        if (expr is Sum { Terms: { Count: 2 } difference } && difference[0] is NamedSet or Interval && difference[1] is Product { Factors: { Count: 2 } minus } && minus[0] is Number { Value: var one }
            && one == -1 && minus[1] is Listing { Kind: ListingKind.Set })
        {
            return new SetOperation(SetOperationKind.Difference, difference[0], minus[1]);                         // ℝ − {1}
        }
        if (expr is Product { Factors: { Count: 3 } union } && union[1] is Variable { Name: "U" } && union[0] is Interval or Listing && union[2] is Interval or Listing)
            return new SetOperation(SetOperationKind.Union, union[0], union[2]);                                   // (1, 2) U (3, 4)
        if (expr is Listing { Kind: ListingKind.Bare, Items: { Count: 2 } ruled } && ruled[0] is not Relation && ruled[1] is Relation { Sides: var ruling, Links: { Count: 1 } given }
            && given[0] == RelationKind.In && ruling[0] is Variable index && ruling[1] is NamedSet { Name: "ℤ" or "ℕ" } && Unknowns.Of(ruled[0]).Contains(index.Name) && !HasBothSigns(ruled[0]))
        {
            return new Application(Parsing.Parser.SetImage, [ruled[0], ruled[1]]);                                 // 2k, k ∈ ℤ
        }
        if (expr is Sum { Terms: var terms } && terms[terms.Count - 1] is Quantity { Unit: { IsPercent: false, IsAngle: false } } last && terms.Count(term => term is Quantity) == 1)
            return last with { Value = new Sum([.. terms.Span[..^1], last.Value]) };                              // 3 + 2√2 cm is (3 + 2√2) cm
        if (expr is Listing { Kind: ListingKind.Bare } conditioned && conditioned.Items.Any(item => IsWholeNumberCondition(item, conditioned)))
            return Unwrap(conditioned with { Items = Sequence.From(conditioned.Items.Where(item => !IsWholeNumberCondition(item, conditioned))) });
        if (expr is Listing list && list.Kind is ListingKind.Bare or ListingKind.Set && list.Items.Any(HasBothSigns))
            return list with { Items = Sequence.From(list.Items.SelectMany(item => HasBothSigns(item) ? BothSigns(item) : [item])) };
        if (expr is not Listing && HasBothSigns(expr))
        {
            return expr is Relation { Links: { Count: 1 } links } relation && links[0] == RelationKind.Equal && HasBothSigns(relation.Sides[1])
                ? new Relation([relation.Sides[0], new Listing(ListingKind.Bare, Sequence.From(BothSigns(relation.Sides[1])))], links)
                : new Listing(ListingKind.Bare, Sequence.From(BothSigns(expr)));
        }
        return expr;
    }

    /// <summary>{{1, 2}} has one element, which is a set.</summary>
    private static bool IsSetOfSet(Listing list) => list is { Kind: ListingKind.Set, Items: var items } && items[0] is Listing { Kind: ListingKind.Set };

    /// <summary>The "k ∈ ℤ" of "π/2 + 2kπ, k ∈ ℤ": it says what k stands for.</summary>
    private static bool IsWholeNumberCondition(Expr item, Listing list) =>
        item is Relation { Links: { Count: 1 } links, Sides: var sides } && links[0] == RelationKind.In && sides[0] is Variable variable && sides[1] is NamedSet { Name: "ℤ" }
        && list.Items.Any(other => !ReferenceEquals(other, item) && Unknowns.Of(other).Contains(variable.Name));

    private static bool HasBothSigns(Expr expr) => Unknowns.Any(expr, static node => node is PlusMinus);

    private static IEnumerable<Expr> BothSigns(Expr expr) => [Rewrite.TakeSigns(expr, true), Rewrite.TakeSigns(expr, false)];

    private static Finding? CompareWords(Expr reference, Expr answer)
    {
        if (reference is not TextAnswer && answer is not TextAnswer)
            return null;
        if (reference is TextAnswer r && answer is TextAnswer a)
        {
            return r.Words == a.Words || AnswerText.Classify(r.Words).Equals(AnswerText.Classify(a.Words))
                ? Finding.Equal("same_words", "Equal: both say the same words.")
                : Finding.Different("different_words", "Different: the words differ.");
        }
        var (words, other) = reference is TextAnswer text ? (text, answer) : ((TextAnswer)answer, reference);
        if (AnswerText.Classify(words.Words) is var meaning and not TextAnswer && meaning.Equals(other))
            return Finding.Equal("same_words", "Equal: the words say what the formula says.");
        return words.Words == Letters(other)
            ? Finding.Equal("same_words", "Equal: both say the same word.")
            : Finding.Different("words_against_mathematics", "Different: one side is words, the other mathematics.");
    }

    /// <summary>The word that a product of single letters spells: o·d·d.</summary>
    private static string? Letters(Expr expr) => expr switch
    {
        Product product when product.Factors.All(factor => factor is Variable { Name.Length: 1 } or Constant) => string.Concat(product.Factors.Select(Letters)).ToLowerInvariant(),
        Variable { Name.Length: 1 } variable => variable.Name.ToLowerInvariant(),
        Constant { Kind: ConstantKind.E } => "e",
        Constant { Kind: ConstantKind.I } => "i",
        _ => null,
    };

    private Finding? CompareSets(Expr reference, Expr answer)
    {
        if (!SolutionSet.IsSet(reference) && !SolutionSet.IsSet(answer))
            return null;
        if (reference.Equals(answer))
            return Finding.Identical;
        if (HoldsEmptySet(reference) || HoldsEmptySet(answer))
            return Finding.Different("different_set", "Different: the set that holds the empty set is not the empty set.");
        if (reference is NamedSet && answer is NamedSet)
            return Finding.Different("different_set", "Different: the sets differ.");
        if (SolutionSet.Of(reference, true, Budget) is { } r && SolutionSet.Of(answer, true, Budget) is { } a)
            return CompareSolutions(r.Set, a.Set, reference, answer);
        return CompareSymbolicIntervals(reference, answer);
    }

    private static bool HoldsEmptySet(Expr expr) => expr is Listing { Kind: ListingKind.Set } set && set.Items.Any(item => item is NamedSet { Name: "∅" });

    private Finding CompareSolutions(RealSet reference, RealSet answer, Expr referenceForm, Expr answerForm) => RealSet.AreEqual(reference, answer, Budget) switch
    {
        true => Finding.Equal("same_set", "Equal: both are the same set of real numbers."),
        false => Finding.Different("different_set", $"Different: the reference is {ExprPrinter.PrintShort(referenceForm)}, the answer {ExprPrinter.PrintShort(answerForm)}."),
        null => Finding.Undecided("not_computable", "Undecided: the ends of the intervals could not be compared."),
    };

    /// <summary>(a, b] with unknown ends: the same brackets around equal ends.</summary>
    private Finding? CompareSymbolicIntervals(Expr reference, Expr answer)
    {
        if (AsInterval(reference) is not { } r || AsInterval(answer) is not { } a)
        {
            if (reference is SetOperation left && answer is SetOperation right && left.Kind == right.Kind
                && CompareSets(left.Left, right.Left) is { IsEqual: true } && CompareSets(left.Right, right.Right) is { IsEqual: true })
            {
                return Finding.Equal("same_set", "Equal: both are the same sets joined in the same way.");
            }
            return SolutionSet.IsSet(reference) && SolutionSet.IsSet(answer)
                ? Finding.Undecided("not_computable", "Undecided: the sets could not be computed.")
                : Finding.Different("different_form", "Different: one side is a set of numbers, the other is not.");
        }
        if (r.LowerClosed != a.LowerClosed || r.UpperClosed != a.UpperClosed)
            return Finding.Different("different_endpoints", "Different: an end belongs to one interval and not to the other.");
        var lower = Equivalence.Decide(r.Lower, a.Lower, Budget);
        return lower.IsEqual ? Equivalence.Decide(r.Upper, a.Upper, Budget) : lower;
    }

    private static Interval? AsInterval(Expr expr) => expr switch
    {
        Interval interval => interval,
        Listing { Kind: ListingKind.Parentheses, Items: { Count: 2 } ends } => new(ends[0], false, ends[1], false),
        Listing { Kind: ListingKind.Brackets, Items: { Count: 2 } ends } => new(ends[0], true, ends[1], true),
        _ => null,
    };

    private Finding? CompareMatrices(Expr reference, Expr answer, int depth)
    {
        if (!HoldsMatrix(reference) && !HoldsMatrix(answer))
            return null;
        if (AsMatrix(reference, answer as Matrix) is not { } r || AsMatrix(answer, reference as Matrix) is not { } a)
            return reference is Matrix { IsDeterminant: true } || answer is Matrix { IsDeterminant: true } ? null
                : Finding.Different("different_form", "Different: one side is a matrix, the other is not.");
        if (r.Rows != a.Rows || r.Columns != a.Columns)
            return Finding.Different("different_shape", $"Different: the reference is {r.Rows}×{r.Columns}, the answer {a.Rows}×{a.Columns}.");
        return CompareInOrder(r.Entries, a.Entries, depth);
    }

    private static bool HoldsMatrix(Expr expr) =>
        expr is Matrix { IsDeterminant: false } || (expr is Product product && product.Factors.Any(factor => factor is Matrix { IsDeterminant: false }));

    /// <summary>A matrix as it is; a list of rows; a tuple in the shape of the vector it is compared with.</summary>
    private static Matrix? AsMatrix(Expr expr, Matrix? shape)
    {
        if (expr is Matrix { IsDeterminant: false } matrix)
            return matrix;
        if (expr is Product { Factors: var factors } && factors.Count(factor => !IsValueLike(factor)) == 1
            && factors.FirstOrDefault(factor => factor is Matrix { IsDeterminant: false }) is Matrix scaled && scaled.Entries.All(IsValueLike))
        {
            var scalar = new Product(Sequence.From(factors.Where(factor => !ReferenceEquals(factor, scaled))));
            return scaled with { Entries = scaled.Entries.Map(entry => Build.Times(scalar, entry)) };               // c · (aᵢⱼ) = (c aᵢⱼ)
        }
        if (expr is not Listing { Kind: ListingKind.Parentheses or ListingKind.Brackets or ListingKind.Angles } list)
            return null;
        if (list.Items.All(item => item is Listing { Kind: ListingKind.Parentheses or ListingKind.Brackets } row && row.Items.Count == ((list.Items[0] as Listing)?.Items.Count ?? -1)))
            return new(list.Items.Count, ((Listing)list.Items[0]).Items.Count, Sequence.From(list.Items.SelectMany(row => ((Listing)row).Items)), false);
        return shape is { Rows: 1 } ? new(1, list.Items.Count, list.Items, false)
            : shape is { Columns: 1 } ? new(list.Items.Count, 1, list.Items, false)
            : null;
    }

    private Finding? CompareTimes(Expr reference, Expr answer, int depth)
    {
        if (reference is Ratio { LooksLikeTime: true } && answer is Ratio { LooksLikeTime: true })
        {
            // 3:00 and 5:00 are two times, 2:10 and 3:15 as well, whatever their proportion.
            return Minutes(reference) == Minutes(answer)
                ? Finding.Equal("same_time", "Equal: both are the same time of day, or the same ratio.")
                : Finding.Different("different_time", "Different: the times differ.");
        }
        if (reference is ClockTime || answer is ClockTime)
        {
            // Which half of the day may be left out, as a unit may.
            return Minutes(reference) is { } r && Minutes(answer) is { } a
                ? r == a || (NamesNoHalf(reference) != NamesNoHalf(answer) && r % 720 == a % 720) ? Finding.Equal("same_time", "Equal: both are the same time of day.") : Finding.Different("different_time", "Different: the times differ.")
                : Finding.Different("different_form", "Different: one side is a time of day, the other is not.");
        }
        if (reference is not Ratio { Terms: var left } || answer is not Ratio { Terms: var right })
            return null;
        if (left.Count != right.Count)
            return Finding.Different("different_shape", "Different: the ratios have different numbers of terms.");
        // A score such as 1:0 compares nothing: it is equal to itself alone.
        if (left.Any(MayBeZero) || right.Any(MayBeZero))
            return CompareInOrder(left, right, depth);
        // a:b:c = x:y:z ⇔ ay = bx, bz = cy, as long as no term is 0
        Finding result = Finding.Equal("same_ratio", "Equal: the ratios are proportional.");
        for (var i = 0; i + 1 < left.Count && result.IsEqual; i++)
            result = Equivalence.Decide(Build.Times(left[i], right[i + 1]), Build.Times(left[i + 1], right[i]), Budget);
        return result.IsEqual ? result with { Reason = "same_ratio" } : result;
    }

    private bool MayBeZero(Expr term) => Equivalence.Decide(term, Number.Zero, Budget).Outcome != Outcome.Different;

    /// <summary>3:30 by itself; 15:30 can only be one time.</summary>
    private static bool NamesNoHalf(Expr expr) => expr is Ratio { Terms: var terms } && terms[0] is Number { Value: var hours } && hours <= 12;

    private static int? Minutes(Expr expr) => expr switch
    {
        ClockTime time => time.Minutes,
        Ratio { LooksLikeTime: true, Terms: var terms } => ((int)((Number)terms[0]).Value.Numerator * 60) + (int)((Number)terms[1]).Value.Numerator,
        _ => null,
    };

    /// <summary>A number without a base is read in the base of the reference: 101 and, above base ten, FF.</summary>
    private static Finding? CompareBased(Expr reference, Expr answer)
    {
        if (reference is not BasedNumber based || DigitsOf(answer) is not { } digits || (based.Radix <= 10 && answer is not Number))
            return null;
        return Parsing.Parser.MakeBased(digits, based.Radix) is { } read && read.Value == based.Value
            ? Finding.Equal("base_implied", $"Equal when the answer is read in base {based.Radix}, as the reference is.")
            : Finding.Different("different_value", $"Different: the reference is a number in base {based.Radix}, and the answer is not the same in it.");
    }

    /// <summary>The digits that an integer, a word or a product of letters and integers spells: 2A was read as 2·A.</summary>
    private static string? DigitsOf(Expr expr) => expr switch
    {
        Number { Value: { IsInteger: true, Sign: >= 0 } plain } => plain.ToString(),
        Variable { Name: [>= 'A' and <= 'Z'] } letter => letter.Name,
        TextAnswer { Words.Length: < 20 } word => word.Words,
        Product { Factors: { Count: < 20 } factors } when factors.All(factor => factor is Variable or Number) =>
            factors.Select(DigitsOf).ToArray() is var parts && parts.All(part => part is not null) ? string.Concat(parts) : null,
        _ => null,
    };
}
