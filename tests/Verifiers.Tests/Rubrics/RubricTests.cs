using System.Text.Json;
using Verifiers.Rubrics;
using Verifiers.Tests.Scoring;

namespace Verifiers.Tests.Rubrics;

public sealed class RubricTests
{
    private static readonly Judgement Right = Judgement.Correct("right", "Right.");
    private static readonly Judgement Wrong = Judgement.Incorrect("wrong", "Wrong.");
    private static readonly Judgement Half = Judgement.Incorrect("half", "Half.", score: 0.5);
    private static readonly Judgement Unsure = Judgement.Undecided("unsure", "Unsure.");
    private static readonly Judgement Broken = Judgement.Error("broken", "Broken.");

    [Fact]
    public void A_weighted_sum_adds_the_weighted_scores()
    {
        var rubric = Read("""{"components": [{"verifier": "a", "weight": 1}, {"verifier": "b", "weight": 0.1}]}""");
        Assert.Equal((Verdict.Correct, 1.1), Combine.Judgements(rubric, [Right, Right]));
        Assert.Equal((Verdict.Incorrect, 1.0), Combine.Judgements(rubric, [Right, Wrong]));
        Assert.Equal((Verdict.Incorrect, 0.5), Combine.Judgements(rubric, [Half, Wrong]));
    }

    [Fact]
    public void A_closed_gate_leaves_nothing_and_adds_nothing_when_open()
    {
        var rubric = Read("""{"combine": "gate", "components": [{"verifier": "a", "weight": 2}, {"verifier": "b", "gate": true}]}""");
        Assert.Equal((Verdict.Correct, 2.0), Combine.Judgements(rubric, [Right, Right]));
        Assert.Equal((Verdict.Incorrect, 0.0), Combine.Judgements(rubric, [Right, Wrong]));
    }

    [Fact]
    public void Min_and_product_use_the_scores_alone()
    {
        var min = Read("""{"combine": "min", "components": [{"verifier": "a"}, {"verifier": "b"}]}""");
        var product = Read("""{"combine": "product", "components": [{"verifier": "a"}, {"verifier": "b"}]}""");
        Assert.Equal(0.5, Combine.Judgements(min, [Right, Half]).Reward);
        Assert.Equal(0.25, Combine.Judgements(product, [Half, Half]).Reward);
    }

    [Fact]
    public void Undecided_is_worth_what_the_rubric_says()
    {
        var rubric = Read("""{"components": [{"verifier": "a", "undecided": 0.25}]}""");
        Assert.Equal((Verdict.Undecided, 0.25), Combine.Judgements(rubric, [Unsure]));
    }

    [Theory]
    [InlineData("weighted_sum")]
    [InlineData("min")]
    [InlineData("product")]
    public void One_error_leaves_no_reward_however_the_scores_combine(string combine)
    {
        var rubric = Read($$"""{"combine": "{{combine}}", "components": [{"verifier": "a"}, {"verifier": "b"}]}""");
        Assert.Equal((Verdict.Error, null), Combine.Judgements(rubric, [Wrong, Broken]));
        Assert.Equal((Verdict.Error, null), Combine.Judgements(rubric, [Broken, Right]));
    }

    [Fact]
    public void A_component_that_does_not_decide_leaves_the_verdict_alone()
    {
        var rubric = Read("""{"components": [{"verifier": "a"}, {"verifier": "b", "decides": false}]}""");
        Assert.Equal((Verdict.Correct, 1.0), Combine.Judgements(rubric, [Right, Wrong]));
    }

    private const string Scheduled = """
        {"components": [{"verifier": "a"}, {"verifier": "b", "weight": [{"from_step": 0, "weight": 0}, {"from_step": 1300, "weight": 0.5}, {"from_step": 1700, "weight": 2}]}]}
        """;

    [Theory]
    [InlineData(0, new[] { "a" }, 1.0)]
    [InlineData(1299, new[] { "a" }, 1.0)]
    [InlineData(1300, new[] { "a", "b" }, 1.5)]
    [InlineData(1699, new[] { "a", "b" }, 1.5)]
    [InlineData(1700, new[] { "a", "b" }, 3.0)]
    [InlineData(int.MaxValue, new[] { "a", "b" }, 3.0)]
    public void The_trainers_step_picks_the_weights_and_what_weighs_nothing_is_not_asked(int step, string[] asked, double reward)
    {
        var rubric = Read(Scheduled);
        var now = rubric.AtStep(step);
        Assert.Equal(asked, now.Components.Select(component => component.Name));
        Assert.Equal(reward, Combine.Judgements(now, [.. asked.Select(_ => Right)]).Reward);
        Assert.Equal(rubric.Hash, now.Hash);
        Assert.Same(now, rubric.AtStep(step));
    }

