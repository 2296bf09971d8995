using System.Text.Json;

namespace Verifiers.Api.Models;

/// <summary>A server's answer is JSON, but not what its protocol promises.</summary>
/// <param name="problem">What is missing, as a part of a sentence.</param>
internal sealed class WrongShapeException(string problem) : Exception(problem);

/// <summary>Reads answers of servers, which promise a shape and may break the promise.</summary>
internal static class AnswerShape
{
    /// <summary>A field of an object.</summary>
    public static JsonElement Field(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
            ? value
            : throw new WrongShapeException($"the field '{name}' is missing.");

    /// <summary>A field of an object, or nothing.</summary>
    public static JsonElement? FieldOrNothing(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The only item of a list: one was asked about.</summary>
    public static JsonElement Only(this JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 1 ? json[0] : throw new WrongShapeException("expected a list of one.");

    /// <summary>The last item of a list that is not empty.</summary>
    public static JsonElement Last(this JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.GetArrayLength() is > 0 and var count
            ? json[count - 1]
            : throw new WrongShapeException("expected a list that is not empty.");

    /// <summary>A finite number.</summary>
    public static double Number(this JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw new WrongShapeException("expected a finite number.");

    /// <summary>A text.</summary>
    public static string Text(this JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String)
            throw new WrongShapeException("expected a text.");
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new WrongShapeException("a text holds half a surrogate pair.");
        }
    }
}
