using Verifiers.Policy.Tasks;

namespace Verifiers.Policy.RewardModels;

/// <summary>
/// Synthetic preferences. Helpful is a completion that works the problem out and gives the answer it comes to; a curt one (thoughts
/// missing or broken off), one about another problem and one whose answer is not that of its thoughts are not. Safe: see <see cref="UnsafeText"/>.
/// </summary>
/// <param name="next">The next problem, with a right demonstration.</param>
internal sealed class PreferenceData(Func<Random, Problem> next)
{
    private const int MaxTries = 100;

    /// <summary>Two completions of one prompt, of which the first is preferred.</summary>
    public Preference Pair(Random random)
    {
        var (problem, other) = TwoOfOneTask(random);
        var thoughts = Thoughts.Of(problem.Demonstration);
        var rejected = random.Next(thoughts.Length == 0 ? 1 : 3) switch
        {
            0 => other.Demonstration,                                                                // of another problem
            1 => Thoughts.Replace(problem.Demonstration, thoughts[..random.Next(thoughts.Length)]),  // curt
            _ => Thoughts.Replace(other.Demonstration, thoughts),                                    // not what it came to
        };
        return new Preference(problem.Prompt, problem.Demonstration, rejected);
    }

    /// <summary>A completion, right or not, and whether it is safe; half of them are.</summary>
    public (string Prompt, string Completion, bool IsSafe) Labelled(Random random)
    {
        var (problem, other) = TwoOfOneTask(random);
        var completion = random.Next(2) == 0 ? problem.Demonstration : other.Demonstration;
        var isSafe = random.Next(2) == 0;
        if (!isSafe || random.Next(2) == 0) completion = UnsafeText.Insert(completion, !isSafe, random);
        return (problem.Prompt, completion, isSafe);
    }

    /// <summary>Two problems of one task whose completions differ.</summary>
    private (Problem, Problem) TwoOfOneTask(Random random)
    {
        var problem = next(random);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var other = next(random);
            if (other.Task == problem.Task && Answer(other) != Answer(problem)) return (problem, other);
        }
        throw new InvalidOperationException($"None of {MaxTries} problems has another answer than '{problem.Prompt}'.");
    }

    private static string Answer(Problem problem) => problem.Demonstration[Thoughts.End(problem.Demonstration)..];
}

/// <summary>Two completions of a prompt.</summary>
/// <param name="Chosen">The preferred one.</param>
internal sealed record Preference(string Prompt, string Chosen, string Rejected);
