using FsCheck;
using FsCheck.Fluent;
using Verifiers.LanguageConsistency;

namespace Verifiers.Tests.LanguageConsistency;

public sealed class LanguageVerifierTests
{
    private const string English = "Wait, the question asks for the total over both days, so we have to add the apples of the second day.";
    private const string Chinese = "等一下，题目问的是两天的总数，所以我需要把第二天的苹果也加进去。";

    /// <summary>Pieces of thoughts in any order.</summary>
    private static readonly Arbitrary<string> Soup = Gen
        .Elements(
            "the apples ", "苹果", "りんご", "사과 ", "яблоко ", "แอปเปิล", "API ", "Rome ", "x ", "12 ", "a3 ", ". ", "\n", "`", "```\n", "$", "$$", "\\(", "\\)", "\\text{", "}", "\\begin{a}", "\\end{a}",
            "<", ">", "<think>", "</think>", "http://a.b ", "a/b.c ", "x@y.z ", "\ud800", "\udc00", "\u0301", "\u200d", "-", "'", "\0", "。")
        .ListOf()
        .Select(string.Concat)
        .ToArbitrary();

    public static TheoryData<string> Labelled { get; } = LabelledCases.Ids("language/dev_cases.jsonl");

    [Theory, MemberData(nameof(Labelled))]
    public void Gives_the_labelled_share(string id)
    {
        var example = LabelledCases.Get("language/dev_cases.jsonl", id);
        var judgement = Judge(example.GetProperty("response").GetString()!, $"\"{example.GetProperty("target").GetString()}\"");
        if (example.GetProperty("min").ValueKind == System.Text.Json.JsonValueKind.Null)
            Assert.Equal((Verdict.Undecided, "not_applicable"), (judgement.Verdict, judgement.Reason));
        else
            Assert.InRange(judgement.Score, example.GetProperty("min").GetDouble(), example.GetProperty("max").GetDouble() + 1e-12);
    }

    [Theory]
    [InlineData("{}", 0.5, 0.75)]
    [InlineData("""{"mode": "sentence"}""", 0.5, 0.5)]
    [InlineData("""{"mode": "binary"}""", 0, 0)]
    [InlineData("""{"mode": "binary", "threshold": 0.3}""", 1, 1)]
    public void Modes_say_what_the_score_is(string options, double least, double most) =>
        Assert.InRange(Judge($"<think>{English} {Chinese}</think>", "\"en\"", options).Score, least, most);

    [Theory]
    [InlineData("🎉 🚀 😀 ")]
    [InlineData("𝐖 𝒙 𝔸𝔹 ℝ ℕ ")]
    [InlineData("π α Δ ")]
    [InlineData("я ")]
    [InlineData("\ud83c ")]
    public void What_is_no_word_counts_nowhere(string signs)
    {
        var plain = Judge($"<think>{English}</think>", "\"en\"");
        var judgement = Judge($"<think>{signs}{signs}{English}</think>", "\"en\"");
        Assert.Equal(1, judgement.Score);
        Assert.Equal(Assert.IsType<LanguageEvidence>(plain.Evidence).TargetWeight, Assert.IsType<LanguageEvidence>(judgement.Evidence).TargetWeight);
        Assert.Equal("not_applicable", Judge($"<think>{signs}</think>", "\"en\"").Reason);
    }

    [Theory]
    [InlineData("zh-Hans", "这个问题问的是两天的总数，我们需要把第二天的苹果也加进去。", 1)]
    [InlineData("zh-Hans", "這個問題問的是兩天的總數，我們需要把第二天的蘋果也加進去。", 0)]
    [InlineData("zh-Hant", "這個問題問的是兩天的總數，我們需要把第二天的蘋果也加進去。", 1)]
    [InlineData("zh-Hant", "这个问题问的是两天的总数，我们需要把第二天的苹果也加进去。", 0)]
    [InlineData("zh-Hant", "这个\n问题\n我们\n进去\n", 0)]
    [InlineData("zh-Hant", "三加四等於七", 1)]
    [InlineData("zh", "這個問題問的是兩天的總數", 1)]
    public void The_forms_of_Chinese_are_told_apart_by_their_characters(string target, string thoughts, double score) =>
        Assert.Equal(score, Judge($"<think>{thoughts}</think>", $"\"{target}\"").Score);

    [Fact]
    public void Words_outside_the_basic_plane_still_count() =>
        Assert.Equal(0, Judge("<think>𠀀𠀁𠀂𠀃</think>", "\"en\"").Score);

    [Theory]
    [InlineData("\n")]
    [InlineData(". ")]
    [InlineData("\n\n")]
    public void A_word_a_line_hides_no_language(string between)
    {
        const string German = "Am zweiten Tag kommen noch drei Kisten mit Birnen dazu und darum müssen wir alle Früchte zusammen zählen";
        Assert.InRange(Judge($"<think>{German.Replace(" ", between, StringComparison.Ordinal)}</think>", "\"en\"").Score, 0, 0.1);
        Assert.Equal(1, Judge($"<think>{German.Replace(" ", between, StringComparison.Ordinal)}</think>", "\"de\"").Score);
        Assert.Equal(1, Judge($"<think>{English.Replace(" ", between, StringComparison.Ordinal)}</think>", "\"en\"").Score);
    }

