using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Verifiers.Api.Rescoring.Input;

namespace Verifiers.Api.Rescoring;

/// <summary>The lines of a file that <c>verifiers rescore</c> wrote, one at a time; each is bounded, whoever has changed the file since.</summary>
internal static class ScoredLines
{
    /// <summary>
    /// A line of the input has up to 64 MiB; what is written of it can be three times as long, where characters are escaped, and the evidence is added.
    /// </summary>
    public const int MaxLineBytes = 4 * LineReader.MaxLineBytes;

    /// <summary>Values with the bytes that they stand in, without the line's end; the bytes are valid until the next one.</summary>
    /// <param name="path">A run may still be appending to it: a last line without an end that is no JSON is left out.</param>
    /// <param name="maxLineBytes">A longer line is an error.</param>
    /// <exception cref="InvalidDataException">A line is none that <c>verifiers rescore</c> writes; says which.</exception>
    public static IEnumerable<(T Value, ReadOnlyMemory<byte> Bytes)> Read<T>(string path, int maxLineBytes = MaxLineBytes)
        where T : class
    {
        using var lines = LineReader.OfPlainText(path, maxLineBytes);
        while (lines.TryRead(out var bytes, out var isTooLong))
        {
            if (isTooLong)
                throw Broken(path, lines.Number, $"expected at most {Size(maxLineBytes)}, found a longer line.");
            if (Parse<T>(bytes.Span, path, lines) is { } value)
                yield return (value, bytes);
        }
    }

    private static T? Parse<T>(ReadOnlySpan<byte> line, string path, LineReader lines)
        where T : class
    {
        try
        {
            if (!Utf8.IsValid(line))
                throw new JsonException("expected UTF-8, found an invalid sequence.");
            return JsonSerializer.Deserialize<T>(line, ScoredRollout.Json) ?? throw new JsonException("expected a JSON object, found null.");
        }
        catch (JsonException) when (!lines.HasEnd)
        {
            return null;
        }
        catch (JsonException broken)
        {
            throw Broken(path, lines.Number, $"expected a line of verifiers rescore: {broken.Message}");
        }
    }

    private static InvalidDataException Broken(string path, long number, string problem) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}, line {number}: {problem}"));

    private static string Size(int bytes) => bytes >= 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
}
