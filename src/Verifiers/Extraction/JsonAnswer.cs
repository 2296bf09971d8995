using System.Text;
using System.Text.Json;

namespace Verifiers.Extraction;

/// <summary>A completion that is a JSON object with a field "answer" or "final_answer", perhaps in a Markdown fence: {"answer": 5}.</summary>
internal static class JsonAnswer
{
    private const int Longest = 4_000;
    private const int Deepest = 16;

    /// <summary>The value of the field; several different ones make a list. Null when the text is no such object.</summary>
    public static ExtractedAnswer? Find(string text, int from, int to)
    {
        if (to - from is < 8 or > Longest || text[to - 1] is not ('}' or '`'))
            return null;
        var span = text.AsSpan(from, to - from);
        if (span.StartsWith("```") && span.EndsWith("```") && span.Length > 8)
            span = span[3..^3].TrimStart("json").Trim();
        if (span.Length < 2 || span[0] != '{' || span[^1] != '}')
            return null;
        var values = Read(span);
        return values.Count == 0 ? null : new(string.Join(", ", values), TextSpan.Between(from, to), ExtractionRule.AnswerTag, values.Count > 1);
    }

    private static List<string> Read(ReadOnlySpan<char> json)
    {
        var values = new List<string>();
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(json.Length)];
        var reader = new Utf8JsonReader(bytes.AsSpan(0, Encoding.UTF8.GetBytes(json, bytes)), new JsonReaderOptions { MaxDepth = Deepest });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !(reader.ValueTextEquals("answer") || reader.ValueTextEquals("final_answer")))
                    continue;
                if (!reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False))
                    return [];
                var value = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
                if (!values.Contains(value, StringComparer.Ordinal))
                    values.Add(value);
            }
        }
        catch (JsonException)
        {
            return []; // no JSON after all: the other rules may find something
        }
        return values;
    }
}
