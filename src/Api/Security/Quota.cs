namespace Verifiers.Api.Security;

/// <summary>
/// So many a minute, refilled all the time, none saved beyond one minute's. What is larger than a minute's amount is let through when nothing
/// was taken lately, and paid off before the next: refused for ever, it could never be sent.
/// </summary>
internal sealed class Quota(int perMinute, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double _left = perMinute;
    private long _filled = clock.GetTimestamp();

    /// <summary>Takes some.</summary>
    /// <returns>Null when it was taken; otherwise how long to wait.</returns>
    public TimeSpan? Take(long count)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            _left = Math.Min(perMinute, _left + (clock.GetElapsedTime(_filled, now).TotalMinutes * perMinute));
            _filled = now;
            var needed = Math.Min(count, perMinute);
            if (_left < needed)
                return TimeSpan.FromMinutes((needed - _left) / perMinute);
            _left -= count;
            return null;
        }
    }

    /// <summary>Gives back what was taken for nothing.</summary>
    public void Give(long count)
    {
        lock (_gate)
            _left = Math.Min(perMinute, _left + count);
    }
}
