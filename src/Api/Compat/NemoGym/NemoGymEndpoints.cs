using System.Text.Json;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat.NemoGym;

/// <summary>A resources server of NeMo-Gym: <c>POST /verify</c> and what stands beside it.</summary>
/// <remarks>
/// The answer to <c>/verify</c> is the whole request with the reward and its reasons in it. What cannot be judged is refused (503 or 422):
/// the protocol's reward is a number, and 0 would say that the model was wrong.
/// </remarks>
internal static class NemoGymEndpoints
{
    public static void MapNemoGym(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("NeMo-Gym");
        group.MapPost("/verify", VerifyAsync).WithName("Verify").WithSummary("Judges one response; as a resources server of NeMo-Gym.");
        group.MapPost("/seed_session", () => ForeignJson.Answer(new { })).WithName("SeedSession").WithSummary("Nothing to do: sessions have no state here.");
        group.MapGet("/reverify_mode", () => ForeignJson.Answer("stateless")).WithName("ReverifyMode").WithSummary("That a response can be judged again.");
        group.MapPost("/aggregate_metrics", AggregateAsync).WithName("AggregateMetrics").WithSummary("Mean rewards of responses that were judged.");
    }

    private static async Task<IResult> VerifyAsync(
        HttpContext http, ServiceLimits limits, Admission admission, ForeignRewards rewards, ForeignPrograms programs,
        CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(http.Request, limits, admission, cancellationToken);
        var request = VerifyRequest.Read(body, ForeignRewards.AskedRubric(http.Request), programs.Ceiling);
        var results = await rewards.ScoreAsync(request.Rubric, [request.Sample], deadline: null, cancellationToken);
        var answer = VerifyResponse.Write(body.Json.Element, request, results[0]);
        return TypedResults.Bytes(answer, "application/json");
    }

    /// <summary>By task, in order of first appearance, and over all; NeMo-Gym's own servers add more where they know more.</summary>
    private static async Task<IResult> AggregateAsync(HttpContext http, ServiceLimits limits, Admission admission, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(http.Request, limits, admission, cancellationToken);
        var judged = body.Json.Required("verify_responses", "a list of what /verify answered").Items("a list of what /verify answered")
            .Select(response => (
                Task: response.Optional("_ng_task_index").IntegerOr(0, 0, int.MaxValue),
                Reward: response.Required("reward", "a number").Number()))
            .ToList();
        var overall = new Dictionary<string, double>(StringComparer.Ordinal);
        if (judged.Count > 0)
            overall["mean/reward"] = judged.Average(one => one.Reward);
        return ForeignJson.Answer(new
        {
            group_level_metrics = judged.GroupBy(one => one.Task).Select(task => new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["_ng_task_index"] = task.Key,
                ["mean/reward"] = task.Average(one => one.Reward),
                ["max/reward"] = task.Max(one => one.Reward),
                ["min/reward"] = task.Min(one => one.Reward),
            }),
            agent_metrics = overall,
            key_metrics = overall,
        });
    }
}
