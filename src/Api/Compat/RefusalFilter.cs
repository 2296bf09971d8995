using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Verifiers.Api.Problems;
using Verifiers.Api.Security;

namespace Verifiers.Api.Compat;

/// <summary>Says refusals and faults in a foreign protocol's own words. What is refused, and with which status, is as for <c>/score</c>.</summary>
/// <param name="answer">From the problem details to the protocol's answer.</param>
internal sealed partial class RefusalFilter(Func<ProblemDetails, IResult> answer) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (Exception fault) when (!http.RequestAborted.IsCancellationRequested)
        {
            var problem = ProblemHandler.Describe(fault);
            if (problem.Status >= StatusCodes.Status500InternalServerError)
                LogFault(
                    http.RequestServices.GetRequiredService<ILogger<RefusalFilter>>(), http.Request.Method, http.Request.Path, problem.Detail,
                    fault is RefusedException ? "" : http.RequestServices.GetRequiredService<FaultText>().Of(fault));
            if (fault is RefusedException { RetryAfter: { } wait })
                http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return answer(problem);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Method} {Path} could not be answered: {Detail} {Fault}")]
    private static partial void LogFault(ILogger logger, string method, PathString path, string? detail, string fault);
}

/// <summary>A protocol's words for what is refused before its endpoint is asked: no key, too many requests, a service that stops.</summary>
internal sealed record ForeignWords(Func<ProblemDetails, IResult> Answer);

/// <summary>How a protocol gets words of its own.</summary>
internal static class ForeignRefusals
{
    /// <summary>Every refusal is said in the words of <paramref name="answer"/>.</summary>
    public static TBuilder SayRefusals<TBuilder>(this TBuilder endpoints, Func<ProblemDetails, IResult> answer)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.AddEndpointFilter(new RefusalFilter(answer));
        endpoints.Add(endpoint => endpoint.Metadata.Add(new ForeignWords(answer)));
        return endpoints;
    }
}
