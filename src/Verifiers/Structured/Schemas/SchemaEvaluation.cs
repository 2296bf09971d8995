using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Verifiers.Structured.Documents;
using Verifiers.Structured.Patterns;

namespace Verifiers.Structured.Schemas;

/// <summary>
/// Evaluates one value against a compiled schema, within a number of steps. What a schema looked at in a value is kept as marks, one a
/// member or item, where some <c>unevaluated…</c> asks for them: a schema that fails leaves none.
/// </summary>
/// <param name="budget">Steps that may be taken.</param>
/// <param name="countsAll">Whether to go on behind the first failure and count keywords.</param>
internal sealed class SchemaEvaluation(int budget, bool countsAll)
{
    private const int MaxDepth = 1_000;
    private const int CharactersPerStep = 16;

    private readonly List<(string? Name, int Index)> _path = [];
    private long _left = budget;
    private int _depth;
    private int _quiet; // > 0 inside a schema that is allowed to fail

    /// <summary>Whether the steps did not suffice: then the outcome means nothing.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>The first keyword that does not hold; null when all do.</summary>
    public SchemaViolation? First { get; private set; }

    /// <summary>Keywords that were looked at outside of schemas that may fail; null unless they are counted.</summary>
    public SchemaKeywords? Keywords { get; } = countsAll ? new() : null;

    /// <summary>Whether the value meets the schema.</summary>
    public bool Evaluate(SchemaNode root, DataValue value) => Evaluate(root, value, scope: null, marks: null) && !IsExhausted;

    private bool Evaluate(SchemaNode node, DataValue value, Scope? scope, bool[]? marks)
    {
        if (!node.IsPossible)
            return Fail(node, "", value, "nothing is allowed here");
        if (node.Rules.Length == 0)
            return true;
        if (!Spend(1))
            return false;
        if (_depth == MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            IsExhausted = true;
            return false;
        }
        _depth++;
        if (!ReferenceEquals(scope?.Resource, node.Place.Resource))
            scope = new(node.Place.Resource, scope);
        if (node.AsksForMarks)
            marks ??= MarksFor(value);
        var isMet = true;
        foreach (var rule in node.Rules)
        {
            var holds = Holds(rule, node, value, scope, marks);
            if (_quiet == 0)
                Keywords?.Note(rule, value, holds);
            isMet &= holds;
            if (IsExhausted || (!isMet && (!countsAll || _quiet > 0)))
                break;
        }
        _depth--;
        return isMet;
    }

