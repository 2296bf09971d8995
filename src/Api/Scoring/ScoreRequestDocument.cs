using System.Text.Json;

namespace Verifiers.Api.Scoring;

/// <summary>The body of <c>POST /score</c> as the OpenAPI document describes it. <see cref="ScoreRequestReader"/> reads it.</summary>
/// <param name="Rubric">The name of a rubric, or a rubric as an object.</param>
/// <param name="Samples">Exactly one of samples and groups.</param>
/// <param name="Groups">Shorthand: the completions of each prompt beside their reference.</param>
/// <param name="Options">How to answer.</param>
internal sealed record ScoreRequestDocument(
    JsonElement? Rubric, IReadOnlyList<SampleDocument>? Samples, IReadOnlyList<GroupDocument>? Groups, OptionsDocument? Options);

/// <summary>One completion with what it is compared with.</summary>
/// <param name="Id">Echoed in the result.</param>
/// <param name="Group">Samples of one prompt share a group.</param>
/// <param name="Prompt">A string or a list of chat messages.</param>
/// <param name="Completion">A string or a list of chat messages.</param>
/// <param name="Reference">Its shape is the verifier's.</param>
/// <param name="Rubric">Overrides the request's rubric.</param>
/// <param name="Metadata">Free; <c>completion_tokens</c> and <c>completion_token_ids</c> are read by length rewards.</param>
internal sealed record SampleDocument(
    string? Id, string? Group, JsonElement? Prompt, JsonElement Completion, JsonElement? Reference, JsonElement? Rubric,
    IReadOnlyDictionary<string, JsonElement>? Metadata);

/// <summary>The completions of one prompt.</summary>
/// <param name="Id">The group's name.</param>
/// <param name="Prompt">A string or a list of chat messages.</param>
/// <param name="Reference">Shared by the completions.</param>
/// <param name="Completions">Strings or lists of chat messages.</param>
internal sealed record GroupDocument(string Id, JsonElement? Prompt, JsonElement? Reference, IReadOnlyList<JsonElement> Completions);

/// <summary>How to answer.</summary>
/// <param name="DeadlineMs">What is not judged by then becomes <c>error: deadline_exceeded</c>.</param>
/// <param name="Explain">Whether results carry evidence; default true.</param>
/// <param name="Cache">Whether equal completions are judged once; default true.</param>
/// <param name="Advantages">Whether groups carry advantages; default true.</param>
internal sealed record OptionsDocument(int? DeadlineMs, bool? Explain, bool? Cache, bool? Advantages);
