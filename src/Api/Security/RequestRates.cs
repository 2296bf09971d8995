using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Security;

/// <summary>How often one address may ask: <c>Limits:RequestsPerMinute</c>. Keys have quotas of their own.</summary>
internal static class RequestRates
{
    /// <summary>Windows of a minute, in six parts, so that two bursts do not meet at its edge.</summary>
    private const int Segments = 6;

    public static IServiceCollection AddRequestRates(this IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<ServiceLimits>((options, limits) =>
        {
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => PartitionOf(http, limits));
            options.OnRejected = (rejected, _) => throw rejected.HttpContext.RequestServices.GetRequiredService<Admission>().Refused(new(
                "address_requests", $"One address may ask {limits.RequestsPerMinute} times a minute.",
                rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(60.0 / Segments)));
        });
        return services;
    }

    private static RateLimitPartition<string> PartitionOf(HttpContext http, ServiceLimits limits) => limits.RequestsPerMinute == 0 || Gate.IsOpen(http)
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetSlidingWindowLimiter(
            http.Connection.RemoteIpAddress?.ToString() ?? "local",
            _ => new() { PermitLimit = limits.RequestsPerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = Segments, QueueLimit = 0 });
}
