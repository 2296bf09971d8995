namespace Verifiers.Code;

/// <summary>
/// Some order in which values that are nearly equal stand side by side: by kind, then by size or text, then item by item. Sets and
/// dictionaries are kept in it, so that comparing two of them is one pass.
/// </summary>
internal static class FunctionValueOrder
{
    public static Comparer<FunctionValue> Instance { get; } = Comparer<FunctionValue>.Create(Compare);

    private static int Compare(FunctionValue left, FunctionValue right) => (left, right) switch
    {
        (FunctionValue.Boolean x, FunctionValue.Boolean y) => x.Value.CompareTo(y.Value),
        (FunctionValue.Number x, FunctionValue.Number y) => x.Nearest.CompareTo(y.Nearest) is not 0 and var bySize // NaN is the smallest
            ? bySize
            : string.CompareOrdinal(x.Exact?.Canonical, y.Exact?.Canonical),
        (FunctionValue.Text x, FunctionValue.Text y) => string.CompareOrdinal(x.Value, y.Value),
        (FunctionValue.List x, FunctionValue.List y) => CompareItems(x.Items, y.Items),
        (FunctionValue.Set x, FunctionValue.Set y) => CompareItems(x.Items, y.Items),
        (FunctionValue.Dictionary x, FunctionValue.Dictionary y) => CompareEntries(x.Entries, y.Entries),
        _ => RankOf(left).CompareTo(RankOf(right)),
    };

    private static int CompareItems(IReadOnlyList<FunctionValue> left, IReadOnlyList<FunctionValue> right)
    {
        for (var index = 0; index < Math.Min(left.Count, right.Count); index++)
        {
            if (Compare(left[index], right[index]) is not 0 and var order)
                return order;
        }
        return left.Count.CompareTo(right.Count);
    }

    private static int CompareEntries(
        IReadOnlyList<(FunctionValue Key, FunctionValue Value)> left, IReadOnlyList<(FunctionValue Key, FunctionValue Value)> right)
    {
        for (var index = 0; index < Math.Min(left.Count, right.Count); index++)
        {
            if (Compare(left[index].Key, right[index].Key) is not 0 and var byKey)
                return byKey;
            if (Compare(left[index].Value, right[index].Value) is not 0 and var byValue)
                return byValue;
        }
        return left.Count.CompareTo(right.Count);
    }

    private static int RankOf(FunctionValue value) => value switch
    {
        FunctionValue.Null => 0,
        FunctionValue.Boolean => 1,
        FunctionValue.Number => 2,
        FunctionValue.Text => 3,
        FunctionValue.List => 4,
        FunctionValue.Set => 5,
        FunctionValue.Dictionary => 6,
        _ => 7,
    };
}
