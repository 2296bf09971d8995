using System.Text;
using System.Text.Json;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat;

/// <summary>The label of a trainer whose data sets hold texts only, as a reference.</summary>
internal static class Label
{
    /// <summary>A text that is a JSON object with fields is that object: so test cases travel as a label. Anything else is taken as it is.</summary>
    /// <param name="label">Any value; null and an absent one are no reference.</param>
    /// <param name="limits">Bounds of the JSON inside the text.</param>
    public static JsonCursor Read(JsonCursor label, ServiceLimits limits)
    {
        if (label.Kind == JsonValueKind.Null)
            return JsonCursor.Absent(label.Path);
        if (label.Kind != JsonValueKind.String)
            return label;
        var text = label.String();
        if (!text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal))
            return label;
        try
        {
            var json = RequestBody.Parse(Encoding.UTF8.GetBytes(text), limits).RootElement;
            return json.EnumerateObject().Any() ? JsonCursor.At(json, label.Path) : label; // {} is the empty set
        }
        catch (InvalidInputException)
        {
            return label; // such as the set {1, 2}
        }
    }
}
