namespace Verifiers.Policy.Rewards;

/// <summary>How groups are sent, and for how long the service is waited for.</summary>
public sealed record ScoreClientOptions
{
    /// <summary>Groups in one request, at least 1. Default: 16, so that the first of a step are judged while the others are sent.</summary>
    public int GroupsPerRequest { get; init; } = 16;

    /// <summary>Requests under way at one time, at least 1. Default: 8.</summary>
    public int ConcurrentRequests { get; init; } = 8;

    /// <summary>What is not judged by then the service answers as <c>error</c>, so it has no reward. Default: none.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>
    /// Asks once more for the groups in which a completion was answered <c>error</c>: whole groups, for some verifiers compare completions, and the
    /// statistics are the group's. The answer with fewer errors is kept. Default: false.
    /// </summary>
    public bool AskErrorsAgain { get; init; }

    /// <summary>A request that has no answer by then counts as an outage and is asked again. Default: 10 min.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The wait before the first new try; it doubles with each. Default: 0.2 s.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>The longest wait before a new try; a <c>Retry-After</c> may ask for more, up to a minute. Default: 5 s.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An outage that lasts longer ends in <see cref="RewardServiceException"/>. Default: none, the loop waits for as long as it takes.</summary>
    public TimeSpan? GiveUpAfter { get; init; }

    /// <summary>How often outages are reported at the most. Default: 5 s.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromSeconds(5);
}
