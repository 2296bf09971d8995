using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat.OpenInstruct;

/// <summary>Values as a pickle holds them, and their way to JSON.</summary>
internal static class PickledValue
{
    private const int LongestKey = 1 << 16;
    private const int Piece = 1 << 14;

    /// <summary>Stands on the stack where a list of items begins; no value.</summary>
    public static object Mark { get; } = new();

    /// <summary>
    /// Writes a value. A value that a pickle refers to twice is written twice, so a small pickle can stand for a huge document, and one that
    /// holds itself for an endless one: both end at the bounds.
    /// </summary>
    /// <exception cref="FormatException">It is beyond the bounds of a request's JSON, or JSON has no word for it.</exception>
    public static ReadOnlyMemory<byte> ToJson(object? value, ServiceLimits limits, Action<long> hold)
    {
        var buffer = new HeldBytes(limits.MaxBodyBytes + 1, hold);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = limits.MaxJsonDepth });
        var values = 0;
        Write(json, value, limits, ref values);
        json.Flush();
        return buffer.Written;
    }

    /// <summary>The escapes of the oldest protocol: <c>\u</c> with four and <c>\U</c> with eight hexadecimal digits, everything else as it stands.</summary>
    public static string Unescape(string line)
    {
        if (!line.Contains('\\', StringComparison.Ordinal))
            return line;
        var text = new StringBuilder(line.Length);
        for (var at = 0; at < line.Length; at++)
        {
            var digits = line[at] == '\\' && at + 1 < line.Length ? line[at + 1] switch { 'u' => 4, 'U' => 8, _ => 0 } : 0;
            if (digits == 0)
            {
                text.Append(line[at]);
                continue;
            }
            if (at + 2 + digits > line.Length
                || !int.TryParse(line.AsSpan(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
                || !Rune.TryCreate(number, out var rune))
                throw new FormatException("a text has an escape that is no character.");
            text.Append(rune.ToString());
            at += digits + 1;
        }
        return text.ToString();
    }

    /// <summary>In pieces, so that the bounds are met before a long text is all written.</summary>
    private static void WriteText(Utf8JsonWriter json, string text, ServiceLimits limits, int values)
    {
        var rest = text.AsSpan();
        for (; rest.Length > Piece; rest = rest[Piece..])
        {
            json.WriteStringValueSegment(rest[..Piece], isFinalSegment: false);
            json.Flush();
            CheckSize(json, limits, values);
        }
        json.WriteStringValueSegment(rest, isFinalSegment: true);
    }

    private static void CheckSize(Utf8JsonWriter json, ServiceLimits limits, int values)
    {
        if (values > limits.MaxJsonValues || json.BytesCommitted + json.BytesPending > limits.MaxBodyBytes)
            throw new FormatException($"written out it has more than {limits.MaxJsonValues} values or {limits.MaxBodyMiB} MiB.");
    }

    private static void Write(Utf8JsonWriter json, object? value, ServiceLimits limits, ref int values)
    {
        CheckSize(json, limits, ++values);
        if (value is List<object?> or PickledDictionary && json.CurrentDepth + 1 >= limits.MaxJsonDepth)
            throw new FormatException($"it is nested deeper than {limits.MaxJsonDepth} levels.");
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case string text: WriteText(json, text, limits, values); break;
            case long small: json.WriteNumberValue(small); break;
            case BigInteger large: json.WriteRawValue(large.ToString(CultureInfo.InvariantCulture)); break;
            case double real when double.IsFinite(real): json.WriteNumberValue(real); break;
            case List<object?> list:
                json.WriteStartArray();
                foreach (var item in list)
                    Write(json, item, limits, ref values);
                json.WriteEndArray();
                break;
            case PickledDictionary dictionary:
                json.WriteStartObject();
                foreach (var (key, item) in dictionary.Items)
                {
                    json.WritePropertyName(key.Length <= LongestKey ? key : throw new FormatException($"a key has more than {LongestKey} characters."));
                    Write(json, item, limits, ref values);
                }
                json.WriteEndObject();
                break;
            default: throw new FormatException("it holds something that JSON has no word for.");
        }
    }
}

/// <summary>A dictionary with texts as keys; the last value of a key counts.</summary>
internal sealed class PickledDictionary
{
    private readonly Dictionary<string, object?> _items = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, object?>> Items => _items;

    public void Set(string key, object? value) => _items[key] = value;
}
