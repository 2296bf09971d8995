namespace Verifiers.Policy.Rewards;

/// <summary>
/// Joins the failures of all requests under way to one outage, from the first failure to the next answer, and reports it, but not more
/// often than asked for, however short the outages are.
/// </summary>
internal sealed class OutageWatch(TimeProvider clock, TimeSpan reportEvery, IProgress<ServiceOutage>? reports)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _since;
    private long _began;
    private long? _reported;
    private bool _isOut;
    private bool _wasReported;
    private TimeSpan _pastOutages;

    /// <summary>Time without the service so far.</summary>
    public TimeSpan Total
    {
        get
        {
            lock (_lock)
                return _pastOutages + (_isOut ? clock.GetElapsedTime(_began) : TimeSpan.Zero);
        }
    }

    /// <summary>A request failed.</summary>
    /// <returns>How long the outage has lasted.</returns>
    public TimeSpan Failed(string problem)
    {
        ServiceOutage report;
        lock (_lock)
        {
            if (!_isOut)
                (_isOut, _wasReported, _since, _began) = (true, false, clock.GetUtcNow(), clock.GetTimestamp());
            report = new(_since, clock.GetElapsedTime(_began), problem, IsOver: false);
            if (_reported is { } last && clock.GetElapsedTime(last) < reportEvery)
                return report.Lasting;
            (_reported, _wasReported) = (clock.GetTimestamp(), true);
        }
        reports?.Report(report);
        return report.Lasting;
    }

    /// <summary>A request was answered.</summary>
    public void Answered()
    {
        ServiceOutage report;
        lock (_lock)
        {
            if (!_isOut)
                return;
            _isOut = false;
            report = new(_since, clock.GetElapsedTime(_began), "", IsOver: true);
            _pastOutages += report.Lasting;
            if (!_wasReported)
                return;
        }
        reports?.Report(report);
    }
}
