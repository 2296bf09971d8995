using System.Text.Json;

namespace Verifiers.Api.Rescoring.Input;

/// <summary>The output of OpenAI's Responses API, as NeMo-Gym saves it: a list of items, of which messages and reasoning are text.</summary>
internal static class ResponseItems
{
    /// <summary>Such a list has items with a <c>type</c> of its own; chat messages have only roles.</summary>
    public static bool IsList(JsonCursor list) => list.Items().Any(item =>
        item.Optional("type") is { Kind: JsonValueKind.String } type
        && type.String() is "message" or "reasoning" or "function_call" or "function_call_output");

    /// <summary>
    /// The last message's text; the reasoning right before it stands between think tags, where the verifiers expect it. A response
    /// without a message, such as one that only calls tools, is the empty text.
    /// </summary>
    public static string Text(JsonCursor list)
    {
        var (thoughts, text, before) = ("", "", "");
        foreach (var item in list.Items("a list of response items"))
        {
            var type = item.Optional("type").StringOr("message");
            if (type == "reasoning")
            {
                before += Parts(item.Optional("summary")) + Parts(item.Optional("content"));
                continue;
            }
            if (type == "message")
                (text, thoughts) = (Parts(item.Optional("content")), before);
            before = "";
        }
        return thoughts.Length == 0 ? text : $"<think>{thoughts}</think>{text}";
    }

    private static string Parts(JsonCursor content) => content switch
    {
        { IsPresent: false } => "",
        { Kind: JsonValueKind.Array } => string.Concat(content.Items().Select(part => part.Optional("text").StringOr(""))),
        _ => content.String("a string or a list of parts"),
    };
}
