using System.Text.Json;

namespace Verifiers.Api.Rescoring.Input;

/// <summary>The dumps that trainers write, told apart by the fields of their first line.</summary>
internal static class DumpFormats
{
    private const int MaxLinesTried = 1000;
    private static readonly string[] Answers = ["reference", "solution", "ground_truth", "answer", "label"];

    /// <summary>In the order in which they are tried. Of several paths for a field the first that the line has is taken.</summary>
    private static readonly Format[] All =
    [
        // NeMo-Gym, rollouts.jsonl: the request, the response as OpenAI's Responses, the reward, and the fields of the task.
        new("NeMo-Gym", ["responses_create_params", "response.output"], new()
        {
            ["completion"] = ["response.output"],
            ["prompt"] = ["responses_create_params.input"],
            ["reference"] = ["expected_answer", "verifier_metadata.expected_answer", "verifier_metadata", .. Answers],
            ["id"] = ["response.id"],
            ["group"] = ["_ng_task_index", "responses_create_params.input"],
            ["reward"] = ["reward"],
        }),
        // verl, trainer.rollout_data_dir/{step}.jsonl.
        new("verl", ["input", "output", "score"], new()
        {
            ["completion"] = ["output"],
            ["prompt"] = ["input"],
            ["reference"] = ["gts", .. Answers],
            ["id"] = ["request_id"],
            ["group"] = ["uid", "input"],
            ["step"] = ["step"],
            ["reward"] = ["score"],
        }),
        // OpenRLHF, batch inference (generate_vllm, rm) and what is sent to its remote reward models.
        new("OpenRLHF", ["input", "output"], OpenRlhf("output", "input")),
        new("OpenRLHF", ["prompt", "response"], OpenRlhf("response", "prompt")),
        // TRL, log_completions: one row a completion, a column for each reward function, and the columns of the data set.
        new("TRL", ["prompt", "completion", "advantage"], new()
        {
            ["completion"] = ["completion"],
            ["prompt"] = ["prompt"],
            ["reference"] = Answers,
            ["group"] = ["prompt"],
            ["step"] = ["step"],
            ["reward"] = ["reward"],
        }),
        // The samples of POST /score, and what this command writes itself.
        new("verifiers", ["completion"], new()
        {
            ["completion"] = ["completion"],
            ["prompt"] = ["prompt"],
            ["reference"] = Answers,
            ["id"] = ["id"],
            ["group"] = ["group", "prompt"],
            ["step"] = ["step"],
            ["reward"] = ["reward"],
            ["tokens"] = ["metadata.completion_tokens"],
        }),
    ];

    /// <summary>The mapping for files, by the first line of theirs that is an object.</summary>
    /// <param name="files">The input.</param>
    /// <param name="given">Fields that the caller maps; they win.</param>
    /// <exception cref="RescoreException">No line is an object, or it cannot be told where the completion is.</exception>
    public static FieldMapping Detect(IEnumerable<InputFile> files, IReadOnlyDictionary<string, string> given)
    {
        foreach (var file in files)
        {
            using var lines = IRolloutLines.Open(file.Path, 0, 0);
            try
            {
                while (lines.Number < MaxLinesTried && lines.TryRead(out var bytes, out _))
                {
                    if (TryParse(RolloutReader.WithoutMark(bytes)) is not { } document)
                        continue;
                    using (document)
                        return Detect(document.RootElement, given);
                }
            }
            catch (InvalidDataException)
            {
                // Reported in its place when the file is read; another file may tell what the dump looks like.
            }
        }
        throw new RescoreException($"None of the first {MaxLinesTried} lines of any file is a JSON object: nothing can be scored.");
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return RolloutReader.Parse(line);
        }
        catch (InvalidInputException)
        {
            return null; // reported in its place when the file is read
        }
    }

    /// <summary>The mapping for a dump.</summary>
    /// <param name="first">Its first line that is an object.</param>
    /// <param name="given">Fields that the caller maps; they win.</param>
    /// <exception cref="RescoreException">It cannot be told where the completion is.</exception>
    public static FieldMapping Detect(JsonElement first, IReadOnlyDictionary<string, string> given)
    {
        var format = Array.Find(All, one => one.Signs.All(sign => FieldMapping.HasOrIsNull(first, sign)));
        var mapping = (format?.MappingFor(first) ?? Same(first)).With(given);
        return mapping.Paths.ContainsKey("completion")
            ? mapping
            : throw new RescoreException(
                "It cannot be told which field holds the completion. The first line has "
                + $"{string.Join(", ", first.EnumerateObject().Select(field => field.Name).Take(20))}; say which with --field completion=NAME.");
    }

    /// <summary>An unknown dump: the fields that bear our own names.</summary>
    private static FieldMapping Same(JsonElement first) => new(
        "unknown", FieldMapping.Known.Where(field => FieldMapping.Has(first, field)).ToDictionary(field => field, StringComparer.Ordinal));

    private static Dictionary<string, string[]> OpenRlhf(string completion, string prompt) => new()
    {
        ["completion"] = [completion],
        ["prompt"] = [prompt],
        ["reference"] = ["label", .. Answers],
        ["id"] = ["id"],
        ["group"] = [prompt],
        ["step"] = ["step"],
        ["reward"] = ["reward"],
    };

    private sealed record Format(string Name, string[] Signs, Dictionary<string, string[]> Candidates)
    {
        public FieldMapping MappingFor(JsonElement line) => new(Name, (
            from field in Candidates
            let path = Array.Find(field.Value, path => FieldMapping.Has(line, path)) ?? Array.Find(field.Value, path => FieldMapping.HasOrIsNull(line, path))
            where path is not null
            select (field.Key, path)).ToDictionary(pair => pair.Key, pair => pair.path, StringComparer.Ordinal));
    }
}
