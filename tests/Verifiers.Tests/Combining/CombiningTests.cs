using System.Collections.Concurrent;
using Verifiers.Combining;
using Verifiers.Judges;
using Verifiers.Length;
using Verifiers.Mathematics;
using Verifiers.Rubrics;
using Verifiers.Tests.Judges;
using Verifiers.Tests.Scoring;

namespace Verifiers.Tests.Combining;

public sealed class CombiningTests
{
    private const string RuleThenJudge = """{"verifiers": [{"verifier": "rule"}, {"verifier": "other"}]}""";

    [Theory]
    [InlineData("right", "said_right", 1)] // the rule decides; nobody else is asked
    [InlineData("wrong", "said_other", 1)]
    [InlineData("perhaps", "from_other", 2)]
    public async Task The_next_is_asked_only_where_one_is_undecided(string completion, string reason, int asked)
    {
        var other = new ScriptedVerifier("other", _ => Judgement.Correct("from_other", "The other says so."));
        var judgement = await FirstOf(RuleThenJudge, completion, ScriptedVerifier.Saying("rule"), other);
        Assert.Equal(reason, judgement.Reason);
        Assert.Equal(asked - 1, other.Asked);
        var evidence = Assert.IsType<CombinedEvidence>(judgement.Evidence);
        Assert.Equal(asked, evidence.Opinions.Count);
        Assert.Equal(asked == 1 ? "rule" : "other", evidence.DecidedBy);
    }

    [Fact]
    public async Task An_error_ends_the_chain_unless_the_next_may_stand_in()
    {
        var broken = new ScriptedVerifier("rule", _ => Judgement.Error("down", "It is down."));
        var other = new ScriptedVerifier("other", _ => Judgement.Correct("from_other", "The other says so."));
        Assert.Equal(Verdict.Error, (await FirstOf(RuleThenJudge, "x", broken, other)).Verdict);
        Assert.Equal(0, other.Asked);
        var next = await FirstOf(RuleThenJudge[..^1] + ", \"on_error\": \"next\"}", "x", broken, other);
        Assert.Equal("from_other", next.Reason);
    }

    [Fact]
    public async Task Where_nobody_decides_it_stays_undecided()
    {
        var judgement = await FirstOf(RuleThenJudge, "perhaps", ScriptedVerifier.Saying("rule"), ScriptedVerifier.Saying("other"));
        Assert.Equal(Verdict.Undecided, judgement.Verdict);
        Assert.Null(Assert.IsType<CombinedEvidence>(judgement.Evidence).DecidedBy);
    }

    [Theory]
    [InlineData("right", "right", Verdict.Correct, "said_right", 0)]
    [InlineData("wrong", "wrong", Verdict.Incorrect, "said_other", 0)]
    [InlineData("right", "wrong", Verdict.Undecided, "disagreement", 1)]
    [InlineData("right", "perhaps", Verdict.Undecided, "disagreement", 1)]
    [InlineData("perhaps", "perhaps", Verdict.Undecided, "said_perhaps", 0)]
    public async Task Two_opinions_must_agree_and_where_they_do_not_the_case_is_kept(
        string first, string second, Verdict verdict, string reason, int kept)
    {
        var queue = new Queue();
        var judgement = await Agree(RuleThenJudge, queue, Always("rule", first), Always("other", second));
        Assert.Equal((verdict, reason), (judgement.Verdict, judgement.Reason));
        Assert.Equal(kept, queue.Kept.Count);
        Assert.Equal(kept == 1, judgement.Flags.Any(flag => flag.Name == "disagreement"));
    }

    [Theory]
    [InlineData("first", Verdict.Correct)]
    [InlineData("second", Verdict.Incorrect)]
    public async Task The_rubric_may_say_whose_opinion_counts(string otherwise, Verdict verdict)
    {
        var queue = new Queue();
        var judgement = await Agree($"{RuleThenJudge[..^1]}, \"otherwise\": \"{otherwise}\"}}", queue, Always("rule", "right"), Always("other", "wrong"));
        Assert.Equal(verdict, judgement.Verdict);
        Assert.Equal("the prompt", Assert.Single(queue.Kept).Prompt);
    }

