using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Verifiers.Api.Telemetry.Prometheus;

/// <summary>One metric with all its series. Recording takes no lock of the metric and, for labels seen before, no memory.</summary>
internal sealed class MetricFamily
{
    private readonly ConcurrentDictionary<string, Series> _byLabels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Tag[], Series> _byTags = new(TagComparer.Instance);
    private readonly ConcurrentDictionary<Tag[], Series>.AlternateLookup<ReadOnlySpan<Tag>> _lookup;
    private readonly Lock _adding = new();
    private readonly MetricKind _kind;
    private readonly bool _isSummed;
    private readonly bool _isObserved;
    private readonly string _help;
    private readonly double[] _bounds;
    private readonly int _maxSeries;

    public MetricFamily(string name, Instrument instrument, int maxSeries)
    {
        Name = name;
        _kind = MetricKinds.Of(instrument);
        _isSummed = MetricKinds.IsSummed(instrument);
        _isObserved = instrument.IsObservable;
        _help = instrument.Description ?? "";
        _bounds = _kind == MetricKind.Histogram ? MetricKinds.BoundsOf(instrument) : [];
        _maxSeries = maxSeries;
        _lookup = _byTags.GetAlternateLookup<ReadOnlySpan<Tag>>();
    }

    /// <summary>Its name in the text.</summary>
    public string Name { get; }

    /// <summary>Whether an instrument of this name can be shown with it.</summary>
    public bool Fits(Instrument instrument) =>
        MetricKinds.Of(instrument) == _kind && MetricKinds.IsSummed(instrument) == _isSummed && instrument.IsObservable == _isObserved;

    /// <summary>Takes one measurement.</summary>
    public void Record(double value, ReadOnlySpan<Tag> tags)
    {
        if (!_lookup.TryGetValue(tags, out var series))
            series = Add(tags);
        series.Record(value);
    }

    /// <summary>What was observed for the scrape before; a series that is no more must not stay.</summary>
    public void ForgetObserved()
    {
        if (!_isObserved)
            return;
        _byTags.Clear();
        _byLabels.Clear();
    }

    /// <summary>Writes help, type and all series.</summary>
    public void WriteTo(StringBuilder text)
    {
        text.Append("# HELP ").Append(Name).Append(' ').Append(PrometheusText.Help(_help)).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(Word(_kind)).Append('\n');
        foreach (var (labels, series) in _byLabels.OrderBy(one => one.Key, StringComparer.Ordinal))
            series.WriteTo(text, Name, labels);
    }

    private Series Add(ReadOnlySpan<Tag> tags)
    {
        lock (_adding)
        {
            if (_lookup.TryGetValue(tags, out var there))
                return there;
            var labels = PrometheusText.Labels(tags);
            if (!_byLabels.TryGetValue(labels, out var series))
            {
                if (_byLabels.Count >= _maxSeries)
                    return _byLabels.GetOrAdd(PrometheusText.OtherLabels(tags), _ => Create()); // not remembered by its tags: they are unbounded
                _byLabels[labels] = series = Create();
            }
            if (_byTags.Count < 4 * _maxSeries) // the same labels may come in several orders
                _byTags[tags.ToArray()] = series;
            return series;
        }
    }

    private Series Create() => _kind == MetricKind.Histogram ? new BucketSeries(_bounds) : new ValueSeries(_isSummed);

    private static string Word(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        MetricKind.Histogram => "histogram",
    };
}
