using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Verifiers.Api.Compat;
using Verifiers.Api.Security;

namespace Verifiers.Api.Problems;

/// <summary>Turns every refusal into RFC 9457 problem details, and everything unforeseen into a 500 that says nothing of the inside.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> logger, FaultText faults) : IExceptionHandler
{
    /// <summary>More errors than this are not listed: a caller mends the first ones and asks again.</summary>
    private const int MaxErrors = 32;

    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
    {
        var hasLeft = http.RequestAborted.IsCancellationRequested;
        var problem = Describe(exception);
        if (problem.Status >= 500 && exception is not RefusedException && !(hasLeft && exception is OperationCanceledException))
            LogFault(http.Request.Method, http.Request.Path, faults.Of(exception));
        else if (problem.Status >= 500 && !hasLeft)
            LogRefusal(http.Request.Method, http.Request.Path, problem.Detail);
        if (hasLeft)
            return true; // nobody is left to answer; unhandled, the framework would log the exception's message, which may quote a completion
        if (exception is RefusedException { RetryAfter: { } wait })
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (exception is RefusedException { Challenge: { } challenge })
            http.Response.Headers.WWWAuthenticate = challenge;
        if (http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<ForeignWords>() is { } words)
            await words.Answer(problem).ExecuteAsync(http);
        else
            await WriteAsync(http, problem, CancellationToken.None); // a caller that leaves now must not make a fault of it
        return true;
    }

    /// <summary>Refusals of routing (no such path, no such method) have no body of their own yet.</summary>
    public static Task WriteStatusAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var problem = Problem(http.Response.StatusCode, ReasonPhrases.GetReasonPhrase(http.Response.StatusCode), Sentence(http));
        return WriteAsync(http, problem, http.RequestAborted);
    }

    /// <summary>Written whatever the caller accepts: a caller that streams NDJSON must learn as well what was wrong.</summary>
    private static Task WriteAsync(HttpContext http, ProblemDetails problem, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = problem.Status!.Value;
        problem.Extensions["trace_id"] = Activity.Current?.Id ?? http.TraceIdentifier;
        return http.Response.WriteAsJsonAsync<object>(problem, WireJson.Options, "application/problem+json", cancellationToken);
    }

    /// <summary>The problem details of a refusal.</summary>
    public static ProblemDetails Describe(Exception exception) => exception switch
    {
        InvalidInputException invalid => Invalid(
            new Dictionary<string, string[]> { [invalid.Path.Length == 0 ? "body" : invalid.Path] = [invalid.Problem] }),
        InvalidRequestException invalid => Invalid(invalid.Errors.Take(MaxErrors).ToDictionary()),
        RefusedException refused => Problem(refused.Status, refused.Title, refused.Message),
        BadHttpRequestException bad => Problem(bad.StatusCode, "The request is not valid HTTP.", bad.Message),
        _ => Problem(StatusCodes.Status500InternalServerError, "The service failed.", "The fault is ours and is in the service's log."),
    };

    private static string Sentence(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is no {http.Request.Path}; GET /openapi/v1.json lists what there is.",
        StatusCodes.Status405MethodNotAllowed =>
            $"{http.Request.Path} does not take {http.Request.Method}; it takes {http.Response.Headers.Allow}.",
        StatusCodes.Status415UnsupportedMediaType => WrongMediaType(http.Request),
        _ => "",
    };

    /// <summary>What is said of a body that is not JSON.</summary>
    public static string WrongMediaType(HttpRequest request) =>
        $"Content-Type: expected application/json, found {(string.IsNullOrEmpty(request.ContentType) ? "nothing" : request.ContentType)}.";

    private static HttpValidationProblemDetails Invalid(IDictionary<string, string[]> errors) => new(errors)
    {
        Status = StatusCodes.Status400BadRequest,
        Title = "The request cannot be scored.",
        Detail = string.Join(" ", errors.Take(3).Select(error => $"{error.Key}: {error.Value[0]}")),
        Type = TypeOf(StatusCodes.Status400BadRequest),
    };

    private static ProblemDetails Problem(int status, string title, string detail) =>
        new() { Status = status, Title = title, Detail = detail, Type = TypeOf(status) };

    /// <summary>The section of RFC 9110 (or the RFC that came later) that defines the status.</summary>
    private static string TypeOf(int status) => status switch
    {
        400 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.1",
        401 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2",
        404 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5",
        413 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14",
        415 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16",
        429 => "https://www.rfc-editor.org/rfc/rfc6585#section-4",
        500 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.1",
        503 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4",
        _ => "about:blank",
    };

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Method} {Path} failed: {Fault}")]
    private partial void LogFault(string method, PathString path, string fault);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{Method} {Path} could not be answered: {Detail}")]
    private partial void LogRefusal(string method, PathString path, string? detail);
}

/// <summary>Several values of a request are out of bounds.</summary>
internal sealed class InvalidRequestException(IDictionary<string, string[]> errors) : Exception("The request is invalid.")
{
    public IDictionary<string, string[]> Errors { get; } = errors;
}
