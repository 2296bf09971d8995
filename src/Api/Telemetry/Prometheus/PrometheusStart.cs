using Microsoft.Extensions.Options;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Telemetry.Prometheus;

/// <summary>Begins to collect before the first request, with every instrument made: one that has counted nothing is shown, too.</summary>
internal sealed class PrometheusStart(PrometheusCollector collector, IOptions<TelemetrySettings> settings, IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = (services.GetRequiredService<FlagMeter>(), services.GetRequiredService<ScoringMeter>(), services.GetRequiredService<SandboxMeter>());
        if (settings.Value.Prometheus)
        {
            _ = services.GetRequiredService<ProcessMeter>();
            collector.Start();
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
