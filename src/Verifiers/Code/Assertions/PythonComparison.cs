using System.Globalization;
using System.Numerics;
using System.Text;

namespace Verifiers.Code.Assertions;

/// <summary>
/// Python's <c>==</c>, <c>&lt;</c>, <c>in</c> and truth for plain values: 1 == 1.0 == True, a list is no tuple, NaN equals nothing,
/// -0.0 == 0.0, and an int and a float are compared exactly.
/// </summary>
/// <remarks>The recursion is as deep as the values, which their readers bound.</remarks>
internal static class PythonComparison
{
    /// <summary><c>left == right</c>.</summary>
    public static bool AreEqual(PythonValue left, PythonValue right) => (left, right) switch
    {
        (PythonValue.None, PythonValue.None) => true,
        (PythonValue.Text x, PythonValue.Text y) => x.Value == y.Value,
        (PythonValue.Bytes x, PythonValue.Bytes y) => x.Value == y.Value,
        (PythonValue.List x, PythonValue.List y) => AreEqual(x.Items, y.Items),
        (PythonValue.Tuple x, PythonValue.Tuple y) => AreEqual(x.Items, y.Items),
        (PythonValue.Set x, PythonValue.Set y) => AreEqualSets(x, y),
        (PythonValue.Dictionary x, PythonValue.Dictionary y) => AreEqual(x, y),
        _ => NumberKey(left) is { } leftKey && leftKey == NumberKey(right),
    };

    /// <summary>
    /// <c>left &lt; right</c> as −1, equal as 0, <c>left &gt; right</c> as 1; null where Python raises, or where none of the three
    /// holds (NaN).
    /// </summary>
    public static int? Order(PythonValue left, PythonValue right) => (left, right) switch
    {
        (PythonValue.Text x, PythonValue.Text y) => OrderText(x.Value, y.Value),
        (PythonValue.Bytes x, PythonValue.Bytes y) => Math.Sign(string.CompareOrdinal(x.Value, y.Value)),
        (PythonValue.List x, PythonValue.List y) => Order(x.Items, y.Items),
        (PythonValue.Tuple x, PythonValue.Tuple y) => Order(x.Items, y.Items),
        _ => OrderNumbers(left, right),
    };

    /// <summary><c>item in container</c>; null where Python raises.</summary>
    public static bool? Contains(PythonValue container, PythonValue item) => (container, item) switch
    {
        (PythonValue.Text text, PythonValue.Text part) => text.Value.Contains(part.Value, StringComparison.Ordinal),
        (PythonValue.Bytes text, PythonValue.Bytes part) => text.Value.Contains(part.Value, StringComparison.Ordinal),
        (PythonValue.List list, _) => list.Items.Any(one => AreEqual(one, item)),
        (PythonValue.Tuple list, _) => list.Items.Any(one => AreEqual(one, item)),
        (PythonValue.Set set, _) => KeyOf(item) is null ? null : set.Items.Any(one => AreEqual(one, item)),
        (PythonValue.Dictionary map, _) => KeyOf(item) is null ? null : map.Entries.Any(entry => AreEqual(entry.Key, item)),
        _ => null,
    };

    /// <summary><c>bool(value)</c>.</summary>
    public static bool IsTrue(PythonValue value) => value switch
    {
        PythonValue.None => false,
        PythonValue.Boolean boolean => boolean.Value,
        PythonValue.Integer integer => !integer.Value.IsZero,
        PythonValue.Float number => number.Value != 0, // NaN is true
        PythonValue.Rational number => !number.Numerator.IsZero,
        PythonValue.Complex number => number.Real != 0 || number.Imaginary != 0,
        PythonValue.Text text => text.Value.Length > 0,
        PythonValue.Bytes bytes => bytes.Value.Length > 0,
        PythonValue.List list => list.Items.Count > 0,
        PythonValue.Tuple list => list.Items.Count > 0,
        PythonValue.Set set => set.Items.Count > 0,
        PythonValue.Dictionary map => map.Entries.Count > 0,
        PythonValue.Opaque opaque => opaque.Truth,
        _ => throw new ArgumentException("A value that is no Python value.", nameof(value)),
    };

