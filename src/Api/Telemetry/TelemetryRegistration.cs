using Verifiers.Api.Settings;
using Verifiers.Api.Telemetry.Prometheus;

namespace Verifiers.Api.Telemetry;

/// <summary>Metrics and traces of the service, put together.</summary>
internal static class TelemetryRegistration
{
    /// <summary>What scoring reports to; the command line uses it, too, where nobody listens.</summary>
    public static IServiceCollection AddInstruments(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<TelemetrySettings>(configuration, "Telemetry");
        return services.AddSingleton<RequestSpans>().AddSingleton<ScoringMeter>().AddSingleton<SandboxMeter>().AddSingleton<ProgramWatch>();
    }

    /// <summary>Those who listen: the scraper's page, and the sender.</summary>
    public static IServiceCollection AddTelemetryExport(this IServiceCollection services) => services
        .AddSingleton<OtlpFaults>()
        .AddSingleton<ProcessMeter>()
        .AddSingleton<PrometheusCollector>()
        .AddHostedService<PrometheusStart>()
        .AddHostedService<OtlpExport>();

    /// <summary>Completes the span of each request. First of all, so that it sees what every other step answered.</summary>
    public static void UseRequestSpans(this WebApplication app)
    {
        var spans = app.Services.GetRequiredService<RequestSpans>();
        app.Use(next => http => spans.RunAsync(http, next));
    }
}
