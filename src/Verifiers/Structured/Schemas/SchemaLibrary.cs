using System.Reflection;
using System.Text;
using Verifiers.Structured.Documents;

namespace Verifiers.Structured.Schemas;

/// <summary>
/// The schemas that references may lead to: the caller's, the ones handed in beside it, and the official meta-schemas. Nothing is
/// ever fetched.
/// </summary>
internal sealed class SchemaLibrary
{
    private const string Vocabulary2019 = "https://json-schema.org/draft/2019-09/vocab/";
    private const string Vocabulary2020 = "https://json-schema.org/draft/2020-12/vocab/";
    private const int MaxSchemaOfSchema = 8;

    private static readonly Dictionary<string, Draft> Official = new(StringComparer.Ordinal)
    {
        ["http://json-schema.org/draft-04/schema"] = Draft.Draft4,
        ["http://json-schema.org/draft-06/schema"] = Draft.Draft6,
        ["http://json-schema.org/draft-07/schema"] = Draft.Draft7,
        ["https://json-schema.org/draft/2019-09/schema"] = Draft.Draft201909,
        ["https://json-schema.org/draft/2020-12/schema"] = Draft.Draft202012,
    };

    private static readonly Lazy<Dictionary<string, (DataValue Root, Draft Draft)>> Embedded = new(ReadEmbedded);

    /// <summary>Where else than in <c>$defs</c> schemas stand in a schema, and since which draft.</summary>
    private static readonly Dictionary<string, (Shape Shape, Draft Since)> Subschemas = new(StringComparer.Ordinal)
    {
        ["additionalItems"] = (Shape.One, Draft.Draft4),
        ["additionalProperties"] = (Shape.One, Draft.Draft4),
        ["contains"] = (Shape.One, Draft.Draft6),
        ["contentSchema"] = (Shape.One, Draft.Draft201909),
        ["else"] = (Shape.One, Draft.Draft7),
        ["if"] = (Shape.One, Draft.Draft7),
        ["items"] = (Shape.OneOrList, Draft.Draft4),
        ["not"] = (Shape.One, Draft.Draft4),
        ["propertyNames"] = (Shape.One, Draft.Draft6),
        ["then"] = (Shape.One, Draft.Draft7),
        ["unevaluatedItems"] = (Shape.One, Draft.Draft201909),
        ["unevaluatedProperties"] = (Shape.One, Draft.Draft201909),
        ["allOf"] = (Shape.OneOrList, Draft.Draft4),
        ["anyOf"] = (Shape.OneOrList, Draft.Draft4),
        ["oneOf"] = (Shape.OneOrList, Draft.Draft4),
        ["prefixItems"] = (Shape.OneOrList, Draft.Draft202012),
        ["$defs"] = (Shape.Map, Draft.Draft201909),
        ["definitions"] = (Shape.Map, Draft.Draft4),
        ["dependencies"] = (Shape.Map, Draft.Draft4),
        ["dependentSchemas"] = (Shape.Map, Draft.Draft201909),
        ["patternProperties"] = (Shape.Map, Draft.Draft4),
        ["properties"] = (Shape.Map, Draft.Draft4),
    };

    private readonly IReadOnlyDictionary<string, DataValue> _handedIn;
    private readonly Draft _defaultDraft;
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<DataValue, SchemaPlace> _places = [];
    private readonly HashSet<SchemaResource> _all = [];

    /// <param name="handedIn">Schemas by address, without fragments.</param>
    /// <param name="defaultDraft">How a schema without <c>$schema</c> is read.</param>
    public SchemaLibrary(IReadOnlyDictionary<string, DataValue> handedIn, Draft defaultDraft)
    {
        _handedIn = handedIn;
        _defaultDraft = defaultDraft;
    }

    private enum Shape
    {
        One,
        OneOrList,
        Map,
    }

    /// <summary>All resources seen so far.</summary>
    public IEnumerable<SchemaResource> Resources => _all;

    /// <summary>The address of a draft's meta-schema.</summary>
    public static string AddressOf(Draft draft) => Official.First(known => known.Value == draft).Key;

    /// <summary>The draft that an address names; null when it is none of the official ones.</summary>
    public static Draft? DraftOf(string address) =>
        Official.TryGetValue(SchemaUri.Split(address).Address, out var draft) ? draft : null;

