using System.Numerics;

namespace Verifiers.Code.Assertions;

/// <summary>
/// A plain Python value with its type, as a literal in a test or as it left the sandbox. Equality of these records means nothing;
/// <see cref="PythonComparison"/> decides it.
/// </summary>
internal abstract record PythonValue
{
    /// <summary>None.</summary>
    public sealed record None : PythonValue;

    /// <summary>True or False, which are the numbers 1 and 0 as well.</summary>
    public sealed record Boolean(bool Value) : PythonValue;

    /// <summary>An int of any size.</summary>
    public sealed record Integer(BigInteger Value) : PythonValue;

    /// <summary>A float.</summary>
    public sealed record Float(double Value) : PythonValue;

    /// <summary>A Fraction or a finite Decimal: both equal the int or float of exactly that value.</summary>
    /// <param name="Numerator">Without a common factor with the denominator.</param>
    /// <param name="Denominator">Above 0.</param>
    public sealed record Rational(BigInteger Numerator, BigInteger Denominator) : PythonValue;

    /// <summary>A complex number.</summary>
    public sealed record Complex(double Real, double Imaginary) : PythonValue;

    /// <summary>A str.</summary>
    public sealed record Text(string Value) : PythonValue;

    /// <summary>Bytes or a bytearray, one character from U+0000 to U+00FF for each byte.</summary>
    public sealed record Bytes(string Value) : PythonValue;

    /// <summary>A list, or what is equal to one.</summary>
    public sealed record List(IReadOnlyList<PythonValue> Items) : PythonValue;

    /// <summary>A tuple, which is never equal to a list.</summary>
    public sealed record Tuple(IReadOnlyList<PythonValue> Items) : PythonValue;

    /// <summary>A set or frozenset, possibly with items that are equal to each other and count once.</summary>
    public sealed record Set(IReadOnlyList<PythonValue> Items) : PythonValue;

    /// <summary>A dictionary; of equal keys the last one counts.</summary>
    public sealed record Dictionary(IReadOnlyList<(PythonValue Key, PythonValue Value)> Entries) : PythonValue;

    /// <summary>Any other object: it equals no literal.</summary>
    /// <param name="TypeName">Of its class, for a person.</param>
    /// <param name="Truth">What the program says about its truth.</param>
    public sealed record Opaque(string TypeName, bool Truth) : PythonValue;
}
