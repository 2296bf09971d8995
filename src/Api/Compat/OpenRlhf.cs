using System.Text.Json;
using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat;

/// <summary>OpenRLHF's remote reward model: <c>POST /get_reward?rubric=NAME</c>.</summary>
/// <remarks>
/// <c>{"query", "prompts", "labels"?}</c>, each one item or a list; a query is a prompt with its response behind it. The answer is
/// <c>{"rewards", "scores", "extra_logs"}</c> with a number for each query, in order. A query that cannot be judged refuses the request
/// (503, which the client asks again five times): a number would be learnt from.
/// </remarks>
internal static class OpenRlhf
{
    /// <summary>A tokenizer may write its token for the beginning of a text before the prompt.</summary>
    private const int LongestOpening = 64;

    private static readonly string[] _endings =
        ["<|im_end|>", "<|endoftext|>", "</s>", "<|eot_id|>", "<|end|>", "<|end_of_text|>", "<eos>", "<end_of_turn>", "<｜end▁of▁sentence｜>"];

    public static void MapOpenRlhf(this IEndpointRouteBuilder routes) => routes
        .MapPost("/get_reward", ScoreAsync).WithName("GetReward").WithTags("OpenRLHF")
        .WithSummary("Scores queries by a rubric; as OpenRLHF's remote reward model.");

    private static async Task<IResult> ScoreAsync(
        HttpContext http, ServiceLimits limits, Admission admission, ForeignRewards rewards, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(http.Request, limits, admission, cancellationToken);
        if (body.Json.Kind != JsonValueKind.Object)
            throw body.Json.Expected("an object");
        var rubric = rewards.RubricOf(http.Request);
        var samples = ReadSamples(body);
        var results = samples.Count == 0 ? [] : await rewards.ScoreAsync(rubric, samples, deadline: null, cancellationToken);
        return ForeignJson.Answer(new RewardLists(
            [.. results.Select(result => result.Reward!.Value)],
            [.. results.Select(result => Math.Clamp(result.Reward!.Value, 0, 1))],
            new(
                Marks(results, result => result.Verdict == Verdict.Correct),
                Marks(results, result => result.Verdict == Verdict.Undecided),
                Marks(results, result => result.Flags.Count > 0))));
    }

    private static double[] Marks(IReadOnlyList<SampleResult> results, Func<SampleResult, bool> isMarked) =>
        [.. results.Select(result => isMarked(result) ? 1.0 : 0.0)];

    private static List<SampleRequest> ReadSamples(RequestBody body)
    {
        var json = body.Json;
        var queries = List(json.Required("query", "the prompts with their responses"));
        var prompts = List(json.Required("prompts", "the prompts, so that the response is what follows"));
        var labels = json.Optional("labels") is { IsPresent: true } given ? List(given) : null;
        if (prompts.Count != queries.Count || (labels is not null && labels.Count != queries.Count))
            throw json.Refused($"expected as many prompts and labels as queries, found {queries.Count} queries, {prompts.Count} prompts and {labels?.Count ?? 0} labels.");
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        var samples = new List<SampleRequest>(queries.Count);
        for (var i = 0; i < queries.Count; i++)
        {
            var prompt = prompts[i].String();
            if (!groups.TryGetValue(prompt, out var group))
                groups.Add(prompt, group = $"prompt-{groups.Count}");
            samples.Add(new()
            {
                Group = group,
                Prompt = prompt,
                Completion = new(ResponseOf(queries[i], prompt)) { Prompt = prompt },
                Reference = labels is null ? default : Label.Read(labels[i], body),
            });
        }
        return samples;
    }

    /// <summary>One item stands for a list of one.</summary>
    private static List<JsonCursor> List(JsonCursor field) => field.Kind == JsonValueKind.Array ? [.. field.Items()] : [field];

    private static string ResponseOf(JsonCursor query, string prompt)
    {
        var text = query.String();
        var reach = Math.Min(text.Length, prompt.Length + LongestOpening);
        var start = text.AsSpan(0, reach).IndexOf(prompt, StringComparison.Ordinal);
        if (start < 0)
            throw query.Refused("expected the prompt with the same place in prompts, and the response behind it; the query does not begin with that prompt.");
        return WithoutEnding(text.AsSpan(start + prompt.Length));
    }

    /// <summary>Tokens that end a text are the tokenizer's, not the policy's; padding repeats them.</summary>
    private static string WithoutEnding(ReadOnlySpan<char> response)
    {
        while (true)
        {
            var trimmed = response.TrimEnd();
            var length = 0;
            foreach (var ending in _endings)
                length = trimmed.EndsWith(ending, StringComparison.Ordinal) ? ending.Length : length;
            if (length == 0)
                return response.ToString();
            response = trimmed[..^length];
        }
    }

    /// <summary>The answer.</summary>
    /// <param name="Rewards">One a query.</param>
    /// <param name="Scores">The same, from 0 to 1: OpenRLHF filters groups by them.</param>
    /// <param name="ExtraLogs">The same keys in every answer, one number a query: they become tensors.</param>
    private sealed record RewardLists(double[] Rewards, double[] Scores, Logs ExtraLogs);

    /// <summary>1 or 0 for each query.</summary>
    /// <param name="Correct">The verdict is correct.</param>
    /// <param name="Undecided">The verdict is undecided.</param>
    /// <param name="Flagged">There is a signal worth a look.</param>
    private sealed record Logs(double[] Correct, double[] Undecided, double[] Flagged);
}
