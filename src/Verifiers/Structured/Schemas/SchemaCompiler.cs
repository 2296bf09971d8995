using Verifiers.Structured.Documents;
using Verifiers.Structured.Patterns;

namespace Verifiers.Structured.Schemas;

/// <summary>
/// Turns the schemas that can be reached from one into rules. A queue instead of recursion, so that a long chain of references costs no
/// stack; each schema is compiled once, so that circles end.
/// </summary>
internal sealed class SchemaCompiler(SchemaLibrary library, bool assertFormats)
{
    private readonly Dictionary<DataValue, SchemaNode> _nodes = [];
    private readonly Queue<(DataValue Schema, SchemaNode Node)> _waiting = new();
    private readonly HashSet<string> _dynamicAnchors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EcmaPattern> _patterns = new(StringComparer.Ordinal);

    /// <summary>Compiles a schema that the library has taken in.</summary>
    /// <exception cref="SchemaException">It, or one that it leads to, cannot be used.</exception>
    public SchemaNode Compile(DataValue root)
    {
        var node = NodeOf(root);
        do
        {
            while (_waiting.TryDequeue(out var next))
                Fill(next.Schema, next.Node);
            CompileDynamicTargets();
        }
        while (_waiting.Count > 0);
        return node;
    }

    /// <summary>What a dynamic reference may lead to depends on the path taken: every anchor of that name, in every resource.</summary>
    private void CompileDynamicTargets()
    {
        foreach (var resource in library.Resources.ToList())
        {
            foreach (var anchor in _dynamicAnchors)
            {
                if (resource.DynamicTargets.ContainsKey(anchor))
                    continue;
                if (anchor.Length == 0 ? resource.HasRecursiveAnchor : resource.DynamicAnchors.ContainsKey(anchor))
                    resource.DynamicTargets.Add(anchor, NodeOf(anchor.Length == 0 ? resource.Root : resource.DynamicAnchors[anchor]));
            }
        }
    }

    private SchemaNode NodeOf(DataValue schema)
    {
        if (_nodes.TryGetValue(schema, out var known))
            return known;
        var node = new SchemaNode(library.PlaceOf(schema));
        _nodes.Add(schema, node);
        _waiting.Enqueue((schema, node));
        return node;
    }

    private void Fill(DataValue schema, SchemaNode node)
    {
        switch (schema)
        {
            case DataBoolean boolean: // draft 4 has them in two places only; its meta-schema sees to that
                node.IsPossible = boolean.Value;
                break;
            case DataObject members:
                try
                {
                    node.Rules = [.. ReadRules(members, node.Place.Resource)];
                }
                catch (SchemaException problem) when (problem.Place is null)
                {
                    throw new SchemaException(problem.Problem, node.Place);
                }
                node.AsksForMarks = node.Rules.Any(rule => rule is UnevaluatedItemsRule or UnevaluatedPropertiesRule);
                break;
            default:
                throw new SchemaException($"expected a schema, found a value of type {schema.TypeName}.", node.Place);
        }
    }

    private List<Rule> ReadRules(DataObject schema, SchemaResource resource)
    {
        var dialect = resource.Dialect;
        var rules = new List<Rule>();
        if (schema.Find("$ref") is { } reference)
        {
            rules.Add(new RefRule("$ref", NodeOf(library.Resolve(resource, Text("$ref", reference)))));
            if (dialect.RefStandsAlone)
                return rules;
        }
        if (dialect.Vocabularies.HasFlag(Vocabularies.Validation))
            ReadAssertions(schema, dialect.Draft, rules);
        if (schema.Find("format") is DataText format && (assertFormats || dialect.Vocabularies.HasFlag(Vocabularies.FormatAssertion)))
            rules.Add(new FormatRule(format.Value));
        ReadDynamicReferences(schema, resource, rules);
        if (dialect.Vocabularies.HasFlag(Vocabularies.Applicator))
            ReadApplicators(schema, dialect.Draft, rules);
        if (dialect.Vocabularies.HasFlag(Vocabularies.Unevaluated) && dialect.Draft >= Draft.Draft201909)
        {
            if (schema.Find("unevaluatedItems") is { } items)
                rules.Add(new UnevaluatedItemsRule(NodeOf(items)));
            if (schema.Find("unevaluatedProperties") is { } properties)
                rules.Add(new UnevaluatedPropertiesRule(NodeOf(properties)));
        }
        return rules;
    }

