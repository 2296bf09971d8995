using System.Text.Json;

namespace Verifiers.Policy.Tasks;

/// <summary>An endless supply of problems.</summary>
public interface IProblemSource
{
    /// <summary>For people.</summary>
    string Name { get; }

    /// <summary>Tokens that a problem's prompt and demonstration need at the most, begin and end included; a multiple of 8.</summary>
    int ContextLength { get; }

    /// <summary>The next problem; the same numbers give the same problems.</summary>
    Problem Next(Random random);
}

/// <summary>Problems of one kind, and the rubric that rewards their completions. Its name is the one in <see cref="TaskCatalog"/>.</summary>
public interface ITask : IProblemSource
{
    /// <summary>The rubric that <c>POST /score</c> is given, written out: 1 for what is asked, 0.1 for its format alone, else 0.</summary>
    JsonElement Rubric { get; }
}

/// <summary>One problem.</summary>
/// <param name="Prompt">As the policy sees it.</param>
/// <param name="Reference">As the rubric's verifiers take it; serialised as it is. Null when they need none.</param>
/// <param name="Demonstration">A right completion, for the cold start.</param>
public sealed record Problem(string Prompt, object? Reference, string Demonstration)
{
    /// <summary>
    /// What makes it the problem that it is: prompts that ask for the same in another order share it, so that none of them is trained on when one
    /// is held out. Default: the prompt.
    /// </summary>
    public string Key { get => field ?? Prompt; init; }

    /// <summary>The task it belongs to, where several are mixed; else null.</summary>
    public string? Task { get; init; }
}
