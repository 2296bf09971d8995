using System.ComponentModel.DataAnnotations;

namespace Verifiers.Api.Telemetry;

/// <summary>What the service tells about itself. Where traces and metrics are sent is said by the OTEL_* settings.</summary>
public sealed class TelemetrySettings
{
    /// <summary>Whether <c>GET /metrics</c> is served. Default: yes.</summary>
    public bool Prometheus { get; init; } = true;

    /// <summary>Label sets kept for one metric; what is beyond them is counted under the value <c>other</c>. Default: 2000.</summary>
    [Range(10, 100_000)]
    public int MaxSeries { get; init; } = 2000;

    /// <summary>Spans of judgements and program runs in one request; the request's own span says how many were left out. Default: 256.</summary>
    [Range(0, 100_000)]
    public int MaxSpansPerRequest { get; init; } = 256;
}
