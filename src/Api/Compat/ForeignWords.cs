using Microsoft.AspNetCore.Mvc;

namespace Verifiers.Api.Compat;

/// <summary>A protocol's words for every refusal and fault. What is refused, and with which status, is as for <c>/score</c>.</summary>
/// <param name="Answer">From the problem details to the protocol's answer.</param>
internal sealed record ForeignWords(Func<ProblemDetails, IResult> Answer);

/// <summary>How a protocol gets words of its own.</summary>
internal static class ForeignRefusals
{
    /// <summary>Every refusal is said in the words of <paramref name="answer"/>.</summary>
    public static TBuilder SayRefusals<TBuilder>(this TBuilder endpoints, Func<ProblemDetails, IResult> answer)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new ForeignWords(answer));
}
