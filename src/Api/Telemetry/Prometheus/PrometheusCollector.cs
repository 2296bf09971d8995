using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Options;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Telemetry.Prometheus;

/// <summary>Holds the present value of every instrument of the service, of its HTTP server and of the runtime.</summary>
internal sealed partial class PrometheusCollector : IDisposable
{
    private readonly Lock _scraping = new();
    private readonly Dictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly IMeterFactory _meters;
    private readonly int _maxSeries;
    private readonly ILogger _logger;

    public PrometheusCollector(IMeterFactory meters, IOptions<TelemetrySettings> settings, ILogger<PrometheusCollector> logger)
    {
        _meters = meters;
        _maxSeries = settings.Value.MaxSeries;
        _logger = logger;
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, family) => ((MetricFamily)family!).Record((double)value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
    }

    /// <summary>Begins to collect; what was measured before is lost.</summary>
    public void Start() => _listener.Start();

    /// <summary>All metrics, in order of their names. One scrape at a time: what is observed is observed for that scrape.</summary>
    public string Scrape()
    {
        lock (_scraping)
        {
            var families = Families();
            foreach (var family in families)
                family.ForgetObserved();
            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException fault)
            {
                LogFault(fault); // the others are recorded all the same
            }
            var text = new StringBuilder(64 << 10);
            foreach (var family in families)
                family.WriteTo(text);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private List<MetricFamily> Families()
    {
        lock (_families)
            return [.. _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)];
    }

    /// <summary>Takes an instrument in. Of the service's own meter any, whoever made it.</summary>
    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (!IsOurs(instrument.Meter))
            return;
        lock (_families)
        {
            var name = MetricName.Of(instrument);
            if (!_families.TryGetValue(name, out var family))
                _families.Add(name, family = new MetricFamily(name, instrument, _maxSeries));
            if (family.Fits(instrument))
                listener.EnableMeasurementEvents(instrument, family);
            else
                LogClash(instrument.Name, instrument.Meter.Name, name);
        }
    }

    private bool IsOurs(Meter meter) => meter.Name switch
    {
        // Another service in the same process (as in tests) has meters of the same names, with a scope of its own.
        FlagMeter.MeterName or ProcessMeter.MeterName or "Microsoft.AspNetCore.Hosting" => ReferenceEquals(meter.Scope, _meters),
        "System.Runtime" => true,
        _ => false,
    };

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "A metric could not be read and is missing from this answer")]
    private partial void LogFault(Exception fault);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The instrument {Instrument} of {Meter} is not shown: {Name} is a metric of another kind already")]
    private partial void LogClash(string instrument, string meter, string name);
}
