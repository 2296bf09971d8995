using System.Text.Json;
using Verifiers.Api.Scoring;
using Verifiers.Code;

namespace Verifiers.Api.Compat.NemoGym;

/// <summary>The body of <c>POST /verify</c>.</summary>
/// <param name="Text">What the model wrote.</param>
/// <param name="Rubric">Named by the URL, or chosen by what the request holds.</param>
/// <param name="Sample">What is scored.</param>
/// <param name="Difficulty">Of the task, echoed.</param>
internal sealed record VerifyRequest(ResponseText Text, RubricChoice Rubric, SampleRequest Sample, JsonCursor Difficulty)
{
    private const int MemoryMiB = 1024;

    /// <summary>Tests make it <c>code</c>, an expected answer <c>math</c>. With a rubric in the URL, other metadata are its reference.</summary>
    /// <exception cref="InvalidInputException">There is nothing to judge by, or it has the wrong shape. No tests would be passed by anything.</exception>
    public static VerifyRequest Read(JsonCursor json, string? asked, ServiceLimits limits, RunLimits ceiling)
    {
        if (json.Kind != JsonValueKind.Object)
            throw json.Expected("an object");
        var text = ResponseText.Read(json.Required("response", "a response of OpenAI's Responses API"));
        var metadata = json.Optional("verifier_metadata");
        var (rubric, reference) = Choose(json, metadata, asked, limits, ceiling);
        var prompt = PromptText.Read(json);
        var sample = new SampleRequest { Prompt = prompt, Completion = new(text.Completion) { Prompt = prompt }, Reference = reference };
        return new(text, ForeignRewards.Named(rubric), sample, metadata.Optional("difficulty"));
    }

    private static (string Rubric, JsonCursor Reference) Choose(JsonCursor json, JsonCursor metadata, string? asked, ServiceLimits limits, RunLimits ceiling)
    {
        if (metadata.Optional("unit_tests") is { IsPresent: true } tests)
            return (asked ?? "code", CodeReference(tests, limits, ceiling));
        if (json.Optional("expected_answer") is { IsPresent: true } answer)
            return (asked ?? "math", answer);
        if (metadata.Optional("expected_answer") is { IsPresent: true } inside)
            return (asked ?? "math", inside);
        return asked is not null
            ? (asked, metadata)
            : throw json.Refused("expected verifier_metadata.unit_tests, or expected_answer, or a rubric behind the path as ?rubric=NAME; there is nothing to judge by.");
    }

    private static JsonCursor CodeReference(JsonCursor tests, ServiceLimits limits, RunLimits ceiling)
    {
        if (tests.Kind != JsonValueKind.Object)
            throw tests.Expected("an object with inputs and outputs");
        var lists = tests.Optional("packed") is { IsPresent: true } packed ? PackedTests.ReadJson(packed, limits) : tests;
        var name = tests.Optional("fn_name").IsPresent ? tests.Optional("fn_name") : lists.Optional("fn_name");
        return JsonCursor.At(
            JsonSerializer.SerializeToElement(new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["language"] = "python",
                ["inputs"] = lists.Required("inputs", "a list of inputs").Element,
                ["outputs"] = lists.Required("outputs", "a list of outputs").Element,
                ["fn_name"] = name.IsPresent ? name.Element : JsonNull,
                ["limits"] = new { memory_mb = Math.Min(MemoryMiB, ceiling.MemoryMiB) },
            }),
            tests.Path);
    }

    private static JsonElement JsonNull { get; } = JsonSerializer.SerializeToElement<object?>(null);
}
