using Verifiers.Policy.Generation;
using Verifiers.Policy.Network;
using Verifiers.Policy.Tasks;

namespace Verifiers.Policy.Training;

/// <summary>A transformer and the tokens it speaks.</summary>
public sealed record PolicyModel(Transformer Transformer, Tokenizer Tokenizer)
{
    /// <summary>Begin and the prompt.</summary>
    public long[] Encode(Problem problem) => [Tokenizer.Begin, .. Tokenizer.Encode(problem.Prompt)];

    /// <summary>
    /// The text of each completion. One that did not come to its end before the positions ran out ends in U+2026, so that a cut
    /// answer is not taken for a whole one.
    /// </summary>
    public IReadOnlyList<string> Completions(Rollouts rollouts) =>
        [.. Enumerable.Range(0, rollouts.Count).Select(i => Tokenizer.Decode(rollouts.Completion(i)) + (rollouts.IsFinished(i) ? "" : "…"))];
}
