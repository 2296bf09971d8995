namespace Verifiers.Combining;

/// <summary>Who was asked, who decided, and what each said.</summary>
/// <param name="DecidedBy">The verifier whose judgement counts; null when none does.</param>
/// <param name="Opinions">In the order in which they were asked; those that were not needed are missing.</param>
public sealed record CombinedEvidence(string? DecidedBy, IReadOnlyList<Opinion> Opinions) : Evidence;

/// <summary>What one verifier said.</summary>
/// <param name="Name">As the options call it.</param>
/// <param name="Verdict">Its verdict.</param>
/// <param name="Score">Its score; null when its verdict is <see cref="Verdict.Error"/> or <see cref="Verdict.Undecided"/>.</param>
/// <param name="Reason">Its stable code.</param>
/// <param name="Explanation">Its sentence.</param>
/// <param name="Evidence">Its evidence; typed as an object so that every property of the family's record is written.</param>
public sealed record Opinion(string Name, Verdict Verdict, double? Score, string Reason, string Explanation, object? Evidence)
{
    internal static Opinion Of(string name, Judgement judgement) => new(
        name, judgement.Verdict, judgement.Verdict is Verdict.Correct or Verdict.Incorrect ? judgement.Score : null, judgement.Reason,
        judgement.Explanation, judgement.Evidence);
}
