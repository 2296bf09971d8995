using System.Text.Json;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat.NemoGym;

/// <summary>What the model was asked: <c>responses_create_params.input</c>, a text or the items of OpenAI's Responses API.</summary>
internal static class PromptText
{
    /// <summary>
    /// The last message of the user, as <c>/score</c> keeps it of a prompt. Items that are no messages (calls of tools and what they gave) are passed
    /// over. Null where the request has no input or no message of the user.
    /// </summary>
    /// <exception cref="InvalidInputException">It is neither a text nor a list of objects.</exception>
    public static string? Read(JsonCursor request)
    {
        var input = request.Optional("responses_create_params").Optional("input");
        if (!input.IsPresent)
            return null;
        if (input.Kind == JsonValueKind.String)
            return input.String();
        var messages = input.Items("a text or a list of messages").Where(IsOfTheUser).ToList();
        return messages.Count == 0 ? null : ChatMessages.TextOf(messages[^1]);
    }

    private static bool IsOfTheUser(JsonCursor item) => item.Kind == JsonValueKind.Object
        ? item.Optional("type").StringOr("message") == "message" && item.Optional("role").StringOr("") == "user"
        : throw item.Expected("a message or another item: an object");
}
