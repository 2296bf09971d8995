using Verifiers.Policy.Generation;
using Verifiers.Policy.Network;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Training;

/// <summary>A transformer and the tokens it speaks.</summary>
public sealed record PolicyModel(Transformer Transformer, Tokenizer Tokenizer)
{
    /// <summary>A policy with random parameters that speaks the default vocabulary.</summary>
    /// <param name="contextLength">Positions that its tasks need.</param>
    public static PolicyModel New(ModelOptions options, int contextLength, int seed, Device device)
    {
        torch.manual_seed(Seeds.Of(seed, Seeds.Purpose.Parameters, 0));
        var tokenizer = Tokenizer.Default;
        return new PolicyModel(new Transformer(options.Sized(tokenizer.PaddedSize, contextLength), device), tokenizer);
    }

    /// <summary>Begin and the prompt.</summary>
    public long[] Encode(Problem problem) => [Tokenizer.Begin, .. Tokenizer.Encode(problem.Prompt)];

    /// <summary>
    /// The text of each completion. One that did not come to its end before the positions ran out ends in U+2026, so that a cut
    /// answer is not taken for a whole one.
    /// </summary>
    public IReadOnlyList<string> Completions(Rollouts rollouts) =>
        [.. Enumerable.Range(0, rollouts.Count).Select(i => Tokenizer.Decode(rollouts.Completion(i)) + (rollouts.IsFinished(i) ? "" : "…"))];
}
