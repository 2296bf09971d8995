using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Commands;

/// <summary>Sends the trainer's metrics to an OpenTelemetry collector (OTLP), where the environment names one.</summary>
internal static class Telemetry
{
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Starts sending; the rest is sent when the result is disposed. Null when no endpoint is set, or none is wanted (<c>OTEL_METRICS_EXPORTER=none</c>).</summary>
    /// <remarks>Protocol, headers, interval and the service's name are the standard variables' to say (<c>OTEL_…</c>).</remarks>
    public static MeterProvider? Start() => Environment.GetEnvironmentVariable("OTEL_METRICS_EXPORTER") == "none"
        || !Endpoints.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
        ? null
        : Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("policy").AddTelemetrySdk().AddEnvironmentVariableDetector())
            .AddMeter(TrainingMeter.Name)
            .AddOtlpExporter()
            .Build();
}
