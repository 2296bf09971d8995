using System.Text.Json;
using Verifiers.Structured.Documents;
using Verifiers.Structured.Schemas;

namespace Verifiers.Structured;

/// <summary>A document in one of five formats, against a JSON Schema.</summary>
internal sealed class SchemaReference
{
    private const double WorthOfParsing = 0.2;
    private const int MaxDocument = 16 << 20;

    private readonly string _format;
    private readonly DataValue _document;
    private readonly JsonSchema _schema;
    private readonly StructuredOptions _options;

    private SchemaReference(string format, DataValue document, JsonSchema schema, StructuredOptions options) =>
        (_format, _document, _schema, _options) = (format, document, schema, options);

    /// <summary>Reads <c>schema</c>, <c>format</c>, <c>draft</c> and <c>remotes</c>.</summary>
    /// <exception cref="InvalidInputException">The schema cannot be used.</exception>
    public static SchemaReference Read(JsonCursor reference, StructuredOptions options)
    {
        reference.Object("schema", "format", "draft", "remotes");
        var cursor = reference.Optional("schema");
        var schema = ReadValue(cursor, textIsJson: true);
        if (options.Strictify)
            schema = Strictness.Apply(schema);
        var remotes = new Dictionary<string, DataValue>(StringComparer.Ordinal);
        if (reference.Optional("remotes") is { IsPresent: true } given)
        {
            foreach (var (address, value) in given.Fields())
                remotes[SchemaUri.Split(address).Address] = ReadValue(value, textIsJson: false);
        }
        var draft = reference.Optional("draft") is not { IsPresent: true } named ? Draft.Draft202012
            : named.OneOf("2020-12", "2019-09", "7", "6", "4") switch
            {
                "4" => Draft.Draft4,
                "6" => Draft.Draft6,
                "7" => Draft.Draft7,
                "2019-09" => Draft.Draft201909,
                _ => Draft.Draft202012,
            };
        var format = reference.Optional("format") is { IsPresent: true } asked ? asked.OneOf("json", "yaml", "xml", "toml", "csv") : "json";
        try
        {
            return new(format, schema, JsonSchema.Compile(schema, remotes, draft, options.AssertFormats), options);
        }
        catch (SchemaException fault)
        {
            throw new InvalidInputException(PathOf(cursor.Path, fault.Place), fault.Problem);
        }
    }

    /// <summary>Judges the document in a part of a completion. In order: empty, extra_text, parse, duplicate_key, schema.</summary>
    public Judgement Judge(string text, TextSpan scope)
    {
        var span = _options.Embedded ? Embedded(text, scope) : DocumentScope.Trimmed(text, DocumentScope.WithoutFence(text, scope));
        var evidence = new StructuredEvidence("schema") { Found = span };
        if (span.Length == 0)
            return Judgement.Incorrect("empty", "There is no document.", evidence with { Found = null });
        if (span.Length > MaxDocument)
            return Judgement.Undecided("budget", $"The document is longer than {MaxDocument} characters.", evidence);
        var reading = ReadDocument(span.In(text).ToString());
        if (reading.Value is not { } value)
        {
            var at = evidence with { Offence = span.Start + Math.Min(reading.At, span.Length) };
            if (reading.IsDuplicateKey)
                return Judgement.Incorrect("duplicate_key", $"The document cannot be read: {reading.Fault}", at);
            return !_options.Embedded && HasExtraText(text, scope, span)
                ? Judgement.Incorrect("extra_text", "Other text stands beside the document.", at)
                : Judgement.Incorrect("parse", $"This is no {_format}: {reading.Fault}", at);
        }
        if (_format is "xml" or "csv")
            value = Coercion.Apply(value, _document);
        return JudgeValue(value, evidence);
    }

    private Judgement JudgeValue(DataValue value, StructuredEvidence evidence)
    {
        var outcome = _schema.Validate(value, _options.PartialCredit);
        switch (outcome.IsMet)
        {
            case true:
                return Judgement.Correct("valid", "The document meets the schema.", evidence);
            case null:
                return Judgement.Undecided("budget", "Validating the document takes more steps than are allowed.", evidence);
        }
        var first = outcome.First;
        evidence = evidence with { Keyword = first?.Keyword, InstancePointer = first?.InstancePointer, SchemaPointer = first?.SchemaPointer };
        var score = _options.PartialCredit
            ? WorthOfParsing + ((1 - WorthOfParsing) * Math.Max(0, Math.Min(outcome.Met, outcome.Keywords - 1)) / Math.Max(1, outcome.Keywords))
            : 0;
        return Judgement.Incorrect(
            "schema", $"At '{first?.InstancePointer}' {first?.What} ({first?.SchemaPointer}).", evidence, score: Math.Clamp(score, 0, 1));
    }

    private DocumentReading ReadDocument(string document) => _format switch
    {
        "yaml" => YamlText.Read(document),
        "xml" => XmlText.Read(document),
        "toml" => TomlText.Read(document),
        "csv" => CsvText.Read(document),
        _ => JsonText.Read(document),
    };

    private TextSpan Embedded(string text, TextSpan scope) => DocumentScope.Trimmed(
        text, DocumentFinder.LastFence(text, scope) ?? (_format == "json" ? DocumentFinder.LastJson(text, scope) : null) ?? scope);

    /// <summary>Whether there is a document after all, with something beside it.</summary>
    private bool HasExtraText(string text, TextSpan scope, TextSpan span)
    {
        if (span == scope && DocumentFinder.LastFence(text, scope) is { } block)
            return ReadDocument(DocumentScope.Trimmed(text, block).In(text).ToString()) is { Value: not null } or { IsDuplicateKey: true };
        var inside = span.In(text);
        switch (_format)
        {
            case "json":
                JsonText.ReadPrefix(inside, out var length);
                return DocumentFinder.LastJson(text, span) is { } found
                    && (inside[0] is not ('{' or '[' or '"') || found.Start == span.Start);
            case "xml":
                var (start, end) = (inside.IndexOf('<'), inside.LastIndexOf('>'));
                return start >= 0 && end > start && (start > 0 || end < inside.Length - 1) && XmlText.Read(inside[start..(end + 1)].ToString()).Value is not null;
            default:
                return false;
        }
    }

    private static DataValue ReadValue(JsonCursor cursor, bool textIsJson)
    {
        if (cursor.Kind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False) && !(textIsJson && cursor.Kind == JsonValueKind.String))
            throw cursor.Expected("a JSON Schema: an object, true or false");
        var reading = JsonText.Read(cursor.Kind == JsonValueKind.String ? cursor.String() : cursor.Element.GetRawText());
        return reading.Value is DataObject or DataBoolean ? reading.Value : throw cursor.Refused($"expected a JSON Schema: {reading.Fault ?? "it should be an object, true or false."}");
    }

    private static string PathOf(string path, SchemaPlace? place) =>
        place is { Resource.Address: "" } here ? path + here.Pointer.Replace('/', '.') : path;
}
