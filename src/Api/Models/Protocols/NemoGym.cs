using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifiers.Api.Models.Protocols;

/// <summary>NeMo-Gym's <c>POST /verify</c>: the completion as an object of the Responses API, the row's own fields beside it.</summary>
internal static class NemoGym
{
    public static JsonObject Write(ModelSettings settings, string? prompt, string completion, JsonElement fields)
    {
        var body = fields.ValueKind == JsonValueKind.Object ? JsonObject.Create(fields.Clone())! : [];
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(completion)).AsSpan(0, 12));
        body["responses_create_params"] = new JsonObject { ["input"] = prompt is null ? new JsonArray() : new JsonArray(Message("user", prompt)) };
        body["response"] = new JsonObject
        {
            ["id"] = $"resp_{id}",
            ["object"] = "response",
            ["created_at"] = 0,
            ["model"] = settings.Model,
            ["output"] = new JsonArray(new JsonObject
            {
                ["id"] = $"msg_{id}",
                ["type"] = "message",
                ["role"] = "assistant",
                ["status"] = "completed",
                ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = completion, ["annotations"] = new JsonArray() }),
            }),
            ["parallel_tool_calls"] = false,
            ["tool_choice"] = "none",
            ["tools"] = new JsonArray(),
        };
        return body;
    }

    public static double Read(JsonElement answer) => answer.Field("reward").Number();

    private static JsonObject Message(string role, string text) => new() { ["role"] = role, ["content"] = text };
}
