using System.Text.Json;

namespace Verifiers.Judges.Replies;

/// <summary>
/// The JSON objects in a reply: those that begin or end a line, in a Markdown fence or bare, or follow a colon. One in the middle of a
/// sentence is quoted.
/// </summary>
internal static class ReplyJson
{
    private const int MostObjects = 64;
    private const int MostAttempts = 256;
    private static readonly JsonDocumentOptions Tolerant = new() { MaxDepth = 32, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>
    /// The fields of the last object that has one of these names; empty when there is none. Names are compared without case,
    /// blanks, hyphens and underscores, and given in that form.
    /// </summary>
    public static List<(string Name, JsonElement Value)> LastWith(string text, params ReadOnlySpan<string> names)
    {
        var found = new List<(string, JsonElement)>();
        foreach (var json in Objects(text))
        {
            var fields = new List<(string, JsonElement)>();
            foreach (var field in json.EnumerateObject())
            {
                if (names.Contains(PlainName(field.Name)))
                    fields.Add((PlainName(field.Name), field.Value));
            }
            if (fields.Count > 0)
                found = fields;
        }
        return found;
    }

    /// <summary>A name without case, blanks, hyphens and underscores.</summary>
    public static string PlainName(string name) => name.Length > 64
        ? ""
        : string.Concat(name.Where(c => c is not (' ' or '_' or '-' or '*'))).ToLowerInvariant();

    /// <summary>A field's value as text: a string as it is, a number or truth value in its JSON form, else nothing.</summary>
    public static string TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!.Trim(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => "",
            };
        }
        catch (InvalidOperationException)
        {
            return ""; // an unpaired surrogate
        }
    }

    private static List<JsonElement> Objects(string text)
    {
        var objects = new List<JsonElement>();
        var attempts = 0;
        for (var at = text.IndexOf('{'); at >= 0 && attempts < MostAttempts && objects.Count < MostObjects; attempts++)
        {
            var end = EndOfObject(text, at);
            if (end > 0 && Parse(text.AsMemory(at, end - at)) is { } json)
            {
                if (StandsOut(text, at, end))
                    objects.Add(json);
                at = text.IndexOf('{', end);
            }
            else
            {
                at = text.IndexOf('{', at + 1);
            }
        }
        return objects;
    }

    private static bool StandsOut(string text, int start, int end)
    {
        var before = text.AsSpan(Math.Max(0, start - 40), Math.Min(40, start)).TrimEnd(" \t`");
        var after = text.AsSpan(end, Math.Min(40, text.Length - end)).TrimStart(" \t`");
        return before.IsEmpty || before[^1] is '\n' or '\r' or ':' || before.EndsWith("```json", StringComparison.OrdinalIgnoreCase)
            || after.IsEmpty || after[0] is '\n' or '\r';
    }

    /// <summary>Just past the brace that closes the one at the start; -1 when there is none.</summary>
    private static int EndOfObject(string text, int start)
    {
        var (depth, inString) = (0, false);
        for (var at = start; at < text.Length; at++)
        {
            var c = text[at];
            if (inString && c == '\\')
                at++;
            else if (c == '"')
                inString = !inString;
            else if (!inString && c == '{')
                depth++;
            else if (!inString && c == '}' && --depth == 0)
                return at + 1;
        }
        return -1;
    }

    private static JsonElement? Parse(ReadOnlyMemory<char> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Tolerant);
            return document.RootElement.Clone();
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            return null; // ArgumentException: an unpaired surrogate
        }
    }
}
