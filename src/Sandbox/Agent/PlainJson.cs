using System.Text.Json;

namespace Verifiers.Sandbox.Agent;

/// <summary>
/// Checks a value that came out of a job. The job's process can write what it likes, so nothing that would throw in a comparer
/// (depth, broken texts, several values) may pass.
/// </summary>
internal static class PlainJson
{
    /// <summary>Objects and lists within each other. The job's own encoder stops at 100 levels of its values.</summary>
    public const int MaxDepth = 256;

    /// <summary>Why the bytes are no plain JSON value; null when they are one.</summary>
    public static string? FindFault(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                // Lone surrogates pass the reader and are found only when the text is asked for.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) _ = reader.GetString();
            }

            return null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return "What the program returned is no plain JSON value.";
        }
    }
}
