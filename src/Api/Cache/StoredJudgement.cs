using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verifiers.Api.Cache;

/// <summary>A judgement as it is kept.</summary>
internal sealed record StoredJudgement(
    Verdict Verdict, double Score, string Reason, string Explanation, JsonElement? Evidence, IReadOnlyList<Flag> Flags)
{
    public static byte[] Write(Judgement judgement) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredJudgement(
            judgement.Verdict, judgement.Score, judgement.Reason, judgement.Explanation,
            judgement.Evidence is null ? null : JsonSerializer.SerializeToElement<object>(judgement.Evidence, WireJson.Options), judgement.Flags),
        WireJson.Options);

    /// <exception cref="JsonException">It is not what <see cref="Write"/> wrote.</exception>
    public static Judgement Read(ReadOnlySpan<byte> bytes)
    {
        var stored = JsonSerializer.Deserialize<StoredJudgement>(bytes, WireJson.Options) ?? throw new JsonException("found null");
        return new(
            stored.Verdict, stored.Score, stored.Reason, stored.Explanation, stored.Evidence is { } evidence ? new StoredEvidence(evidence) : null, stored.Flags);
    }
}

/// <summary>Evidence that comes out of the cache: written as it was written when it was found.</summary>
[JsonConverter(typeof(Writer))]
internal sealed record StoredEvidence(JsonElement Json) : Evidence
{
    private sealed class Writer : JsonConverter<StoredEvidence>
    {
        public override StoredEvidence Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(JsonElement.ParseValue(ref reader));

        public override void Write(Utf8JsonWriter writer, StoredEvidence value, JsonSerializerOptions options) => value.Json.WriteTo(writer);
    }
}
