using Verifiers.Structured.Schemas;

namespace Verifiers.Structured.Documents;

/// <summary>
/// XML and CSV know texts only: where the schema wants a number, a boolean, null, a list or an object, a text that can be one becomes
/// one. What cannot stays a text, and the schema refuses it.
/// </summary>
internal static class Coercion
{
    private const int MaxReferences = 32;

    /// <summary>The value as the schema's types would have it.</summary>
    public static DataValue Apply(DataValue value, DataValue schema) => Apply(value, schema, schema, 0);

    private static DataValue Apply(DataValue value, DataValue? schema, DataValue root, int depth)
    {
        if (depth > DataValue.MaxDepth || Followed(schema, root) is not { } wanted)
            return value;
        if (Wants(wanted, "array") && value is not DataList && !(value is DataText && Wants(wanted, "string")))
            value = ToList(value, wanted, isRoot: depth == 0);
        return value switch
        {
            DataText text => OfText(text, wanted),
            DataList list when wanted.Find("items") is { } items => new DataList([.. list.Items.Select(item => Apply(item, items, root, depth + 1))]),
            DataObject members => new DataObject([.. members.Members.Select(member =>
                member with { Value = Apply(member.Value, MemberSchema(wanted, member.Name), root, depth + 1) })]),
            _ => value,
        };
    }

    /// <summary>A single element is a list of one, no element at all an empty one; the root's list is what its one kind of child repeats.</summary>
    private static DataList ToList(DataValue value, DataObject wanted, bool isRoot) => value switch
    {
        DataText { Value: var text } when string.IsNullOrWhiteSpace(text) => new([]),
        DataObject { Members: [{ Value: DataList items }] } => items,
        DataObject { Members: [{ Value: var only }] } when isRoot || IsNoMember(wanted, value) => new([only]),
        _ => new([value]),
    };

    private static bool IsNoMember(DataObject wanted, DataValue value) =>
        wanted.Find("items") is DataObject items && items.Find("properties") is DataObject properties
        && value is DataObject { Members: [var only] } && properties.Find(only.Name) is null;

    private static DataValue OfText(DataText text, DataObject wanted)
    {
        var trimmed = text.Value.Trim();
        if ((Wants(wanted, "integer") || Wants(wanted, "number")) && JsonText.Read(trimmed).Value is DataNumber number)
            return number;
        if (Wants(wanted, "boolean") && trimmed is ("true" or "false" or "True" or "False"))
            return new DataBoolean(trimmed is "true" or "True");
        if (Wants(wanted, "null") && trimmed is ("" or "null"))
            return new DataNull();
        if (Wants(wanted, "object") && !Wants(wanted, "string") && trimmed.Length == 0)
            return new DataObject([]);
        return text;
    }

    private static bool Wants(DataObject schema, string type) => schema.Find("type") switch
    {
        DataText text => text.Value == type,
        DataList list => list.Items.Any(item => item is DataText text && text.Value == type),
        _ => type switch
        {
            "object" => schema.Find("properties") is not null,
            "array" => schema.Find("items") is not null,
            _ => false,
        },
    };

    private static DataValue? MemberSchema(DataObject schema, string name) =>
        (schema.Find("properties") as DataObject)?.Find(name) ?? schema.Find("additionalProperties");

    private static DataObject? Followed(DataValue? schema, DataValue root)
    {
        for (var count = 0; count < MaxReferences && schema is DataObject owner && owner.Find("$ref") is DataText { Value: ['#', .. var fragment] }; count++)
        {
            DataValue? target = root;
            foreach (var token in JsonPointer.Tokens(fragment) ?? ["\0"])
                target = target is null ? null : JsonPointer.Step(target, token);
            schema = target;
        }
        return schema as DataObject;
    }
}
