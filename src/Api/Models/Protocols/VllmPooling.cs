using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifiers.Api.Models.Protocols;

/// <summary>vLLM's <c>POST /pooling</c>: one row of numbers, or one for each token or step; of a row the last number counts.</summary>
internal sealed class VllmPooling : IRewardProtocol
{
    public JsonObject Write(ModelSettings settings, string question, string response)
    {
        var body = VllmInput.Write(settings, question, response);
        body["encoding_format"] = "float";
        return body;
    }

    public double Read(ModelSettings settings, JsonElement answer)
    {
        var rows = answer.Field("data").Only().Field("data");
        if (rows.Last().ValueKind != JsonValueKind.Array)
            return rows.Last().Number();
        return settings.Row switch
        {
            RewardRow.Last => rows.Last().Last().Number(),
            RewardRow.Min => rows.EnumerateArray().Min(row => row.Last().Number()),
        };
    }
}
