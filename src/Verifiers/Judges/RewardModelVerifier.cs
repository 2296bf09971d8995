using System.Globalization;

namespace Verifiers.Judges;

/// <summary>
/// Asks a reward model for one number. With <c>compare_to</c> the score is the chance, after Bradley and Terry, that the response is
/// preferred: the sigmoid of the difference, the mean of it over several.
/// </summary>
/// <param name="models">The models that the operator configured.</param>
public sealed class RewardModelVerifier(IModelDirectory models) : IVerifier
{
    public string Name => "reward_model";

    public string Summary => "The number that a reward model gives the response, as a score from 0 to 1.";

    public int SemanticsVersion => 1;

    public Lane Lane => Lane.Remote;

    public ReferenceUse ReferenceUse => ReferenceUse.Optional;

    public void CheckOptions(JsonCursor options) => RewardModelOptions.Read(options, models);

    public string? IdentityOf(JsonCursor options) => RewardModelOptions.Read(options, models).Model.Identity;

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options) =>
        new PreparedRewardModel(RewardModelOptions.Read(options, models), JudgeReference.Read(reference));
}

/// <summary>What a rubric says of a reward model.</summary>
internal sealed record RewardModelOptions(IRewardModel Model, RewardScale Scale, JudgedText Text, double Threshold)
{
    public static RewardModelOptions Read(JsonCursor options, IModelDirectory models)
    {
        if (!options.IsPresent)
            throw options.Refused("expected options: a reward model is named.");
        options.Object("model", "scale", "reads", "template_opened", "threshold");
        return new(
            ModelName.ReadReward(options.Required("model", "the name of a model"), models),
            RewardScale.Read(options.Optional("scale"), RewardScaleKind.Sigmoid),
            JudgedText.Read(options, wholeByDefault: false),
            options.Optional("threshold").NumberOr(0.5, 0, 1));
    }
}

/// <summary>What a model or a service answered with a number.</summary>
/// <param name="Model">Which one.</param>
/// <param name="Value">Its number for the completion; null when there is none.</param>
/// <param name="Compared">Its numbers for what the completion is compared with.</param>
/// <param name="Cached">Whether it is the kept answer to an equal request.</param>
/// <param name="Fault">Why there is no number.</param>
public sealed record RewardEvidence(string Model, double? Value, IReadOnlyList<double> Compared, bool Cached, string? Fault) : Evidence;

/// <summary>Asks the reward model about each completion of a group.</summary>
internal sealed class PreparedRewardModel(RewardModelOptions options, JudgeReference reference) : IPreparedVerifier
{
    public async ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
    {
        if (options.Text.Of(completion.Text) is not { } text)
            return Judgement.Incorrect("no_summary", "There is nothing after the thoughts to judge.");
        var question = reference.QuestionFor(completion);
        string[] responses = [text, .. reference.CompareTo.Select(other => options.Text.IsWhole ? other : new JudgedText(false, false).Of(other) ?? other)];
        var replies = await Task.WhenAll(responses.Select(response => options.Model.ScoreAsync(question, response, cancellationToken).AsTask()));
        var own = replies[0];
        if (Array.Find(replies, reply => reply.Fault is not null) is { Fault: { } fault })
        {
            return Judgement.Error(
                "judge_error", $"The reward model could not be asked: {fault}", new RewardEvidence(options.Model.Identity, null, [], false, fault));
        }
        var evidence = new RewardEvidence(options.Model.Identity, own.Value, [.. replies.Skip(1).Select(reply => reply.Value)], own.Cached, null);
        if (evidence.Compared.Count > 0)
        {
            var chance = new RewardScale(RewardScaleKind.Sigmoid);
            return RewardJudgement.Of(evidence.Compared.Average(other => chance.Of(own.Value - other)!.Value), options.Threshold, evidence);
        }
        return options.Scale.Of(own.Value) is { } score
            ? RewardJudgement.Of(score, options.Threshold, evidence)
            : RewardJudgement.OutOfRange(evidence);
    }
}

/// <summary>From a score to a verdict.</summary>
internal static class RewardJudgement
{
    public static Judgement Of(double score, double threshold, RewardEvidence evidence)
    {
        var sentence = string.Create(CultureInfo.InvariantCulture, $"The reward is {evidence.Value:0.####}, a score of {score:0.####}; {threshold:0.####} was asked for.");
        return score >= threshold
            ? new(Verdict.Correct, score, "reward_reached", sentence, evidence)
            : Judgement.Incorrect("reward_too_low", sentence, evidence, score: score);
    }

    public static Judgement OutOfRange(RewardEvidence evidence) => Judgement.Error(
        "reward_out_of_range",
        string.Create(CultureInfo.InvariantCulture, $"The reward {evidence.Value:0.####} lies outside 0 to 1; the option scale says how to read such numbers."),
        evidence);
}