    private bool Holds(Rule rule, SchemaNode node, DataValue value, Scope scope, bool[]? marks) => rule switch
    {
        TypeRule type => (type.Allowed & KindOf(value)) != DataKinds.None || Fail(node, rule.Keyword, value, $"the type is {value.TypeName}"),
        EnumRule choices => IsOneOf(choices, value) || Fail(node, rule.Keyword, value, "the value is not one of those allowed"),
        BoundRule bound => value is not DataNumber number || IsWithin(bound, number) || Fail(node, rule.Keyword, value, $"{Shown(number)} is beyond {bound.Bound}"),
        MultipleOfRule multiple => value is not DataNumber number || IsMultiple(multiple, number) || Fail(node, rule.Keyword, value, $"{Shown(number)} is no multiple of {multiple.Divisor}"),
        CountRule count => CountOf(count.What, value) is not { } found || IsWithin(count, found) || Fail(node, rule.Keyword, value, $"there are {found.ToString(CultureInfo.InvariantCulture)}"),
        PatternRule pattern => value is not DataText text || Matches(pattern.Pattern, text.Value) || Fail(node, rule.Keyword, value, "the text does not match"),
        FormatRule format => value is not DataText text || !Spend(1 + (text.Value.Length / CharactersPerStep)) || Formats.IsMet(format.Format, text.Value) || Fail(node, rule.Keyword, value, $"the text is no {format.Format}"),
        PrefixRule prefix => value is not DataList list || ItemsMeet(prefix, list, scope, marks),
        ItemsRule items => value is not DataList list || RestMeets(items, list, scope, marks),
        ContainsRule contains => value is not DataList list || Contains(contains, node, list, scope, marks),
        UniqueItemsRule => value is not DataList list || AreUnique(list) || Fail(node, rule.Keyword, value, "two items are equal"),
        RequiredRule required => value is not DataObject members || HasAll(required.Names, members, node, rule.Keyword),
        DependentRequiredRule dependent => value is not DataObject members || members.IndexOf(dependent.Name) < 0 || HasAll(dependent.Names, members, node, rule.Keyword),
        DependentSchemaRule dependent => value is not DataObject members || members.IndexOf(dependent.Name) < 0 || InPlace(dependent.Node, value, scope, marks),
        PropertiesRule properties => value is not DataObject members || MembersMeet(properties, members, scope, marks),
        PatternPropertiesRule properties => value is not DataObject members || MembersMeet(properties, members, scope, marks),
        AdditionalPropertiesRule additional => value is not DataObject members || OthersMeet(additional, node, members, scope, marks),
        PropertyNamesRule names => value is not DataObject members || NamesMeet(names, members, scope),
        AllOfRule all => AllHold(all.Nodes, value, scope, marks),
        AnyOfRule any => CountHolding(any.Nodes, value, scope, marks, enough: marks is null ? 1 : int.MaxValue) > 0 || Fail(node, rule.Keyword, value, "none of the schemas is met"),
        OneOfRule one => CountHolding(one.Nodes, value, scope, marks, enough: 2) is var count && (count == 1 || Fail(node, rule.Keyword, value, count == 0 ? "none of the schemas is met" : "more than one of the schemas is met")),
        NotRule not => !Quietly(not.Node, value, scope, marks: null) || Fail(node, rule.Keyword, value, "the schema is met"),
        IfRule condition => (Quietly(condition.Condition, value, scope, marks) ? condition.Then : condition.Else) is not { } branch || InPlace(branch, value, scope, marks),
        RefRule reference => InPlace(reference.Target, value, scope, marks),
        DynamicRefRule reference => InPlace(Outermost(reference, scope), value, scope, marks),
        UnevaluatedItemsRule items => value is not DataList list || UnmarkedMeet(items.Node, node, rule.Keyword, list, scope, marks!),
        UnevaluatedPropertiesRule properties => value is not DataObject members || UnmarkedMeet(properties.Node, node, rule.Keyword, members, scope, marks!),
        _ => throw new InvalidOperationException($"no meaning for {rule.GetType().Name}"),
    };

    private static DataKinds KindOf(DataValue value) => value switch
    {
        DataNull => DataKinds.Null,
        DataBoolean => DataKinds.Boolean,
        DataNumber number => number.IsInteger ? DataKinds.Integer : DataKinds.Number,
        DataText => DataKinds.String,
        DataList => DataKinds.Array,
        _ => DataKinds.Object,
    };

    private bool IsOneOf(EnumRule choices, DataValue value)
    {
        if (value is not (DataList or DataObject))
            return choices.Scalars.Contains(value);
        foreach (var choice in choices.Values)
        {
            if (!Spend(Math.Min(choice.Weight, value.Weight)))
                return false;
            if (DataValue.Same(choice, value))
                return true;
        }
        return false;
    }

    private static bool IsWithin(BoundRule bound, DataNumber number) => number.Against(bound.Bound) switch
    {
        0 => !bound.IsExclusive,
        > 0 => bound.IsMinimum,
        _ => !bound.IsMinimum,
    };

    private static bool IsWithin(CountRule rule, int count) => DataNumber.Of(count).Against(rule.Bound) switch
    {
        0 => true,
        > 0 => rule.IsMinimum,
        _ => !rule.IsMinimum,
    };

    private bool IsMultiple(MultipleOfRule rule, DataNumber number)
    {
        if (!Spend(1 + ((long)number.Digits.Length * rule.Divisor.Digits.Length / CharactersPerStep)))
            return false;
        var answer = number.IsMultipleOf(rule.Divisor);
        IsExhausted |= answer is null;
        return answer == true;
    }

    private static int? CountOf(Counted what, DataValue value) => (what, value) switch
    {
        (Counted.CodePoints, DataText text) => text.CountCodePoints(),
        (Counted.Items, DataList list) => list.Items.Count,
        (Counted.Members, DataObject members) => members.Members.Count,
        _ => null,
    };

    private bool Matches(EcmaPattern pattern, string text)
    {
        if (!Spend(1 + (text.Length / CharactersPerStep)))
            return false;
        var matches = pattern.IsMatch(text, ref _left);
        IsExhausted |= matches is null;
        return matches == true;
    }

