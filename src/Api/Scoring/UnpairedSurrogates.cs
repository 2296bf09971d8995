using System.Text;
using System.Text.Json;

namespace Verifiers.Api.Scoring;

/// <summary>
/// Escapes such as <c>\ud800</c> alone: JSON by its grammar, and what Python's <c>json.dumps</c> writes of a text that was cut inside of a character,
/// but no text. The framework finds them only when somebody reads the value, compares the name or writes either; they are refused before.
/// </summary>
internal static class UnpairedSurrogates
{
    public const string Problem = "expected text, found an escape of an unpaired surrogate (\\ud800 to \\udfff), which is no character.";

    private const int MaxShown = 40;

    /// <summary>Refuses names of fields that are no text, wherever they stand.</summary>
    /// <param name="json">One JSON value that has been parsed within bounds.</param>
    /// <exception cref="InvalidInputException">There is one; says which.</exception>
    public static void RefuseNames(ReadOnlySpan<byte> json)
    {
        if (Find(json, isText: token => token == JsonTokenType.PropertyName) is { } name)
            throw new InvalidInputException("", $"the name of the field \"{name}\": {Problem}");
    }

    /// <summary>Refuses texts and names that are no text.</summary>
    /// <param name="json">One JSON value that has been parsed within bounds.</param>
    /// <param name="path">Where it stands.</param>
    /// <exception cref="InvalidInputException">There is one.</exception>
    public static void Refuse(ReadOnlySpan<byte> json, string path)
    {
        if (Find(json, isText: token => token is JsonTokenType.PropertyName or JsonTokenType.String) is not null)
            throw new InvalidInputException(path, Problem);
    }

    /// <returns>The first one as it is written, shortened; null when there is none.</returns>
    private static string? Find(ReadOnlySpan<byte> json, Predicate<JsonTokenType> isText)
    {
        if (json.IndexOf(@"\ud"u8) < 0 && json.IndexOf(@"\uD"u8) < 0)
            return null;
        var reader = new Utf8JsonReader(json, new() { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader.ValueIsEscaped && isText(reader.TokenType) && !IsText(ref reader))
                return Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, MaxShown)]);
        }
        return null;
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // the only reason there is for a token of text
        }
    }
}