    /// <summary><c>float(value)</c> of a number; null for everything else, and where it would overflow.</summary>
    public static double? ToFloat(PythonValue value)
    {
        var number = value switch
        {
            PythonValue.Boolean boolean => boolean.Value ? 1 : 0,
            PythonValue.Float real => real.Value,
            PythonValue.Integer integer when (double)integer.Value is var nearest && double.IsFinite(nearest) => nearest,
            _ => (double?)null,
        };
        return number;
    }

    private static bool AreEqual(IReadOnlyList<PythonValue> left, IReadOnlyList<PythonValue> right)
    {
        if (left.Count != right.Count)
            return false;
        for (var index = 0; index < left.Count; index++)
        {
            if (!AreEqual(left[index], right[index]))
                return false;
        }
        return true;
    }

    private static bool AreEqualSets(PythonValue.Set left, PythonValue.Set right)
    {
        var (leftKeys, rightKeys) = (left.Items.Select(KeyOf).ToHashSet(), right.Items.Select(KeyOf).ToHashSet());
        return !leftKeys.Contains(null) && leftKeys.SetEquals(rightKeys);
    }

    private static bool AreEqual(PythonValue.Dictionary left, PythonValue.Dictionary right)
    {
        if (ByKey(left) is not { } leftEntries || ByKey(right) is not { } rightEntries || leftEntries.Count != rightEntries.Count)
            return false;
        return leftEntries.All(entry => rightEntries.TryGetValue(entry.Key, out var value) && AreEqual(entry.Value, value));
    }

