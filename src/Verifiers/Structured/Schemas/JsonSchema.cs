using Verifiers.Structured.Documents;

namespace Verifiers.Structured.Schemas;

/// <summary>
/// A compiled JSON Schema (2020-12, 2019-09, 7, 6 or 4), shared by all threads that validate with it.
/// </summary>
internal sealed class JsonSchema
{
    /// <summary>Steps of one validation: a few tenths of a second at most.</summary>
    public const int MaxSteps = 10_000_000;

    private static readonly Dictionary<string, DataValue> EmptyRemotes = [];

    private static readonly Dictionary<Draft, Lazy<JsonSchema>> MetaSchemas = Enum.GetValues<Draft>().ToDictionary(
        draft => draft,
        draft => new Lazy<JsonSchema>(() => Compile(Reference(draft), EmptyRemotes, draft, assertFormats: false, checksSchema: false)));

    private readonly SchemaNode _root;

    private readonly Lazy<int> _keywords;

    private JsonSchema(SchemaNode root, SchemaLibrary library)
    {
        _root = root;
        _keywords = new(() => SchemaKeywords.CountIn(root, library.Resources.SelectMany(resource => resource.DynamicTargets.Values)));
    }

    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="remotes">Schemas that references may lead to, by address; nothing else is looked for.</param>
    /// <param name="draft">How a schema without <c>$schema</c> is read.</param>
    /// <param name="assertFormats">Whether <c>format</c> decides, or is a remark.</param>
    /// <exception cref="SchemaException">The schema cannot be used.</exception>
    public static JsonSchema Compile(DataValue schema, IReadOnlyDictionary<string, DataValue> remotes, Draft draft, bool assertFormats) =>
        Compile(schema, remotes, draft, assertFormats, checksSchema: true);

    /// <summary>Validates a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="countsAll">Whether to look at every keyword, for partial credit.</param>
    public SchemaOutcome Validate(DataValue value, bool countsAll = false)
    {
        var evaluation = new SchemaEvaluation(MaxSteps, countsAll);
        var isMet = evaluation.Evaluate(_root, value);
        return evaluation.IsExhausted
            ? new(null, null, 0, 0)
            : new(isMet, evaluation.First, countsAll ? _keywords.Value : 0, evaluation.Keywords?.Met ?? 0);
    }

    private static JsonSchema Compile(
        DataValue schema, IReadOnlyDictionary<string, DataValue> remotes, Draft draft, bool assertFormats, bool checksSchema)
    {
        var library = new SchemaLibrary(remotes, draft);
        var place = library.Add("", schema, draft);
        var dialect = place.Resource.Dialect;
        if (checksSchema && MetaSchemas[dialect.Draft].Value.Validate(schema) is { IsMet: not true } outcome)
        {
            throw new SchemaException(outcome.First is { } fault
                ? $"this is no schema: at '{fault.InstancePointer}' {fault.What} ({fault.SchemaPointer})."
                : "the schema is too large to check.");
        }
        return new(new SchemaCompiler(library, assertFormats).Compile(schema), library);
    }

    private static DataObject Reference(Draft draft) =>
        new([new("$schema", new DataText(SchemaLibrary.AddressOf(draft))), new("$ref", new DataText(SchemaLibrary.AddressOf(draft)))]);
}

/// <summary>What a validation came to.</summary>
/// <param name="IsMet">Null when it would have taken too many steps.</param>
/// <param name="First">The first keyword that does not hold.</param>
/// <param name="Keywords">The schema's keywords, each once; 0 unless they are counted.</param>
/// <param name="Met">Those that asked something of the value and hold everywhere.</param>
internal sealed record SchemaOutcome(bool? IsMet, SchemaViolation? First, int Keywords, int Met);
