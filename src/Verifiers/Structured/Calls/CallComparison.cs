using System.Globalization;
using Verifiers.Structured.Documents;

namespace Verifiers.Structured.Calls;

/// <summary>
/// Compares calls with those expected by the rules of the Berkeley Function-Calling Leaderboard's syntax-tree checker (v4, Python):
/// names and counts, then for each argument its type, then its value. Several calls may come in any order: each expected one takes
/// the first call that fits it and is not taken yet.
/// </summary>
internal static class CallComparison
{
    /// <summary>Null when all is as expected.</summary>
    public static CallMismatch? Compare(IReadOnlyList<ExpectedCall> expected, IReadOnlyList<ToolCall> calls)
    {
        if (calls.Count != expected.Count)
        {
            return new("wrong_count", null, null, string.Create(
                CultureInfo.InvariantCulture, $"{calls.Count} calls are made where {expected.Count} are expected."));
        }
        var taken = new bool[calls.Count];
        for (var index = 0; index < expected.Count; index++)
        {
            CallMismatch? closest = null;
            var isFound = false;
            for (var place = 0; place < calls.Count && !isFound; place++)
            {
                if (taken[place])
                    continue;
                var mismatch = Mismatch(expected[index], calls[place], index);
                isFound = taken[place] = mismatch is null;
                if (closest is null or { Kind: "wrong_name" })
                    closest = mismatch ?? closest;
            }
            if (!isFound)
                return closest;
        }
        return null;
    }

    /// <summary>The share of a call that is right: 0.2 for the name, the rest in equal parts for the arguments that are required and those given besides that are wrong: optional ones make up for none.</summary>
    public static double Share(ExpectedCall expected, ToolCall call)
    {
        const double NameShare = 0.2;
        if (expected.Tool.Name != call.Name)
            return 0;
        var required = expected.Tool.Required.Concat(expected.Parameters.Members.Where(parameter => !IsOptional(parameter.Value)).Select(parameter => parameter.Name))
            .ToHashSet(StringComparer.Ordinal);
        var (right, superfluous) = (0, 0);
        foreach (var (name, value) in call.Arguments.Members)
        {
            var isRight = ArgumentMismatch(expected, name, value, 0) is null;
            if (required.Contains(name))
                right += isRight ? 1 : 0;
            else
                superfluous += isRight ? 0 : 1;
        }
        var all = required.Count + superfluous;
        return all == 0 ? 1 : NameShare + ((1 - NameShare) * right / all);
    }

    private static CallMismatch? Mismatch(ExpectedCall expected, ToolCall call, int index)
    {
        if (call.Name != expected.Tool.Name)
            return new("wrong_name", index, null, $"'{Shown(call.Name)}' is called instead of '{Shown(expected.Tool.Name)}'.");
        foreach (var name in expected.Tool.Required)
        {
            if (call.Arguments.Find(name) is null)
                return new("missing_argument", index, name, $"the required argument '{Shown(name)}' is missing.");
        }
        foreach (var (name, value) in call.Arguments.Members)
        {
            if (ArgumentMismatch(expected, name, value, index) is { } mismatch)
                return mismatch;
        }
        foreach (var (name, alternatives) in expected.Parameters.Members)
        {
            if (call.Arguments.Find(name) is null && !IsOptional(alternatives))
                return new("missing_argument", index, name, $"the argument '{Shown(name)}' is missing.");
        }
        return null;
    }

    private static CallMismatch? ArgumentMismatch(ExpectedCall expected, string name, DataValue value, int index)
    {
        if (expected.Tool.Properties.Find(name) is not DataObject description || expected.Parameters.Find(name) is not { } written)
            return new("unexpected_argument", index, name, $"the argument '{Shown(name)}' is not expected.");
        var alternatives = ItemsOf(written);
        var type = PythonType.Named(description.Find("type"));
        var itemType = type.IsNested ? PythonType.Named((description.Find("items") as DataObject)?.Find("type")).Kind : PythonKind.Unknown;
        if (type.IsFloat && PythonType.Of(value) == PythonKind.Integer)
            value = new PythonFloat((DataNumber)value).Number;
        var check = CheckType(value, alternatives, type.Kind, type.IsNested ? itemType : null);
        if (check == TypeCheck.Wrong)
            return new("wrong_type", index, name, $"the argument '{Shown(name)}' has the wrong type.");
        return HoldsValue(value, alternatives, type.Kind, itemType, isVariable: check == TypeCheck.Variable)
            ? null
            : new("wrong_value", index, name, $"the argument '{Shown(name)}' has a value that is not expected.");
    }

