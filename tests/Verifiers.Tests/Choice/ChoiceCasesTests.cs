using System.Text.Json;
using Verifiers.Choice;

namespace Verifiers.Tests.Choice;

/// <summary>The labelled cases: which choice a completion gives.</summary>
public sealed class ChoiceCasesTests
{
    public static TheoryData<string> Labelled { get; } = LabelledCases.Ids("choice/dev_cases.jsonl");

    public static TheoryData<string> Forms { get; } = LabelledCases.Ids("choice/forms.jsonl");

    public static TheoryData<string> Surrounded { get; } = LabelledCases.Ids("choice/surroundings.jsonl");

    [Theory, MemberData(nameof(Labelled))]
    public void Finds_and_rewards_the_choice_as_labelled(string id)
    {
        var example = LabelledCases.Get("choice/dev_cases.jsonl", id);
        var judgement = Judge(example, example.GetProperty("gold").GetString()!);
        Assert.Equal(example.GetProperty("extracted").GetString(), Chosen(judgement));
        Assert.Equal(example.GetProperty("reward").GetDouble(), judgement.Score);
    }

    [Theory, MemberData(nameof(Forms))]
    public void Finds_the_choice_in_every_form(string id) => FindsForEveryGold(LabelledCases.Get("choice/forms.jsonl", id));

    [Theory, MemberData(nameof(Surrounded))]
    public void What_stands_around_a_choice_counts(string id) => FindsForEveryGold(LabelledCases.Get("choice/surroundings.jsonl", id));

    private static void FindsForEveryGold(JsonElement example)
    {
        var expected = example.GetProperty("extracted").GetString();
        foreach (var label in example.GetProperty("options").EnumerateObject().Select(option => option.Name))
        {
            var judgement = Judge(example, label);
            Assert.Equal(expected, Chosen(judgement));
            Assert.Equal(label == expected ? 1 : 0, judgement.Score);
        }
    }

    private static string? Chosen(Judgement judgement) => Assert.IsType<ChoiceEvidence>(judgement.Evidence).Chosen;

    private static Judgement Judge(JsonElement example, string answer)
    {
        var reference = JsonSerializer.SerializeToElement(new { answer, choices = example.GetProperty("options") });
        return new ChoiceVerifier().Prepare(JsonCursor.At(reference, "reference"), default)
            .JudgeAsync(new Completion(example.GetProperty("response").GetString()!), CancellationToken.None).Result;
    }
}
