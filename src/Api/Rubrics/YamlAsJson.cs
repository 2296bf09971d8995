using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Verifiers.Api.Rubrics;

/// <summary>
/// YAML as the JSON value that it writes, so that one reader checks both. Plain words are read by the core schema of YAML 1.2: only
/// <c>true</c>, <c>false</c>, <c>null</c>, <c>~</c> and numbers are no text (<c>yes</c> and <c>no</c> are). Anchors, tags and a second document are refused.
/// </summary>
internal static partial class YamlAsJson
{
    private const int DeepestValue = 64;

    /// <exception cref="FormatException">It is no such YAML; the message says where.</exception>
    public static JsonElement Parse(byte[] yaml)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
            {
                var parser = new Parser(new StringReader(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(yaml)));
                parser.Consume<StreamStart>();
                parser.Consume<DocumentStart>();
                WriteValue(parser, writer, 0);
                parser.Consume<DocumentEnd>();
                if (parser.Current is not StreamEnd)
                    throw At(parser.Current!, "expected one document, found a second");
            }
            using var document = JsonDocument.Parse(buffer.WrittenMemory);
            return document.RootElement.Clone();
        }
        catch (YamlException problem)
        {
            throw new FormatException($"line {problem.Start.Line}, column {problem.Start.Column}: {problem.Message}", problem);
        }
        catch (DecoderFallbackException problem)
        {
            throw new FormatException("it is not UTF-8.", problem);
        }
    }

    private static void WriteValue(Parser parser, Utf8JsonWriter writer, int depth)
    {
        var start = parser.Consume<ParsingEvent>();
        if (depth > DeepestValue)
            throw At(start, $"nested more than {DeepestValue} deep");
        if (start is NodeEvent node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty))
            throw At(start, "anchors and tags are not read");
        switch (start)
        {
            case Scalar scalar:
                WriteScalar(scalar, writer);
                break;
            case SequenceStart:
                writer.WriteStartArray();
                while (!parser.Accept<SequenceEnd>(out _))
                    WriteValue(parser, writer, depth + 1);
                parser.MoveNext();
                writer.WriteEndArray();
                break;
            case MappingStart:
                writer.WriteStartObject();
                while (!parser.Accept<MappingEnd>(out _))
                {
                    writer.WritePropertyName(parser.TryConsume<Scalar>(out var key) ? key.Value : throw At(parser.Current!, "expected a name"));
                    WriteValue(parser, writer, depth + 1);
                }
                parser.MoveNext();
                writer.WriteEndObject();
                break;
            default:
                throw At(start, "expected a value");
        }
    }

    private static void WriteScalar(Scalar scalar, Utf8JsonWriter writer)
    {
        if (scalar.Style != ScalarStyle.Plain)
            writer.WriteStringValue(scalar.Value);
        else if (scalar.Value is "" or "~" or "null" or "Null" or "NULL")
            writer.WriteNullValue();
        else if (scalar.Value is "true" or "True" or "TRUE" or "false" or "False" or "FALSE")
            writer.WriteBooleanValue(scalar.Value[0] is 't' or 'T');
        else if (Number().IsMatch(scalar.Value) && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            WriteNumber(scalar.Value, number, writer);
        else
            writer.WriteStringValue(scalar.Value);
    }

    /// <summary>As it is written where JSON writes it so; <c>.5</c> and <c>+1</c> need another spelling.</summary>
    private static void WriteNumber(string text, double number, Utf8JsonWriter writer)
    {
        if (JsonNumber().IsMatch(text))
            writer.WriteRawValue(text);
        else
            writer.WriteNumberValue(number);
    }

    private static FormatException At(ParsingEvent place, string sentence) => new($"line {place.Start.Line}, column {place.Start.Column}: {sentence}.");

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex JsonNumber();
}
