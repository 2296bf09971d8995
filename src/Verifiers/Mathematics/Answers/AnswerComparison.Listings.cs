using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>Lists, sets and tuples.</summary>
internal sealed partial record AnswerComparison
{
    /// <summary>Items of one list: matching is quadratic.</summary>
    private const int LongestList = 200;

    private Finding? CompareListings(Expr reference, Expr answer, int depth)
    {
        if (reference is Listing r && answer is Listing a)
            return CompareLists(r, a, depth);
        if (answer is Listing { Items: { Count: 2 } parts } && reference is Quantity && parts[0] is Quantity { Unit: { IsKnown: true } big } whole && parts[1] is Quantity { Unit: { IsKnown: true } small } rest
            && big.Dimension == small.Dimension && small.Scale < big.Scale && big.Dimension.Count > 0)
        {
            // 1 hour and 30 minutes is one quantity.
            return Compare(reference, whole with { Value = Build.Plus(whole.Value, Build.Times(rest.Value, new Number(small.Scale / big.Scale))) }, depth + 1);
        }
        if (answer is Listing hedge)
        {
            var contains = hedge.Items.Any(item => Compare(reference, item, depth + 1).IsEqual);
            return contains
                ? Finding.Different("answer_hedging", "Different: the answer lists several values, of which the reference is only one.")
                : Finding.Different("different_form", "Different: the reference is one value, the answer a list.");
        }
        if (reference is Listing list)
        {
            if (list.Items.Count > LongestList)
                return Finding.Undecided("budget", "Undecided: the list is too long.");
            if (list.Kind is not (ListingKind.Bare or ListingKind.Set) || !list.Items.Any(item => Compare(item, answer, depth + 1).IsEqual))
                return Finding.Different("different_form", "Different: the reference is a list, the answer one value.");
            var missing = list.Items.FirstOrDefault(item => Compare(item, answer, depth + 1).Outcome == Outcome.Different);
            return Finding.Different("missing_solution", missing is null
                ? "Different: the answer is only one of the reference's values."
                : $"Different: the reference has {ExprPrinter.PrintShort(missing)}, the answer has not.");
        }
        return null;
    }

    private Finding CompareLists(Listing reference, Listing answer, int depth)
    {
        if (reference.Items.Count > LongestList || answer.Items.Count > LongestList)
            return Finding.Undecided("budget", "Undecided: the list is too long.");
        var referenceOrdered = IsOrdered(reference.Kind);
        var answerOrdered = IsOrdered(answer.Kind);
        if (referenceOrdered && answer.Kind == ListingKind.Set)
            return Finding.Different("different_form", "Different: the reference is ordered, the answer a set.");
        if (!referenceOrdered && answerOrdered)
        {
            // Names give an order: x = 1, y = 2 is (1, 2).
            return AreNamedApart(reference.Items)
                ? CompareInOrder(InOrderOfNames(reference.Items).Map(ValueOfNamed), answer.Items, depth)
                : Finding.Different("different_form", "Different: the reference is a list of values, the answer one tuple.");
        }
        if (referenceOrdered && answerOrdered && CouldBeIntervals(reference, answer))
            return Finding.Different("different_brackets", "Different: round and square brackets mean different intervals.");
        if (referenceOrdered)
            return CompareInOrder(reference.Items, AreNamedApart(answer.Items) ? InOrderOfNames(answer.Items).Map(ValueOfNamed) : InOrderOfNames(answer.Items), depth);
        if (!Options.RenameVariables && NamesOf(reference) is { Count: > 0 } mine && NamesOf(answer) is { Count: > 0 } theirs && !mine.SetEquals(theirs))
            return Finding.Different("different_unknown", "Different: the reference names other unknowns than the answer.");
        if (AreNamedApart(reference.Items) != AreNamedApart(answer.Items) && !reference.Items.All(item => item is Listing))
        {
            if (AreNamedApart(reference.Items) && !answer.Items.Any(item => item is Relation))
                return CompareInOrder(InOrderOfNames(reference.Items).Map(ValueOfNamed), answer.Items, depth);
            if (!AreNamedApart(reference.Items) && !answer.Items.Any(item => item is Relation { Links: var links } && links[0] is not RelationKind.Equal))
                return CompareWithoutOrder(reference, answer with { Items = answer.Items.Map(ValueOfNamed) }, depth);
        }
        return CompareWithoutOrder(Spread(reference), Spread(answer), depth);
    }

