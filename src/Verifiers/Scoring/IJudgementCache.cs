namespace Verifiers.Scoring;

/// <summary>Judgements that were reached before. The library declares it; the service keeps them.</summary>
public interface IJudgementCache
{
    /// <summary>The known judgement, that of equal work in flight, or a new one.</summary>
    /// <param name="key">The hash of everything the judgement depends on.</param>
    /// <param name="judge">Judges. Its token is cancelled when everyone who waits has left.</param>
    /// <param name="mayKeep">Whether a new judgement may be kept.</param>
    /// <param name="cancellationToken">This caller's own.</param>
    /// <returns>The judgement, and whether this caller caused no work.</returns>
    Task<(Judgement Judgement, bool WasKnown)> GetAsync(
        string key, Func<CancellationToken, Task<Judgement>> judge, Func<Judgement, bool> mayKeep, CancellationToken cancellationToken);
}
