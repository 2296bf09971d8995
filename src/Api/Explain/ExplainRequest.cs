using System.Runtime.InteropServices;
using System.Text.Json;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Explain;

/// <summary>One answer or completion, and what it is compared with.</summary>
/// <param name="Reference">As the verifier takes it.</param>
/// <param name="Options">The verifier's options.</param>
/// <param name="Text">The answer or the completion.</param>
/// <param name="IsAnswer">Whether it is an answer, in which nothing is looked for.</param>
internal sealed record ExplainRequest(JsonCursor Reference, JsonCursor Options, string Text, bool IsAnswer)
{
    /// <exception cref="InvalidInputException">A field is unknown, missing, of the wrong type or too long.</exception>
    public static ExplainRequest Read(JsonCursor json, ServiceLimits limits)
    {
        json.Object("reference", "answer", "completion", "options");
        var (answer, completion) = (json.Optional("answer"), json.Optional("completion"));
        if (answer.IsPresent == completion.IsPresent)
            throw json.Refused("expected exactly one of answer and completion.");
        return new(
            json.Required("reference", "a string, a number, or a list of these"), json.Optional("options"),
            ReadText(answer.IsPresent ? answer : completion, limits), answer.IsPresent);
    }

    private static string ReadText(JsonCursor json, ServiceLimits limits)
    {
        // Before the text is decoded: no character takes more than six bytes (\u0000).
        if (json.Kind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(json.Element).Length > (limits.MaxCompletionLength * 6L) + 2)
            throw json.Refused(limits.CompletionTooLong);
        var text = json.String();
        return text.Length <= limits.MaxCompletionLength ? text : throw json.Refused(limits.CompletionTooLong);
    }
}

/// <summary>The body of <c>POST /explain/math</c> as the OpenAPI document describes it. <see cref="ExplainRequest"/> reads it.</summary>
/// <param name="Reference">A string, a number, or a list of these.</param>
/// <param name="Answer">An answer by itself. Exactly one of answer and completion.</param>
/// <param name="Completion">A text in which the answer is looked for.</param>
/// <param name="Options">The verifier's options.</param>
internal sealed record ExplainRequestDocument(JsonElement Reference, string? Answer, string? Completion, IReadOnlyDictionary<string, JsonElement>? Options);
