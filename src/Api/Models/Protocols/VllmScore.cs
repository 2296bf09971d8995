using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifiers.Api.Models.Protocols;

/// <summary>vLLM's <c>POST /score</c>: question and response as a pair.</summary>
internal sealed class VllmScore : IRewardProtocol
{
    public JsonObject Write(ModelSettings settings, string question, string response)
    {
        var body = new JsonObject { ["model"] = settings.Model, ["text_1"] = question, ["text_2"] = response };
        if (settings.RawScoresField.Length > 0)
            body[settings.RawScoresField] = false;
        return body;
    }

    public double Read(ModelSettings settings, JsonElement answer) => answer.Field("data").Only().Field("score").Number();
}
