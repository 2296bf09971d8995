using System.Numerics;
using Verifiers.Structured.Documents;

namespace Verifiers.Structured.Calls;

/// <summary>The types of Python that the values of a call have.</summary>
internal enum PythonKind
{
    Unknown,
    None,
    Boolean,
    Integer,
    Float,
    Text,
    List,
    Dictionary,
}

/// <summary>A type as a description of a function names it.</summary>
/// <param name="Kind">The type of Python.</param>
/// <param name="IsNested">Whether its items have a type of their own.</param>
/// <param name="IsFloat">Whether an integer is taken for it.</param>
internal readonly record struct PythonType(PythonKind Kind, bool IsNested, bool IsFloat)
{
    /// <summary>BFCL's names, and JSON Schema's.</summary>
    public static PythonType Named(DataValue? name) => (name as DataText)?.Value switch
    {
        "string" or "any" => new(PythonKind.Text, false, false),
        "integer" => new(PythonKind.Integer, false, false),
        "float" or "number" => new(PythonKind.Float, false, true),
        "boolean" => new(PythonKind.Boolean, false, false),
        "array" or "tuple" => new(PythonKind.List, true, false),
        "dict" or "object" => new(PythonKind.Dictionary, false, false),
        "null" => new(PythonKind.None, false, false),
        _ => new(PythonKind.Unknown, false, false),
    };

    /// <summary>The type of a value as Python reads it from JSON.</summary>
    public static PythonKind Of(DataValue value) => value switch
    {
        DataNull => PythonKind.None,
        DataBoolean => PythonKind.Boolean,
        DataNumber number => number.IsWrittenAsReal ? PythonKind.Float : PythonKind.Integer,
        DataText => PythonKind.Text,
        DataList => PythonKind.List,
        _ => PythonKind.Dictionary,
    };

    /// <summary>Python's <c>==</c>: 1, 1.0 and True are equal; floats are doubles.</summary>
    public static bool AreEqual(DataValue left, DataValue right) => (left, right) switch
    {
        (DataBoolean or DataNumber, DataBoolean or DataNumber) => AreEqualNumbers(NumberOf(left), NumberOf(right)),
        (DataList a, DataList b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(pair => AreEqual(pair.First, pair.Second)),
        (DataObject a, DataObject b) => a.Members.Count == b.Members.Count
            && a.Members.All(member => b.Find(member.Name) is { } other && AreEqual(member.Value, other)),
        _ => DataValue.Same(left, right),
    };

    private static DataNumber NumberOf(DataValue value) => value switch
    {
        DataNumber number => number,
        DataBoolean { Value: true } => DataNumber.Of(1),
        _ => DataNumber.Of(0),
    };

    private static bool AreEqualNumbers(DataNumber left, DataNumber right)
    {
        if (!left.IsWrittenAsReal && !right.IsWrittenAsReal)
            return left.Against(right) == 0;
        if (left.IsWrittenAsReal && right.IsWrittenAsReal)
            return left.ToDouble().Equals(right.ToDouble());
        var (real, whole) = left.IsWrittenAsReal ? (left.ToDouble(), right) : (right.ToDouble(), left);
        return double.IsInteger(real) && DataNumber.Read(((BigInteger)real).ToString(System.Globalization.CultureInfo.InvariantCulture))!.Against(whole) == 0;
    }
}

/// <summary>Python's <c>float(…)</c> of a whole number.</summary>
internal readonly record struct PythonFloat(DataNumber Whole)
{
    public DataNumber Number =>
        DataNumber.Read(Whole.ToDouble().ToString("E16", System.Globalization.CultureInfo.InvariantCulture)) ?? Whole; // infinite: no float, and equal to none
}
