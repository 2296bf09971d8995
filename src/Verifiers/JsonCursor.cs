using System.Globalization;
using System.Text.Json;

namespace Verifiers;

/// <summary>
/// A place in a JSON document that knows its path, so that every refusal names it. All reading of requests, references,
/// options and rubrics goes through it: unknown fields and wrong types are refused, nothing is guessed.
/// </summary>
public readonly struct JsonCursor
{
    private readonly JsonElement _element;

    private JsonCursor(JsonElement element, string path)
    {
        _element = element;
        Path = path;
    }

    /// <summary>Such as <c>samples[3].reference</c>; empty for the whole document.</summary>
    public string Path { get; }

    /// <summary>False when the field is absent or the cursor is the default one. A JSON null is present.</summary>
    public bool IsPresent => _element.ValueKind != JsonValueKind.Undefined;

    /// <summary>The kind of the JSON value here.</summary>
    public JsonValueKind Kind => _element.ValueKind;

    /// <summary>The JSON value here, for a reader that takes any value.</summary>
    public JsonElement Element => _element;

    /// <summary>A cursor at the root of a document.</summary>
    public static JsonCursor At(JsonElement element, string path = "") => new(element, path);

    /// <summary>An absent value that still knows where it would stand.</summary>
    public static JsonCursor Absent(string path) => new(default, path);

    /// <summary>The refusal of this value.</summary>
    /// <param name="expected">What would have been right, such as "a positive integer".</param>
    public InvalidInputException Expected(string expected) => new(Path, $"expected {expected}, found {Describe()}.");

    /// <summary>The refusal of this value for a reason other than its shape.</summary>
    public InvalidInputException Refused(string problem) => new(Path, problem);

    /// <summary>Refuses anything but an object with these fields, each at most once.</summary>
    public JsonCursor Object(params ReadOnlySpan<string> fields)
    {
        if (Kind != JsonValueKind.Object)
            throw Expected("an object");
        var seen = 0UL; // one bit a field; no object here has 64
        foreach (var property in _element.EnumerateObject())
        {
            var place = fields.IndexOf(property.Name);
            if (place < 0)
            {
                throw new InvalidInputException(
                    Child(property.Name), $"unknown field; known here are {string.Join(", ", fields.ToArray())}.");
            }
            if ((seen & (1UL << place)) != 0)
                throw new InvalidInputException(Child(property.Name), "expected once, found twice.");
            seen |= 1UL << place;
        }
        return this;
    }

    /// <summary>A field of an object, absent or not. A JSON null counts as absent.</summary>
    public JsonCursor Optional(string name) =>
        IsPresent && Kind == JsonValueKind.Object && _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new(value, Child(name))
            : Absent(Child(name));

    /// <summary>A field that must be there.</summary>
    public JsonCursor Required(string name, string expected)
    {
        if (Kind == JsonValueKind.Object && _element.TryGetProperty(name, out var value))
            return new(value, Child(name));
        throw new InvalidInputException(Child(name), $"expected {expected}, found nothing.");
    }

    /// <summary>The items of an array, each with its path.</summary>
    public IEnumerable<JsonCursor> Items(string expected = "a list")
    {
        if (Kind != JsonValueKind.Array)
            throw Expected(expected);
        return Enumerate(this);

        static IEnumerable<JsonCursor> Enumerate(JsonCursor list)
        {
            var index = 0;
            foreach (var item in list._element.EnumerateArray())
                yield return new(item, string.Create(CultureInfo.InvariantCulture, $"{list.Path}[{index++}]"));
        }
    }

    /// <summary>The fields of an object, each with its path, in document order.</summary>
    public IEnumerable<(string Name, JsonCursor Value)> Fields()
    {
        if (Kind != JsonValueKind.Object)
            throw Expected("an object");
        return Enumerate(this);

        static IEnumerable<(string, JsonCursor)> Enumerate(JsonCursor owner)
        {
            foreach (var property in owner._element.EnumerateObject())
                yield return (property.Name, new(property.Value, owner.Child(property.Name)));
        }
    }

    /// <summary>A string without unpaired surrogates.</summary>
    public string String(string expected = "a string")
    {
        if (Kind != JsonValueKind.String)
            throw Expected(expected);
        try
        {
            return _element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Refused("expected text, found an escape of an unpaired surrogate (\\ud800 to \\udfff), which is no character.");
        }
    }

    /// <summary>A string, or the default when absent.</summary>
    public string? StringOr(string? absent) => IsPresent ? String() : absent;

    /// <summary>One of a few words.</summary>
    public string OneOf(params ReadOnlySpan<string> words)
    {
        if (Kind == JsonValueKind.String && words.Contains(String()))
            return String();
        throw Expected("one of " + string.Join(", ", words.ToArray()));
    }

    /// <summary>A whole number within bounds, both included.</summary>
    public int Integer(int minimum, int maximum)
    {
        if (Kind == JsonValueKind.Number && _element.TryGetInt32(out var value) && value >= minimum && value <= maximum)
            return value;
        throw Expected(string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}"));
    }

    /// <summary>A finite number within bounds, both included.</summary>
    public double Number(double minimum = double.MinValue, double maximum = double.MaxValue)
    {
        if (Kind == JsonValueKind.Number && _element.TryGetDouble(out var value) && value >= minimum && value <= maximum)
            return value;
        throw Expected(minimum == double.MinValue && maximum == double.MaxValue
            ? "a number"
            : string.Create(CultureInfo.InvariantCulture, $"a number from {minimum} to {maximum}"));
    }

    /// <summary>A finite number within bounds, or the default when absent.</summary>
    public double NumberOr(double absent, double minimum, double maximum) => IsPresent ? Number(minimum, maximum) : absent;

    /// <summary>A whole number within bounds, or the default when absent.</summary>
    public int IntegerOr(int absent, int minimum, int maximum) => IsPresent ? Integer(minimum, maximum) : absent;

    /// <summary>true or false.</summary>
    public bool Boolean() => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Expected("true or false"),
    };

    /// <summary>true or false, or the default when absent.</summary>
    public bool BooleanOr(bool absent) => IsPresent ? Boolean() : absent;

    private string Child(string name)
    {
        var shown = name.Length > 60 ? string.Concat(name.AsSpan(0, 60), "…") : name;
        return string.IsNullOrEmpty(Path) ? shown : $"{Path}.{shown}";
    }

    private string Describe() => Kind switch
    {
        JsonValueKind.Undefined => "nothing",
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Array => $"a list of {_element.GetArrayLength()}",
        JsonValueKind.Object => "an object",
        JsonValueKind.Number => "the number " + Shorten(_element.GetRawText()),
        JsonValueKind.String => "the string " + Shorten(_element.GetRawText()),
        _ => "something else",
    };

    private static string Shorten(string raw) => raw.Length > 40 ? string.Concat(raw.AsSpan(0, 40), "…") : raw;
}
