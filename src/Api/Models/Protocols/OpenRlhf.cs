using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifiers.Api.Models.Protocols;

/// <summary>OpenRLHF's <c>POST /get_reward</c>: the whole text as <c>query</c>, the question as <c>prompts</c>.</summary>
internal sealed class OpenRlhf : IRewardProtocol
{
    public JsonObject Write(ModelSettings settings, string question, string response) => new()
    {
        ["query"] = new JsonArray(settings.Template.Length > 0 ? settings.Fill(question, response) : question + response),
        ["prompts"] = new JsonArray(question),
        ["labels"] = new JsonArray(""),
    };

    public double Read(ModelSettings settings, JsonElement answer) => answer.Field("rewards").Only().Number();
}
