using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Telemetry;

/// <summary>
/// Sends metrics and traces by OTLP. Off unless an endpoint is set, by the standard names: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, or one
/// for <c>METRICS</c> or <c>TRACES</c> alone; from the environment, the settings file or a flag. What is not sent yet leaves at the end.
/// </summary>
internal sealed class OtlpExport(IConfiguration configuration, OtlpFaults faults) : IHostedService
{
    private static readonly TimeSpan _flushTime = TimeSpan.FromSeconds(5);
    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = OtlpSettings.Read(configuration);
        if (settings.Metrics || settings.Traces)
            faults.Listen();
        if (settings.Metrics)
        {
            _metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(Describe)
                .AddMeter(FlagMeter.MeterName, "Microsoft.AspNetCore.Hosting", "System.Runtime")
                .AddOtlpExporter()
                .Build();
        }
        if (settings.Traces)
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(Describe)
                .AddSource(RequestSpans.SourceName, RequestSpans.ServerSourceName)
                .AddOtlpExporter()
                .Build();
        }
        return Task.CompletedTask;
    }

    /// <summary>Requests have ended by now: the server, registered last, is stopped first.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            _traces?.Shutdown((int)_flushTime.TotalMilliseconds);
            _metrics?.Shutdown((int)_flushTime.TotalMilliseconds);
            _traces?.Dispose();
            _metrics?.Dispose();
        },
        CancellationToken.None);

    /// <summary>Who we are, where OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES do not say otherwise: what is added later wins.</summary>
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddTelemetrySdk()
        .AddService("verifiers", serviceVersion: EngineVersion.Current)
        .AddEnvironmentVariableDetector();
}
