namespace Verifiers.Api.Rescoring.Output;

/// <summary>
/// Tells an outage from single errors: so many rollouts, one after the other, without a verdict for a reason that may pass, such as a sandbox that cannot
/// start. It is kept with the run's progress.
/// </summary>
internal sealed record OutageTally
{
    /// <summary>Rollouts in a row from which on it is an outage: a batch.</summary>
    public const int Long = 256;

    /// <summary>Rollouts in a row without a verdict, up to now.</summary>
    public long Current { get; set; }

    /// <summary>The most that were in a row.</summary>
    public long Longest { get; set; }

    /// <summary>All of them.</summary>
    public long Errors { get; set; }

    /// <summary>Why, of the last one.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Counts one rollout.</summary>
    /// <returns>Whether it is the one that makes an outage of it.</returns>
    public bool Count(ScoredRollout rollout)
    {
        if (rollout.Components.FirstOrDefault(RunTally.IsPassingError) is not { } failed || rollout.Verdict != Verdict.Error)
        {
            Current = 0;
            return false;
        }
        Reason = $"{failed.Verifier}: {failed.Reason}: {failed.Explanation}";
        Errors++;
        Longest = Math.Max(Longest, ++Current);
        return Current == Long;
    }

    /// <summary>Whether a finished run met one: a long stretch, or nothing else from beginning to end.</summary>
    /// <param name="scored">Rollouts of the run.</param>
    public bool IsOutage(long scored) => Longest >= Long || (scored > 0 && Errors == scored);
}
