using Verifiers.Structured.Documents;

namespace Verifiers.Structured.Schemas;

/// <summary>A schema with an address of its own: a whole document, or a part of one that has an <c>$id</c>.</summary>
internal sealed class SchemaResource(string address, DataValue root, Dialect dialect)
{
    /// <summary>Without a fragment; empty for a schema that has none.</summary>
    public string Address { get; } = address;

    public DataValue Root { get; } = root;

    public Dialect Dialect { get; } = dialect;

    /// <summary>What <c>$anchor</c>, <c>$dynamicAnchor</c>, and <c>$id: "#name"</c> of older drafts name.</summary>
    public Dictionary<string, DataValue> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of them that are dynamic.</summary>
    public Dictionary<string, DataValue> DynamicAnchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether its root says <c>"$recursiveAnchor": true</c>.</summary>
    public bool HasRecursiveAnchor { get; set; }

    /// <summary>The dynamic anchors that some reference asks for, compiled; the empty name is the root with a recursive anchor.</summary>
    public Dictionary<string, SchemaNode> DynamicTargets { get; } = new(StringComparer.Ordinal);
}

/// <summary>Where a schema stands.</summary>
/// <param name="Resource">The resource it is a part of.</param>
/// <param name="Pointer">JSON pointer within the resource.</param>
internal readonly record struct SchemaPlace(SchemaResource Resource, string Pointer)
{
    /// <summary>As evidence shows it: <c>#/properties/age</c>, with the address in front where there is one.</summary>
    public override string ToString() => $"{Resource.Address}#{Pointer}";
}
