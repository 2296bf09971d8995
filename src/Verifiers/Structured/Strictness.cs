using Verifiers.Structured.Documents;

namespace Verifiers.Structured;

/// <summary>A schema in which every property is required and no other one allowed, all the way down, as in OpenAI's strict mode.</summary>
internal static class Strictness
{
    public static DataValue Apply(DataValue schema) => schema switch
    {
        DataList list => new DataList([.. list.Items.Select(Apply)]),
        DataObject members => new DataObject([.. Strict(members)]),
        _ => schema,
    };

    private static IEnumerable<DataMember> Strict(DataObject schema)
    {
        var properties = schema.Find("properties") as DataObject;
        foreach (var (name, value) in schema.Members)
        {
            if (properties is null || name is not ("required" or "additionalProperties"))
                yield return new(name, name is "enum" or "const" ? value : Apply(value));
        }
        if (properties is null)
            yield break;
        yield return new("required", new DataList([.. properties.Members.Select(member => new DataText(member.Name))]));
        yield return new("additionalProperties", new DataBoolean(false));
    }
}
