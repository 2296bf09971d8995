using System.Text.Json;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat;

/// <summary>slime's <c>--rm-url</c>: <c>POST /rm?rubric=NAME</c> with one sample.</summary>
/// <remarks>
/// <c>{"prompt", "response", "label"}</c>. The answer is a number; with <c>&amp;reward_key=NAME</c>, for slime's <c>--reward-key NAME</c>, an
/// object with the number under that name, the verdict and the reason. A sample that cannot be judged is 503, which slime asks again.
/// </remarks>
internal static class Slime
{
    private const int LongestKey = 64;

    public static void MapSlime(this IEndpointRouteBuilder routes) => routes
        .MapPost("/rm", ScoreAsync).WithName("RemoteReward").WithTags("slime").WithSummary("Scores one sample by a rubric; as slime's rm_url.");

    private static async Task<IResult> ScoreAsync(
        HttpContext http, ServiceLimits limits, Admission admission, ForeignRewards rewards, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(http.Request, limits, admission, cancellationToken);
        if (body.Json.Kind != JsonValueKind.Object)
            throw body.Json.Expected("an object");
        var key = ReadKey(http.Request);
        var results = await rewards.ScoreAsync(rewards.RubricOf(http.Request), [ReadSample(body)], deadline: null, cancellationToken);
        var reward = results[0].Reward!.Value;
        return key is null ? ForeignJson.Answer(reward) : ForeignJson.Answer(new Dictionary<string, object>
        {
            ["verdict"] = results[0].Verdict,
            ["reason"] = results[0].Components.Count > 0 ? results[0].Components[0].Reason : "",
            ["flags"] = results[0].Flags.Select(flag => flag.Name),
            [key] = reward,
        });
    }

    private static SampleRequest ReadSample(RequestBody body)
    {
        var json = body.Json;
        var prompt = json.Optional("prompt") is { IsPresent: true } given ? ReadPrompt(given) : null;
        return new()
        {
            Prompt = prompt,
            Completion = new(json.Required("response", "what the policy wrote").String()) { Prompt = prompt },
            Reference = Label.Read(json.Optional("label"), body),
        };
    }

    /// <summary>slime sends a text, or chat messages where no template is applied.</summary>
    private static string ReadPrompt(JsonCursor prompt) =>
        prompt.Kind == JsonValueKind.Array ? ChatMessages.LastText(prompt, "user") : prompt.String("a text or a list of chat messages");

    private static string? ReadKey(HttpRequest request)
    {
        if (request.Query["reward_key"] is not [{ } key])
            return null;
        return key.Length is >= 1 and <= LongestKey && key is not ("verdict" or "reason" or "flags")
            ? key
            : throw new InvalidInputException("reward_key", $"expected a name of 1 to {LongestKey} characters other than verdict, reason and flags.");
    }
}
