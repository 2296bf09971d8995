using System.Text.Json;

namespace Verifiers.Judges;

/// <summary>What a judge compares with: <c>{"reference"?, "question"?, "compare_to"?}</c>, or the reference by itself.</summary>
/// <param name="Reference">A right answer.</param>
/// <param name="Question">What was asked; the sample's prompt where it is not stated.</param>
/// <param name="CompareTo">Responses to the same question, which the completion should surpass. They are the same for a whole group, so
/// that its rewards can be compared.</param>
internal sealed record JudgeReference(string? Reference, string? Question, IReadOnlyList<string> CompareTo)
{
    private const int MostAnchors = 16;

    public static JudgeReference Read(JsonCursor json)
    {
        if (!json.IsPresent)
            return new(null, null, []);
        if (json.Kind is JsonValueKind.String or JsonValueKind.Number)
            return new(TextOf(json), null, []);
        json.Object("reference", "question", "compare_to");
        var reference = json.Optional("reference");
        return new(
            reference.IsPresent ? TextOf(reference) : null, json.Optional("question").StringOr(null), ReadAnchors(json.Optional("compare_to")));
    }

    /// <summary>What was asked: as the reference states it, else the sample's prompt, else nothing.</summary>
    public string QuestionFor(Completion completion) => Question ?? completion.Prompt ?? "";

    private static string TextOf(JsonCursor json) => json.Kind == JsonValueKind.Number ? json.Element.GetRawText() : json.String("a text or a number");

    private static IReadOnlyList<string> ReadAnchors(JsonCursor json)
    {
        if (!json.IsPresent)
            return [];
        if (json.Kind == JsonValueKind.String)
            return [json.String()];
        var anchors = json.Items("a response or a list of responses").Select(item => item.String("a response")).ToList();
        return anchors.Count is > 0 and <= MostAnchors ? anchors : throw json.Expected($"from 1 to {MostAnchors} responses");
    }
}
