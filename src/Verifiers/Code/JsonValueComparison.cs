namespace Verifiers.Code;

/// <summary>
/// Decides whether a function's value is the expected one: tuples are lists; numbers are equal by value, with 1e-6 relative
/// tolerance when one of them is a float; integers of any size are exact; a boolean is no number and a string is never one; sets
/// are equal by content; NaN equals nothing.
/// </summary>
/// <remarks>
/// A list has an order, which a set that is returned for it does not: <c>return set(numbers)</c> sorts nothing. A JSON object is
/// also what a dictionary with other keys is expected as: keys are then read as Python's <c>json.dumps</c> writes them
/// (<c>1</c> is <c>"1"</c>, <c>True</c> is <c>"true"</c>, <c>None</c> is <c>"null"</c>). The recursion is as deep as the values,
/// which <see cref="FunctionValueReader"/> bounds.
/// </remarks>
internal static class JsonValueComparison
{
    private const double RelativeTolerance = 1e-6;

    /// <summary>Whether the actual value is the expected one.</summary>
    public static bool AreEqual(FunctionValue expected, FunctionValue actual) => (expected, actual) switch
    {
        (FunctionValue.Null, FunctionValue.Null) => true,
        (FunctionValue.Boolean left, FunctionValue.Boolean right) => left.Value == right.Value,
        (FunctionValue.Number left, FunctionValue.Number right) => AreEqual(left, right),
        (FunctionValue.Text left, FunctionValue.Text right) => left.Value == right.Value,
        (FunctionValue.List left, FunctionValue.List right) => AreEqualInOrder(left.Items, right.Items),
        (FunctionValue.Set left, FunctionValue.Set right) => AreEqualInOrder(left.Items, right.Items),
        (FunctionValue.Dictionary left, FunctionValue.Dictionary right) => AreEqual(left, right),
        _ => false,
    };

    private static bool AreEqual(FunctionValue.Number expected, FunctionValue.Number actual)
    {
        if (expected.Exact is { } left && actual.Exact is { } right && left.HasValueOf(right))
            return true;
        if (!expected.IsFloat && !actual.IsFloat)
            return false;
        if (!double.IsFinite(expected.Nearest) || !double.IsFinite(actual.Nearest))
            return expected.Exact is null && actual.Exact is null && expected.Nearest == actual.Nearest; // infinities, not NaN
        return Math.Abs(expected.Nearest - actual.Nearest)
            <= RelativeTolerance * Math.Max(Math.Abs(expected.Nearest), Math.Abs(actual.Nearest));
    }

    private static bool AreEqualInOrder(IReadOnlyList<FunctionValue> expected, IReadOnlyList<FunctionValue> actual) =>
        expected.Count == actual.Count && expected.Zip(actual).All(pair => AreEqual(pair.First, pair.Second));

    private static bool AreEqual(FunctionValue.Dictionary expected, FunctionValue.Dictionary actual)
    {
        if (expected.Entries.Count != actual.Entries.Count)
            return false;
        if (!expected.HasOnlyTextKeys)
        {
            return expected.Entries.Zip(actual.Entries).All(pair =>
                AreEqual(pair.First.Key, pair.Second.Key) && AreEqual(pair.First.Value, pair.Second.Value));
        }
        var byName = new Dictionary<string, FunctionValue>(StringComparer.Ordinal);
        foreach (var (key, value) in actual.Entries)
        {
            if (NameOf(key) is not { } name || !byName.TryAdd(name, value))
                return false; // no key of a JSON object, or two keys that would be the same one
        }
        return expected.Entries.All(entry =>
            byName.TryGetValue(((FunctionValue.Text)entry.Key).Value, out var value) && AreEqual(entry.Value, value));
    }

    /// <summary>How Python's <c>json.dumps</c> writes a key; null for those it refuses.</summary>
    private static string? NameOf(FunctionValue key) => key switch
    {
        FunctionValue.Text text => text.Value,
        FunctionValue.Number { Exact: not null } number => number.Raw,
        FunctionValue.Boolean boolean => boolean.Value ? "true" : "false",
        FunctionValue.Null => "null",
        _ => null,
    };
}
