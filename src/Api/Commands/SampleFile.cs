using System.Buffers;
using System.Text.Json;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Commands;

/// <summary>A file of samples, one JSON object a line.</summary>
internal static class SampleFile
{
    /// <summary>The body of a <c>POST /score</c> that holds the samples of a file.</summary>
    /// <exception cref="InvalidInputException">A line is not JSON; the path names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] ToRequest(FileInfo file, string? rubric)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (rubric is not null)
                writer.WriteString("rubric", rubric);
            writer.WriteStartArray("samples");
            var number = 0;
            foreach (var line in File.ReadLines(file.FullName))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                try
                {
                    using var sample = JsonDocument.Parse(line);
                    sample.RootElement.WriteTo(writer);
                }
                catch (JsonException broken)
                {
                    throw new InvalidInputException($"{file.Name}, line {number}", $"expected a JSON object: {broken.Message}");
                }
                catch (InvalidOperationException)
                {
                    // A text or a name that is none: it is found only when it is written.
                    throw new InvalidInputException($"{file.Name}, line {number}", UnpairedSurrogates.Problem);
                }
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
