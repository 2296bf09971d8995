namespace Verifiers.Api.Problems;

/// <summary>A request is refused for a reason other than the shape of its content: size, encoding, media type, load.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="title">What is wrong, in a few words.</param>
/// <param name="detail">What was expected, as a sentence.</param>
internal sealed class RefusedException(int status, string title, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Title { get; } = title;

    /// <summary>When to try again, for a refusal that passes.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How to authenticate, for a 401.</summary>
    public string? Challenge { get; init; }
}
