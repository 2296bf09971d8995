namespace Verifiers;

/// <summary>A verifier's decision about one completion, with the reason for it.</summary>
/// <param name="Verdict">What was decided.</param>
/// <param name="Score">
/// In [0, 1] for a verifier that decides. A shaped reward (<see cref="Shaped"/>: length, repetition) may be a penalty and then
/// lies in [−1, 0). 0 when the verdict is <see cref="Verdict.Undecided"/> or <see cref="Verdict.Error"/>: the rubric gives
/// those their worth.
/// </param>
/// <param name="Reason">A stable code in snake_case, such as <c>wrong_answer</c>; programs count these.</param>
/// <param name="Explanation">One sentence for a person who asks why.</param>
/// <param name="Evidence">What was found, in the family's own record; null when there is nothing to show.</param>
/// <param name="Flags">Signals worth a look, which did not decide the verdict.</param>
public sealed record Judgement(
    Verdict Verdict,
    double Score,
    string Reason,
    string Explanation,
    Evidence? Evidence = null,
    IReadOnlyList<Flag>? Flags = null)
{
    /// <summary>Signals worth a look; empty when there are none.</summary>
    public IReadOnlyList<Flag> Flags { get; init; } = Flags ?? [];

    /// <summary>The completion meets the reference: score 1.</summary>
    public static Judgement Correct(string reason, string explanation, Evidence? evidence = null, IReadOnlyList<Flag>? flags = null) =>
        new(Verdict.Correct, 1, reason, explanation, evidence, flags);

    /// <summary>The completion does not meet the reference: score 0, or a part of it in [0, 1) where partial credit was asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="score"/> is outside [0, 1].</exception>
    public static Judgement Incorrect(
        string reason, string explanation, Evidence? evidence = null, IReadOnlyList<Flag>? flags = null, double score = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(score);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(score, 1);
        return new(Verdict.Incorrect, score, reason, explanation, evidence, flags);
    }

    /// <summary>The bounds were reached before a proof. Never a hidden zero: the rubric states what it is worth.</summary>
    public static Judgement Undecided(string reason, string explanation, Evidence? evidence = null, IReadOnlyList<Flag>? flags = null) =>
        new(Verdict.Undecided, 0, reason, explanation, evidence, flags);

    /// <summary>A fault that is not the policy's. The sample's reward becomes null, so that a trainer masks it.</summary>
    public static Judgement Error(string reason, string explanation, Evidence? evidence = null) =>
        new(Verdict.Error, 0, reason, explanation, evidence);

    /// <summary>A shaped reward: a number rather than a decision. It counts as <see cref="Verdict.Correct"/> while it costs nothing.</summary>
    /// <param name="score">In [−1, 1].</param>
    /// <param name="reason">A stable code in snake_case.</param>
    /// <param name="explanation">One sentence.</param>
    /// <param name="evidence">What was measured.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="score"/> is outside [−1, 1] or not a number.</exception>
    public static Judgement Shaped(double score, string reason, string explanation, Evidence? evidence = null)
    {
        if (!(score is >= -1 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(score), score, "A shaped reward lies in [-1, 1].");
        return new(score < 0 ? Verdict.Incorrect : Verdict.Correct, score, reason, explanation, evidence);
    }
}
