namespace Verifiers.Structured.Documents;

/// <summary>
/// A value of a document, whatever it was written in: the data model of JSON. Equality is JSON Schema's: numbers by value, objects
/// without regard to the order of their members, and a number is never a boolean.
/// </summary>
internal abstract class DataValue
{
    private protected DataValue()
    {
    }

    /// <summary>Deepest nesting a reader lets through, so that no walk over a value needs a bound of its own.</summary>
    public const int MaxDepth = 256;

    /// <summary>JSON Schema's word for the kind of value.</summary>
    public abstract string TypeName { get; }

    /// <summary>How many values it is made of, itself included: what looking at all of it costs.</summary>
    public virtual int Weight => 1;

    /// <summary>How deep it is nested; 1 for a scalar.</summary>
    public virtual int Depth => 1;

    /// <summary>Whether both are the same JSON value. Linear in the smaller one.</summary>
    public static bool Same(DataValue left, DataValue right) => (left, right) switch
    {
        (DataNull, DataNull) => true,
        (DataBoolean a, DataBoolean b) => a.Value == b.Value,
        (DataNumber a, DataNumber b) => a.Against(b) == 0,
        (DataText a, DataText b) => a.Value == b.Value,
        (DataList a, DataList b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(pair => Same(pair.First, pair.Second)),
        (DataObject a, DataObject b) => a.Members.Count == b.Members.Count
            && a.Members.All(member => b.Find(member.Name) is { } other && Same(member.Value, other)),
        _ => false,
    };

    /// <summary>Equal values have equal hashes. Linear in the value, and seeded, so that nobody can write values that collide.</summary>
    public int Hash()
    {
        var hash = new HashCode();
        switch (this)
        {
            case DataNull:
                hash.Add(1);
                break;
            case DataBoolean boolean:
                hash.Add(boolean.Value ? 2 : 3);
                break;
            case DataNumber number:
                hash.Add(number.Digits, StringComparer.Ordinal);
                hash.Add(number.Exponent);
                break;
            case DataText text:
                hash.Add(text.Value, StringComparer.Ordinal);
                break;
            case DataList list:
                hash.Add(list.Items.Count);
                foreach (var item in list.Items)
                    hash.Add(item.Hash());
                break;
            case DataObject members:
                var sum = members.Members.Count; // a sum does not see the order
                foreach (var (name, value) in members.Members)
                    sum += HashCode.Combine(name, value.Hash());
                hash.Add(sum);
                break;
        }
        return hash.ToHashCode();
    }

    /// <summary>Compares as <see cref="Same"/> does, for sets.</summary>
    public sealed class ByValue : IEqualityComparer<DataValue>
    {
        public static ByValue Instance { get; } = new();

        public bool Equals(DataValue? x, DataValue? y) => x is null || y is null ? ReferenceEquals(x, y) : Same(x, y);

        public int GetHashCode(DataValue obj) => obj.Hash();
    }
}

internal sealed class DataNull : DataValue
{
    public override string TypeName => "null";
}

internal sealed class DataBoolean(bool value) : DataValue
{
    public bool Value { get; } = value;

    public override string TypeName => "boolean";
}

/// <summary>A string; an unpaired surrogate in it is a character of its own.</summary>
internal sealed class DataText(string value) : DataValue
{
    public string Value { get; } = value;

    public override string TypeName => "string";

    /// <summary>Its length in Unicode code points.</summary>
    public int CountCodePoints()
    {
        var count = Value.Length;
        for (var at = 1; at < Value.Length; at++)
        {
            if (char.IsSurrogatePair(Value[at - 1], Value[at]))
                count--;
        }
        return count;
    }
}

internal sealed class DataList(IReadOnlyList<DataValue> items) : DataValue
{
    public IReadOnlyList<DataValue> Items { get; } = items;

    public override string TypeName => "array";

    public override int Weight { get; } = 1 + items.Sum(item => item.Weight);

    public override int Depth { get; } = 1 + items.Select(item => item.Depth).DefaultIfEmpty().Max();
}

/// <summary>An object. Its names differ: a reader refuses a second one of the same name.</summary>
internal sealed class DataObject : DataValue
{
    private const int FewMembers = 8;
    private readonly Dictionary<string, int>? _places;

    public DataObject(IReadOnlyList<DataMember> members)
    {
        Members = members;
        Weight = 1 + members.Sum(member => member.Value.Weight);
        Depth = 1 + members.Select(member => member.Value.Depth).DefaultIfEmpty().Max();
        if (members.Count <= FewMembers)
            return;
        _places = new(members.Count, StringComparer.Ordinal);
        for (var index = 0; index < members.Count; index++)
            _places[members[index].Name] = index;
    }

    /// <summary>In the order of the document.</summary>
    public IReadOnlyList<DataMember> Members { get; }

    public override string TypeName => "object";

    public override int Weight { get; }

    public override int Depth { get; }

    /// <summary>The value of a member; null when there is none.</summary>
    public DataValue? Find(string name) => IndexOf(name) is var index and >= 0 ? Members[index].Value : null;

    /// <summary>The place of a member; -1 when there is none.</summary>
    public int IndexOf(string name)
    {
        if (_places is not null)
            return _places.GetValueOrDefault(name, -1);
        for (var index = 0; index < Members.Count; index++)
        {
            if (Members[index].Name == name)
                return index;
        }
        return -1;
    }
}

/// <summary>A name and its value.</summary>
internal readonly record struct DataMember(string Name, DataValue Value);