    [Fact]
    public void A_schedule_without_a_step_is_refused_and_a_rubric_without_schedule_needs_none()
    {
        Assert.Equal("options.step", Assert.Throws<InvalidInputException>(() => Read(Scheduled).AtStep(null)).Path);
        var plain = Read("""{"components": [{"verifier": "a"}]}""");
        Assert.Same(plain, plain.AtStep(null));
        Assert.Same(plain, plain.AtStep(7));
    }

    [Fact]
    public void An_expression_is_given_the_scores_by_name()
    {
        var rubric = Read("""{"combine": "expression", "expression": "a - b", "components": [{"verifier": "a"}, {"verifier": "b", "undecided": 0.25}]}""");
        Assert.Equal(["a", "b"], Subtraction.Asked!);
        Assert.Equal((Verdict.Correct, 0.0), Combine.Judgements(rubric, [Right, Right]));
        Assert.Equal((Verdict.Undecided, 0.75), Combine.Judgements(rubric, [Right, Unsure]));
        Assert.Equal((Verdict.Error, null), Combine.Judgements(rubric, [Right, Broken]));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_reward_that_is_no_number_is_an_error_and_no_reward(double value)
    {
        Subtraction.Value = value;
        try
        {
            var rubric = Read("""{"combine": "expression", "expression": "a - b", "components": [{"verifier": "a"}, {"verifier": "b"}]}""");
            Assert.Equal((Verdict.Error, null), Combine.Judgements(rubric, [Right, Right]));
        }
        finally
        {
            Subtraction.Value = null;
        }
    }

    [Fact]
    public void An_expression_is_not_taken_where_none_are_compiled()
    {
        var json = JsonCursor.At(JsonDocument.Parse("""{"combine": "expression", "expression": "a", "components": [{"verifier": "a"}]}""").RootElement);
        var refused = Assert.Throws<InvalidInputException>(() => RubricReader.Read(json, new([new ScriptedVerifier("a", _ => Right)])));
        Assert.Equal("expression", refused.Path);
        Assert.Contains("files only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_is_of_the_content_and_not_of_its_spelling()
    {
        var one = Read("""{"name": "x", "components": [{"verifier": "a", "options": {"strict": true}, "weight": 1.0}]}""");
        var same = Read("""{"components": [{"weight": 1, "options": { "strict" : true }, "verifier": "a"}], "name": "y"}""");
        Assert.Equal(one.Hash, same.Hash);
        Assert.Equal(64, one.Hash.Length);
    }

    [Theory]
    [InlineData("""{"components": [{"verifier": "a", "weight": 2}]}""")]
    [InlineData("""{"components": [{"verifier": "a", "undecided": 0.5}]}""")]
    [InlineData("""{"components": [{"verifier": "a", "name": "other"}]}""")]
    [InlineData("""{"components": [{"verifier": "a", "options": {"strict": false}}]}""")]
    [InlineData("""{"components": [{"verifier": "b"}]}""")]
    [InlineData("""{"combine": "min", "components": [{"verifier": "a"}]}""")]
    [InlineData("""{"components": [{"verifier": "a"}, {"verifier": "b", "decides": false}]}""")]
    [InlineData("""{"components": [{"verifier": "a", "weight": [{"from_step": 0, "weight": 1}]}]}""")]
    [InlineData("""{"combine": "expression", "expression": "a", "components": [{"verifier": "a"}]}""")]
    public void Whatever_can_change_a_reward_changes_the_hash(string changed) =>
        Assert.NotEqual(Read("""{"components": [{"verifier": "a"}]}""").Hash, Read(changed).Hash);

    [Fact]
    public void A_new_version_of_a_verifiers_semantics_changes_the_hash()
    {
        var json = JsonCursor.At(JsonDocument.Parse("""{"components": [{"verifier": "a"}]}""").RootElement);
        var next = new VerifierCatalog([new ScriptedVerifier("a", _ => Right) { SemanticsVersion = 2 }]);
        Assert.NotEqual(Read("""{"components": [{"verifier": "a"}]}""").Hash, RubricReader.Read(json, next).Hash);
    }

    [Theory]
    [InlineData("""{}""", "components")]
    [InlineData("""{"components": []}""", "components")]
    [InlineData("""{"components": {}}""", "components")]
    [InlineData("""{"components": [{"verifier": "a"}], "extra": 1}""", "extra")]
    [InlineData("""{"components": [{}]}""", "components[0].verifier")]
    [InlineData("""{"components": [{"verifier": "nobody"}]}""", "components[0].verifier")]
    [InlineData("""{"components": [{"verifier": "a", "wieght": 1}]}""", "components[0].wieght")]
    [InlineData("""{"components": [{"verifier": "a", "weight": "1"}]}""", "components[0].weight")]
    [InlineData("""{"components": [{"verifier": "a", "weight": 1e9}]}""", "components[0].weight")]
    [InlineData("""{"components": [{"verifier": "a", "weight": 1, "weight": 2}]}""", "components[0].weight")]
    [InlineData("""{"components": [{"verifier": "a", "undecided": 2}]}""", "components[0].undecided")]
    [InlineData("""{"components": [{"verifier": "a", "options": {"loose": 1}}]}""", "components[0].options.loose")]
    [InlineData("""{"components": [{"verifier": "a"}, {"verifier": "a"}]}""", "components[1].name")]
    [InlineData("""{"components": [{"verifier": "a", "gate": true}]}""", "components[0].gate")]
    [InlineData("""{"combine": "gate", "components": [{"verifier": "a"}]}""", "components")]
    [InlineData("""{"combine": "gate", "components": [{"verifier": "a", "gate": true}]}""", "components")]
    [InlineData("""{"combine": "min", "components": [{"verifier": "a", "weight": 1}]}""", "components[0].weight")]
    [InlineData("""{"combine": "median", "components": [{"verifier": "a"}]}""", "combine")]
    [InlineData("""{"components": [{"verifier": "a", "decides": false}]}""", "components")]
    [InlineData("""{"components": [{"verifier": "a", "weight": []}]}""", "components[0].weight")]
    [InlineData("""{"components": [{"verifier": "a", "weight": [{"from_step": 1, "weight": 1}]}]}""", "components[0].weight[0].from_step")]
    [InlineData("""{"components": [{"verifier": "a", "weight": [{"from_step": 0, "weight": 1}, {"from_step": 0, "weight": 2}]}]}""", "components[0].weight[1].from_step")]
    [InlineData("""{"components": [{"verifier": "a", "weight": [{"from_step": 0}]}]}""", "components[0].weight[0].weight")]
    [InlineData("""{"components": [{"verifier": "a", "weight": [{"from_step": 0, "weight": 0}, {"from_step": 5, "weight": 2}]}]}""", "components")]
    [InlineData("""{"combine": "expression", "components": [{"verifier": "a"}]}""", "expression")]
    [InlineData("""{"combine": "expression", "expression": "nonsense", "components": [{"verifier": "a"}]}""", "expression")]
    [InlineData("""{"combine": "expression", "expression": "a", "components": [{"verifier": "a", "weight": 2}]}""", "components[0].weight")]
    [InlineData("""{"expression": "a", "components": [{"verifier": "a"}]}""", "expression")]
    public void A_rubric_that_makes_no_sense_is_refused_with_its_path(string json, string path) =>
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Read(json)).Path);

    [Theory]
    [InlineData("product", false)]
    [InlineData("min", true)]
    [InlineData("weighted_sum", true)]
    public void Scores_below_0_are_no_factors(string combine, bool isTaken)
    {
        var json = JsonCursor.At(JsonDocument.Parse($$"""
            {"combine": "{{combine}}", "components": [{"verifier": "a"}, {"verifier": "length", "options": {"mode": "soft_overlong", "max_len": 100, "cache": 20} } ]}
            """).RootElement);
        var catalog = new VerifierCatalog([new ScriptedVerifier("a", _ => Right), new Verifiers.Length.LengthVerifier()]);
        var refused = Record.Exception(() => RubricReader.Read(json, catalog));
        Assert.Equal(isTaken ? null : "components[1].verifier", (refused as InvalidInputException)?.Path);
    }

    private static Rubric Read(string json) => RubricReader.Read(
        JsonCursor.At(JsonDocument.Parse(json).RootElement),
        new([new ScriptedVerifier("a", _ => Right), new ScriptedVerifier("b", _ => Right)]),
        formulas: new Subtraction());

    /// <summary>Knows one expression, in the place of Roslyn.</summary>
    private sealed class Subtraction : IRewardFormulaCompiler
    {
        [ThreadStatic]
        public static double? Value;

        public static IReadOnlyList<string>? Asked { get; private set; }

        public RewardFunction Compile(string expression, IReadOnlyList<string> names)
        {
            Asked = names;
            return expression is "a - b" or "a" ? scores => Value ?? (scores.Length > 1 ? scores[0] - scores[1] : scores[0]) : throw new FormatException("No.");
        }
    }
}