    [Fact]
    public async Task Of_two_that_agree_the_lower_score_counts()
    {
        static ScriptedVerifier Giving(string name, double score) => new(name, _ => Judgement.Incorrect("part", "A part.", score: score));
        Assert.Equal(0.2, (await Agree(RuleThenJudge, new(), Giving("rule", 0.7), Giving("other", 0.2))).Score);
        Assert.Equal(0.2, (await Agree(RuleThenJudge, new(), Giving("rule", 0.2), Giving("other", 0.7))).Score);
    }

    [Fact]
    public async Task An_outage_is_no_disagreement()
    {
        var queue = new Queue();
        var broken = new ScriptedVerifier("other", _ => Judgement.Error("down", "It is down."));
        var judgement = await Agree(RuleThenJudge, queue, Always("rule", "right"), broken);
        Assert.Equal((Verdict.Error, "down"), (judgement.Verdict, judgement.Reason));
        Assert.Empty(queue.Kept);
    }

    [Fact]
    public async Task A_line_that_could_not_be_kept_is_said_and_changes_no_verdict()
    {
        var judgement = await Agree(RuleThenJudge, new() { IsFull = true }, Always("rule", "right"), Always("other", "wrong"));
        Assert.Equal("disagreement", judgement.Reason);
        Assert.Contains(judgement.Flags, flag => flag.Name == "disagreement_not_recorded");
    }

    [Theory]
    [InlineData("\"4\"", "4", Verdict.Correct, 0)]
    [InlineData("\"4\"", "5", Verdict.Incorrect, 0)]
    [InlineData("""{"rule": 1, "judge": {"reference": "four", "question": "2+2?"}}""", "perhaps", Verdict.Correct, 2)]
    [InlineData("""{"reference": "four"}""", "perhaps", Verdict.Correct, 2)]
    public async Task A_rule_and_a_judge_share_a_reference_or_have_one_each(string reference, string completion, Verdict verdict, int asked)
    {
        var models = new ScriptedModels().Chat("j", request => request.Messages[^1].Content.Contains("four", StringComparison.Ordinal) ? "[[A=B]]" : "[[A!=B]]");
        var rule = new ScriptedVerifier("rule", answer => answer.Text switch
        {
            "4" => Judgement.Correct("equal", "Equal."),
            "perhaps" => Judgement.Undecided("open", "Open."),
            _ => Judgement.Incorrect("different", "Different."),
        })
        { ReferenceUse = ReferenceUse.Required };
        const string Options = """
            {"verifiers": [{"verifier": "rule"}, {"verifier": "judge", "options": {"model": "j", "mode": "equivalence"}}]}
            """;
        Assert.Equal(verdict, (await FirstOf(Options, completion, reference, rule, new JudgeVerifier(models))).Verdict);
        Assert.Equal(asked, models.Asked.Count);
    }

    [Theory]
    [InlineData("""{"verifier": "first_of"}""", "components[0].options")]
    [InlineData("""{"verifier": "first_of", "options": {"verifiers": []}}""", "components[0].options.verifiers")]
    [InlineData("""{"verifier": "first_of", "options": {"verifiers": [{"verifier": "nope"}]}}""", "components[0].options.verifiers[0].verifier")]
    [InlineData("""{"verifier": "first_of", "options": {"verifiers": [{"verifier": "length"}]}}""", "components[0].options.verifiers[0].verifier")]
    [InlineData("""{"verifier": "first_of", "options": {"verifiers": [{"verifier": "math"}, {"verifier": "math"}]}}""", "components[0].options.verifiers[1].name")]
    [InlineData("""{"verifier": "first_of", "options": {"verifiers": [{"verifier": "judge", "options": {"model": "nope"}}]}}""", "components[0].options.verifiers[0].options.model")]
    [InlineData("""{"verifier": "agree", "options": {"verifiers": [{"verifier": "math"}]}}""", "components[0].options.verifiers")]
    [InlineData("""{"verifier": "agree", "options": {"verifiers": [{"verifier": "math"}, {"verifier": "math", "name": "b"}, {"verifier": "math", "name": "c"}]}}""", "components[0].options.verifiers")]
    public void What_a_combination_cannot_ask_is_refused_when_the_rubric_is_read(string component, string path)
    {
        var refused = Assert.ThrowsAny<InvalidInputException>(() => Read(component));
        Assert.Equal(path, refused.Path);
    }

