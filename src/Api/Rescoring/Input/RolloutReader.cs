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

    /// <summary>A line without the byte order mark that some write before the first one.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> line) => line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;

    /// <summary>A line as a JSON object. <see cref="NonFiniteNumbers"/> in it are null.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> line) => Parse(line, "null"u8, out _);

    /// <summary>The rollout that a line holds.</summary>
    /// <exception cref="InvalidInputException">It is no JSON object, or a field is missing or of the wrong type.</exception>
    public static Rollout Read(ReadOnlyMemory<byte> line, FieldMapping mapping, long number)
    {
        using var document = Parse(line, "null"u8, out var hasNonFinite);
        if (hasNonFinite)
            RefuseInReference(line, document.RootElement, mapping);
        return Read(document.RootElement, mapping, number);
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
            Reference = IsThere(reference) ? Written(reference) : null,
            Id = NameOf(mapping.Find(line, "id"), mayBeLong: false),
            Group = NameOf(mapping.Find(line, "group"), mayBeLong: true),
            Step = mapping.Find(line, "step") is var step && IsThere(step) ? WholeNumber(step) : null,
            Tokens = mapping.Find(line, "tokens") is var tokens && IsThere(tokens) ? tokens.Integer(0, int.MaxValue) : null,
            Earlier = mapping.Find(line, "reward") is var reward && IsThere(reward) ? reward.Number() : null,
        };
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> line, ReadOnlySpan<byte> forNonFinite, out bool hasNonFinite)
    {
        if (!Utf8.IsValid(line.Span))
            throw new InvalidInputException("", "expected UTF-8, found an invalid sequence.");
        hasNonFinite = false;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line, Bounds);
        }
        catch (JsonException broken)
        {
            hasNonFinite = true;
            if (NonFiniteNumbers.Replace(line.Span, forNonFinite, out var grown) is not { } replaced)
                throw Refusal(broken, []);
            try
            {
                document = JsonDocument.Parse(replaced, Bounds);
            }
            catch (JsonException stillBroken)
            {
                throw Refusal(stillBroken, grown);
            }
        }
        try
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidInputException("", "expected a JSON object.");
            UnpairedSurrogates.RefuseNames(JsonMarshal.GetRawUtf8Value(document.RootElement));
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <param name="broken">What is wrong.</param>
    /// <param name="grown">Places before the error where a byte was added to the line.</param>
    private static InvalidInputException Refusal(JsonException broken, IReadOnlyList<int> grown)
    {
        var place = broken.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var sentence = place < 0 ? broken.Message : broken.Message[..place];
        var at = broken.BytePositionInLine - grown.Count(added => added < broken.BytePositionInLine);
        return new("", string.Create(CultureInfo.InvariantCulture, $"expected JSON, found an error at byte {at + 1}: {sentence}"));
    }

    /// <summary>A null inside of a reference may mean something: it is not put there. A reference that is as a whole no number is none.</summary>
    private static void RefuseInReference(ReadOnlyMemory<byte> line, JsonElement withNull, FieldMapping mapping)
    {
        var reference = mapping.Find(withNull, "reference");
        if (!IsThere(reference))
            return;
        using var twin = Parse(line, "true"u8, out _);
        if (reference.Element.GetRawText() != mapping.Find(twin.RootElement, "reference").Element.GetRawText())
            throw reference.Refused("expected JSON, found NaN or Infinity in it.");
    }

    private static bool IsThere(JsonCursor value) => value.IsPresent && value.Kind != JsonValueKind.Null;

    /// <summary>
    /// A reference is written with the result, whether the rubric reads it or not: it must be one that can be. A text that is a JSON object with
    /// fields is that object, as where a label is asked for: trainers whose data sets hold texts only dump test cases so.
    /// </summary>
    private static JsonElement Written(JsonCursor reference)
    {
        UnpairedSurrogates.Refuse(JsonMarshal.GetRawUtf8Value(reference.Element), reference.Path);
        if (reference.Kind == JsonValueKind.String && reference.String() is var text && text.AsSpan().TrimStart().StartsWith('{'))
        {
            try
            {
                using var inside = JsonDocument.Parse(text, Bounds);
                UnpairedSurrogates.Refuse(JsonMarshal.GetRawUtf8Value(inside.RootElement), reference.Path);
                if (inside.RootElement.EnumerateObject().Any())
                    return inside.RootElement.Clone();
            }
            catch (JsonException)
            {
                // A text that begins with a brace, such as the set {1, 2}.
            }
        }
        return reference.Element.Clone();
    }

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