    private static bool IsOrdered(ListingKind kind) => kind switch
    {
        ListingKind.Parentheses or ListingKind.Brackets or ListingKind.Angles => true,
        ListingKind.Bare or ListingKind.Set => false,
    };

    /// <summary>(1, 2) against [1, 2]: two ends in rising order within different brackets.</summary>
    private bool CouldBeIntervals(Listing a, Listing b) =>
        a.Items.Count == 2 && b.Items.Count == 2 && a.Kind != b.Kind && a.Kind != ListingKind.Angles && b.Kind != ListingKind.Angles
        && RealSet.Order(a.Items[0], a.Items[1], Budget) is < 0;

    /// <summary>Whether every item names its value, and no two the same: x = 1, y = 2.</summary>
    private static bool AreNamedApart(Sequence<Expr> items)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item is not Relation { Links: { Count: 1 } links, Sides: var sides } || links[0] != RelationKind.Equal || sides[0] is not Variable variable
                || !names.Add(Stem(variable.Name)))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// y = 1, x = 2 is the point (2, 1): items whose names follow one another in the alphabet (a, b; x, y, z) or are numbered (x₁, x₂) in
    /// the order of their names; any others as they are written.
    /// </summary>
    private static Sequence<Expr> InOrderOfNames(Sequence<Expr> items)
    {
        var places = items.Select(item => NameIn(item) is { } name ? PlaceOf(name) : null).OfType<(string Row, int Number)>().ToArray();
        if (places.Length < items.Count || places.Select(place => place.Row).Distinct(StringComparer.Ordinal).Count() != 1)
            return items;
        var order = Enumerable.Range(0, items.Count).OrderBy(index => places[index].Number).ToArray();
        return order.Zip(order.Skip(1)).All(pair => places[pair.Second].Number == places[pair.First].Number + 1)
            ? Sequence.From(order.Select(index => items[index]))
            : items;
    }

    /// <summary>x₂ is the second of the x, y the successor of x in the alphabet; null for a name of another kind.</summary>
    private static (string Row, int Number)? PlaceOf(string name) =>
        name is [var letter] && char.IsAsciiLetter(letter) ? (string.Empty, letter)
        : Stem(name) is var stem && stem.Length < name.Length && int.TryParse(name.AsSpan(stem.Length + 1), out var number) ? (stem, number)
        : null;

    /// <summary>The x of x = 5.</summary>
    private static string? NameIn(Expr item) =>
        item is Relation { Links: { Count: 1 } links, Sides: var sides } && links[0] == RelationKind.Equal && sides[0] is Variable variable ? variable.Name : null;

    /// <summary>(x, y) = (1, 2) gives values to names, as x = 1, y = 2 does: the same names, each with the same value, in whatever order.</summary>
    private Finding? CompareNamedValues(Expr reference, Expr answer, int depth)
    {
        if ((reference is not Relation && answer is not Relation) || NamedValues(reference) is not { } mine || NamedValues(answer) is not { } theirs)
            return null;
        if (!mine.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(theirs.Keys))
            return Options.RenameVariables ? null : Finding.Different("different_unknown", "Different: the reference names other unknowns than the answer.");
        return CompareInOrder(Sequence.From(mine.Values), Sequence.From(mine.Keys.Select(name => theirs[name])), depth);
    }

    /// <summary>The values of (x, y) = (1, 2) and of x = 1, y = 2 by their names; null when the node is neither.</summary>
    private static Dictionary<string, Expr>? NamedValues(Expr expr)
    {
        var pairs = expr switch
        {
            Relation { Links: { Count: 1 } links, Sides: var sides } when links[0] == RelationKind.Equal && sides[0] is Listing { Kind: ListingKind.Parentheses, Items: var names }
                && sides[1] is Listing { Kind: ListingKind.Parentheses, Items: var values } && names.Count == values.Count => names.Zip(values),
            Listing { Kind: ListingKind.Bare, Items: var items } when items.All(item => NameIn(item) is not null) =>
                items.Select(item => (((Relation)item).Sides[0], ((Relation)item).Sides[1])),
            _ => [],
        };
        var named = new Dictionary<string, Expr>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            if (name is not Variable variable || !named.TryAdd(variable.Name, value))
                return null;
        }
        return named.Count == 0 ? null : named;
    }

    /// <summary>The unknowns that the items give values to.</summary>
    private static HashSet<string> NamesOf(Listing list) =>
        [.. list.Items.OfType<Relation>().Where(item => item.Links.Count == 1 && item.Links[0] == RelationKind.Equal && item.Sides[0] is Variable).Select(item => Stem(((Variable)item.Sides[0]).Name))];

    /// <summary>x_1 and x_2 number the solutions of x; they name nothing apart.</summary>
    private static string Stem(string name) =>
        name.IndexOf('_', StringComparison.Ordinal) is > 0 and var at && name[(at + 1)..].All(char.IsAsciiDigit) ? name[..at] : name;

    private static Expr ValueOfNamed(Expr item) => item is Relation { Links: { Count: 1 }, Sides: var sides } relation && relation.Links[0] == RelationKind.Equal && IsName(sides[0]) ? sides[1] : item;

    /// <summary>"a = 4, −8, −10" and "x_1 = 1, x_2 = 3" list values of one unknown; "x = {1, 2}" spreads its values.</summary>
    private static Listing Spread(Listing list)
    {
        var names = list.Items.Select(item => item is Relation { Links: { Count: 1 } links, Sides: var sides } && links[0] == RelationKind.Equal && sides[0] is Variable v ? Stem(v.Name) : null).ToArray();
        var distinct = names.Where(name => name is not null).Distinct(StringComparer.Ordinal).Count();
        return distinct == 1 && (names.Contains(null) || names.Length > 1) ? list with { Items = list.Items.Map(ValueOfNamed) } : list;
    }

    private Finding CompareInOrder(Sequence<Expr> reference, Sequence<Expr> answer, int depth)
    {
        if (reference.Count != answer.Count)
            return Finding.Different("different_length", $"Different: the reference has {reference.Count} entries, the answer {answer.Count}.");
        Finding? doubt = null;
        for (var i = 0; i < reference.Count; i++)
        {
            var entry = Compare(reference[i], answer[i], depth + 1);
            if (entry.Outcome == Outcome.Different)
                return Finding.Different(entry.Reason, $"Different in entry {i + 1}: {entry.Explanation}");
            if (entry.Outcome == Outcome.Undecided)
                doubt ??= entry;
        }
        return doubt ?? Finding.Equal("equal_entries", "Equal: every entry is.");
    }

    /// <summary>
    /// Each item of one side meets its own partner of the other. Equality is transitive, so taking the first free partner is enough.
    /// </summary>
    private Finding CompareWithoutOrder(Listing reference, Listing answer, int depth)
    {
        var (mine, theirs) = (Distinct(reference, depth), Distinct(answer, depth));
        var free = theirs.ToList();
        var areSets = reference.Kind == ListingKind.Set && answer.Kind == ListingKind.Set;
        Finding? doubt = null;
        var missing = 0;
        Expr? lost = null;
        foreach (var item in mine)
        {
            var partner = -1;
            for (var i = 0; i < free.Count && partner < 0; i++)
            {
                // {{1}, {2}} is not {1, 2}.
                if (areSets && item is Listing { Kind: ListingKind.Set } != free[i] is Listing { Kind: ListingKind.Set })
                    continue;
                var finding = Compare(item, free[i], depth + 1);
                if (finding.IsEqual)
                    partner = i;
                else if (finding.Outcome == Outcome.Undecided)
                    doubt ??= finding;
            }
            if (partner >= 0)
                free.RemoveAt(partner);
            else
            {
                missing++;
                lost ??= item;
            }
        }
        if (missing == 0 && free.Count == 0)
            return Finding.Equal("same_items", "Equal: both list the same items.");
        if (doubt is not null)
            return doubt;
        if (missing == 0)
            return Finding.Different("answer_hedging", "Different: the answer lists the reference's items and more.");
        return free.Count == 0
            ? Finding.Different("missing_solution", $"Different: the reference has {ExprPrinter.PrintShort(lost!)}, the answer has not.")
            : Finding.Different("different_items", $"Different: the reference has {ExprPrinter.PrintShort(lost!)}, the answer has not.");
    }

    /// <summary>A set holds nothing twice; a list may.</summary>
    private List<Expr> Distinct(Listing list, int depth)
    {
        if (list.Kind != ListingKind.Set)
            return [.. list.Items];
        var kept = new List<Expr>();
        foreach (var item in list.Items)
        {
            if (!kept.Exists(other => other.Equals(item) || (list.Items.Count < 20 && Compare(other, item, depth + 1).IsEqual)))
                kept.Add(item);
        }
        return kept;
    }
}
