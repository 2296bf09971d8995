using System.Text;
using System.Text.Json;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat;

/// <summary>The label of a trainer whose data sets hold texts only, as a reference.</summary>
internal static class Label
{
    /// <summary>A text that is a JSON object with fields is that object: so test cases travel as a label. Anything else is taken as it is.</summary>
    /// <param name="label">Any value; null and an absent one are no reference.</param>
    /// <param name="body">The request that it is of.</param>
    public static JsonCursor Read(JsonCursor label, RequestBody body)
    {
        if (label.Kind == JsonValueKind.Null)
            return JsonCursor.Absent(label.Path);
        if (label.Kind != JsonValueKind.String)
            return label;
        var text = label.String();
        if (!text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal))
            return label;
        body.Hold(text.Length);
        try
        {
            var json = body.ParseInside(label, Encoding.UTF8.GetBytes(text));
            return json.Element.EnumerateObject().Any() ? json : label; // {} is the empty set
        }
        catch (InvalidInputException)
        {
            return label; // such as the set {1, 2}
        }
    }
}
