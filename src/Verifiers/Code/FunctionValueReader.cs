using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Verifiers.Code;

/// <summary>
/// Reads a plain value from JSON in the notation of <see cref="InvocationResult.ValueJson"/>. What is expected is written in the
/// same notation, where plain JSON stands for itself.
/// </summary>
internal static class FunctionValueReader
{
    /// <summary>Deepest nesting of lists and objects in the JSON.</summary>
    public const int MaxDepth = 256;

    /// <summary>The value; null with the reason when the text is no such value. Linear in the text.</summary>
    public static FunctionValue? Read(string json, out string problem)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            var value = ReadValue(ref reader);
            reader.Read(); // throws when something follows
            problem = "";
            return value;
        }
        catch (JsonException fault)
        {
            problem = $"no JSON of at most {MaxDepth} levels: {fault.Message}";
            return null;
        }
    }

    /// <summary>The recursion is as deep as the JSON, which the reader bounds.</summary>
    private static FunctionValue ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True or JsonTokenType.False:
                return new FunctionValue.Boolean(reader.TokenType == JsonTokenType.True);
            case JsonTokenType.Number:
                return ReadNumber(reader.ValueSpan);
            case JsonTokenType.String:
                return new FunctionValue.Text(ReadText(ref reader));
            case JsonTokenType.StartArray:
                return new FunctionValue.List(ReadItems(ref reader));
            case JsonTokenType.StartObject:
                return ReadObject(ref reader);
            default:
                return new FunctionValue.Null();
        }
    }

    private static FunctionValue.Number ReadNumber(ReadOnlySpan<byte> digits) => new(
        PlainDecimal.Read(digits), PlainDecimal.ToDouble(digits), digits.IndexOfAny(".eE"u8) >= 0, Encoding.UTF8.GetString(digits));

    private static List<FunctionValue> ReadItems(ref Utf8JsonReader reader)
    {
        var items = new List<FunctionValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadValue(ref reader));
        return items;
    }

    private static FunctionValue ReadObject(ref Utf8JsonReader reader)
    {
        var entries = new List<(string Name, FunctionValue Value)>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = ReadText(ref reader);
            reader.Read();
            entries.Add((name, ReadValue(ref reader)));
        }
        return entries is [var only] && ReadSpecial(only.Name, only.Value) is { } special
            ? special
            : FunctionValue.Dictionary.Of(
                entries.Select(entry => ((FunctionValue)new FunctionValue.Text(Unescape(entry.Name)), entry.Value)), hasOnlyTextKeys: true);
    }

    /// <summary>What JSON has no word for; null when the object is a dictionary.</summary>
    private static FunctionValue? ReadSpecial(string name, FunctionValue value) => (name, value) switch
    {
        ("$set", FunctionValue.List set) => FunctionValue.Set.Of(set.Items),
        ("$float", FunctionValue.Text { Value: "nan" }) => NonFinite(double.NaN),
        ("$float", FunctionValue.Text { Value: "inf" }) => NonFinite(double.PositiveInfinity),
        ("$float", FunctionValue.Text { Value: "-inf" }) => NonFinite(double.NegativeInfinity),
        ("$dict", FunctionValue.List pairs) when pairs.Items.All(pair => pair is FunctionValue.List { Items.Count: 2 }) =>
            FunctionValue.Dictionary.Of(pairs.Items.Cast<FunctionValue.List>().Select(pair => (pair.Items[0], pair.Items[1])), hasOnlyTextKeys: false),
        _ => null,
    };

    private static FunctionValue.Number NonFinite(double value) =>
        new(Exact: null, value, IsFloat: true, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A genuine key that starts with $ is written with one more.</summary>
    private static string Unescape(string key) => key.StartsWith("$$", StringComparison.Ordinal) ? key[1..] : key;

    /// <summary>The string here. Unlike the framework's reader it takes unpaired surrogates, which a Python string may hold.</summary>
    private static string ReadText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return Encoding.UTF8.GetString(reader.ValueSpan);
        var raw = Encoding.UTF8.GetString(reader.ValueSpan);
        var text = new StringBuilder(raw.Length);
        for (var at = 0; at < raw.Length; at++)
        {
            if (raw[at] != '\\')
            {
                text.Append(raw[at]);
                continue;
            }
            at++;
            text.Append(raw[at] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(raw.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                _ => raw[at], // the reader let only \" \\ \/ through
            });
            if (raw[at] == 'u')
                at += 4;
        }
        return text.ToString();
    }
}
