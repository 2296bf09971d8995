using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifiers.Api.Models.Protocols;

/// <summary>How a reward model is asked for one number.</summary>
internal interface IRewardProtocol
{
    /// <summary>Whether the settings must say how question and response become one text.</summary>
    bool NeedsTemplate => false;

    /// <summary>What is posted.</summary>
    JsonObject Write(ModelSettings settings, string question, string response);

    /// <summary>The number in the answer.</summary>
    /// <exception cref="WrongShapeException">The answer has another shape.</exception>
    double Read(ModelSettings settings, JsonElement answer);
}

/// <summary>Question and response as one text.</summary>
internal static class RewardTemplate
{
    /// <summary>The template with both put in. What is put in is not looked at again.</summary>
    public static string Fill(this ModelSettings settings, string question, string response) => string.Concat(
        settings.Template.Split("{question}").Select((part, index) => (index > 0 ? question : "") + string.Join(response, part.Split("{response}"))));

    /// <summary>Question and response as a conversation; the server applies the model's own template.</summary>
    public static JsonArray Messages(string question, string response)
    {
        var messages = new JsonArray();
        if (question.Length > 0)
            messages.Add(new JsonObject { ["role"] = "user", ["content"] = question });
        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = response });
        return messages;
    }
}
