using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Verifiers.Policy.Tasks;

/// <summary>
/// Splits a task's problems into those to train on and those held out. A problem is held out iff h(key) mod 10 = 0, h the first 64
/// bits of SHA-256 over UTF-8: so it is, on every machine and in every run, and no list needs to be kept.
/// </summary>
/// <param name="task">Where the problems come from.</param>
public sealed class TaskSplit(IProblemSource task)
{
    private const int OneIn = 10;
    private const int MaxTries = 10_000;

    /// <summary>Where the problems come from.</summary>
    public IProblemSource Task => task;

    /// <summary>Whether problems with this key are never trained on.</summary>
    public static bool IsHeldOut(string key) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key))) % OneIn == 0;

    /// <summary>The next problem that is not held out.</summary>
    /// <exception cref="InvalidOperationException">10,000 problems in a row were held out.</exception>
    public Problem TrainingProblem(Random random) => Draw(random, isHeldOut: false);

    /// <summary>The next problem that is held out.</summary>
    /// <exception cref="InvalidOperationException">None of 10,000 problems was: the task has too few.</exception>
    public Problem HeldOutProblem(Random random) => Draw(random, isHeldOut: true);

    /// <summary>Held-out problems with different prompts, for an evaluation that can be repeated.</summary>
    /// <returns><paramref name="count"/> of them, or fewer where the task does not have more.</returns>
    public IReadOnlyList<Problem> HeldOutProblems(int count, int seed)
    {
        var random = new Random(seed);
        var problems = new Dictionary<string, Problem>(StringComparer.Ordinal);
        for (var tries = 0; problems.Count < count && tries < MaxTries + (100 * count); tries++)
        {
            var problem = task.Next(random);
            if (IsHeldOut(problem.Key))
                problems.TryAdd(problem.Prompt, problem);
        }
        return [.. problems.Values];
    }

    private Problem Draw(Random random, bool isHeldOut)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var problem = task.Next(random);
            if (IsHeldOut(problem.Key) == isHeldOut)
                return problem;
        }
        throw new InvalidOperationException($"None of {MaxTries} problems of the task '{task.Name}' is {(isHeldOut ? "held out" : "one to train on")}.");
    }
}
