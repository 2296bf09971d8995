namespace Verifiers.Code;

/// <summary>
/// A plain value that a function takes or returns: what JSON has, and sets, dictionaries with any keys, and non-finite numbers.
/// Equality of these records means nothing; <see cref="JsonValueComparison"/> decides it.
/// </summary>
internal abstract record FunctionValue
{
    /// <summary>None, null.</summary>
    public sealed record Null : FunctionValue;

    /// <summary>true or false, which is no number here.</summary>
    public sealed record Boolean(bool Value) : FunctionValue;

    /// <summary>An integer of any size, or a floating-point number.</summary>
    /// <param name="Exact">The number as written; null for infinities, NaN and exponents without measure, which equal nothing exactly.</param>
    /// <param name="Nearest">The nearest double.</param>
    /// <param name="IsFloat">Whether it is written as a floating-point number.</param>
    /// <param name="Raw">As written, which is also how Python's JSON writes it as a dictionary key.</param>
    public sealed record Number(PlainDecimal? Exact, double Nearest, bool IsFloat, string Raw) : FunctionValue;

    /// <summary>A string; never a number.</summary>
    public sealed record Text(string Value) : FunctionValue;

    /// <summary>A list or tuple.</summary>
    public sealed record List(IReadOnlyList<FunctionValue> Items) : FunctionValue;

    /// <summary>A set.</summary>
    /// <param name="Items">In the order of <see cref="FunctionValueOrder"/>.</param>
    public sealed record Set(IReadOnlyList<FunctionValue> Items) : FunctionValue
    {
        /// <summary>The set of these items, which may be in any order.</summary>
        public static Set Of(IEnumerable<FunctionValue> items) => new([.. items.Order(FunctionValueOrder.Instance)]);
    }

    /// <summary>A dictionary.</summary>
    /// <param name="Entries">In the order of <see cref="FunctionValueOrder"/> by key.</param>
    /// <param name="HasOnlyTextKeys">Whether it was written as a JSON object.</param>
    public sealed record Dictionary(IReadOnlyList<(FunctionValue Key, FunctionValue Value)> Entries, bool HasOnlyTextKeys) : FunctionValue
    {
        /// <summary>The dictionary of these entries, which may be in any order.</summary>
        public static Dictionary Of(IEnumerable<(FunctionValue Key, FunctionValue Value)> entries, bool hasOnlyTextKeys) =>
            new([.. entries.OrderBy(entry => entry.Key, FunctionValueOrder.Instance)], hasOnlyTextKeys);
    }
}
