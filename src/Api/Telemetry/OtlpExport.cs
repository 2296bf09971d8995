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
    private static readonly TimeSpan _flushTime = TimeSpan.FromSeconds(10);
    private readonly Lock _stopping = new();
    private Task? _stopped;
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
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopping) // a host may be told to stop twice at once; both wait until everything is sent
            return _stopped ??= Task.Run(Flush, CancellationToken.None);
    }

    private void Flush()
    {
        var sent = _traces?.Shutdown((int)_flushTime.TotalMilliseconds) is not false;
        sent &= _metrics?.Shutdown((int)_flushTime.TotalMilliseconds) is not false;
        if (!sent)
            faults.Say("the last part, within the time for it at the end");
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <summary>Who we are, where OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES do not say otherwise: what is added later wins.</summary>
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddTelemetrySdk()
        .AddService("verifiers", serviceVersion: EngineVersion.Current)
        .AddEnvironmentVariableDetector();
}
