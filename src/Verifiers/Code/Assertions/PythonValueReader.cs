using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Verifiers.Code.Assertions;

/// <summary>
/// Reads a value in the notation of <see cref="ExpressionValue"/>: a JSON list of a tag and what belongs to it. Untrusted.
/// </summary>
internal static class PythonValueReader
{
    /// <summary>Deepest nesting of lists in the JSON.</summary>
    public const int MaxDepth = 256;

    private const int MaxRationalDigits = 1_024;

    /// <summary>The value; null when the text is none. Linear in the text, but for fractions, whose size is bounded.</summary>
    public static PythonValue? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return ReadValue(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            return null; // no JSON, another type than the tag promises, or no number
        }
    }

    private static PythonValue ReadValue(JsonElement element)
    {
        var parts = element.EnumerateArray().ToList();
        if (parts.Count == 0)
            throw new FormatException("A value without a tag.");
        string Part(int index) => index < parts.Count ? parts[index].GetString()! : throw new FormatException("A value that is cut off.");
        return parts[0].GetString() switch
        {
            "n" => new PythonValue.None(),
            "o" => new PythonValue.Boolean(Part(1) == "1"),
            "i" => new PythonValue.Integer(ReadInteger(Part(1))),
            "f" => new PythonValue.Float(ReadFloat(Part(1))),
            "q" => ReadRational(Part(1), Part(2)),
            "c" => new PythonValue.Complex(ReadFloat(Part(1)), ReadFloat(Part(2))),
            "s" => new PythonValue.Text(Part(1)),
            "b" => new PythonValue.Bytes(Part(1)),
            "l" => new PythonValue.List(Items(parts)),
            "t" => new PythonValue.Tuple(Items(parts)),
            "e" => new PythonValue.Set(Items(parts)),
            "d" => new PythonValue.Dictionary(Entries(parts)),
            "x" => new PythonValue.Opaque(Part(1), Part(2) == "1"),
            _ => throw new FormatException("A tag without meaning."),
        };
    }

    private static List<PythonValue> Items(List<JsonElement> parts) => [.. parts.Skip(1).Select(ReadValue)];

    private static List<(PythonValue, PythonValue)> Entries(List<JsonElement> parts) =>
        [.. Items(parts).Chunk(2).Select(pair => pair.Length == 2 ? (pair[0], pair[1]) : throw new FormatException("A key without a value."))];

    /// <summary>Hexadecimal digits, because decimal ones would take quadratic time.</summary>
    private static BigInteger ReadInteger(string text)
    {
        var isNegative = text.StartsWith('-');
        var magnitude = BigInteger.Parse("0" + (isNegative ? text[1..] : text), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return isNegative ? -magnitude : magnitude;
    }

    private static double ReadFloat(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static PythonValue.Rational ReadRational(string numeratorText, string denominatorText)
    {
        if (numeratorText.Length > MaxRationalDigits || denominatorText.Length > MaxRationalDigits)
            throw new FormatException("A fraction that is too large.");
        var (numerator, denominator) = (ReadInteger(numeratorText), ReadInteger(denominatorText));
        if (denominator.Sign <= 0)
            throw new FormatException("A fraction without a denominator.");
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return new PythonValue.Rational(numerator / common, denominator / common);
    }
}
