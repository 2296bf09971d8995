namespace Verifiers.Combining;

/// <summary>The port to the file in which disagreements wait for people.</summary>
public interface IReviewQueue
{
    /// <summary>Keeps a disagreement for people to read.</summary>
    /// <returns>Whether it is in the file, or null when the operator asked for none. False when the file is full or cannot be written in time.</returns>
    ValueTask<bool?> RecordAsync(Disagreement disagreement, CancellationToken cancellationToken);
}

/// <summary>Two verifiers that do not agree about one completion.</summary>
/// <param name="Prompt">What was asked, when it is known.</param>
/// <param name="Completion">What the policy wrote.</param>
/// <param name="Reference">What they compared with, as JSON; null for nothing.</param>
/// <param name="Opinions">What each said.</param>
public sealed record Disagreement(string? Prompt, string Completion, string? Reference, IReadOnlyList<Opinion> Opinions);