    private void ReadAssertions(DataObject schema, Draft draft, List<Rule> rules)
    {
        if (schema.Find("type") is { } type)
            rules.Add(new TypeRule(ReadKinds(type)));
        if (schema.Find("const") is { } constant && draft >= Draft.Draft6)
            rules.Add(new EnumRule("const", [constant]));
        if (schema.Find("enum") is { } choices)
            rules.Add(new EnumRule("enum", List("enum", choices)));
        ReadBounds(schema, draft, rules);
        ReadCount("minLength", Counted.CodePoints, isMinimum: true);
        ReadCount("maxLength", Counted.CodePoints, isMinimum: false);
        ReadCount("minItems", Counted.Items, isMinimum: true);
        ReadCount("maxItems", Counted.Items, isMinimum: false);
        ReadCount("minProperties", Counted.Members, isMinimum: true);
        ReadCount("maxProperties", Counted.Members, isMinimum: false);
        if (schema.Find("required") is { } required)
            rules.Add(new RequiredRule(Names("required", required)));
        if (schema.Find("pattern") is { } pattern)
            rules.Add(new PatternRule(Pattern(Text("pattern", pattern))));
        if (schema.Find("uniqueItems") is DataBoolean { Value: true })
            rules.Add(new UniqueItemsRule());
        if (draft >= Draft.Draft201909 && schema.Find("dependentRequired") is { } dependents)
        {
            foreach (var (name, names) in Members("dependentRequired", dependents))
                rules.Add(new DependentRequiredRule("dependentRequired", name, Names("dependentRequired", names)));
        }

        void ReadCount(string keyword, Counted what, bool isMinimum)
        {
            if (schema.Find(keyword) is { } bound)
                rules.Add(new CountRule(keyword, what, Number(keyword, bound), isMinimum));
        }
    }

    private static void ReadBounds(DataObject schema, Draft draft, List<Rule> rules)
    {
        Read("minimum", "exclusiveMinimum", isMinimum: true);
        Read("maximum", "exclusiveMaximum", isMinimum: false);
        if (schema.Find("multipleOf") is { } divisor)
        {
            var number = Number("multipleOf", divisor);
            if (number.Against(DataNumber.Of(0)) <= 0 || number.Digits.Length > DataNumber.MaxDividedDigits)
                throw new SchemaException("\"multipleOf\" should be a positive number of at most 4000 digits.");
            rules.Add(new MultipleOfRule(number));
        }

        void Read(string keyword, string exclusiveKeyword, bool isMinimum)
        {
            var exclusive = schema.Find(exclusiveKeyword);
            if (schema.Find(keyword) is { } bound)
                rules.Add(new BoundRule(keyword, Number(keyword, bound), isMinimum, draft == Draft.Draft4 && exclusive is DataBoolean { Value: true }));
            if (exclusive is not null && draft > Draft.Draft4)
                rules.Add(new BoundRule(exclusiveKeyword, Number(exclusiveKeyword, exclusive), isMinimum, IsExclusive: true));
        }
    }

    private void ReadDynamicReferences(DataObject schema, SchemaResource resource, List<Rule> rules)
    {
        if (resource.Dialect.Draft == Draft.Draft201909 && schema.Find("$recursiveRef") is { } recursive)
        {
            var target = library.Resolve(resource, Text("$recursiveRef", recursive));
            var isDynamic = library.PlaceOf(target) is { Pointer: "", Resource.HasRecursiveAnchor: true };
            Add("$recursiveRef", target, isDynamic ? "" : null);
        }
        if (resource.Dialect.Draft >= Draft.Draft202012 && schema.Find("$dynamicRef") is { } dynamic)
        {
            var reference = Text("$dynamicRef", dynamic);
            var target = library.Resolve(resource, reference);
            var anchor = JsonPointer.Unescape(SchemaUri.Split(reference).Fragment);
            var isDynamic = library.PlaceOf(target).Resource.DynamicAnchors.TryGetValue(anchor, out var named) && ReferenceEquals(named, target);
            Add("$dynamicRef", target, isDynamic ? anchor : null);
        }

        void Add(string keyword, DataValue target, string? anchor)
        {
            if (anchor is null)
            {
                rules.Add(new RefRule(keyword, NodeOf(target)));
                return;
            }
            _dynamicAnchors.Add(anchor);
            rules.Add(new DynamicRefRule(keyword, anchor, NodeOf(target)));
        }
    }

    private void ReadApplicators(DataObject schema, Draft draft, List<Rule> rules)
    {
        ReadItems(schema, draft, rules);
        ReadProperties(schema, draft, rules);
        if (schema.Find("allOf") is { } all)
            rules.Add(new AllOfRule(Nodes("allOf", all)));
        if (schema.Find("anyOf") is { } any)
            rules.Add(new AnyOfRule(Nodes("anyOf", any)));
        if (schema.Find("oneOf") is { } one)
            rules.Add(new OneOfRule(Nodes("oneOf", one)));
        if (schema.Find("not") is { } not)
            rules.Add(new NotRule(NodeOf(not)));
        if (draft >= Draft.Draft7 && schema.Find("if") is { } condition)
            rules.Add(new IfRule(NodeOf(condition), NodeOrNull("then"), NodeOrNull("else")));

        SchemaNode? NodeOrNull(string keyword) => schema.Find(keyword) is { } found ? NodeOf(found) : null;
    }

