using System.Diagnostics.Metrics;
using Verifiers.Api.Telemetry;
using Verifiers.Scoring.Lanes;

namespace Verifiers.Api.Scoring;

/// <summary>The queues on the meter <c>Verifiers</c>: how many wait in each lane, for how long, and what was refused and why.</summary>
internal sealed class QueueMeter
{
    private readonly Meter _meter;
    private readonly Counter<long> _rejected;
    private readonly Histogram<double> _wait;

    public QueueMeter(IMeterFactory meters)
    {
        _meter = meters.Create(FlagMeter.MeterName);
        _rejected = _meter.CreateCounter<long>("verifiers.queue.rejected", "{request}", "Requests refused with 429 or 503, by reason.");
        _wait = _meter.CreateHistogram<double>("verifiers.queue.wait", "s", "Time that work waited for a place, by lane.");
    }

    /// <summary>Shows how many wait in these lanes.</summary>
    public void Watch(ScoringLanes lanes) => _meter.CreateObservableGauge(
        "verifiers.queue.depth",
        () => lanes.All.Select(lane => new Measurement<int>(lane.Waiting, new KeyValuePair<string, object?>("lane", ScoringMeter.Word(lane.Lane)))),
        "{judgement}", "Judgements that wait for a place, by lane.");

    /// <summary>A place was given.</summary>
    public void OnEntered(Lane lane, TimeSpan waited) =>
        _wait.Record(waited.TotalSeconds, new KeyValuePair<string, object?>("lane", ScoringMeter.Word(lane)));

    /// <summary>A request was refused.</summary>
    /// <param name="reason">One of few.</param>
    public void OnRejected(string reason) => _rejected.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
