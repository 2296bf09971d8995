using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Verifiers.Judges.Replies;

namespace Verifiers.Tests.Judges;

public sealed class JudgeReplyTests
{
    /// <summary>Pieces of replies in every form, so that nearly right ones are common.</summary>
    private static readonly Arbitrary<string> ReplySoup = Gen
        .Elements(
            "[[", "]]", "[[A]]", "[[B>>A]]", "[[A=B]]", "[[A!=B]]", "[[7]]", "[[", "<think>", "</think>", "{", "}", "\"SCORE\"", "\"score_1\": ", ":", "\"", "\\",
            "8", "10", "/10", "1e999", "-", "yes", "no", "safe", "unsafe", "\n", " ", ", ", ".", "Verdict: ", "Response Safety: ", "\\boxed{", "<score>", "</score>",
            "or", "if ", "\ud800", "\u0000", "```json\n", "[", "]", "A", "tie", "is ", "the ")
        .ListOf()
        .Select(string.Concat)
        .ToArbitrary();

    public static TheoryData<string, string> Cases { get; } = AllCases();

    [Theory, MemberData(nameof(Cases))]
    public void Replies_are_read_as_labelled(string file, string id)
    {
        var example = LabelledCases.Get(file, id);
        var verdict = JudgeReply.Read(QuestionOf(example.GetProperty("kind").GetString()!), example.GetProperty("judge_text").GetString()!);
        Assert.Equal(example.GetProperty("expect").GetString(), verdict?.Word);
    }

    [Fact]
    public void Any_reply_is_read_or_not_and_never_throws() =>
        Prop.ForAll(Gen.OneOf(ReplySoup.Generator, ArbMap.Default.GeneratorFor<string>().Where(text => text is not null)).ToArbitrary(), text =>
            Enum.GetValues<JudgeQuestion>().All(question => JudgeReply.Read(question, text) is null or { Word.Length: > 0 }))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(60));

    [Fact]
    public void A_score_lies_on_its_scale() =>
        Prop.ForAll(ReplySoup, text => JudgeReply.Read(JudgeQuestion.Score, text, new(2, 8)) is null or { Number: >= 2 and <= 8 })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(60));

    [Fact]
    public void What_stands_in_thoughts_never_counts() =>
        Prop.ForAll(ReplySoup, text => Enum.GetValues<JudgeQuestion>().All(question => JudgeReply.Read(question, "<think>" + text) is null || text.Contains("</think>")))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(40));

    [Theory]
    [InlineData("[[")]
    [InlineData("[[A]]")]
    [InlineData("[[A]] or ")]
    [InlineData("{")]
    [InlineData("{\"a\":")]
    [InlineData("{\"SCORE\": \"")]
    [InlineData("\"SCORE\": ")]
    [InlineData("\\boxed{")]
    [InlineData("<score>")]
    [InlineData("yes, ")]
    [InlineData("safe\n")]
    [InlineData("verdict: ")]
    [InlineData("the final ")]
    [InlineData("</think>")]
    [InlineData(" ")]
    [InlineData("\"")]
    public void Long_replies_take_bounded_time(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, JudgeReply.Longest / unit.Length));
        var clock = Stopwatch.StartNew();
        foreach (var question in Enum.GetValues<JudgeQuestion>())
            JudgeReply.Read(question, text);
        // A hundred times what it takes, and less than quadratic work would.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }

    [Fact]
    public void A_reply_beyond_the_bound_is_not_read() =>
        Assert.Null(JudgeReply.Read(JudgeQuestion.Pair, new string(' ', JudgeReply.Longest) + "[[A]]"));

    [Theory]
    [InlineData(1, 10, 8, 0.8)]
    [InlineData(0, 5, 5, 1)]
    [InlineData(1, 10, 1, 0.1)]
    public void A_score_is_a_part_of_the_best_one(double least, double most, double score, double part) =>
        Assert.Equal(part, new ScoreScale(least, most).PartOf(score), 1e-12);

    private static JudgeQuestion QuestionOf(string kind) => kind switch
    {
        "label" => JudgeQuestion.Label,
        "pair" => JudgeQuestion.Pair,
        "score" => JudgeQuestion.Score,
        "yesno" => JudgeQuestion.YesNo,
        "safety" => JudgeQuestion.Safety,
        _ => throw new ArgumentException($"No question '{kind}'.", nameof(kind)),
    };

    private static TheoryData<string, string> AllCases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var file in (string[])["judge/dev_parse_cases.jsonl", "judge/parse_cases.jsonl"])
        {
            foreach (var example in LabelledCases.All(file))
                cases.Add(file, example.GetProperty("id").GetString()!);
        }
        return cases;
    }
}
