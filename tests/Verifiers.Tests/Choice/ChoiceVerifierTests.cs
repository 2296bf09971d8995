using FsCheck;
using FsCheck.Fluent;
using Verifiers.Choice;

namespace Verifiers.Tests.Choice;

public sealed class ChoiceVerifierTests
{
    private const string Capitals = """{"answer": "C", "choices": ["Paris", "London", "Rome", "Berlin"]}""";

    /// <summary>Pieces of answers in any order.</summary>
    private static readonly Arbitrary<string> Soup = Gen
        .Elements(
            "A", "B", "C", "I", "(", ")", "[", "]", "<", ">", " ", "\n", "\n\n", "Answer", ":", " is ", "the answer", "correct", "not", "or", ",", "/", "\\boxed{", "}", "\\text{", "$", "\"answer\": \"",
            "\"", "'", "Rome", "Paris", "London", "I choose ", "It is ", "选", "答案", "是", "</think>", "<think>", "<answer>", "</answer>", "\ud800", "\udc00", "e\u0301", "\u0301", "Ｃ", "\u200b", "**", "_", "`",
            "-", ".", "option ", "both ", "\\", "{", "because", "الإجابة", "ج", "\0")
        .ListOf()
        .Select(string.Concat)
        .ToArbitrary();

    [Theory]
    [InlineData("Answer: C", "ok", Verdict.Correct)]
    [InlineData("Answer: A", "wrong_answer", Verdict.Incorrect)]
    [InlineData("", "empty", Verdict.Incorrect)]
    [InlineData("<answer> </answer>", "empty", Verdict.Incorrect)]
    [InlineData("<think>Answer: C", "unclosed_think", Verdict.Incorrect)]
    [InlineData("It has ruins.", "no_answer", Verdict.Incorrect)]
    [InlineData("Answer: C or A", "ambiguous", Verdict.Incorrect)]
    [InlineData("Answer: A\nAnswer: C", "hedge", Verdict.Incorrect)]
    [InlineData("Answer: C\nSo:\nAnswer: X", "not_an_option", Verdict.Incorrect)]
    public void Says_why(string completion, string reason, Verdict verdict)
    {
        var judgement = Judge(completion);
        Assert.Equal((reason, verdict), (judgement.Reason, judgement.Verdict));
    }

    [Theory]
    [InlineData("Answer: C or A", "answer_hedging")]
    [InlineData("Answer: A\nAnswer: C", "multiple_final_answers")]
    [InlineData("Answer: B) Rome", "label_text_conflict")]
    [InlineData("Answer: A. No, wait. It rains there.\nAnswer: C", "changed_mind")]
    [InlineData("Answer: A. No, wait.\nHmm. Answer: B. No, wait.\nSo then: Answer: C", "changed_mind many_statements")]
    [InlineData("Answer: C", "")]
    public void Flags_what_deserves_a_look(string completion, string flags) =>
        Assert.Equal(flags, string.Join(' ', Judge(completion).Flags.Select(flag => flag.Name)));

    [Fact]
    public void Evidence_says_where_the_choice_stands_in_the_completion_as_sent()
    {
        const string Text = "<think>A</think>\u200b**Answer**: \u200b*Ｃ* Rome";
        var evidence = Assert.IsType<ChoiceEvidence>(Judge(Text).Evidence);
        Assert.Equal("Ｃ", evidence.Span!.Value.In(Text).ToString());
        Assert.Equal(("C", ChoiceRule.Phrase, "Ｃ"), (evidence.Chosen, evidence.Rule, evidence.Text));
    }

    [Theory]
    [InlineData("""["A", "C"]""", "Answer: C", 1)]
    [InlineData("""["A", "C"]""", "Answer: B", 0)]
    [InlineData("\"c\"", "Answer: C", 1)]
    [InlineData("\"(C)\"", "Answer: C", 1)]
    [InlineData("\"K\"", "Answer: K", 1)]
    [InlineData("\"C\"", "Answer: K", 0)]
    [InlineData("2", "Answer: 2", 1)]
    [InlineData("""{"answer": "Rome", "choices": ["Paris", "Rome"]}""", "Answer: B", 1)]
    [InlineData("""{"answer": 2, "choices": {"1": "Paris", "2": "Rome"}}""", "Answer: Rome", 1)]
    [InlineData("""{"answer": ["A", "B"], "choices": {"A": "Paris", "B": "Rome", "C": "Bonn"}}""", "Answer: Rome", 1)]
    public void Takes_references_of_every_shape(string reference, string completion, double score) =>
        Assert.Equal(score, Judge(completion, reference).Score);

