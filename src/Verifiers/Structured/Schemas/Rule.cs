using Verifiers.Structured.Documents;
using Verifiers.Structured.Patterns;

namespace Verifiers.Structured.Schemas;

/// <summary>One keyword of a schema, compiled. What each means is in <see cref="SchemaEvaluation"/>.</summary>
/// <param name="Keyword">As written in the schema.</param>
internal abstract record Rule(string Keyword);

/// <summary>The kinds of values.</summary>
[Flags]
internal enum DataKinds
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8,
    String = 16,
    Array = 32,
    Object = 64,
}

internal sealed record TypeRule(DataKinds Allowed) : Rule("type");

/// <summary>enum and const.</summary>
internal sealed record EnumRule(string Keyword, IReadOnlyList<DataValue> Values) : Rule(Keyword)
{
    /// <summary>For scalars, of which there may be many.</summary>
    public HashSet<DataValue> Scalars { get; } =
        new(Values.Where(value => value is not DataList and not DataObject), DataValue.ByValue.Instance);
}

internal sealed record BoundRule(string Keyword, DataNumber Bound, bool IsMinimum, bool IsExclusive) : Rule(Keyword);

internal sealed record MultipleOfRule(DataNumber Divisor) : Rule("multipleOf");

/// <summary>What minLength, maxItems and the like count.</summary>
internal enum Counted
{
    CodePoints,
    Items,
    Members,
}

internal sealed record CountRule(string Keyword, Counted What, DataNumber Bound, bool IsMinimum) : Rule(Keyword);

internal sealed record PatternRule(EcmaPattern Pattern) : Rule("pattern");

internal sealed record FormatRule(string Format) : Rule("format");

/// <summary>prefixItems, and items with a list of schemas.</summary>
internal sealed record PrefixRule(string Keyword, IReadOnlyList<SchemaNode> Items) : Rule(Keyword);

/// <summary>Items from a place on: items, additionalItems.</summary>
internal sealed record ItemsRule(string Keyword, int From, SchemaNode Item) : Rule(Keyword);

internal sealed record ContainsRule(SchemaNode Item, DataNumber Minimum, DataNumber? Maximum, bool Marks) : Rule("contains");

internal sealed record UniqueItemsRule() : Rule("uniqueItems");

internal sealed record RequiredRule(IReadOnlyList<string> Names) : Rule("required");

internal sealed record DependentRequiredRule(string Keyword, string Name, IReadOnlyList<string> Names) : Rule(Keyword);

internal sealed record DependentSchemaRule(string Keyword, string Name, SchemaNode Node) : Rule(Keyword);

internal sealed record PropertiesRule(IReadOnlyDictionary<string, SchemaNode> Members) : Rule("properties");

internal sealed record PatternPropertiesRule(IReadOnlyList<(EcmaPattern Pattern, SchemaNode Node)> Members) : Rule("patternProperties");

internal sealed record AdditionalPropertiesRule(
    SchemaNode Node, IReadOnlySet<string> Named, IReadOnlyList<EcmaPattern> Patterns) : Rule("additionalProperties");

internal sealed record PropertyNamesRule(SchemaNode Node) : Rule("propertyNames");

internal sealed record AllOfRule(IReadOnlyList<SchemaNode> Nodes) : Rule("allOf");

internal sealed record AnyOfRule(IReadOnlyList<SchemaNode> Nodes) : Rule("anyOf");

internal sealed record OneOfRule(IReadOnlyList<SchemaNode> Nodes) : Rule("oneOf");

internal sealed record NotRule(SchemaNode Node) : Rule("not");

internal sealed record IfRule(SchemaNode Condition, SchemaNode? Then, SchemaNode? Else) : Rule("if");

internal sealed record RefRule(string Keyword, SchemaNode Target) : Rule(Keyword);

/// <summary>$dynamicRef and $recursiveRef whose target takes part in the dynamic scope; the anchor of a recursive one is empty.</summary>
internal sealed record DynamicRefRule(string Keyword, string Anchor, SchemaNode Target) : Rule(Keyword);

internal sealed record UnevaluatedItemsRule(SchemaNode Node) : Rule("unevaluatedItems");

internal sealed record UnevaluatedPropertiesRule(SchemaNode Node) : Rule("unevaluatedProperties");
