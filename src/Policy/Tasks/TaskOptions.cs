using System.Globalization;
using System.Text.Json;

namespace Verifiers.Policy.Tasks;

/// <summary>The options of a task, read name by name; what nobody has asked for when all are read is refused.</summary>
/// <param name="task">The task's name, for messages.</param>
/// <param name="json">An object, or undefined for none.</param>
internal sealed class TaskOptions(string task, JsonElement json)
{
    private readonly List<string> _known = [];

    /// <summary>A whole number within bounds.</summary>
    public int Integer(string name, int byDefault, int least, int most)
    {
        if (Find(name) is not { } value)
            return byDefault;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw Refused(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));
    }

    /// <summary>A number within bounds.</summary>
    public double Number(string name, double byDefault, double least, double most)
    {
        if (Find(name) is not { } value)
            return byDefault;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw Refused(name, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
    }

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool byDefault) => Find(name) switch
    {
        null => byDefault,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Refused(name, "true or false"),
    };

    /// <summary>Some of the given words, at least one; all of <paramref name="byDefault"/> when absent.</summary>
    public IReadOnlyList<string> Words(string name, IReadOnlyList<string> words, IReadOnlyList<string> byDefault)
    {
        if (Find(name) is not { } value)
            return byDefault;
        var chosen = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => item.ToString()).Distinct().ToList() : [];
        return chosen.Count > 0 && chosen.TrueForAll(words.Contains)
            ? chosen
            : throw Refused(name, $"a list of some of {string.Join(", ", words)}");
    }

    /// <summary>To be called when all options are read.</summary>
    /// <exception cref="ArgumentException">There is another one.</exception>
    public void RefuseOthers()
    {
        if (json.ValueKind == JsonValueKind.Undefined)
            return;
        foreach (var field in json.EnumerateObject().Where(field => !_known.Contains(field.Name, StringComparer.Ordinal)))
            throw new ArgumentException($"The task '{task}' has no option '{field.Name}'; expected one of {string.Join(", ", _known.Order(StringComparer.Ordinal))}.", nameof(json));
    }

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        if (json.ValueKind == JsonValueKind.Undefined)
            return null;
        if (json.ValueKind != JsonValueKind.Object)
            throw new ArgumentException($"The options of the task '{task}' are no JSON object.", nameof(json));
        return json.TryGetProperty(name, out var value) ? value : null;
    }

    private ArgumentException Refused(string name, string expected) => new($"The option '{name}' of the task '{task}': expected {expected}.", nameof(name));
}