    private bool ItemsMeet(PrefixRule prefix, DataList list, Scope scope, bool[]? marks)
    {
        var areMet = true;
        for (var index = 0; index < Math.Min(prefix.Items.Count, list.Items.Count); index++)
        {
            Mark(marks, index);
            areMet &= Below(prefix.Items[index], list.Items[index], null, index, scope);
            if (IsEnough(areMet))
                break;
        }
        return areMet;
    }

    private bool RestMeets(ItemsRule rule, DataList list, Scope scope, bool[]? marks)
    {
        var areMet = true;
        for (var index = rule.From; index < list.Items.Count; index++)
        {
            Mark(marks, index);
            areMet &= Below(rule.Item, list.Items[index], null, index, scope);
            if (IsEnough(areMet))
                break;
        }
        return areMet;
    }

    private bool Contains(ContainsRule rule, SchemaNode node, DataList list, Scope scope, bool[]? marks)
    {
        var count = 0;
        _quiet++;
        for (var index = 0; index < list.Items.Count && Spend(1); index++)
        {
            if (!Below(rule.Item, list.Items[index], null, index, scope))
                continue;
            count++;
            if (rule.Marks)
                Mark(marks, index);
        }
        _quiet--;
        var found = DataNumber.Of(count);
        if (found.Against(rule.Minimum) < 0)
            return Fail(node, rule.Minimum.Against(DataNumber.Of(1)) == 0 ? "contains" : "minContains", list, "too few items meet the schema");
        return rule.Maximum is null || found.Against(rule.Maximum) <= 0 || Fail(node, "maxContains", list, "too many items meet the schema");
    }

    private bool AreUnique(DataList list)
    {
        if (!Spend(list.Weight))
            return false;
        var seen = new HashSet<DataValue>(DataValue.ByValue.Instance);
        return list.Items.All(seen.Add);
    }

    private bool HasAll(IReadOnlyList<string> names, DataObject members, SchemaNode node, string keyword)
    {
        if (!Spend(names.Count))
            return false;
        foreach (var name in names)
        {
            if (members.IndexOf(name) < 0)
                return Fail(node, keyword, members, $"'{Shortened(name)}' is missing");
        }
        return true;
    }

    private bool MembersMeet(PropertiesRule rule, DataObject members, Scope scope, bool[]? marks)
    {
        var areMet = true;
        for (var index = 0; index < members.Members.Count && Spend(1); index++)
        {
            var (name, value) = members.Members[index];
            if (!rule.Members.TryGetValue(name, out var node))
                continue;
            Mark(marks, index);
            areMet &= Below(node, value, name, 0, scope);
            if (IsEnough(areMet))
                break;
        }
        return areMet;
    }

    private bool MembersMeet(PatternPropertiesRule rule, DataObject members, Scope scope, bool[]? marks)
    {
        var areMet = true;
        for (var index = 0; index < members.Members.Count; index++)
        {
            var (name, value) = members.Members[index];
            foreach (var (pattern, node) in rule.Members)
            {
                if (!Matches(pattern, name))
                    continue;
                Mark(marks, index);
                areMet &= Below(node, value, name, 0, scope);
            }
            if (IsEnough(areMet))
                break;
        }
        return areMet;
    }

    private bool OthersMeet(AdditionalPropertiesRule rule, SchemaNode node, DataObject members, Scope scope, bool[]? marks)
    {
        var areMet = true;
        for (var index = 0; index < members.Members.Count && Spend(1); index++)
        {
            var (name, value) = members.Members[index];
            if (rule.Named.Contains(name) || rule.Patterns.Any(pattern => Matches(pattern, name)))
                continue;
            Mark(marks, index);
            areMet &= rule.Node.IsPossible ? Below(rule.Node, value, name, 0, scope) : FailBelow(node, rule.Keyword, value, name, 0);
            if (IsEnough(areMet))
                break;
        }
        return areMet;
    }

    private bool NamesMeet(PropertyNamesRule rule, DataObject members, Scope scope)
    {
        var areMet = true;
        foreach (var (name, _) in members.Members)
        {
            areMet &= Below(rule.Node, new DataText(name), name, 0, scope);
            if (IsEnough(areMet))
                break;
        }
        return areMet;
    }

    private static (string? Name, DataValue Value) ChildOf(DataValue whole, int index) => whole is DataObject members
        ? (members.Members[index].Name, members.Members[index].Value)
        : (null, ((DataList)whole).Items[index]);

