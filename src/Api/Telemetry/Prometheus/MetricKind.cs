using System.Diagnostics.Metrics;

namespace Verifiers.Api.Telemetry.Prometheus;

/// <summary>What a metric is, in the words of Prometheus.</summary>
internal enum MetricKind
{
    /// <summary>Only rises.</summary>
    Counter,

    /// <summary>Rises and falls.</summary>
    Gauge,

    /// <summary>Counts values by size.</summary>
    Histogram,
}

/// <summary>Kinds of instruments.</summary>
internal static class MetricKinds
{
    /// <summary>The kind that shows an instrument.</summary>
    public static MetricKind Of(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        if (type == typeof(Histogram<>))
            return MetricKind.Histogram;
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter : MetricKind.Gauge;
    }

    /// <summary>Whether its values are added up here; otherwise each value replaces the one before.</summary>
    public static bool IsSummed(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) || type == typeof(UpDownCounter<>);
    }

    /// <summary>Upper bounds of a histogram's buckets: those it advises, or what suits its unit.</summary>
    public static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Instrument<double> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised],
        Instrument<long> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised.Select(bound => (double)bound)],
        Instrument<int> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised.Select(bound => (double)bound)],
        { Unit: "s" } => LatencyBounds.Seconds,
        _ => [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000],
    };
}
