using System.Runtime.InteropServices;
using System.Text.Json;

namespace Verifiers.Api.Scoring;

/// <summary>Reads the shape of a request: unknown fields and wrong types are refused with their path. Values are checked by the validator.</summary>
internal static class ScoreRequestReader
{
    public static ScoreRequest Read(JsonCursor json, ServiceLimits limits)
    {
        json.Object("rubric", "samples", "groups", "options");
        var samples = json.Optional("samples");
        var groups = json.Optional("groups");
        return new()
        {
            Rubric = ReadRubric(json.Optional("rubric")),
            Samples = samples.IsPresent ? [.. samples.Items("a list of samples").Select(sample => ReadSample(sample, limits))] : null,
            Groups = groups.IsPresent ? [.. groups.Items("a list of groups").Select(group => ReadGroup(group, limits))] : null,
            Options = ReadOptions(json.Optional("options"), limits),
        };
    }

    private static SampleRequest ReadSample(JsonCursor json, ServiceLimits limits)
    {
        json.Object("id", "group", "prompt", "completion", "reference", "rubric", "metadata");
        var prompt = json.Optional("prompt") is { IsPresent: true } given ? ReadPrompt(given) : null;
        return new()
        {
            Id = json.Optional("id").StringOr(null),
            Group = json.Optional("group").StringOr(null),
            Prompt = prompt,
            Completion = ReadCompletion(
                json.Required("completion", "a string or a list of chat messages"), prompt, json.Optional("metadata"), limits),
            Reference = json.Optional("reference"),
            Rubric = ReadRubric(json.Optional("rubric")),
        };
    }

    private static GroupRequest ReadGroup(JsonCursor json, ServiceLimits limits)
    {
        json.Object("id", "prompt", "reference", "completions");
        var prompt = json.Optional("prompt") is { IsPresent: true } given ? ReadPrompt(given) : null;
        return new()
        {
            Id = json.Required("id", "the group's name").String(),
            Prompt = prompt,
            Reference = json.Optional("reference"),
            Completions =
            [
                .. json.Required("completions", "a list of completions").Items("a list of completions")
                    .Select(completion => ReadCompletion(completion, prompt, JsonCursor.Absent("metadata"), limits)),
            ],
        };
    }

    private static ScoreOptions ReadOptions(JsonCursor json, ServiceLimits limits)
    {
        if (!json.IsPresent)
            return new();
        json.Object("deadline_ms", "step", "explain", "cache", "advantages");
        var deadline = json.Optional("deadline_ms");
        return new()
        {
            Deadline = deadline.IsPresent ? TimeSpan.FromMilliseconds(deadline.Integer(1, (int)limits.MaxDeadline.TotalMilliseconds)) : null,
            Step = json.Optional("step") is { IsPresent: true } step ? step.Integer(0, int.MaxValue) : null,
            Explain = json.Optional("explain").BooleanOr(true),
            Cache = json.Optional("cache").BooleanOr(true),
            Advantages = json.Optional("advantages").BooleanOr(true),
        };
    }

    private static RubricChoice? ReadRubric(JsonCursor json)
    {
        if (!json.IsPresent)
            return null;
        return json.Kind is JsonValueKind.String or JsonValueKind.Object
            ? new RubricChoice(json)
            : throw json.Expected("the name of a rubric, or a rubric as an object");
    }

    /// <summary>A prompt is text, or chat messages, of which the last one by the user is kept.</summary>
    private static string ReadPrompt(JsonCursor json) =>
        json.Kind == JsonValueKind.Array ? ChatMessages.LastText(json, "user") : json.String("a string or a list of chat messages");

    private static Completion ReadCompletion(JsonCursor json, string? prompt, JsonCursor metadata, ServiceLimits limits)
    {
        // Before the text is decoded: no character takes more than six bytes (\u0000), so a longer value cannot be within the limit.
        if (json.Kind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(json.Element).Length > (limits.MaxCompletionLength * 6L) + 2)
            throw json.Refused(limits.CompletionTooLong);
        var text = json.Kind == JsonValueKind.Array
            ? ChatMessages.LastText(json, "assistant")
            : json.String("a string or a list of chat messages");
        if (!metadata.IsPresent)
            return new(text) { Prompt = prompt };

        // Metadata is the caller's own; two of its fields mean something here.
        if (metadata.Kind != JsonValueKind.Object)
            throw metadata.Expected("an object");
        var count = metadata.Optional("completion_tokens");
        var ids = metadata.Optional("completion_token_ids");
        var tokens = ids.IsPresent
            ? ids.Items("a list of token ids").Select(id => id.Integer(0, int.MaxValue)).ToArray()
            : null;
        return new(text)
        {
            Prompt = prompt,
            TokenCount = count.IsPresent ? count.Integer(0, int.MaxValue) : tokens?.Length,
            TokenIds = tokens,
        };
    }
}
