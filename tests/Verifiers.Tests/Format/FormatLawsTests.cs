using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Verifiers.Format;

namespace Verifiers.Tests.Format;

public sealed class FormatLawsTests
{
    private const RegexOptions DotAll = RegexOptions.Singleline | RegexOptions.CultureInvariant;
    private const RegexOptions DotAllManyLines = DotAll | RegexOptions.Multiline;

    private static readonly Regex AnyTag = new("</?(?:think|answer)>", RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);

    /// <summary>Small texts of tag fragments, in which every rule is met and broken often.</summary>
    private static readonly Arbitrary<string> TagSoup = Gen
        .Elements(
            "<think>", "</think>", "<answer>", "</answer>", "\n", "\n", "<think>\n", "\n</think>\n<answer>\n", "\n</answer>", "x", " ", "`",
            "```", "```python", "~~~", "<", "\r\n", "\n\n", "\ud800", "1.", "Step ", "Step ", "2", ":", "\n- ", "\n*", "First,", "Finally,", "\u00a0")
        .ListOf()
        .Select(string.Concat)
        .ToArbitrary();

    /// <summary>The right format with something small in each gap, so that right and nearly right texts are both common.</summary>
    private static readonly Arbitrary<string> NearlyRight = Gen
        .Elements("", "", "", "\n", "\n", "x", "x", "\nx\n", " ", "```python\nx\n```", "`</answer>`", "<think>", "</answer>", "\n\n")
        .ListOf(5)
        .Select(gaps => $"{gaps[0]}<think>{gaps[1]}</think>{gaps[2]}<answer>{gaps[3]}</answer>{gaps[4]}")
        .ToArbitrary();

    private static readonly Arbitrary<string> Either = Gen.OneOf(TagSoup.Generator, NearlyRight.Generator).ToArbitrary();

    [Theory]
    [InlineData(@"\A<think>\n.*?\n</think>\n<answer>\n.*?\n</answer>$", DotAllManyLines, "open_r1_format")]
    [InlineData(@"\A<think>\n.*?\n</think>\n<answer>\n.*?```python.*?```.*?\n</answer>$", DotAllManyLines, "code_format")]
    [InlineData(@"\A<think>(?!.*<think>)(.*?)</think>.*$", DotAllManyLines, "trl_think_format")]
    [InlineData(@"\A.*?</think>\s*<answer>.*?</answer>", DotAll, "open_instruct_soft")]
    public void Scanners_give_the_verdict_of_the_public_expressions(string pattern, RegexOptions options, string mode)
    {
        var expression = new Regex(pattern, options, Regex.InfiniteMatchTimeout);
        var verifier = new FormatVerifier().Prepare(default, LabelledCases.Cursor($$"""{"mode": "{{mode}}"}"""));
        Prop.ForAll(Either, text => Judge(verifier, text).Score == (expression.IsMatch(text) ? 1 : 0))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(40));
    }

    [Fact]
    public void Reasoning_steps_are_the_matches_of_the_public_expression()
    {
        var expression = new Regex(@"(?:Step \d+:|^\d+\.|\n-|\n\*|First,|Second,|Next,|Finally,)", RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
        Prop.ForAll(Either, text => PublicFormats.ReasoningSteps(text) == Math.Min(1, expression.Count(text) / 3.0))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(40));
    }

    [Theory]
    [InlineData("<think>x</think>\u001c<answer>y</answer>", 1)]
    [InlineData("<think>x</think>\u0085<answer>y</answer>", 1)]
    [InlineData("<think>x</think>\u200b<answer>y</answer>", 0)]
    public void White_space_of_the_soft_format_is_that_of_Python(string text, double score) =>
        Assert.Equal(score, PublicFormats.OpenInstructSoft(text));

    [Fact]
    public void White_space_is_exactly_that_of_Unicode()
    {
        int[] whiteSpace =
        [
            0x9, 0xA, 0xB, 0xC, 0xD, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009,
            0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
        ];
        Assert.Equal(whiteSpace, Enumerable.Range(0, 0x10000).Where(code => Blank.Is(((char)code).ToString(), new TextSpan(0, 1))));
    }

    [Fact]
    public void An_answer_span_of_a_right_completion_is_not_blank_and_follows_the_thoughts() =>
        Prop.ForAll(Either, text =>
        {
            var found = R1Layout.Read(text, LayoutOptions.Default);
            return found.Reason != FormatReason.Ok
                || (found.Answer!.Value.Start >= found.Thoughts!.Value.End && !Blank.Is(text, found.Answer.Value) && found.Offence is null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Without_code_the_format_is_right_exactly_when_the_four_tags_cut_the_text_rightly() =>
        Prop.ForAll(Either.Filter(text => !text.Contains('`') && !text.Contains('~')), text =>
        {
            var parts = AnyTag.Split(text);
            var isRight = string.Concat(AnyTag.Matches(text)) == "<think></think><answer></answer>"
                && string.IsNullOrWhiteSpace(parts[0] + parts[2] + parts[4])
                && !string.IsNullOrWhiteSpace(parts[1])
                && !string.IsNullOrWhiteSpace(parts[3]);
            return isRight == (R1Layout.Read(text, LayoutOptions.Default).Reason == FormatReason.Ok);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000).WithEndSize(20));

    [Theory]
    [InlineData("r1", "")]
    [InlineData("r1", "<think>")]
    [InlineData("r1", "<think>x</think><answer>")]
    [InlineData("think", "<think>x</think>")]
    [InlineData("open_r1_format", "<think>\nx\n</think>\n<answer>\n")]
    [InlineData("trl_think_format", "<think>")]
    [InlineData("open_r1_tag_count", "")]
    [InlineData("open_instruct_soft", "")]
    [InlineData("code_format", "<think>\nx\n</think>\n<answer>\n")]
    [InlineData("reasoning_steps", "")]
    public void Hostile_text_costs_linear_time(string mode, string prefix)
    {
        var verifier = new FormatVerifier().Prepare(default, LabelledCases.Cursor($$"""{"mode": "{{mode}}"}"""));
        HostileText.AssertLinear(text => Judge(verifier, text), prefix);
    }

    private static Judgement Judge(IPreparedVerifier verifier, string text) =>
        verifier.JudgeAsync(new Completion(text), CancellationToken.None).Result;
}
