using System.Text.Json;

namespace Verifiers.Policy.Tasks;

/// <summary>The tasks by name.</summary>
public static class TaskCatalog
{
    private static readonly Dictionary<string, Func<TaskOptions, ITask>> Tasks = new(StringComparer.Ordinal)
    {
        [AddTask.TaskName] = AddTask.Read,
        [AlgebraTask.TaskName] = AlgebraTask.Read,
        [CodeTask.TaskName] = CodeTask.Read,
        [CountdownTask.TaskName] = CountdownTask.Read,
        [FormatTask.TaskName] = FormatTask.Read,
        [MixedLanguageTask.TaskName] = MixedLanguageTask.Read,
    };

    /// <summary>The names that there are.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Tasks.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A task with its options.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">
    /// A JSON object such as <c>{"digits": 4, "thoughts": true}</c>; <c>default</c> for none. Every task takes <c>noise</c>, the share of
    /// demonstrations that belong to another problem, in [0, 1], default 0: <see cref="NoisyDemonstrations"/>.
    /// </param>
    /// <exception cref="ArgumentException">There is no such task or option, or a value is out of bounds; the message says what is expected.</exception>
    public static ITask Create(string name, JsonElement options = default)
    {
        if (!Tasks.TryGetValue(name, out var read))
            throw new ArgumentException($"There is no task '{name}'; expected one of {string.Join(", ", Names)}.", nameof(name));
        var reader = new TaskOptions(name, options);
        var noise = reader.Number("noise", 0, 0, 1);
        var task = read(reader);
        reader.RefuseOthers();
        return noise > 0 ? new NoisyDemonstrations(task, noise) : task;
    }
}
