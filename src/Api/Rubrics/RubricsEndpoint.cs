using Verifiers.Rubrics;

namespace Verifiers.Api.Rubrics;

/// <summary><c>GET /rubrics</c>: what a request can name, written out in full with the content hash.</summary>
internal static class RubricsEndpoint
{
    public static void MapRubrics(this IEndpointRouteBuilder routes) => routes
        .MapGet("/rubrics", (RubricStore rubrics) => TypedResults.Ok(
            rubrics.All.Select(Describe).Concat(rubrics.Unavailable.Select(Describe)).OrderBy(rubric => rubric.Name, StringComparer.Ordinal).ToList()))
        .WithName("Rubrics").WithSummary("The rubrics a request can name.");

    private static RubricDescription Describe(Rubric rubric) => new(
        rubric.Name,
        rubric.Description,
        rubric.Hash,
        RubricWords.Of(rubric.Combination),
        rubric.Formula?.Text,
        [
            .. rubric.Components.Select(component => new ComponentDescription(
                component.Name,
                component.Verifier.Name,
                component.Weight,
                component.Schedule?.Changes,
                component.IsGate,
                component.UndecidedScore,
                component.Decides,
                component.Options.IsPresent ? component.Options.Element : null,
                component.Verifier.Phase)),
        ],
        null);

    private static RubricDescription Describe(UnavailableRubric rubric) => new(rubric.Name, rubric.Description, null, null, null, [], rubric.Missing);
}

/// <summary>A rubric with nothing left to defaults; or, with <paramref name="Missing"/>, one that cannot be used until the settings have these.</summary>
internal sealed record RubricDescription(
    string Name, string Description, string? Hash, string? Combine, string? Expression, IReadOnlyList<ComponentDescription> Components, IReadOnlyList<string>? Missing);

/// <summary>A component with nothing left to defaults. Its phase says what it is given: a completion, or a whole group; null in the answer of an older service.</summary>
internal sealed record ComponentDescription(
    string Name, string Verifier, double Weight, IReadOnlyList<WeightChange>? Schedule, bool Gate, double Undecided, bool Decides, object? Options, JudgingPhase? Phase);