    /// <summary>What no other keyword has looked at: items of a list, or members of an object.</summary>
    private bool UnmarkedMeet(SchemaNode unevaluated, SchemaNode node, string keyword, DataValue whole, Scope scope, bool[] marks)
    {
        var areMet = true;
        for (var index = 0; index < marks.Length && Spend(1); index++)
        {
            if (marks[index])
                continue;
            marks[index] = true;
            var (name, value) = ChildOf(whole, index);
            areMet &= unevaluated.IsPossible ? Below(unevaluated, value, name, index, scope) : FailBelow(node, keyword, value, name, index);
            if (IsEnough(areMet))
                break;
        }
        return areMet;
    }

    private bool AllHold(IReadOnlyList<SchemaNode> nodes, DataValue value, Scope scope, bool[]? marks)
    {
        var areMet = true;
        foreach (var node in nodes)
        {
            areMet &= InPlace(node, value, scope, marks);
            if (IsEnough(areMet))
                break;
        }
        return areMet;
    }

    private int CountHolding(IReadOnlyList<SchemaNode> nodes, DataValue value, Scope scope, bool[]? marks, int enough)
    {
        var count = 0;
        foreach (var node in nodes)
        {
            if (Quietly(node, value, scope, marks) && ++count >= enough)
                break;
        }
        return count;
    }

    /// <summary>The outermost schema of the path taken that has the anchor.</summary>
    private static SchemaNode Outermost(DynamicRefRule reference, Scope scope)
    {
        var found = reference.Target;
        for (var at = scope; at is not null; at = at.Outer)
        {
            if (at.Resource.DynamicTargets.TryGetValue(reference.Anchor, out var target))
                found = target;
        }
        return found;
    }

    private bool Quietly(SchemaNode node, DataValue value, Scope scope, bool[]? marks)
    {
        _quiet++;
        var isMet = InPlace(node, value, scope, marks);
        _quiet--;
        return isMet;
    }

    /// <summary>Another schema for the same value: what it looks at counts only when it is met.</summary>
    private bool InPlace(SchemaNode node, DataValue value, Scope scope, bool[]? marks)
    {
        if (marks is null)
            return Evaluate(node, value, scope, null);
        if (!Spend(1 + (marks.Length / CharactersPerStep)))
            return false;
        var own = new bool[marks.Length];
        if (!Evaluate(node, value, scope, own))
            return false;
        for (var index = 0; index < own.Length; index++)
            marks[index] |= own[index];
        return true;
    }

    private bool Below(SchemaNode node, DataValue value, string? name, int index, Scope scope)
    {
        _path.Add((name, index));
        var isMet = Evaluate(node, value, scope, marks: null);
        _path.RemoveAt(_path.Count - 1);
        return isMet;
    }

    private bool FailBelow(SchemaNode node, string keyword, DataValue value, string? name, int index)
    {
        _path.Add((name, index));
        Fail(node, keyword, value, "nothing is allowed here");
        _path.RemoveAt(_path.Count - 1);
        return false;
    }

    private bool IsEnough(bool areMet) => IsExhausted || (!areMet && (!countsAll || _quiet > 0));

    private bool Fail(SchemaNode node, string keyword, DataValue value, string what)
    {
        if (_quiet > 0 || First is not null || IsExhausted)
            return false;
        var place = node.Place.ToString();
        First = new(keyword.Length == 0 ? "false" : keyword, InstancePointer(), keyword.Length == 0 ? place : JsonPointer.Append(place, keyword), what, value.TypeName);
        return false;
    }

    private string InstancePointer()
    {
        var pointer = new StringBuilder();
        foreach (var (name, index) in _path)
            pointer.Append(name is null ? JsonPointer.Append("", index) : JsonPointer.Append("", Shortened(name)));
        return pointer.ToString();
    }

    private static string Shortened(string text) => text.Length > 60 ? string.Concat(text.AsSpan(0, 60), "…") : text;

    private static string Shown(DataNumber number) => Shortened(number.ToString());

    private static void Mark(bool[]? marks, int index)
    {
        if (marks is not null)
            marks[index] = true;
    }

    private static bool[] MarksFor(DataValue value) => value switch
    {
        DataList list => new bool[list.Items.Count],
        DataObject members => new bool[members.Members.Count],
        _ => [],
    };

    private bool Spend(long steps)
    {
        _left -= steps;
        IsExhausted |= _left < 0;
        return !IsExhausted;
    }

    /// <summary>The resources on the path taken, the innermost first.</summary>
    private sealed record Scope(SchemaResource Resource, Scope? Outer);
}
