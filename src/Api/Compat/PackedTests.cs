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
    /// <summary>base64 of zlib of JSON, as NeMo-Gym packs them.</summary>
    /// <exception cref="InvalidInputException">It is something else, or larger than a body may be.</exception>
    public static JsonCursor ReadJson(JsonCursor packed, RequestBody body) => ReadJson(packed, Unpack(packed, body.Limits, body.Hold), body);

    /// <summary>Parses JSON that was found inside a value of the request, and for which room is held.</summary>
    /// <exception cref="InvalidInputException">It is no JSON, or beyond the bounds of a body.</exception>
    public static JsonCursor ReadJson(JsonCursor place, ReadOnlyMemory<byte> json, RequestBody body)
    {
        body.Hold(json.Length); // the tests are written once more, as a reference
        try
        {
            return body.ParseInside(place, json);
        }
        catch (InvalidInputException inside)
        {
            throw place.Refused($"inside of this value: {inside.Problem}");
        }
    }

    /// <summary>The bytes inside base64 of zlib.</summary>
    /// <exception cref="InvalidInputException">It is something else, or larger than a body may be.</exception>
    /// <param name="packed">The value.</param>
    /// <param name="limits">Bounds of a body.</param>
    /// <param name="hold">Holds room for the bytes as they are unpacked, or refuses.</param>
    public static ReadOnlyMemory<byte> Unpack(JsonCursor packed, ServiceLimits limits, Action<long> hold)
    {
        var text = packed.String("base64 of zlib");
        var zipped = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text, zipped, out var length))
            throw packed.Expected("JSON, or base64 of zlib");
        var unpacked = new HeldBytes(limits.MaxBodyBytes + 1, hold);
        try
        {
            using var stream = new ZLibStream(new MemoryStream(zipped, 0, length), CompressionMode.Decompress);
            for (int read; (read = stream.Read(unpacked.GetSpan())) > 0;)
            {
                unpacked.Advance(read);
                if (unpacked.Length > limits.MaxBodyBytes)
                    throw packed.Refused($"holds more than {limits.MaxBodyMiB} MiB when it is unpacked, which is the limit of a body.");
            }
        }
        catch (InvalidDataException)
        {
            throw packed.Refused("expected zlib behind the base64, found other bytes.");
        }
        return unpacked.Written;
    }

    /// <summary>A text as JSON, or null when it is none.</summary>
    public static JsonCursor? TryReadJson(JsonCursor text, RequestBody body)
    {
        try
        {
            var json = text.String();
            body.Hold(json.Length);
            return ReadJson(text, Encoding.UTF8.GetBytes(json), body);
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }
}
