using Microsoft.AspNetCore.Mvc;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat.SandboxFusion;

/// <summary>SandboxFusion, as verl, ROLL, SkyRL-agent and its own SDK ask it: <c>POST /run_code</c>, <c>POST /submit</c>, <c>GET /v1/ping</c>.</summary>
/// <remarks>
/// verl asks again after 504 only; any other failure counts the test as failed. So requests queue, and what we could not do in time, or
/// at all, is 504 and the protocol's <c>SandboxError</c>, which the other clients take for a reason to ask again too.
/// </remarks>
internal static class SandboxFusionEndpoints
{
    private const string Protocol = "sandboxfusion";

    /// <summary>verl waits ten seconds beyond the two limits; the rest is for the network.</summary>
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(7);

    public static void MapSandboxFusion(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("SandboxFusion").SayRefusals(Say);
        group.MapPost("/run_code", RunCodeAsync).WithMetadata(new WaitsForRoom()).WithName("RunCode").WithSummary("Runs one program; as SandboxFusion.");
        group.MapPost("/submit", SubmitAsync).WithMetadata(new WaitsForRoom()).WithName("Submit").WithSummary("Judges a completion by tests that come with it; as SandboxFusion's CommonOJ.");
        group.MapGet("/v1/ping", () => ForeignJson.Answer("pong")).AllowAnonymous().WithName("Ping").WithSummary("Whether the process answers; as SandboxFusion.");
    }

    private static async Task<IResult> RunCodeAsync(
        HttpContext http, ServiceLimits limits, Admission admission, ForeignPrograms programs, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(http.Request, limits, admission, cancellationToken);
        var request = RunCodeRequest.Read(body.Json, limits, programs);
        var clientWaits = request.CompileTimeout + request.RunTimeout + _margin;
        using var admitted = await programs.AdmitAsync(Protocol, 1, request.Program.ExpectedSeconds, clientWaits, cancellationToken);
        return ForeignJson.Answer(RunCodeResponse.Of(await programs.RunAsync(admitted, request.Program), request));
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext http, ServiceLimits limits, Admission admission, ForeignPrograms programs, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(http.Request, limits, admission, cancellationToken);
        var request = SubmitRequest.Read(body.Json, limits, programs);
        var clientWaits = request.Patience(limits) + _margin;
        using var admitted = await programs.AdmitAsync(Protocol, 1, request.ExpectedSeconds(programs), clientWaits, cancellationToken);
        return ForeignJson.Answer(await request.JudgeAsync(programs, admitted));
    }

    /// <summary>422 in the words of FastAPI for what the caller must mend; 504 for everything that may pass.</summary>
    private static IResult Say(ProblemDetails problem) => problem switch
    {
        HttpValidationProblemDetails invalid => ForeignJson.Answer(
            new { detail = invalid.Errors.Select(error => new { type = "value_error", loc = Place(error.Key), msg = error.Value[0] }) },
            status: StatusCodes.Status422UnprocessableEntity),
        { Status: >= 500 or StatusCodes.Status429TooManyRequests } => ForeignJson.Answer(
            RunCodeResponse.Error(problem.Detail ?? "The service failed."), status: StatusCodes.Status504GatewayTimeout),
        _ => ForeignJson.Answer(new { detail = problem.Detail }, status: problem.Status),
    };

    private static string[] Place(string path) => path == "body" ? ["body"] : ["body", .. path.Split('.', 2)];
}
