using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifiers.Api.Models.Protocols;

/// <summary>SGLang's <c>POST /classify</c>, which takes conversations as text: the template is the operator's to state.</summary>
internal sealed class SglangClassify : IRewardProtocol
{
    public bool NeedsTemplate => true;

    public JsonObject Write(ModelSettings settings, string question, string response) =>
        new() { ["model"] = settings.Model, ["text"] = new JsonArray(settings.Fill(question, response)) };

    public double Read(ModelSettings settings, JsonElement answer) => answer.Only().Field("embedding").Last().Number();
}
