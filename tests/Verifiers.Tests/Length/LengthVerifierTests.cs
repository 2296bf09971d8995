using Verifiers.Length;

namespace Verifiers.Tests.Length;

public sealed class LengthVerifierTests
{
    [Fact]
    public void Counts_tokens_when_the_sample_states_them_and_says_so()
    {
        var judgement = Judge("""{"mode": "soft_overlong", "max_len": 100, "cache": 20}""", new Completion("four") { TokenCount = 95 });
        Assert.Equal((-0.75, "penalty", Verdict.Incorrect), (judgement.Score, judgement.Reason, judgement.Verdict));
        Assert.Equal(new LengthEvidence("soft_overlong", 95, "tokens"), judgement.Evidence);
    }

    [Fact]
    public void Counts_characters_otherwise_and_says_so()
    {
        var judgement = Judge("""{"mode": "soft_overlong", "max_len": 100, "cache": 20}""", new Completion("𝒙𝒚z"));
        Assert.Equal((0.0, "no_penalty", Verdict.Correct), (judgement.Score, judgement.Reason, judgement.Verdict));
        Assert.Equal(new LengthEvidence("soft_overlong", 3, "characters"), judgement.Evidence);
    }

    [Fact]
    public void Characters_can_be_asked_for() =>
        Assert.Equal(
            new LengthEvidence("cosine", 4, "characters"),
            Judge("""{"mode": "cosine", "max_len": 8, "unit": "characters"}""", Standing("four", Verdict.Correct) with { TokenCount = 1 }).Evidence);

    [Fact]
    public void A_penalty_ends_at_minus_one_and_the_evidence_says_what_it_was()
    {
        var judgement = Judge("""{"mode": "verl_overlong", "max_resp_len": 100, "buffer": 20}""", new Completion("") { TokenCount = 140 });
        Assert.Equal((-1.0, "penalty_clamped"), (judgement.Score, judgement.Reason));
        Assert.Equal(-3, Assert.IsType<LengthEvidence>(judgement.Evidence).Unclamped);
    }

    [Theory]
    [InlineData(Verdict.Correct, 0.75, Verdict.Correct, "no_penalty")]
    [InlineData(Verdict.Incorrect, -0.75, Verdict.Incorrect, "penalty")]
    [InlineData(Verdict.Undecided, 0, Verdict.Undecided, "answer_undecided")]
    [InlineData(Verdict.Error, 0, Verdict.Error, "answer_not_judged")]
    public void The_cosine_reward_follows_the_verdict_of_the_answer(Verdict answer, double score, Verdict verdict, string reason)
    {
        var judgement = Judge("""{"mode": "cosine", "max_len": 8}""", Standing("four", answer));
        Assert.Equal(score, judgement.Score, 1e-9);
        Assert.Equal((verdict, reason), (judgement.Verdict, judgement.Reason));
    }

    [Fact]
    public void The_group_reward_uses_the_lengths_of_the_group()
    {
        var completion = new Completion("x") { Standing = new GroupStanding(Verdict.Correct, [5, 15], 1, InTokens: true) };
        var judgement = Judge("""{"mode": "group_length"}""", completion);
        Assert.Equal(-0.5, judgement.Score);
        Assert.Equal(new LengthEvidence("group_length", 15, "tokens"), judgement.Evidence);
    }

    [Fact]
    public void Repeated_words_are_penalized() =>
        Assert.Equal(-1 / 6.0, Judge("""{"mode": "repetition_words", "n": 2, "max_penalty": -0.5}""", new Completion("go go GO stop")).Score, 1e-9);

    [Fact]
    public void Repeated_tokens_are_penalized() =>
        Assert.Equal(-0.5, Judge("""{"mode": "repetition_tokens", "n": 2, "max_penalty": -1}""", new Completion("") { TokenIds = [1, 2, 1, 2, 1] }).Score, 1e-9);

    [Fact]
    public void Without_token_ids_repeated_tokens_are_not_judged()
    {
        var judgement = Judge("""{"mode": "repetition_tokens", "n": 2, "max_penalty": -1}""", new Completion("x"));
        Assert.Equal((Verdict.Error, "no_token_ids"), (judgement.Verdict, judgement.Reason));
    }

    [Theory]
    [InlineData("{}", "options.mode")]
    [InlineData("""{"mode": "short"}""", "options.mode")]
    [InlineData("""{"mode": "soft_overlong", "max_len": 10}""", "options.cache")]
    [InlineData("""{"mode": "soft_overlong", "max_len": 10, "cache": 11}""", "options.cache")]
    [InlineData("""{"mode": "soft_overlong", "max_len": 10.5, "cache": 1}""", "options.max_len")]
    [InlineData("""{"mode": "verl_overlong", "max_resp_len": 10, "buffer": 0}""", "options.buffer")]
    [InlineData("""{"mode": "verl_overlong", "max_resp_len": 10, "buffer": 2, "factor": 2}""", "options.factor")]
    [InlineData("""{"mode": "cosine", "max_len": 0}""", "options.max_len")]
    [InlineData("""{"mode": "repetition_words", "n": 0, "max_penalty": -1}""", "options.n")]
    [InlineData("""{"mode": "repetition_words", "n": 2, "max_penalty": 1}""", "options.max_penalty")]
    [InlineData("""{"mode": "group_length", "max_len": 10}""", "options.max_len")]
    public void Options_that_make_no_sense_are_refused_with_their_path(string options, string path) =>
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Judge(options, new Completion("x"))).Path);

    [Fact]
    public void Hostile_text_costs_linear_time()
    {
        var verifier = new LengthVerifier().Prepare(default, LabelledCases.Cursor("""{"mode": "repetition_words", "n": 8, "max_penalty": -1}"""));
        HostileText.AssertLinear(text => _ = verifier.JudgeAsync(new Completion(text), CancellationToken.None).Result);
    }

    private static Completion Standing(string text, Verdict answer) =>
        new(text) { Standing = new GroupStanding(answer, [text.Length], 0, InTokens: false) };

    private static Judgement Judge(string options, Completion completion) =>
        new LengthVerifier().Prepare(default, LabelledCases.Cursor(options, "options")).JudgeAsync(completion, CancellationToken.None).Result;
}
