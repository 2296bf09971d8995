namespace Verifiers.Judges;

/// <summary>
/// From a model's own number to a score in [0, 1]. Fixed by the rubric and never learnt from what was scored before, so that the
/// same completion always gets the same score.
/// </summary>
/// <param name="Mean">For <c>sigmoid</c>: the number that is worth 0.5.</param>
/// <param name="Std">For <c>sigmoid</c>: the width; the score is 1 / (1 + e^((mean − x) / std)).</param>
/// <param name="Least">For <c>linear</c>: the number that is worth 0, as is everything below.</param>
/// <param name="Most">For <c>linear</c>: the number that is worth 1, as is everything above.</param>
/// <param name="Kind">Which of them.</param>
internal sealed record RewardScale(RewardScaleKind Kind, double Mean = 0, double Std = 1, double Least = 0, double Most = 1)
{
    /// <summary>
    /// Reads <c>"sigmoid"</c>, <c>"unit"</c>, <c>{"mean", "std"}</c> (a sigmoid) or <c>{"min", "max"}</c> (linear).
    /// </summary>
    public static RewardScale Read(JsonCursor json, RewardScaleKind absent)
    {
        if (!json.IsPresent)
            return new(absent);
        if (json.Kind == System.Text.Json.JsonValueKind.String)
            return new(json.OneOf("sigmoid", "unit") == "unit" ? RewardScaleKind.Unit : RewardScaleKind.Sigmoid);
        json.Object("mean", "std", "min", "max");
        if (json.Optional("std").IsPresent)
        {
            json.Object("mean", "std");
            return new(RewardScaleKind.Sigmoid, json.Optional("mean").NumberOr(0, -1e9, 1e9), json.Optional("std").Number(1e-9, 1e9));
        }
        json.Object("min", "max");
        var (least, most) = (json.Required("min", "a number").Number(-1e9, 1e9), json.Required("max", "a number").Number(-1e9, 1e9));
        return most > least ? new(RewardScaleKind.Linear, Least: least, Most: most) : throw json.Refused("expected max above min.");
    }

    /// <summary>In [0, 1]; null when the number lies outside what <c>unit</c> promises.</summary>
    public double? Of(double value) => Kind switch
    {
        RewardScaleKind.Sigmoid => 1 / (1 + Math.Exp((Mean - value) / Std)),
        RewardScaleKind.Linear => Math.Clamp((value - Least) / (Most - Least), 0, 1),
        RewardScaleKind.Unit => value is >= 0 and <= 1 ? value : null,
    };
}

/// <summary>How a number becomes a score.</summary>
internal enum RewardScaleKind
{
    Sigmoid,
    Linear,
    Unit,
}
