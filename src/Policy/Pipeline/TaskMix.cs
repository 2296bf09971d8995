using Verifiers.Policy.Tasks;

namespace Verifiers.Policy.Pipeline;

/// <summary>Problems of several tasks, each drawn with its weight; every problem says which task it is of.</summary>
internal sealed class TaskMix : IProblemSource
{
    private readonly IReadOnlyList<(ITask Task, double Weight)> _tasks;
    private readonly double _sum;

    /// <param name="tasks">At least one; each name once; weights above 0.</param>
    public TaskMix(IReadOnlyList<(ITask Task, double Weight)> tasks)
    {
        _tasks = tasks;
        _sum = tasks.Sum(task => task.Weight);
        ContextLength = tasks.Max(task => task.Task.ContextLength);
    }

    public string Name => string.Join(" + ", _tasks.Select(task => task.Task.Name));

    /// <summary>What the longest task needs.</summary>
    public int ContextLength { get; }

    public Problem Next(Random random)
    {
        var at = random.NextDouble() * _sum;
        var drawn = _tasks[^1].Task;
        foreach (var (task, weight) in _tasks)
        {
            at -= weight;
            if (at >= 0) continue;
            drawn = task;
            break;
        }
        return drawn.Next(random) with { Task = drawn.Name };
    }
}