    [Fact]
    public void Short_sentences_are_innocent_until_there_are_many() =>
        Assert.Equal(1, Judge("<think>Guten Tag.\nBerlin.\nThe sum of both is seven, so that is the answer to the question.</think>", "\"en\"").Score);

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("""{"scope": "answer"}""", 0)]
    public void The_scope_is_the_thoughts_unless_asked_otherwise(string options, double score) =>
        Assert.Equal(score, Judge($"<think>{English}</think>{Chinese}", "\"en\"", options).Score);

    [Theory]
    [InlineData(English, "en")]
    [InlineData(Chinese, "zh")]
    [InlineData("農夫は二日目にりんごを三箱持ってきました。", "ja")]
    [InlineData("На второй день фермер привёз ещё три ящика, и в каждом из них по четыре яблока.", "ru")]
    [InlineData("1 + 1 = ?", null)]
    public void The_language_can_be_that_of_the_prompt(string prompt, string? language) =>
        Assert.Equal(language, Assert.IsType<LanguageEvidence>(Judge(English, "\"auto\"", "{}", prompt).Evidence).Language);

    [Fact]
    public void Without_a_prompt_its_language_is_an_error() => Assert.Equal(Verdict.Error, Judge(English, "\"auto\"").Verdict);

    [Fact]
    public void Foreign_words_are_shown()
    {
        var text = $"<think>{Chinese}Hmm, wait a moment.</think>";
        var evidence = Assert.IsType<LanguageEvidence>(Judge(text, "\"zh\"").Evidence);
        Assert.Equal("Hmm, wait a moment", evidence.Foreign.Single().In(text).ToString());
    }

    [Fact]
    public void Thoughts_that_are_all_code_are_flagged() =>
        Assert.Contains("low_coverage", Judge($"<think>So it is done. ```{new string('x', 400)}```</think>", "\"en\"").Flags.Select(flag => flag.Name));

    [Fact]
    public void What_nothing_is_worth_can_be_said() =>
        Assert.Equal((0.5, "not_applicable"), Judge("<think>1 + 1</think>", "\"en\"", """{"when_nothing": 0.5}""") is var judged ? (judged.Score, judged.Reason) : default);

    [Theory]
    [InlineData("\"xx\"", "{}", "reference")]
    [InlineData("""{"language": "english"}""", "{}", "reference.language")]
    [InlineData("""{"lang": "en"}""", "{}", "reference.lang")]
    [InlineData("7", "{}", "reference")]
    [InlineData("\"en\"", """{"scope": "think"}""", "options.scope")]
    [InlineData("\"en\"", """{"threshold": 2}""", "options.threshold")]
    [InlineData("\"en\"", """{"margin": 2}""", "options.margin")]
    public void What_makes_no_sense_is_refused_with_its_path(string reference, string options, string path) =>
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Judge("x", reference, options)).Path);

    [Fact]
    public void Whatever_is_written_has_a_share_between_0_and_1_and_spans_inside_it() =>
        Prop.ForAll(Soup, Gen.Elements("en", "zh", "ja", "ko", "ru", "th", "zh-Hant").ToArbitrary(), (text, language) =>
        {
            var judgement = Judge(text, $"\"{language}\"");
            var evidence = (LanguageEvidence)judgement.Evidence!;
            return judgement.Score is >= 0 and <= 1 && evidence.Coverage is >= 0 and <= 1 && evidence.Foreign.All(span => span.Start >= 0 && span.End <= text.Length && span.Length > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(60));

    [Fact]
    public void Chinese_sentences_do_not_raise_the_share_of_English() =>
        Prop.ForAll(Gen.Choose(0, 6).ToArbitrary(), Gen.Choose(1, 6).ToArbitrary(), (chinese, english) =>
            Share(chinese, english) >= Share(chinese + 1, english)).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Hostile_text_costs_linear_time()
    {
        var verifier = new LanguageVerifier().Prepare(LabelledCases.Cursor("\"en\""), default);
        HostileText.AssertLinear(text => _ = verifier.JudgeAsync(new Completion(text), CancellationToken.None).Result, "", HostileText.Answers());
    }

    private static double Share(int chinese, int english) =>
        Judge(string.Concat(Enumerable.Repeat(Chinese + "\n", chinese)) + string.Concat(Enumerable.Repeat(English + "\n", english)), "\"en\"").Score;

    private static Judgement Judge(string completion, string reference, string options = "{}", string? prompt = null) => new LanguageVerifier()
        .Prepare(LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor(options, "options"))
        .JudgeAsync(new Completion(completion) { Prompt = prompt }, CancellationToken.None).Result;
}