    /// <summary>Takes in a document.</summary>
    /// <param name="address">Where it is said to be from; empty when nowhere.</param>
    /// <param name="root">The document.</param>
    /// <param name="draft">How it is read where it does not say.</param>
    public SchemaPlace Add(string address, DataValue root, Draft draft)
    {
        var resource = new SchemaResource(address, root, DialectOf(root, new(draft), 0));
        _resources[address] = resource;
        Index(root, resource, "");
        var place = _places[root];
        _resources[address] = place.Resource;
        return place;
    }

    /// <summary>Where a schema stands that has been taken in.</summary>
    public SchemaPlace PlaceOf(DataValue schema) => _places[schema];

    /// <summary>Follows a reference.</summary>
    /// <param name="from">The resource in which it stands.</param>
    /// <param name="reference">As written.</param>
    /// <exception cref="SchemaException">It leads nowhere.</exception>
    public DataValue Resolve(SchemaResource from, string reference)
    {
        var (address, fragment) = SchemaUri.Split(SchemaUri.Resolve(from.Address, reference));
        var resource = Find(address) ?? throw new SchemaException(
            $"the reference leads to {Shown(address)}, which is neither here nor among the remotes; nothing is fetched.");
        if (fragment.Length == 0)
            return resource.Root;
        if (JsonPointer.Tokens(fragment) is { } tokens)
            return Walk(resource, tokens) ?? throw new SchemaException($"the reference leads to {Shown(reference)}, where nothing stands.");
        return resource.Anchors.TryGetValue(JsonPointer.Unescape(fragment), out var anchored)
            ? anchored
            : throw new SchemaException($"the reference leads to the anchor {Shown(fragment)}, which does not exist.");
    }

    private static string Shown(string text) => text.Length > 120 ? string.Concat("'", text.AsSpan(0, 120), "…'") : $"'{text}'";

    private SchemaResource? Find(string address)
    {
        if (_resources.TryGetValue(address, out var known))
            return known;
        if (_handedIn.TryGetValue(address, out var document))
            return Add(address, document, _defaultDraft).Resource;
        if (Embedded.Value.TryGetValue(address, out var embedded))
            return Add(address, embedded.Root, embedded.Draft).Resource;
        return null;
    }

    private DataValue? Walk(SchemaResource resource, string[] tokens)
    {
        var (value, pointer) = (resource.Root, "");
        foreach (var token in tokens)
        {
            if (JsonPointer.Step(value, token) is not { } next)
                return null;
            (value, pointer) = (next, JsonPointer.Append(pointer, token));
            if (_places.TryGetValue(value, out var place))
                (resource, pointer) = (place.Resource, place.Pointer);
        }
        Index(value, resource, pointer); // a schema under a keyword that nobody knows
        return value;
    }

    private void Index(DataValue schema, SchemaResource resource, string pointer)
    {
        if (_places.ContainsKey(schema))
            return;
        if (schema is DataObject members)
            (resource, pointer) = ReadIdentifiers(members, resource, pointer);
        _places.Add(schema, new(resource, pointer));
        _all.Add(resource);
        if (schema is not DataObject owner)
            return;
        foreach (var (keyword, value) in owner.Members)
        {
            if (!Subschemas.TryGetValue(keyword, out var known) || resource.Dialect.Draft < known.Since)
                continue;
            var below = JsonPointer.Append(pointer, keyword);
            if (value is DataList list && known.Shape != Shape.Map)
            {
                for (var index = 0; index < list.Items.Count; index++)
                    Index(list.Items[index], resource, JsonPointer.Append(below, index));
            }
            else if (value is DataObject map && known.Shape == Shape.Map)
            {
                foreach (var (name, item) in map.Members)
                    Index(item, resource, JsonPointer.Append(below, name));
            }
            else if (known.Shape != Shape.Map)
            {
                Index(value, resource, below);
            }
        }
    }

