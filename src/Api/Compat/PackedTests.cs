using System.IO.Compression;
using System.Text;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat;

/// <summary>
/// Tests that travel as base64 of zlib, because they are large. Unpacked they may have what a body may have, and not a byte more:
/// a few kilobytes can claim to be gigabytes.
/// </summary>
internal static class PackedTests
{
    private const int Chunk = 1 << 16;

    /// <summary>base64 of zlib of JSON, as NeMo-Gym packs them.</summary>
    /// <exception cref="InvalidInputException">It is something else, or larger than a body may be.</exception>
    public static JsonCursor ReadJson(JsonCursor packed, ServiceLimits limits) => ReadJson(packed, Unpack(packed, limits), limits);

    /// <summary>Parses JSON that was found inside a value of the request.</summary>
    /// <exception cref="InvalidInputException">It is no JSON, or beyond the bounds of a body.</exception>
    public static JsonCursor ReadJson(JsonCursor place, ReadOnlyMemory<byte> json, ServiceLimits limits)
    {
        try
        {
            return JsonCursor.At(RequestBody.Parse(json, limits).RootElement, place.Path);
        }
        catch (InvalidInputException inside)
        {
            throw place.Refused($"inside of this value: {inside.Problem}");
        }
    }

    /// <summary>The bytes inside base64 of zlib.</summary>
    /// <exception cref="InvalidInputException">It is something else, or larger than a body may be.</exception>
    public static ReadOnlyMemory<byte> Unpack(JsonCursor packed, ServiceLimits limits)
    {
        var text = packed.String("base64 of zlib");
        var zipped = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text, zipped, out var length))
            throw packed.Expected("JSON, or base64 of zlib");
        using var unpacked = new MemoryStream();
        try
        {
            using var stream = new ZLibStream(new MemoryStream(zipped, 0, length), CompressionMode.Decompress);
            var chunk = new byte[Chunk];
            for (int read; (read = stream.Read(chunk)) > 0;)
            {
                if (unpacked.Length + read > limits.MaxBodyBytes)
                    throw packed.Refused($"holds more than {limits.MaxBodyMiB} MiB when it is unpacked, which is the limit of a body.");
                unpacked.Write(chunk, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            throw packed.Refused("expected zlib behind the base64, found other bytes.");
        }
        return unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
    }

    /// <summary>A text as JSON, or null when it is none.</summary>
    public static JsonCursor? TryReadJson(JsonCursor text, ServiceLimits limits)
    {
        try
        {
            return ReadJson(text, Encoding.UTF8.GetBytes(text.String()), limits);
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }
}
