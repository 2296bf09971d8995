using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Security;

/// <summary>How often one address may ask: <c>Limits:RequestsPerMinute</c>. Keys have quotas of their own.</summary>
internal sealed class AddressRates(ServiceLimits limits) : IDisposable
{
    /// <summary>Windows of a minute, in six parts, so that two bursts do not meet at its edge.</summary>
    private const int Segments = 6;

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(http => PartitionOf(http, limits));

    /// <summary>Counts one request of the address that it comes from.</summary>
    /// <returns>Null when it may be served; otherwise why not now.</returns>
    public Refusal? TryCount(HttpContext http)
    {
        using var lease = _limiter.AttemptAcquire(http);
        return lease.IsAcquired ? null : new(
            "address_requests", $"One address may ask {limits.RequestsPerMinute} times a minute.",
            lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(60.0 / Segments));
    }

    public void Dispose() => _limiter.Dispose();

    private static RateLimitPartition<string> PartitionOf(HttpContext http, ServiceLimits limits) =>
        limits.RequestsPerMinute == 0 || http.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetSlidingWindowLimiter(
                http.Connection.RemoteIpAddress?.ToString() ?? "local",
                _ => new() { PermitLimit = limits.RequestsPerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = Segments, QueueLimit = 0 });
}
