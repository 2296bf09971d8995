using System.Text.Json;
using System.Text.Json.Nodes;
using Verifiers.Judges;

namespace Verifiers.Api.Models.Protocols;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal static class OpenAiChat
{
    public static JsonObject Write(ModelSettings settings, ChatRequest request)
    {
        var body = new JsonObject
        {
            ["model"] = settings.Model,
            ["messages"] = new JsonArray([.. request.Messages.Select(message => new JsonObject { ["role"] = message.Role, ["content"] = message.Content })]),
            ["temperature"] = request.Sampling.Temperature,
            ["max_tokens"] = request.Sampling.MaxTokens,
        };
        if (request.Sampling.Seed is { } seed)
            body["seed"] = seed;
        return body;
    }

    /// <summary>A reply that was cut off or declined is a fault of the judge, not a verdict.</summary>
    public static ChatReply Read(JsonElement answer)
    {
        var choice = answer.Field("choices").Only();
        var message = choice.Field("message");
        if (choice.FieldOrNothing("finish_reason") is { ValueKind: JsonValueKind.String } end && end.Text() is "length" or "content_filter")
            return ChatReply.Failed(end.Text() == "length" ? "its reply was cut off at max_tokens." : "its reply was withheld by a filter.");
        if (message.FieldOrNothing("refusal") is { ValueKind: JsonValueKind.String } refusal && refusal.Text().Length > 0)
            return ChatReply.Failed("it declined to answer.");
        return new()
        {
            Text = message.FieldOrNothing("content") is { } content ? TextOf(content) : "",
            Tokens = answer.FieldOrNothing("usage")?.FieldOrNothing("total_tokens") is { ValueKind: JsonValueKind.Number } tokens
                && tokens.TryGetInt32(out var count) ? Math.Max(0, count) : 0,
        };
    }

    /// <summary>A text, or a list of parts of which some are text.</summary>
    private static string TextOf(JsonElement content) => content.ValueKind == JsonValueKind.Array
        ? string.Concat(content.EnumerateArray().Select(part => part.FieldOrNothing("text")?.Text() ?? ""))
        : content.Text();
}