    [Fact]
    public void A_reference_that_one_of_them_needs_must_be_there()
    {
        VerifierCatalog? catalog = null;
        var verifier = new FirstOfVerifier(() => catalog!);
        catalog = new([verifier, new MathVerifier(), ScriptedVerifier.Saying("rule")]);
        var options = LabelledCases.Cursor("""{"verifiers": [{"verifier": "rule"}, {"verifier": "math"}]}""");
        Assert.Equal("reference", Assert.Throws<InvalidInputException>(() => verifier.Prepare(JsonCursor.Absent("reference"), options)).Path);
        Assert.Equal("reference.math", Assert.Throws<InvalidInputException>(
            () => verifier.Prepare(LabelledCases.Cursor("""{"rule": 1}""", "reference"), options)).Path);
    }

    [Fact]
    public void Combinations_nest_and_their_hash_tells_the_versions_within_apart()
    {
        const string Component = """
            {"verifier": "agree", "options": {"verifiers": [{"verifier": "first_of", "options": {"verifiers": [{"verifier": "inner"}]}}, {"verifier": "math"}]}}
            """;
        Assert.NotEqual(Read(Component, version: 1).Hash, Read(Component, version: 2).Hash);
    }

    private static Rubric Read(string component, int version = 1)
    {
        VerifierCatalog? catalog = null;
        catalog = new([
            new FirstOfVerifier(() => catalog!), new AgreeVerifier(() => catalog!, new Queue()), new MathVerifier(), new LengthVerifier(),
            new JudgeVerifier(new ScriptedModels()), new ScriptedVerifier("inner", _ => Judgement.Correct("ok", "Ok.")) { SemanticsVersion = version },
        ]);
        return RubricReader.Read(LabelledCases.Cursor($$"""{"components": [{{component}}]}"""), catalog);
    }

    private static ScriptedVerifier Always(string name, string says) => new(name, _ => says switch
    {
        "right" => Judgement.Correct("said_right", "It says right."),
        "perhaps" => Judgement.Undecided("said_perhaps", "It says perhaps."),
        _ => Judgement.Incorrect("said_other", "It says something else."),
    });

    private static Task<Judgement> FirstOf(string options, string completion, params IVerifier[] verifiers) => FirstOf(options, completion, "null", verifiers);

    private static Task<Judgement> FirstOf(string options, string completion, string reference, params IVerifier[] verifiers)
    {
        VerifierCatalog? catalog = null;
        var verifier = new FirstOfVerifier(() => catalog!);
        catalog = new([verifier, .. verifiers]);
        return verifier.Prepare(LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor(options)).JudgeAsync(new(completion), CancellationToken.None).AsTask();
    }

    private static Task<Judgement> Agree(string options, Queue queue, params IVerifier[] verifiers)
    {
        VerifierCatalog? catalog = null;
        var verifier = new AgreeVerifier(() => catalog!, queue);
        catalog = new([verifier, .. verifiers]);
        return verifier.Prepare(default, LabelledCases.Cursor(options)).JudgeAsync(new("x") { Prompt = "the prompt" }, CancellationToken.None).AsTask();
    }

    private sealed class Queue : IReviewQueue
    {
        public ConcurrentQueue<Disagreement> Kept { get; } = [];

        public bool IsFull { get; init; }

        public ValueTask<bool?> RecordAsync(Disagreement disagreement, CancellationToken cancellationToken)
        {
            if (!IsFull)
                Kept.Enqueue(disagreement);
            return ValueTask.FromResult<bool?>(!IsFull);
        }
    }
}