    private static Dictionary<string, PythonValue>? ByKey(PythonValue.Dictionary map)
    {
        var entries = new Dictionary<string, PythonValue>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Entries)
        {
            if (KeyOf(key) is not { } text)
                return null;
            entries[text] = value;
        }
        return entries;
    }

    /// <summary>
    /// A text that two hashable values share exactly when they are equal; null for what cannot be a key, and for NaN, which never
    /// finds itself in another container.
    /// </summary>
    private static string? KeyOf(PythonValue value) => value switch
    {
        PythonValue.None => "-",
        PythonValue.Text text => $"s{text.Value.Length.ToString(CultureInfo.InvariantCulture)}:{text.Value}",
        PythonValue.Bytes bytes => $"b{bytes.Value.Length.ToString(CultureInfo.InvariantCulture)}:{bytes.Value}",
        PythonValue.Tuple tuple => KeyOf('(', tuple.Items, isOrdered: true),
        PythonValue.Set set => KeyOf('{', set.Items, isOrdered: false),
        _ => NumberKey(value),
    };

    private static string? KeyOf(char kind, IReadOnlyList<PythonValue> items, bool isOrdered)
    {
        var keys = items.Select(KeyOf).ToList();
        if (keys.Contains(null))
            return null;
        var text = new StringBuilder().Append(kind);
        IEnumerable<string?> parts = isOrdered ? keys : keys.Distinct().Order(StringComparer.Ordinal);
        foreach (var key in parts)
            text.Append(key).Append(',');
        return text.Append('.').ToString();
    }

    /// <summary>One text for each number, whatever its type; null for NaN and for what is no number.</summary>
    private static string? NumberKey(PythonValue value) => value switch
    {
        PythonValue.Boolean boolean => boolean.Value ? "n1" : "n0",
        PythonValue.Integer integer => KeyOf(integer.Value),
        PythonValue.Float number => KeyOf(number.Value),
        PythonValue.Rational number => number.Denominator.IsOne ? KeyOf(number.Numerator) : KeyOf(number.Numerator) + "/" + KeyOf(number.Denominator),
        PythonValue.Complex { Imaginary: 0 } number => KeyOf(number.Real),
        PythonValue.Complex number => KeyOf(number.Real) is { } real && KeyOf(number.Imaginary) is { } imaginary ? $"{real}+{imaginary}j" : null,
        _ => null,
    };

    private static string KeyOf(BigInteger number) => "n" + (number.IsZero ? "0" : number.Sign < 0 ? "-" + Hex(-number) : Hex(number));

    private static string Hex(BigInteger positive) => positive.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');

    private static string? KeyOf(double number)
    {
        if (double.IsNaN(number))
            return null;
        if (double.IsInfinity(number))
            return number > 0 ? "ninf" : "n-inf";
        if (double.IsInteger(number))
            return KeyOf(new BigInteger(number));
        var (numerator, denominator) = Exact(number);
        return KeyOf(numerator) + "/" + KeyOf(denominator);
    }

    /// <summary>A finite double as a fraction in lowest terms: m·2^e.</summary>
    private static (BigInteger Numerator, BigInteger Denominator) Exact(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFFL;
        if (exponent == 0)
            exponent++;
        else
            mantissa |= 1L << 52;
        exponent -= 1075;
        if (mantissa == 0)
            return (BigInteger.Zero, BigInteger.One);
        var zeros = BitOperations.TrailingZeroCount(mantissa);
        (mantissa, exponent) = (mantissa >> zeros, exponent + zeros);
        var signed = new BigInteger(number < 0 ? -mantissa : mantissa);
        return exponent >= 0 ? (signed << exponent, BigInteger.One) : (signed, BigInteger.One << -exponent);
    }

    private static int? OrderNumbers(PythonValue left, PythonValue right)
    {
        if (left is PythonValue.Complex || right is PythonValue.Complex || Fraction(left) is not { } x || Fraction(right) is not { } y)
            return OrderInfinite(left, right);
        return (x.Numerator * y.Denominator).CompareTo(y.Numerator * x.Denominator) switch { < 0 => -1, > 0 => 1, _ => 0 };
    }

    /// <summary>An infinity beside any number but NaN.</summary>
    private static int? OrderInfinite(PythonValue left, PythonValue right)
    {
        var (x, y) = (Extent(left), Extent(right));
        return x is null || y is null ? null : x.Value.CompareTo(y.Value);

        static int? Extent(PythonValue value) => value is PythonValue.Float { Value: var number } && !double.IsFinite(number)
            ? double.IsNaN(number) ? null : double.Sign(number)
            : Fraction(value) is null ? null : 0;
    }

    private static (BigInteger Numerator, BigInteger Denominator)? Fraction(PythonValue value) => value switch
    {
        PythonValue.Boolean boolean => (boolean.Value ? BigInteger.One : BigInteger.Zero, BigInteger.One),
        PythonValue.Integer integer => (integer.Value, BigInteger.One),
        PythonValue.Rational number => (number.Numerator, number.Denominator),
        PythonValue.Float { Value: var number } when double.IsFinite(number) => Exact(number),
        _ => null,
    };

    private static int? Order(IReadOnlyList<PythonValue> left, IReadOnlyList<PythonValue> right)
    {
        for (var index = 0; index < Math.Min(left.Count, right.Count); index++)
        {
            if (!AreEqual(left[index], right[index]))
                return Order(left[index], right[index]);
        }
        return left.Count.CompareTo(right.Count);
    }

    /// <summary>By code points, not by UTF-16 units.</summary>
    private static int OrderText(string left, string right)
    {
        var (x, y) = (left.EnumerateRunes(), right.EnumerateRunes());
        while (true)
        {
            var (hasLeft, hasRight) = (x.MoveNext(), y.MoveNext());
            if (!hasLeft || !hasRight)
                return hasLeft.CompareTo(hasRight);
            if (x.Current != y.Current)
                return x.Current.CompareTo(y.Current) < 0 ? -1 : 1;
        }
    }
}
