using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifiers.Api.Models.Protocols;

/// <summary>vLLM's <c>POST /classify</c>: the last of the probabilities, or of the raw numbers.</summary>
internal sealed class VllmClassify : IRewardProtocol
{
    public JsonObject Write(ModelSettings settings, string question, string response) => VllmInput.Write(settings, question, response);

    public double Read(ModelSettings settings, JsonElement answer) => answer.Field("data").Only().Field("probs").Last().Number();
}

/// <summary>What <c>/classify</c> and <c>/pooling</c> of vLLM are sent.</summary>
internal static class VllmInput
{
    public static JsonObject Write(ModelSettings settings, string question, string response)
    {
        var body = new JsonObject { ["model"] = settings.Model };
        if (settings.Template.Length > 0)
            body["input"] = settings.Fill(question, response);
        else
            (body["messages"], body["add_generation_prompt"]) = (RewardTemplate.Messages(question, response), false);
        if (settings.RawScoresField.Length > 0)
            body[settings.RawScoresField] = false;
        return body;
    }
}
