using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifiers.Api.Models.Protocols;

/// <summary>Text Embeddings Inference's <c>POST /predict</c>: a pair, or one text where there is a template. The first label's number counts.</summary>
/// <remarks>TEI sorts labels by score; a reward model has one.</remarks>
internal sealed class TeiPredict : IRewardProtocol
{
    public JsonObject Write(ModelSettings settings, string question, string response) => new()
    {
        ["inputs"] = settings.Template.Length > 0 ? settings.Fill(question, response) : new JsonArray(new JsonArray(question, response)),
        ["raw_scores"] = true,
        ["truncate"] = false,
    };

    /// <summary>A list of labels for one input, a list of such lists for several.</summary>
    public double Read(ModelSettings settings, JsonElement answer)
    {
        var labels = answer.Last().ValueKind == JsonValueKind.Array ? answer.Only() : answer;
        return labels.Only().Field("score").Number();
    }
}