    private void ReadItems(DataObject schema, Draft draft, List<Rule> rules)
    {
        var items = schema.Find("items");
        if (draft >= Draft.Draft202012)
        {
            var prefix = schema.Find("prefixItems") is { } first ? Nodes("prefixItems", first) : [];
            if (prefix.Count > 0)
                rules.Add(new PrefixRule("prefixItems", prefix));
            if (items is not null)
                rules.Add(new ItemsRule("items", prefix.Count, NodeOf(items)));
        }
        else if (items is DataList list)
        {
            rules.Add(new PrefixRule("items", [.. list.Items.Select(NodeOf)]));
            if (schema.Find("additionalItems") is { } additional)
                rules.Add(new ItemsRule("additionalItems", list.Items.Count, NodeOf(additional)));
        }
        else if (items is not null)
        {
            rules.Add(new ItemsRule("items", 0, NodeOf(items)));
        }
        if (draft >= Draft.Draft6 && schema.Find("contains") is { } contains)
        {
            rules.Add(new ContainsRule(
                NodeOf(contains),
                draft >= Draft.Draft201909 && schema.Find("minContains") is { } minimum ? Number("minContains", minimum) : DataNumber.Of(1),
                draft >= Draft.Draft201909 && schema.Find("maxContains") is { } maximum ? Number("maxContains", maximum) : null,
                Marks: draft >= Draft.Draft202012));
        }
    }

    private void ReadProperties(DataObject schema, Draft draft, List<Rule> rules)
    {
        var named = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        var patterns = new List<(EcmaPattern Pattern, SchemaNode Node)>();
        if (schema.Find("properties") is { } properties)
        {
            foreach (var (name, value) in Members("properties", properties))
                named.Add(name, NodeOf(value));
            rules.Add(new PropertiesRule(named));
        }
        if (schema.Find("patternProperties") is { } byPattern)
        {
            foreach (var (pattern, value) in Members("patternProperties", byPattern))
                patterns.Add((Pattern(pattern), NodeOf(value)));
            rules.Add(new PatternPropertiesRule(patterns));
        }
        if (schema.Find("additionalProperties") is { } additional)
        {
            rules.Add(new AdditionalPropertiesRule(
                NodeOf(additional), named.Keys.ToHashSet(StringComparer.Ordinal), [.. patterns.Select(pair => pair.Pattern)]));
        }
        if (draft >= Draft.Draft6 && schema.Find("propertyNames") is { } names)
            rules.Add(new PropertyNamesRule(NodeOf(names)));
        if (draft >= Draft.Draft201909 && schema.Find("dependentSchemas") is { } dependents)
        {
            foreach (var (name, value) in Members("dependentSchemas", dependents))
                rules.Add(new DependentSchemaRule("dependentSchemas", name, NodeOf(value)));
        }
        if (draft <= Draft.Draft7 && schema.Find("dependencies") is { } dependencies)
        {
            foreach (var (name, value) in Members("dependencies", dependencies))
            {
                rules.Add(value is DataList
                    ? new DependentRequiredRule("dependencies", name, Names("dependencies", value))
                    : new DependentSchemaRule("dependencies", name, NodeOf(value)));
            }
        }
    }

    private List<SchemaNode> Nodes(string keyword, DataValue value) => [.. List(keyword, value).Select(NodeOf)];

    private EcmaPattern Pattern(string pattern)
    {
        if (!_patterns.TryGetValue(pattern, out var compiled))
        {
            compiled = EcmaPattern.TryCompile(pattern, out var problem) ?? throw new SchemaException(
                $"the pattern '{(pattern.Length > 80 ? string.Concat(pattern.AsSpan(0, 80), "…") : pattern)}' cannot be used: {problem}");
            _patterns.Add(pattern, compiled);
        }
        return compiled;
    }

    private static DataKinds ReadKinds(DataValue type) => type switch
    {
        DataText text => KindOf(text.Value),
        DataList list => list.Items.Aggregate(DataKinds.None, (kinds, item) => kinds | (item is DataText text ? KindOf(text.Value) : throw Wrong("type", "a list of names of types"))),
        _ => throw Wrong("type", "the name of a type, or a list of them"),
    };

    private static DataKinds KindOf(string name) => name switch
    {
        "null" => DataKinds.Null,
        "boolean" => DataKinds.Boolean,
        "integer" => DataKinds.Integer,
        "number" => DataKinds.Number | DataKinds.Integer,
        "string" => DataKinds.String,
        "array" => DataKinds.Array,
        "object" => DataKinds.Object,
        _ => throw Wrong("type", "one of null, boolean, integer, number, string, array, object"),
    };

    private static DataNumber Number(string keyword, DataValue value) => value as DataNumber ?? throw Wrong(keyword, "a number");

    private static string Text(string keyword, DataValue value) => (value as DataText)?.Value ?? throw Wrong(keyword, "a string");

    private static IReadOnlyList<DataValue> List(string keyword, DataValue value) => (value as DataList)?.Items ?? throw Wrong(keyword, "a list");

    private static IReadOnlyList<DataMember> Members(string keyword, DataValue value) => (value as DataObject)?.Members ?? throw Wrong(keyword, "an object");

    private static List<string> Names(string keyword, DataValue value) =>
        [.. List(keyword, value).Select(item => (item as DataText)?.Value ?? throw Wrong(keyword, "names"))];

    private static SchemaException Wrong(string keyword, string expected) => new($"\"{keyword}\" should be {expected}.");
}
