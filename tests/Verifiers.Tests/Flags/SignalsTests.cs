using Verifiers.Flags;

namespace Verifiers.Tests.Flags;

public sealed class SignalsTests
{
    [Theory]
    [InlineData("<think></think><answer>7</answer>", true)]
    [InlineData("<think> \n\t</think>7", true)]
    [InlineData("\n</think>7", true)] // the template wrote the opening tag
    [InlineData("<think>.</think>7", false)]
    [InlineData("Well.</think>7", false)]
    [InlineData("<think>", false)]
    [InlineData("7", false)]
    [InlineData("", false)]
    public void Empty_thoughts_are_flagged(string completion, bool isEmpty) =>
        Assert.Equal(isEmpty, SampleSignals.Of(new(completion)).Any(flag => flag.Name == "empty_thought"));

    [Theory]
    [InlineData(new[] { "a", "a", "a", "b" }, true)]
    [InlineData(new[] { "a", "a", "b", "b" }, false)]
    [InlineData(new[] { "a", "a", "a" }, false)] // too few to say anything
    [InlineData(new[] { "a", "b", "c", "d" }, false)]
    public void A_group_that_is_mostly_one_text_is_flagged(string[] texts, bool isFlagged) =>
        Assert.Equal(isFlagged, Names([.. texts.Select(text => new GroupSample(text, Verdict.Correct, HasFormat: null))]).Contains("duplicate_group"));

    [Fact]
    public void A_group_with_format_and_without_a_right_answer_is_flagged()
    {
        GroupSample[] group = [.. "abcd".Select(text => new GroupSample($"{text}", Verdict.Incorrect, HasFormat: true))];
        Assert.Equal(["format_only"], Names(group));
        Assert.Empty(Names([.. group.Skip(1), group[0] with { Verdict = Verdict.Correct }]));
        Assert.Empty(Names([.. group.Skip(1), group[0] with { Verdict = Verdict.Undecided }]));
        Assert.Empty(Names([.. group.Skip(1), group[0] with { HasFormat = false }]));
        Assert.Empty(Names([.. group.Select(sample => sample with { HasFormat = null })]));
    }

    private static IEnumerable<string> Names(GroupSample[] samples) => GroupSignals.Of(samples).Select(flag => flag.Name);
}
