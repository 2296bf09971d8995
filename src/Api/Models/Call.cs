using System.Text.Json;

namespace Verifiers.Api.Models;

/// <summary>How one try to ask a model ended.</summary>
/// <param name="Json">The answer; undefined when there is none.</param>
/// <param name="Fault">Why there is none, as a sentence without anything the server wrote.</param>
/// <param name="IsPassing">Whether another try may help.</param>
/// <param name="IsOutage">Whether it speaks against the server, and so counts for the circuit breaker. Being asked to come later does not.</param>
/// <param name="RetryAfter">When the server asks to be tried again.</param>
internal sealed record Call(JsonElement Json, string? Fault, bool IsPassing = false, bool IsOutage = false, TimeSpan? RetryAfter = null)
{
    /// <summary>The server answered.</summary>
    public static Call Answered(JsonElement json) => new(json, null);

    /// <summary>The connection failed, or what came over it was broken off.</summary>
    public static Call Broken(string fault) => new(default, fault, IsPassing: true, IsOutage: true);

    /// <summary>Another try would end as this one.</summary>
    public static Call Hopeless(string fault) => new(default, fault);

    /// <summary>The server answered with a status that is no success.</summary>
    public static Call Refused(int status, TimeSpan? retryAfter) => status switch
    {
        408 or 424 or 425 => new(default, Sentence(status), IsPassing: true, IsOutage: true, retryAfter), // 424: TEI's inference failed
        429 => new(default, Sentence(status), IsPassing: true, RetryAfter: retryAfter),
        >= 500 => new(default, Sentence(status), IsPassing: true, IsOutage: true, retryAfter),
        _ => new(default, Sentence(status)),
    };

    private static string Sentence(int status) => $"the server answers {status}.";
}
