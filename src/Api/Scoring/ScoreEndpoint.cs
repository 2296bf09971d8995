using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Verifiers.Api.Problems;

namespace Verifiers.Api.Scoring;

/// <summary><c>POST /score</c>: one reward for each completion, and why.</summary>
internal static class ScoreEndpoint
{
    private const string NdjsonType = "application/x-ndjson";

    public static void MapScore(this IEndpointRouteBuilder routes) => routes
        .MapPost("/score", ScoreAsync)
        .WithName("Score")
        .WithTags("Scoring").WithSummary("Scores completions.")
        .WithDescription(
            "Results come in the order of the samples. With Accept: application/x-ndjson each result is a line of its own, written "
            + "as it is reached, in any order, with its index; the last line holds the groups and the engine.")
        .Accepts<ScoreRequestDocument>("application/json")
        .Produces<ScoreResponse>(StatusCodes.Status200OK, "application/json", NdjsonType)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<ScoreResponse>, EmptyHttpResult>> ScoreAsync(
        HttpContext http, ServiceLimits limits, Admission admission, IValidator<ScoreRequest> validator, BatchScorer scorer,
        CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(http.Request, limits, admission, cancellationToken);
        var request = ScoreRequestReader.Read(body.Json, limits);
        Check(validator, request);
        var prepared = scorer.Prepare(request);
        using var accepted = admission.AcceptSamples(prepared.Samples.Count);
        return await accepted.UseAsync(AnswerAsync);

        async Task<Results<Ok<ScoreResponse>, EmptyHttpResult>> AnswerAsync()
        {
            if (!WantsStream(http.Request))
                return TypedResults.Ok(await scorer.ScoreAllAsync(prepared, cancellationToken));
            await StreamAsync(http.Response, prepared, scorer, cancellationToken);
            return TypedResults.Empty;
        }
    }

    /// <exception cref="InvalidRequestException">Some values are out of bounds.</exception>
    internal static void Check(IValidator<ScoreRequest> validator, ScoreRequest request)
    {
        var result = validator.Validate(request);
        if (!result.IsValid)
            throw new InvalidRequestException(result.ToDictionary());
    }

    /// <summary>NDJSON is asked for by name, and liked at least as much as JSON.</summary>
    private static bool WantsStream(HttpRequest request)
    {
        double Quality(string mediaType) => request.GetTypedHeaders().Accept
            .Where(accepted => accepted.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase))
            .Select(accepted => accepted.Quality ?? 1).DefaultIfEmpty(0).Max();

        var wanted = Quality(NdjsonType);
        return wanted > 0 && wanted >= Quality("application/json");
    }

    /// <summary>A line a result as it is reached, then one line with what only the whole batch can tell.</summary>
    private static async Task StreamAsync(
        HttpResponse response, PreparedRequest prepared, BatchScorer scorer, CancellationToken cancellationToken)
    {
        response.ContentType = NdjsonType;
        var results = new SampleResult[prepared.Samples.Count];
        await foreach (var result in scorer.ScoreAsync(prepared, cancellationToken))
        {
            results[result.Index!.Value] = result;
            await WriteLineAsync(response, result, cancellationToken);
        }
        await WriteLineAsync(
            response, new StreamEnd(scorer.GroupsOf(prepared, results), BatchScorer.EngineOf(prepared)), cancellationToken);
    }

    private static async Task WriteLineAsync<T>(HttpResponse response, T line, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(response.BodyWriter, line, WireJson.Options, cancellationToken);
        response.BodyWriter.GetSpan(1)[0] = (byte)'\n';
        response.BodyWriter.Advance(1);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}

/// <summary>The last line of a streamed answer.</summary>
internal sealed record StreamEnd(IReadOnlyList<GroupResult> Groups, EngineInfo Engine);
