using Microsoft.AspNetCore.Authorization;
using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Security;

/// <summary>
/// Stands before every endpoint that is not open to all (<c>AllowAnonymous</c>): reads the caller's terms, asks for its key, counts its
/// request, and sends it away when the service stops. A request that waits for room (<see cref="WaitsForRoom"/>) is not sent away for its key's
/// quota: it is counted when there is room for it.
/// </summary>
internal sealed class Gate(
    RequestDelegate next, KeyRing keys, KeyRule rule, Admission admission, Drain drain, ServiceLimits limits, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext http)
    {
        if (IsOpen(http))
            return next(http);
        if (drain.IsStopping)
            throw drain.Refuse();
        var key = rule.KeysAreRequired ? Authenticate(http) : null;
        var waits = http.GetEndpoint()!.Metadata.GetMetadata<WaitsForRoom>() is not null;
        var refusal = Admission.TryCountRequest(key);
        if (refusal is not null && !waits)
            throw admission.Refused(refusal);
        http.Features.Set(CallerTerms.Read(http.Request.Headers, limits, clock) with { Key = key, IsCounted = refusal is null, Waits = waits });
        return next(http);
    }

    /// <summary>No endpoint is a file of the web page, or a 404.</summary>
    public static bool IsOpen(HttpContext http) => http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private KeyInUse Authenticate(HttpContext http)
    {
        string? header = http.Request.Headers.Authorization;
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw Refused("Expected an API key: Authorization: Bearer vrf_….", "Bearer realm=\"verifiers\"");
        return keys.Find(header[Scheme.Length..].Trim()) ?? throw Refused(
            "The API key is not known here: it was mistyped, or revoked.", "Bearer realm=\"verifiers\", error=\"invalid_token\"");
    }

    private static RefusedException Refused(string sentence, string challenge) =>
        new(StatusCodes.Status401Unauthorized, "The request needs an API key.", sentence) { Challenge = challenge };
}