    private enum TypeCheck
    {
        Right,
        Variable,
        Wrong,
    }

    /// <summary>
    /// The type of the description, or, for what counts as a variable, that of the first alternative. The items of a list are looked
    /// at one level deep.
    /// </summary>
    private static TypeCheck CheckType(DataValue value, IReadOnlyList<DataValue> alternatives, PythonKind expected, PythonKind? items)
    {
        var first = alternatives.FirstOrDefault(alternative => alternative is not DataText { Value: "" });
        var isVariable = first is not null && PythonType.Of(first) != expected;
        if (PythonType.Of(value) == expected)
        {
            if (items is not { } item)
                return isVariable ? TypeCheck.Variable : TypeCheck.Right;
            var fits = alternatives.Any(alternative => alternative is not DataList list
                || ItemsOf(value).All(inner => CheckType(inner, list.Items, item, null) != TypeCheck.Wrong));
            return !fits ? TypeCheck.Wrong : isVariable ? TypeCheck.Variable : TypeCheck.Right;
        }
        return first is not null && PythonType.Of(value) == PythonType.Of(first) ? TypeCheck.Variable : TypeCheck.Wrong;
    }

    private static bool HoldsValue(DataValue value, IReadOnlyList<DataValue> alternatives, PythonKind type, PythonKind items, bool isVariable)
    {
        if (isVariable)
            return alternatives.Any(alternative => PythonType.AreEqual(value, alternative));
        return type switch
        {
            PythonKind.Dictionary => alternatives.Any(alternative => HoldsMembers(value, alternative)),
            PythonKind.List when items == PythonKind.Dictionary => alternatives.Any(alternative => HoldsDictionaries(value, alternative)),
            PythonKind.Text => alternatives.Any(alternative => alternative is DataText && PythonType.AreEqual(Plain(value), Plain(alternative))),
            PythonKind.List => alternatives.Any(alternative => HoldsItems(value, alternative)),
            _ => alternatives.Any(alternative => PythonType.AreEqual(value, alternative)),
        };
    }

    private static bool HoldsItems(DataValue value, DataValue alternative)
    {
        var (given, wanted) = (ItemsOf(value), ItemsOf(alternative));
        return given.Count == wanted.Count && given.Zip(wanted).All(pair => PythonType.AreEqual(Plain(pair.First), Plain(pair.Second)));
    }

    /// <summary>Every key is known and has one of its values; a key that is missing may be.</summary>
    private static bool HoldsMembers(DataValue value, DataValue alternative) =>
        value is DataObject given && alternative is DataObject wanted
        && given.Members.All(member => wanted.Find(member.Name) is { } choices
            && ItemsOf(choices).Any(choice => PythonType.AreEqual(Plain(member.Value), Plain(choice))))
        && wanted.Members.All(member => given.Find(member.Name) is not null || IsOptional(member.Value));

    private static bool HoldsDictionaries(DataValue value, DataValue alternative)
    {
        var (given, wanted) = (ItemsOf(value), ItemsOf(alternative));
        return given.Count == wanted.Count && given.Zip(wanted).All(pair => HoldsMembers(pair.First, pair.Second));
    }

    /// <summary>Whether an empty text is among the alternatives. Every text of Python contains the empty one.</summary>
    private static bool IsOptional(DataValue alternatives) =>
        alternatives is DataText || ItemsOf(alternatives).Any(alternative => alternative is DataText { Value: "" });

    /// <summary>What Python's loops see: the items of a list, the characters of a text.</summary>
    private static IReadOnlyList<DataValue> ItemsOf(DataValue value) => value switch
    {
        DataList list => list.Items,
        DataText text => [.. text.Value.EnumerateRunes().Select(rune => new DataText(rune.ToString()))],
        _ => [],
    };

    /// <summary>A text without blanks and <c>,./-_*^</c>, in lower case, with double quotes for single ones; other values as they are.</summary>
    private static DataValue Plain(DataValue value) => value is DataText text
        ? new DataText(string.Concat(text.Value.Where(letter => !" ,./-_*^".Contains(letter))).ToLowerInvariant().Replace('\'', '"'))
        : value;

    private static string Shown(string text) => text.Length > 60 ? string.Concat(text.AsSpan(0, 60), "…") : text;
}
