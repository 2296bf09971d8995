using System.Text.Json;
using Verifiers.Format;
using Verifiers.Length;

namespace Verifiers.Tests.Length;

public sealed class LengthRewardsTests
{
    public static TheoryData<string> Cases { get; } =
        LabelledCases.Ids("format/cases.jsonl", example => example.GetProperty("kind").GetString() != "structure");

    [Theory, MemberData(nameof(Cases))]
    public void Gives_the_labelled_value(string id)
    {
        var example = LabelledCases.Get("format/cases.jsonl", id);
        var expected = example.GetProperty("expect") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(item => item.GetDouble()).ToArray()
            : [example.GetProperty("expect").GetDouble()];
        var actual = Values(example.GetProperty("kind").GetString()!, example.GetProperty("params"), example.GetProperty("input"));
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Theory]
    [InlineData(80, 0)]
    [InlineData(81, -0.05)]
    [InlineData(100, -1)]
    [InlineData(101, -1)]
    public void The_soft_penalty_grows_over_the_cache(int length, double expected) =>
        Assert.Equal(expected, OverlongPenalty.Soft(length, 100, 20), 1e-9);

    [Theory]
    [InlineData(100, 0)]
    [InlineData(101, -1)]
    public void Without_a_cache_the_limit_is_sharp(int length, double expected) =>
        Assert.Equal(expected, OverlongPenalty.Soft(length, 100, 0), 1e-9);

    [Theory]
    [InlineData(50, 0)]
    [InlineData(100, -0.5)]
    [InlineData(120, -1)]
    [InlineData(200, -3)]
    public void The_penalty_of_verl_is_not_clamped(int length, double expected) =>
        Assert.Equal(expected, OverlongPenalty.Verl(length, 100, 20, 0.5), 1e-9);

    [Fact]
    public void Beyond_the_limit_the_cosine_stays_or_comes_back()
    {
        var clamped = new CosineReward { MaxLength = 100 };
        Assert.Equal(0.5, clamped.Of(200, isCorrect: true), 1e-9);
        Assert.Equal(1, (clamped with { Clamp = false }).Of(200, isCorrect: true), 1e-9);
    }

    [Theory]
    [InlineData(new int[0], 0)]
    [InlineData(new[] { 1, 1 }, 0)]
    [InlineData(new[] { 1, 1, 1 }, 0)]
    [InlineData(new[] { 1, 1, 1, 1 }, -0.5)]
    public void Fewer_tokens_than_an_n_gram_has_repeat_nothing(int[] tokens, double expected) =>
        Assert.Equal(expected, RepetitionPenalty.OfTokens(tokens, 3, -1), 1e-9);

    [Fact]
    public void A_group_of_equal_lengths_gets_nothing() => Assert.Equal(0, GroupLengthReward.Of([7, 7], 0, isCorrect: true));

    [Fact]
    public void A_short_wrong_answer_is_not_rewarded_for_being_short() => Assert.Equal(0, GroupLengthReward.Of([5, 15], 0, isCorrect: false));

    private static double[] Values(string kind, JsonElement parameters, JsonElement input)
    {
        int Parameter(string name) => parameters.GetProperty(name).GetInt32();
        return kind switch
        {
            "soft_overlong" => [OverlongPenalty.Soft(Tokens(input), Parameter("max_len"), Parameter("cache"))],
            "verl_overlong" =>
                [OverlongPenalty.Verl(Tokens(input), Parameter("max_resp_len"), Parameter("buffer"), parameters.GetProperty("factor").GetDouble())],
            "cosine" => [new CosineReward { MaxLength = Parameter("max_len") }.Of(Tokens(input), input.GetProperty("correct").GetBoolean())],
            "repetition_tokens" =>
                [RepetitionPenalty.OfTokens([.. Integers(input.GetProperty("ids"))], Parameter("n"), parameters.GetProperty("max_penalty").GetDouble())],
            "repetition_words" =>
                [RepetitionPenalty.OfWords(input.GetProperty("text").GetString()!, Parameter("n"), parameters.GetProperty("max_penalty").GetDouble())],
            "group_length" => GroupLengths([.. Integers(input.GetProperty("lengths"))], input.GetProperty("correct")),
            "reasoning_steps" => [PublicFormats.ReasoningSteps(input.GetProperty("text").GetString()!)],
            _ => throw new ArgumentException($"There is no reward called {kind}.", nameof(kind)),
        };
    }

    private static double[] GroupLengths(int[] lengths, JsonElement correct) =>
        [.. correct.EnumerateArray().Select((isCorrect, index) => GroupLengthReward.Of(lengths, index, isCorrect.GetBoolean()))];

    private static IEnumerable<int> Integers(JsonElement list) => list.EnumerateArray().Select(item => item.GetInt32());

    private static int Tokens(JsonElement input) => input.GetProperty("tokens").GetInt32();
}
