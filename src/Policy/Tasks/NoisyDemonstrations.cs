using System.Text.Json;

namespace Verifiers.Policy.Tasks;

/// <summary>
/// A task some of whose demonstrations are of another problem: a cold start from them learns the form of an answer, and of reckoning only
/// so much that reinforcement has something left to do. Prompts and references are the task's own.
/// </summary>
/// <param name="task">The task.</param>
/// <param name="share">Probability that a demonstration belongs to another problem, in [0, 1].</param>
public sealed class NoisyDemonstrations(ITask task, double share) : ITask
{
    /// <summary>A long prompt leaves no room for the demonstrations of some other problems.</summary>
    private const int MaxTries = 100;

    public string Name => task.Name;

    public JsonElement Rubric => task.Rubric;

    public int ContextLength => task.ContextLength;

    public Problem Next(Random random)
    {
        var problem = task.Next(random);
        if (random.NextDouble() >= share) return problem;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var demonstration = task.Next(random).Demonstration;
            if (Context.LengthOf(problem.Prompt, demonstration) <= ContextLength) return problem with { Demonstration = demonstration };
        }
        return problem;
    }
}
