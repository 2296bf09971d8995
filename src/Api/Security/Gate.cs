using Microsoft.AspNetCore.Authorization;
using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Security;

/// <summary>
/// Stands before every endpoint that is not open to all (<c>AllowAnonymous</c>): reads the caller's terms, asks for its key, counts its
/// request, and sends it away when the service stops. A request that waits for room (<see cref="WaitsForRoom"/>), of a caller who is known, is not
/// sent away for the rate of its address or its key's quota: it is counted when there is room for it.
/// </summary>
internal sealed class Gate(
    RequestDelegate next, AddressRates rates, KeyRing keys, KeyRule rule, Admission admission, Drain drain, ServiceLimits limits, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext http)
    {
        if (IsOpen(http))
            return next(http);
        var waits = http.GetEndpoint()!.Metadata.GetMetadata<WaitsForRoom>() is not null && (!rule.KeysAreRequired || Find(http) is not null);
        var due = new List<Func<Refusal?>>();
        Count(() => rates.TryCount(http));
        if (drain.IsStopping)
            throw drain.Refuse();
        var key = rule.KeysAreRequired ? Authenticate(http) : null;
        Count(() => Admission.TryCountRequest(key));
        http.Features.Set(CallerTerms.Read(http.Request.Headers, limits, clock) with { Key = key, Due = due, Waits = waits });
        return next(http);

        void Count(Func<Refusal?> attempt)
        {
            if (attempt() is not { } refusal)
                return;
            if (!waits)
                throw admission.Refused(refusal);
            due.Add(attempt);
        }
    }

    /// <summary>No endpoint is a file of the web page, or a 404.</summary>
    public static bool IsOpen(HttpContext http) => http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private KeyInUse Authenticate(HttpContext http)
    {
        string? header = http.Request.Headers.Authorization;
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw Refused("Expected an API key: Authorization: Bearer vrf_….", "Bearer realm=\"verifiers\"");
        return Find(http) ?? throw Refused(
            "The API key is not known here: it was mistyped, or revoked.", "Bearer realm=\"verifiers\", error=\"invalid_token\"");
    }

    /// <summary>The key that the request comes with, if it is one.</summary>
    private KeyInUse? Find(HttpContext http) => http.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        ? keys.Find(header[Scheme.Length..].Trim())
        : null;

    private static RefusedException Refused(string sentence, string challenge) =>
        new(StatusCodes.Status401Unauthorized, "The request needs an API key.", sentence) { Challenge = challenge };
}
