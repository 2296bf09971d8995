using System.Text.Json;
using System.Text.Unicode;
using Verifiers.Api.Problems;

namespace Verifiers.Api.Scoring;

/// <summary>A request's body as JSON, within bounds of size, depth and number of values.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBuffer = 64 << 10;
    private readonly JsonDocument _document;
    private readonly Admission.Ticket _held;
    private int _valuesLeft;

    private RequestBody(JsonDocument document, ServiceLimits limits, Admission.Ticket held)
    {
        _document = document;
        _held = held;
        Limits = limits;
        _valuesLeft = limits.MaxJsonValues;
    }

    /// <summary>The bounds it was read within.</summary>
    public ServiceLimits Limits { get; }

    /// <summary>The whole document; valid until the body is disposed.</summary>
    public JsonCursor Json => JsonCursor.At(_document.RootElement);

    /// <summary>Reads and checks the body.</summary>
    /// <exception cref="RefusedException">Wrong media type or encoding, too large, or the service holds too much already.</exception>
    /// <exception cref="InvalidInputException">Not UTF-8, not JSON, or beyond the bounds; says at which byte.</exception>
    public static Task<RequestBody> ReadAsync(HttpRequest request, ServiceLimits limits, Admission admission, CancellationToken cancellationToken) =>
        ReadAsync(request, limits, admission, entrance: null, cancellationToken);

    /// <summary>Reads and checks the body, and waits for room for it where the request waits for room.</summary>
    /// <exception cref="RefusedException">Wrong media type or encoding, too large, or the service holds too much, and still did when it was waited for.</exception>
    /// <exception cref="InvalidInputException">Not UTF-8, not JSON, or beyond the bounds; says at which byte.</exception>
    public static async Task<RequestBody> ReadAsync(
        HttpRequest request, ServiceLimits limits, Admission admission, Entrance? entrance, CancellationToken cancellationToken)
    {
        CheckHeaders(request, limits);
        var held = admission.HoldNoBytes();
        try
        {
            var bytes = await ReadBytesAsync(request, limits, GrowAsync, cancellationToken);
            return new(Parse(bytes, limits), limits, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }

        async ValueTask GrowAsync(long more)
        {
            if (entrance is not null)
                await entrance.PassAsync(() => held.TryGrow(more));
            else
                held.Grow(more);
        }
    }

    /// <summary>Holds more memory than the body has, for what is unpacked or written out of it, until the body is disposed.</summary>
    /// <exception cref="RefusedException">429: the service holds too much.</exception>
    public void Hold(long bytes) => _held.Grow(bytes);

    /// <summary>Gives some of it back sooner.</summary>
    public void Release(long bytes) => _held.Shrink(bytes);

    /// <summary>
    /// Parses a document that was found inside a value of the body; valid until the body is disposed. All of them together may have as many values as
    /// a body: a label of each sample would otherwise have as many.
    /// </summary>
    /// <exception cref="InvalidInputException">Not UTF-8, not JSON, or beyond the bounds; says at which byte of the document.</exception>
    /// <exception cref="InvalidRequestException">The documents of this body have too many values.</exception>
    public JsonCursor ParseInside(JsonCursor place, ReadOnlyMemory<byte> bytes)
    {
        var document = Parse(bytes, Limits);
        _valuesLeft -= CountValues(document.RootElement);
        return _valuesLeft >= 0 ? JsonCursor.At(document.RootElement, place.Path) : throw new InvalidRequestException(new Dictionary<string, string[]>
        {
            [place.Path] = [$"expected at most {Limits.MaxJsonValues} JSON values in all texts of a request that are JSON themselves, found more."],
        });
    }

    /// <summary>Parses one document within the bounds.</summary>
    /// <exception cref="InvalidInputException">Not UTF-8, not JSON, or beyond the bounds; says at which byte.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes, ServiceLimits limits)
    {
        if (bytes.IsEmpty)
            throw new InvalidInputException("", "expected a JSON object, found an empty body.");
        if (bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes[3..]; // a byte order mark, which some clients write
        if (!Utf8.IsValid(bytes.Span))
            throw new InvalidInputException("", $"expected UTF-8, found an invalid sequence at byte {FirstInvalid(bytes.Span)}.");
        try
        {
            if (MostValues(bytes.Span) > limits.MaxJsonValues)
                CountValues(bytes.Span, limits);
            var document = JsonDocument.Parse(bytes, new() { MaxDepth = limits.MaxJsonDepth });
            UnpairedSurrogates.RefuseNames(bytes.Span);
            return document;
        }
        catch (JsonException broken)
        {
            throw new InvalidInputException(
                "", $"expected JSON, found an error at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}: {Sentence(broken)}");
        }
    }

    public void Dispose()
    {
        _document.Dispose();
        _held.Dispose();
    }

    private static void CheckHeaders(HttpRequest request, ServiceLimits limits)
    {
        if (!request.HasJsonContentType())
        {
            throw new RefusedException(
                StatusCodes.Status415UnsupportedMediaType, "The media type is not supported.", ProblemHandler.WrongMediaType(request));
        }
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
        {
            throw new RefusedException(
                StatusCodes.Status415UnsupportedMediaType, "The encoding is not supported.",
                $"Content-Encoding: expected none, found {encoding}.");
        }
        if (request.ContentLength > limits.MaxBodyBytes)
            throw TooLarge(limits);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(
        HttpRequest request, ServiceLimits limits, Func<long, ValueTask> growAsync, CancellationToken cancellationToken)
    {
        // Room is taken as the bytes arrive: a length that is only announced must not keep others out. One plain array, not a
        // pooled one: a pool would keep hundreds of megabytes after the batch is answered.
        await growAsync(FirstBuffer);
        var buffer = new byte[FirstBuffer];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length > limits.MaxBodyBytes)
                    throw TooLarge(limits);
                var expected = Math.Min(request.ContentLength ?? long.MaxValue, limits.MaxBodyBytes) + 1; // one more, to see the end
                var larger = (int)Math.Max(Math.Min(buffer.Length * 2L, expected), buffer.Length + 1L);
                await growAsync(larger - buffer.Length);
                Array.Resize(ref buffer, larger);
            }
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
                break;
            length += read;
        }
        return length > limits.MaxBodyBytes ? throw TooLarge(limits) : buffer.AsMemory(0, length);
    }

    /// <summary>No more values than this: each but the first follows one of these bytes. Four passes of vector instructions.</summary>
    private static long MostValues(ReadOnlySpan<byte> bytes) =>
        1L + bytes.Count((byte)',') + bytes.Count((byte)':') + bytes.Count((byte)'[') + bytes.Count((byte)'{');

    /// <summary>A document of numbers costs twelve times its size to hold: what it would cost is known before it is paid.</summary>
    private static void CountValues(ReadOnlySpan<byte> bytes, ServiceLimits limits)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = limits.MaxJsonDepth });
        var values = 0;
        while (reader.Read())
        {
            if (++values > limits.MaxJsonValues)
            {
                throw new InvalidInputException(
                    "", $"expected at most {limits.MaxJsonValues} JSON values, found more at byte {reader.TokenStartIndex}.");
            }
        }
    }

    private static int CountValues(JsonElement value) => 1 + value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Sum(CountValues),
        JsonValueKind.Object => value.EnumerateObject().Sum(field => CountValues(field.Value)),
        _ => 0,
    };

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        while (System.Text.Rune.DecodeFromUtf8(bytes[start..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
            start += consumed;
        return start;
    }

    /// <summary>The parser's words without its own way of giving the place.</summary>
    private static string Sentence(JsonException broken)
    {
        var place = broken.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return place < 0 ? broken.Message : broken.Message[..place];
    }

    private static RefusedException TooLarge(ServiceLimits limits) => new(
        StatusCodes.Status413PayloadTooLarge, "The body is too large.",
        $"Expected at most {limits.MaxBodyMiB} MiB; send fewer samples in one request.");
}
