using System.Text;
using System.Text.Json;

namespace Verifiers.Api.Compat.NemoGym;

/// <summary>What the model wrote in an object of OpenAI's Responses API.</summary>
/// <param name="Output">The texts of its messages, as the property <c>output_text</c> of the Python class gives them.</param>
/// <param name="Thoughts">The texts of its reasoning.</param>
internal sealed record ResponseText(string Output, string Thoughts)
{
    /// <summary>The thoughts between think tags, where the verifiers expect them, and the output behind.</summary>
    public string Completion => Thoughts.Length == 0 ? Output : $"<think>{Thoughts}</think>{Output}";

    /// <exception cref="InvalidInputException">It is no such object.</exception>
    public static ResponseText Read(JsonCursor response)
    {
        var (output, thoughts) = (new StringBuilder(), new StringBuilder());
        foreach (var item in response.Required("output", "the items of a response").Items("the items of a response"))
        {
            if (item.Kind != JsonValueKind.Object)
                throw item.Expected("an item of a response: an object with a type");
            switch (item.Optional("type").StringOr("message"))
            {
                case "message":
                    AppendMessage(output, item.Optional("content"));
                    break;
                case "reasoning":
                    AppendParts(thoughts, item.Optional("summary"), "summary_text");
                    AppendParts(thoughts, item.Optional("content"), "reasoning_text");
                    break;
            }
        }
        return new(output.ToString(), thoughts.ToString());
    }

    private static void AppendMessage(StringBuilder text, JsonCursor content)
    {
        if (content.Kind == JsonValueKind.String)
            text.Append(content.String());
        else
            AppendParts(text, content, "output_text");
    }

    private static void AppendParts(StringBuilder text, JsonCursor parts, string kind)
    {
        if (!parts.IsPresent)
            return;
        foreach (var part in parts.Items("a list of parts"))
        {
            if (part.Optional("type").StringOr(kind) == kind)
                text.Append(part.Optional("text").StringOr(""));
        }
    }
}
