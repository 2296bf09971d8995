using System.Text.Json;

namespace Verifiers.Api.Scoring;

/// <summary>Completions and prompts in the form of chat messages, as conversational trainers send them.</summary>
internal static class ChatMessages
{
    /// <summary>
    /// The text of the last message with this role. Servers that split the thoughts off send them as <c>reasoning_content</c>;
    /// they are put back between think tags, where the verifiers expect them.
    /// </summary>
    public static string LastText(JsonCursor messages, string role)
    {
        var found = JsonCursor.Absent(messages.Path);
        foreach (var message in messages.Items("a list of chat messages"))
        {
            if (message.Kind != JsonValueKind.Object)
                throw message.Expected("a chat message: an object with role and content");
            if (message.Required("role", "the role of the message").String("the role of the message") == role)
                found = message;
        }
        if (!found.IsPresent)
            throw messages.Refused($"expected a message with the role '{role}', found none.");

        var content = TextOf(found);
        var thoughts = found.Optional("reasoning_content").StringOr(null);
        return string.IsNullOrEmpty(thoughts) ? content : $"<think>{thoughts}</think>{content}";
    }

    /// <summary>The content of a message: a string, null (a message that only calls tools), or parts, of which the texts count.</summary>
    public static string TextOf(JsonCursor message)
    {
        var content = message.Optional("content");
        if (!content.IsPresent)
            return "";
        return content.Kind == JsonValueKind.Array
            ? string.Concat(content.Items().Select(part => part.Optional("text").StringOr("")))
            : content.String("a string or a list of parts");
    }
}
