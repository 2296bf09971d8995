using Microsoft.Extensions.Options;

namespace Verifiers.Api.Telemetry.Prometheus;

/// <summary><c>GET /metrics</c>: every metric of the service in the text format of Prometheus, version 0.0.4.</summary>
internal static class MetricsEndpoint
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<IOptions<TelemetrySettings>>().Value.Prometheus)
            return;
        routes.MapGet("/metrics", (PrometheusCollector collector) => TypedResults.Text(collector.Scrape(), ContentType))
            .WithName("Metrics").WithSummary("Metrics in the text format of Prometheus.")
            .DisableRateLimiting() // what is busiest is watched most
            .Produces(StatusCodes.Status200OK, typeof(string), "text/plain");
    }
}
