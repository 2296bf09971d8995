using Verifiers.Judges;

namespace Verifiers.Tests.Judges;

public sealed class RewardModelVerifierTests
{
    [Theory]
    [InlineData(0, "{\"model\": \"r\"}", 0.5, "reward_reached")]
    [InlineData(-1000, "{\"model\": \"r\"}", 0, "reward_too_low")]
    [InlineData(1e300, "{\"model\": \"r\"}", 1, "reward_reached")]
    [InlineData(3, "{\"model\": \"r\", \"scale\": {\"mean\": 3, \"std\": 2}}", 0.5, "reward_reached")]
    [InlineData(1, "{\"model\": \"r\", \"scale\": {\"min\": -1, \"max\": 7}}", 0.25, "reward_too_low")]
    [InlineData(9, "{\"model\": \"r\", \"scale\": {\"min\": -1, \"max\": 7}}", 1, "reward_reached")]
    [InlineData(0.7, "{\"model\": \"r\", \"scale\": \"unit\"}", 0.7, "reward_reached")]
    [InlineData(0.7, "{\"model\": \"r\", \"scale\": \"unit\", \"threshold\": 0.8}", 0.7, "reward_too_low")]
    public async Task A_number_becomes_a_score(double number, string options, double score, string reason)
    {
        var judgement = await JudgeAsync(new ScriptedModels().Reward("r", _ => number), options, null, "x");
        Assert.Equal((score, reason), (Math.Round(judgement.Score, 9), judgement.Reason));
        Assert.Equal(number, Assert.IsType<RewardEvidence>(judgement.Evidence).Value);
    }

    [Fact]
    public async Task A_number_outside_what_was_promised_is_a_fault_and_not_a_reward()
    {
        var judgement = await JudgeAsync(new ScriptedModels().Reward("r", _ => 1.5), """{"model": "r", "scale": "unit"}""", null, "x");
        Assert.Equal((Verdict.Error, "reward_out_of_range"), (judgement.Verdict, judgement.Reason));
    }

    [Fact]
    public async Task Against_another_response_the_difference_counts()
    {
        var models = new ScriptedModels().Reward("r", response => response.Length);
        var judgement = await JudgeAsync(models, """{"model": "r"}""", """{"compare_to": "<think>long long</think>abc"}""", "<think>long</think>abcd");
        Assert.Equal(1 / (1 + Math.Exp(-1)), judgement.Score, 1e-12);
        Assert.Equal(["abc", "abcd"], models.Scored.Select(asked => asked.Response).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_question_is_that_of_the_reference_or_else_the_prompt()
    {
        var models = new ScriptedModels().Reward("r", _ => 0.0);
        await JudgeAsync(models, """{"model": "r"}""", null, "x", prompt: "the prompt");
        await JudgeAsync(models, """{"model": "r"}""", """{"question": "the question"}""", "x", prompt: "the prompt");
        Assert.Equal(["the prompt", "the question"], models.Scored.Select(asked => asked.Question));
    }

    [Fact]
    public async Task A_model_that_cannot_be_asked_is_an_error()
    {
        var judgement = await JudgeAsync(new ScriptedModels().Reward("r", _ => RewardReply.Failed("down.")), """{"model": "r"}""", null, "x");
        Assert.Equal((Verdict.Error, "judge_error"), (judgement.Verdict, judgement.Reason));
    }

    [Theory]
    [InlineData(1.0, "{\"service\": \"v\"}", Verdict.Correct, 1)]
    [InlineData(0.5, "{\"service\": \"v\"}", Verdict.Incorrect, 0.5)]
    [InlineData(0.5, "{\"service\": \"v\", \"threshold\": 0.5}", Verdict.Correct, 0.5)]
    [InlineData(-1.0, "{\"service\": \"v\"}", Verdict.Error, 0)]
    [InlineData(-1.0, "{\"service\": \"v\", \"scale\": {\"min\": -1, \"max\": 1}}", Verdict.Incorrect, 0)]
    public async Task A_remote_verifier_gives_the_reward(double reward, string options, Verdict verdict, double score)
    {
        var models = new ScriptedModels().Remote("v", (_, fields) => new() { Value = reward * fields.GetProperty("factor").GetDouble() });
        var judgement = await new RemoteVerifier(models)
            .Prepare(LabelledCases.Cursor("""{"factor": 1}"""), LabelledCases.Cursor(options)).JudgeAsync(new("<think>x</think>y"), CancellationToken.None);
        Assert.Equal((verdict, score), (judgement.Verdict, judgement.Score));
        Assert.Equal("<think>x</think>y", Assert.Single(models.Scored).Response);
    }

    [Theory]
    [InlineData("{\"response\": {}}", "reference.response")]
    [InlineData("{\"reward\": 1}", "reference.reward")]
    [InlineData("\"42\"", "reference")]
    public void A_reference_cannot_replace_what_is_judged(string reference, string path)
    {
        var verifier = new RemoteVerifier(new ScriptedModels().Remote("v", (_, _) => new()));
        var refused = Assert.ThrowsAny<InvalidInputException>(
            () => verifier.Prepare(LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor("""{"service": "v"}""")));
        Assert.Equal(path, refused.Path);
    }

    private static Task<Judgement> JudgeAsync(ScriptedModels models, string options, string? reference, string completion, string? prompt = null) =>
        new RewardModelVerifier(models)
            .Prepare(reference is null ? default : LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor(options))
            .JudgeAsync(new(completion) { Prompt = prompt }, CancellationToken.None).AsTask();
}
