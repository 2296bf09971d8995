using System.Text.Json;
using System.Text.Json.Nodes;
using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Rescoring.Judging;

/// <summary>From a result of the engine or of a service to the line that is kept: the same bytes for both, whenever it was judged.</summary>
internal static class ResultView
{
    /// <summary>Depends on what was scored before, and so on where a run was interrupted.</summary>
    private const string FlagOfHistory = "length_drift";

    /// <summary>Measurements and states of caches in evidence: different each time, and nothing that a verdict rests on.</summary>
    private static readonly HashSet<string> Volatile = new(StringComparer.Ordinal)
    {
        "cpu_milliseconds", "wall_milliseconds", "peak_memory_kib", "cached", "tokens", "asked",
    };

    public static ScoredRollout Of(string file, Rollout rollout, SampleResult result) => new()
    {
        File = file,
        Line = rollout.Line,
        Id = rollout.Id,
        Group = rollout.Group,
        Step = rollout.Step,
        Prompt = rollout.Prompt,
        Completion = rollout.Completion,
        Reference = rollout.Reference,
        Reward = result.Reward,
        Verdict = result.Verdict,
        Components = [.. result.Components.Select(Of)],
        Flags = [.. result.Flags.Where(flag => flag.Name != FlagOfHistory)],
    };

    private static ComponentResult Of(ComponentResult component) =>
        component.Evidence is null ? component : component with { Evidence = Stable(JsonSerializer.SerializeToNode(component.Evidence, WireJson.Options)) };

    private static JsonElement Stable(JsonNode? evidence)
    {
        Strip(evidence);
        return JsonSerializer.SerializeToElement(evidence, WireJson.Options);
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            foreach (var name in fields.Select(field => field.Key).Where(Volatile.Contains).ToList())
                fields.Remove(name);
            foreach (var (_, value) in fields)
                Strip(value);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
                Strip(item);
        }
    }
}
