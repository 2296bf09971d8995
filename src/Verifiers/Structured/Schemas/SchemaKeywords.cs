using System.Runtime.CompilerServices;
using Verifiers.Structured.Documents;

namespace Verifiers.Structured.Schemas;

/// <summary>
/// How many keywords of a schema a value meets, for partial credit: met = |{k : k asked something of the value, and held wherever it did}|.
/// The whole is the schema's alone, each keyword counted once, so that no document can add to it: neither a thousand good items nor members
/// left out change what a keyword is worth.
/// </summary>
internal sealed class SchemaKeywords
{
    private readonly Dictionary<Rule, bool> _outcomes = new(Identity.Instance);

    /// <summary>Keywords that hold wherever they were asked.</summary>
    public int Met => _outcomes.Values.Count(holds => holds);

    /// <summary>Takes the outcome of a keyword at one place; a keyword that fails anywhere fails.</summary>
    public void Note(Rule rule, DataValue value, bool holds)
    {
        if (Counts(rule) && (!holds || Asks(rule, value)))
            _outcomes[rule] = holds && (!_outcomes.TryGetValue(rule, out var known) || known);
    }

    /// <summary>The keywords that can be reached from a schema but through schemas that are allowed to fail, each once.</summary>
    public static int CountIn(SchemaNode root, IEnumerable<SchemaNode> dynamicTargets)
    {
        var seen = new HashSet<SchemaNode>(ReferenceEqualityComparer.Instance);
        var open = new Stack<SchemaNode>();
        Open(root);
        var (count, hasDynamic) = (0, false);
        while (open.TryPop(out var node))
        {
            foreach (var rule in node.Rules)
            {
                count += Counts(rule) ? 1 : 0;
                foreach (var inner in SchemasIn(rule))
                    Open(inner);
                if (rule is not DynamicRefRule || hasDynamic)
                    continue;
                hasDynamic = true;
                foreach (var target in dynamicTargets)
                    Open(target);
            }
        }
        return count;

        void Open(SchemaNode node)
        {
            if (seen.Add(node))
                open.Push(node);
        }
    }

    /// <summary>Keywords around other schemas are not counted: those inside are. Of alternatives the keyword around them counts.</summary>
    private static bool Counts(Rule rule) => rule is not (RefRule or DynamicRefRule or AllOfRule or IfRule or PropertiesRule or PatternPropertiesRule
        or ItemsRule or PrefixRule or DependentSchemaRule or PropertyNamesRule or UnevaluatedItemsRule or UnevaluatedPropertiesRule);

    private static IEnumerable<SchemaNode> SchemasIn(Rule rule) => rule switch
    {
        RefRule reference => [reference.Target],
        DynamicRefRule reference => [reference.Target],
        AllOfRule all => all.Nodes,
        IfRule condition => new[] { condition.Then, condition.Else }.OfType<SchemaNode>(),
        PropertiesRule properties => properties.Members.Values,
        PatternPropertiesRule properties => properties.Members.Select(member => member.Node),
        AdditionalPropertiesRule additional => [additional.Node],
        PropertyNamesRule names => [names.Node],
        ItemsRule items => [items.Item],
        PrefixRule prefix => prefix.Items,
        DependentSchemaRule dependent => [dependent.Node],
        UnevaluatedItemsRule items => [items.Node],
        UnevaluatedPropertiesRule properties => [properties.Node],
        _ => [],
    };

    /// <summary>Whether the keyword asks anything of such a value: <c>required</c> holds of every number, and says nothing of it.</summary>
    private static bool Asks(Rule rule, DataValue value) => rule switch
    {
        BoundRule or MultipleOfRule => value is DataNumber,
        CountRule { What: Counted.CodePoints } or PatternRule or FormatRule => value is DataText,
        CountRule { What: Counted.Items } or ContainsRule => value is DataList,
        UniqueItemsRule => value is DataList { Items.Count: > 1 },
        CountRule or RequiredRule => value is DataObject,
        DependentRequiredRule dependent => value is DataObject members && members.IndexOf(dependent.Name) >= 0,
        AdditionalPropertiesRule => value is DataObject { Members.Count: > 0 },
        _ => true,
    };

    /// <summary>Two keywords that say the same are two.</summary>
    private sealed class Identity : IEqualityComparer<Rule>
    {
        public static Identity Instance { get; } = new();

        public bool Equals(Rule? x, Rule? y) => ReferenceEquals(x, y);

        public int GetHashCode(Rule rule) => RuntimeHelpers.GetHashCode(rule);
    }
}
