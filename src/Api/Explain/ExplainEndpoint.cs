using Microsoft.AspNetCore.Http.HttpResults;
using Verifiers.Api.Scoring;
using Verifiers.Mathematics;

namespace Verifiers.Api.Explain;

/// <summary><c>POST /explain/math</c>: why an answer is judged as it is, step by step.</summary>
internal static class ExplainEndpoint
{
    public static void MapExplain(this IEndpointRouteBuilder routes) => routes
        .MapPost("/explain/math", ExplainAsync)
        .WithName("ExplainMath")
        .WithTags("Explaining").WithSummary("Explains one judgement of the mathematics verifier.")
        .WithDescription("The extraction, both trees, and every step of the comparison with its time; verdict, reason and explanation are those of POST /score.")
        .Accepts<ExplainRequestDocument>("application/json")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<Ok<ExplainResponse>> ExplainAsync(
        HttpContext http, ServiceLimits limits, Admission admission, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(http.Request, limits, admission, cancellationToken);
        var request = ExplainRequest.Read(body.Json, limits);
        using var accepted = admission.AcceptSamples(1);
        return TypedResults.Ok(Explain(request, clock));
    }

    /// <summary>The document, for the endpoint and the command line alike.</summary>
    public static ExplainResponse Explain(ExplainRequest request, TimeProvider clock) =>
        ExplainResponse.From(MathVerifier.Explain(request.Reference, request.Options, request.Text, request.IsAnswer, clock));
}