    [Theory]
    [InlineData("null", "reference")]
    [InlineData("\"\"", "reference")]
    [InlineData("[]", "reference")]
    [InlineData("\"Rome\"", "reference")]
    [InlineData("""{"choices": ["a", "b"]}""", "reference.answer")]
    [InlineData("""{"answer": "E", "choices": ["a", "b"]}""", "reference.answer")]
    [InlineData("""{"answer": 2, "choices": ["a", "b", "c"]}""", "reference.answer")]
    [InlineData("""{"answer": "A", "choices": ["a"]}""", "reference.choices")]
    [InlineData("""{"answer": "A", "choices": ["a", 2, true]}""", "reference.choices[2]")]
    [InlineData("""{"answer": "A", "choices": {"A": "x", "a": "y"}}""", "reference.choices.a")]
    [InlineData("""{"answer": "A", "options": ["a", "b"]}""", "reference.options")]
    public void References_that_make_no_sense_are_refused_with_their_path(string reference, string path) =>
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Judge("x", reference)).Path);

    [Theory]
    [InlineData("""{"mode": "mmlu"}""", "options.mode")]
    [InlineData("""{"patterns": ["x"]}""", "options.patterns")]
    [InlineData("""{"mode": "regex"}""", "options.patterns")]
    [InlineData("""{"mode": "regex", "patterns": ["(?<=a)b"]}""", "options.patterns[0]")]
    [InlineData("""{"mode": "regex", "patterns": ["("]}""", "options.patterns[0]")]
    public void Options_that_make_no_sense_are_refused_with_their_path(string options, string path) =>
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Judge("x", Capitals, options)).Path);

    [Theory]
    [InlineData("strict_boxed", "Answer: C", null)]
    [InlineData("strict_boxed", "\\boxed{A} \\boxed{C}", "C")]
    [InlineData("strict_boxed", "\\boxed{Rome}", null)]
    [InlineData("strict_boxed", "\\boxed{C D}", null)]
    [InlineData("answer_line", "Answer: A. Answer: C", "A")]
    [InlineData("answer_line", "answer: $c", "C")]
    [InlineData("answer_line", "The answer is C", null)]
    [InlineData("mmlu_pro", "The answer is (A). The answer is (C).", "A")]
    [InlineData("mmlu_pro", "answer: A answer: B\nanswer: C", "B")]
    [InlineData("mmlu_pro", "Perhaps A, and then B", "B")]
    [InlineData("mmlu_pro", "nothing", null)]
    public void Other_graders_can_be_asked_for(string mode, string completion, string? chosen) =>
        Assert.Equal(chosen, Assert.IsType<ChoiceEvidence>(Judge(completion, Capitals, $$"""{"mode": "{{mode}}"}""").Evidence).Chosen);

    [Fact]
    public void The_random_letter_of_MMLU_Pro_is_reported_as_its_expected_value() =>
        Assert.Equal(0.25, Assert.IsType<ChoiceEvidence>(Judge("nothing", Capitals, """{"mode": "mmlu_pro"}""").Evidence).Chance);

    [Theory]
    [InlineData("pick=A pick=C", "C")]
    [InlineData("take=B", "B")]
    [InlineData("take=B pick=A", "A")]
    [InlineData("pick=Z", null)]
    public void Expressions_of_the_rubric_are_tried_in_their_order_and_the_last_match_counts(string completion, string? chosen) =>
        Assert.Equal(chosen, Assert.IsType<ChoiceEvidence>(
            Judge(completion, Capitals, """{"mode": "regex", "patterns": ["pick=(\\w)", "take=(\\w)"]}""").Evidence).Chosen);

    [Fact]
    public void Whatever_is_written_leads_to_the_same_judgement_twice_and_its_span_lies_in_the_completion() =>
        Prop.ForAll(Soup, text =>
        {
            var judgement = Judge(text);
            var evidence = (ChoiceEvidence)judgement.Evidence!;
            var isInside = evidence.Span is not { } span || (span.Start >= 0 && span.Length >= 0 && span.End <= text.Length);
            return isInside && judgement.Score == (evidence.Chosen == "C" ? 1 : 0) && judgement.Reason == Judge(text).Reason;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(60));

    [Fact]
    public void What_stands_in_the_thoughts_changes_nothing() =>
        Prop.ForAll(Soup, Soup, (thoughts, answer) =>
            Judge("<think>" + thoughts + "</think>" + answer.Replace("think", "thunk", StringComparison.Ordinal)).Reason
                == Judge(answer.Replace("think", "thunk", StringComparison.Ordinal)).Reason)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void At_most_one_label_of_a_question_is_right_for_a_completion() =>
        Prop.ForAll(Soup, text => "ABCD".Count(label => Judge(text, Capitals.Replace("\"C\"", $"\"{label}\"", StringComparison.Ordinal)).Score > 0) <= 1)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Theory]
    [InlineData("mcq", "")]
    [InlineData("mcq", "<think>x</think>Answer: ")]
    [InlineData("mcq", "\\boxed{")]
    [InlineData("strict_boxed", "\\boxed{")]
    [InlineData("answer_line", "Answer:")]
    [InlineData("mmlu_pro", "answer:")]
    public void Hostile_text_costs_linear_time(string mode, string prefix)
    {
        var verifier = new ChoiceVerifier().Prepare(LabelledCases.Cursor(Capitals), LabelledCases.Cursor($$"""{"mode": "{{mode}}"}"""));
        HostileText.AssertLinear(text => _ = verifier.JudgeAsync(new Completion(text), CancellationToken.None).Result, prefix, HostileText.Answers());
    }

    private static Judgement Judge(string completion, string reference = Capitals, string options = "{}") => new ChoiceVerifier()
        .Prepare(LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor(options, "options"))
        .JudgeAsync(new Completion(completion), CancellationToken.None).Result;
}
