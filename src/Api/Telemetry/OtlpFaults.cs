using System.Diagnostics.Tracing;
using System.Globalization;

namespace Verifiers.Api.Telemetry;

/// <summary>Tells the log when telemetry cannot be sent: the SDK says it to an event source that nobody reads. At most once a minute.</summary>
internal sealed partial class OtlpFaults(ILogger<OtlpFaults> logger, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan _silence = TimeSpan.FromMinutes(1);
    private Listener? _listener;
    private long _lastSaid;

    /// <summary>Begins to listen.</summary>
    public void Listen() => _listener ??= new Listener(Say);

    public void Dispose() => _listener?.Dispose();

    /// <summary>Writes what failed.</summary>
    public void Say(string what)
    {
        var last = Interlocked.Read(ref _lastSaid);
        if ((last != 0 && clock.GetElapsedTime(last) < _silence) || Interlocked.CompareExchange(ref _lastSaid, clock.GetTimestamp(), last) != last)
            return;
        LogFault(what);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Telemetry is not sent: {What}")]
    private partial void LogFault(string what);

    private sealed class Listener(Action<string> say) : EventListener
    {
        private const string SourcePrefix = "OpenTelemetry-Exporter";

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name.StartsWith(SourcePrefix, StringComparison.Ordinal))
                EnableEvents(eventSource, EventLevel.Warning);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            // The base class may call before the constructor has run to its end.
            var values = eventData.Payload?.ToArray() ?? [];
            say(eventData.Message is { } format ? string.Format(CultureInfo.InvariantCulture, format, values) : string.Join(' ', values));
        }
    }
}
