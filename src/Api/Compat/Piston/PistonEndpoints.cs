using Microsoft.AspNetCore.Mvc;
using Verifiers.Api.Scoring;
using Verifiers.Code;

namespace Verifiers.Api.Compat.Piston;

/// <summary>Piston's <c>POST /api/v2/execute</c> and <c>GET /api/v2/runtimes</c>.</summary>
internal static class PistonEndpoints
{
    public static void MapPiston(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v2").WithTags("Piston").SayRefusals(Say);
        group.MapPost("/execute", ExecuteAsync).WithName("PistonExecute").WithSummary("Runs one program; as Piston.");
        group.MapGet("/runtimes", RuntimesAsync).WithName("PistonRuntimes").WithSummary("What programs can be run in; as Piston.");
    }

    private static async Task<IResult> ExecuteAsync(
        HttpContext http, ServiceLimits limits, Admission admission, ForeignPrograms programs, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(http.Request, limits, admission, cancellationToken);
        var request = ExecuteRequest.Read(body.Json, limits, programs);
        var runtime = await FindRuntimeAsync(request, programs, cancellationToken);
        using var admitted = await programs.AdmitAsync("piston", 1, request.Program.ExpectedSeconds, clientWaits: null, cancellationToken);
        var result = await programs.RunAsync(admitted, request.Program);
        var compile = result.Compilation is { } compilation ? Stage.OfCompiler(compilation, request.CompileTime) : Stage.Nothing;
        var run = compile.Code == 0 && result.Run is not null ? Stage.Of(result.Run) : compile; // Piston repeats the stage that failed
        return ForeignJson.Answer(new { compile, run, language = runtime.Language, version = runtime.Version });
    }

    private static async Task<IResult> RuntimesAsync(ForeignPrograms programs, CancellationToken cancellationToken)
    {
        var status = await programs.StatusAsync(cancellationToken);
        return status.Ready ? ForeignJson.Answer(Runtime.All(status)) : throw ForeignPrograms.Fault(status.Sentence);
    }

    private static async Task<Runtime> FindRuntimeAsync(ExecuteRequest request, ForeignPrograms programs, CancellationToken cancellationToken)
    {
        var status = await programs.StatusAsync(cancellationToken);
        if (!status.Ready)
            throw ForeignPrograms.Fault(status.Sentence);
        return Runtime.All(status).FirstOrDefault(runtime => runtime.Language == request.Program.Run.Language && runtime.IsMetBy(request.Version))
            ?? throw request.Program.Language.Refused($"{request.Program.Language.String()}-{request.Version} runtime is unknown");
    }

    /// <summary>Piston's own words where the caller must mend something; otherwise the same status as for <c>/score</c>.</summary>
    private static IResult Say(ProblemDetails problem) => ForeignJson.Answer(
        new
        {
            message = problem switch
            {
                { Status: StatusCodes.Status415UnsupportedMediaType } => "requests must be of type application/json",
                HttpValidationProblemDetails invalid when invalid.Errors.Values.First()[0].EndsWith("runtime is unknown", StringComparison.Ordinal) =>
                    invalid.Errors.Values.First()[0],
                _ => problem.Detail,
            },
        },
        status: problem.Status);
}