    private (SchemaResource Resource, string Pointer) ReadIdentifiers(DataObject schema, SchemaResource resource, string pointer)
    {
        var dialect = resource.Dialect;
        if (dialect.RefStandsAlone && schema.Find("$ref") is DataText)
            return (resource, pointer);
        if (pointer.Length > 0 && schema.Find("$schema") is not null && schema.Find("$id") is not null)
            dialect = DialectOf(schema, dialect, 0);
        if (schema.Find(dialect.IdKeyword) is DataText id)
        {
            var (address, fragment) = SchemaUri.Split(SchemaUri.Resolve(resource.Address, id.Value));
            if (id.Value is not ['#', ..] && (address != resource.Address || !ReferenceEquals(schema, resource.Root)))
            {
                resource = new(address, schema, dialect);
                pointer = "";
                _resources.TryAdd(address, resource);
            }
            if (fragment.Length > 0 && dialect.Draft <= Draft.Draft7)
                resource.Anchors.TryAdd(JsonPointer.Unescape(fragment), schema);
        }
        if (dialect.Draft >= Draft.Draft201909 && schema.Find("$anchor") is DataText anchor)
            resource.Anchors.TryAdd(anchor.Value, schema);
        if (dialect.Draft >= Draft.Draft202012 && schema.Find("$dynamicAnchor") is DataText dynamicAnchor)
        {
            resource.Anchors.TryAdd(dynamicAnchor.Value, schema);
            resource.DynamicAnchors.TryAdd(dynamicAnchor.Value, schema);
        }
        if (pointer.Length == 0 && dialect.Draft == Draft.Draft201909 && schema.Find("$recursiveAnchor") is DataBoolean { Value: true })
            resource.HasRecursiveAnchor = true;
        return (resource, pointer);
    }

    /// <summary>What <c>$schema</c> says; a meta-schema of one's own switches groups of keywords on and off.</summary>
    private Dialect DialectOf(DataValue root, Dialect otherwise, int depth)
    {
        if (root is not DataObject members || members.Find("$schema") is not DataText { Value: var name })
            return otherwise;
        if (DraftOf(name) is { } official)
            return new(official);
        var address = SchemaUri.Split(name).Address;
        if (depth == MaxSchemaOfSchema || !_handedIn.TryGetValue(address, out var metaSchema))
        {
            throw new SchemaException(
                $"\"$schema\" names {Shown(name)}, which is no draft from 4 to 2020-12 and not among the remotes; nothing is fetched.");
        }
        var dialect = DialectOf(metaSchema, otherwise, depth + 1);
        return metaSchema is DataObject meta && meta.Find("$vocabulary") is DataObject vocabulary
            ? dialect with { Vocabularies = ReadVocabulary(vocabulary) }
            : dialect;
    }

    private static Vocabularies ReadVocabulary(DataObject vocabulary)
    {
        var known = Vocabularies.None;
        foreach (var (name, required) in vocabulary.Members)
        {
            var isOf2019 = name.StartsWith(Vocabulary2019, StringComparison.Ordinal);
            var isOfDraft = isOf2019 || name.StartsWith(Vocabulary2020, StringComparison.Ordinal);
            switch (isOfDraft ? name[(isOf2019 ? Vocabulary2019 : Vocabulary2020).Length..] : "")
            {
                case "applicator":
                    known |= isOf2019 ? Vocabularies.Applicator | Vocabularies.Unevaluated : Vocabularies.Applicator;
                    break;
                case "unevaluated":
                    known |= Vocabularies.Unevaluated;
                    break;
                case "validation":
                    known |= Vocabularies.Validation;
                    break;
                case "format-assertion":
                case "format" when required is DataBoolean { Value: true }:
                    known |= Vocabularies.FormatAssertion;
                    break;
                case "core" or "meta-data" or "content" or "format-annotation" or "format":
                    break;
                default:
                    if (required is DataBoolean { Value: true })
                        throw new SchemaException($"the meta-schema requires the vocabulary {Shown(name)}, which is not known here.");
                    break;
            }
        }
        return known;
    }

    private static Dictionary<string, (DataValue Root, Draft Draft)> ReadEmbedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var found = new Dictionary<string, (DataValue, Draft)>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.Contains(".Schemas.Drafts.", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var root = (DataObject)JsonText.Read(Encoding.UTF8.GetString(bytes)).Value!;
            var address = SchemaUri.Split(((DataText)(root.Find("$id") ?? root.Find("id"))!).Value).Address;
            found.Add(address, (root, DraftOf(((DataText)root.Find("$schema")!).Value)!.Value));
        }
        return found;
    }
}
