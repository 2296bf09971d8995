using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Rescoring.Input;

/// <summary>Reads one line of a dump. Whatever is wrong with it is an <see cref="InvalidInputException"/> that names the field; nothing is guessed.</summary>
internal static class RolloutReader
{
    private const int MaxNameLength = 200;
    private static readonly JsonDocumentOptions Bounds = new() { MaxDepth = 64 };

    /// <summary>A line as a JSON object.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> line)
    {
        if (!Utf8.IsValid(line.Span))
            throw new InvalidInputException("", "expected UTF-8, found an invalid sequence.");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line, Bounds);
        }
        catch (JsonException broken)
        {
            var place = broken.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            var sentence = place < 0 ? broken.Message : broken.Message[..place];
            throw new InvalidInputException("", string.Create(CultureInfo.InvariantCulture, $"expected JSON, found an error at byte {broken.BytePositionInLine + 1}: {sentence}"));
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new InvalidInputException("", "expected a JSON object.");
    }

    /// <summary>The rollout that the fields of a line make.</summary>
    /// <exception cref="InvalidInputException">A field is missing or of the wrong type.</exception>
    public static Rollout Read(JsonElement line, FieldMapping mapping, long number)
    {
        var completion = mapping.Find(line, "completion");
        if (!completion.IsPresent)
            throw new InvalidInputException(mapping.Paths["completion"], "expected a completion, found nothing.");
        var prompt = mapping.Find(line, "prompt");
        var reference = mapping.Find(line, "reference");
        return new()
        {
            Line = number,
            Completion = TextOf(completion, "assistant"),
            Prompt = IsThere(prompt) ? TextOf(prompt, "user") : null,
            Reference = IsThere(reference) ? reference.Element.Clone() : null,
            Id = NameOf(mapping.Find(line, "id"), mayBeLong: false),
            Group = NameOf(mapping.Find(line, "group"), mayBeLong: true),
            Step = mapping.Find(line, "step") is var step && IsThere(step) ? WholeNumber(step) : null,
            Tokens = mapping.Find(line, "tokens") is var tokens && IsThere(tokens) ? tokens.Integer(0, int.MaxValue) : null,
            Earlier = mapping.Find(line, "reward") is var reward && IsThere(reward) ? reward.Number() : null,
        };
    }

    private static bool IsThere(JsonCursor value) => value.IsPresent && value.Kind != JsonValueKind.Null;

    private static string TextOf(JsonCursor value, string role) => value.Kind == JsonValueKind.Array
        ? ResponseItems.IsList(value) ? ResponseItems.Text(value) : ChatMessages.LastText(value, role)
        : value.String("a string or a list of chat messages");

    /// <summary>A short text or number names itself; a long text, or chat messages, are named by their hash.</summary>
    private static string? NameOf(JsonCursor value, bool mayBeLong)
    {
        if (!IsThere(value))
            return null;
        if (value.Kind == JsonValueKind.Number)
            return value.Element.GetRawText();
        if (value.Kind == JsonValueKind.String && value.String() is { Length: <= MaxNameLength } name && (name.Length > 0 || !mayBeLong))
            return name;
        if (!mayBeLong)
            throw value.Expected(string.Create(CultureInfo.InvariantCulture, $"a number or a text of at most {MaxNameLength} characters"));
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(JsonMarshal.GetRawUtf8Value(value.Element)))[..16];
    }

    private static long WholeNumber(JsonCursor value) => value.Number() is var number && number == Math.Floor(number) && Math.Abs(number) < 1L << 53
        ? (long)number
        : throw value.Expected("a whole number");
}
