namespace Verifiers.Rubrics;

/// <summary>
/// A weight that changes with the trainer's step. R1 adds its preference rewards only in the last 400 of 1,700 steps:
/// <c>[{"from_step": 0, "weight": 0}, {"from_step": 1300, "weight": 1}]</c>.
/// </summary>
/// <param name="Changes">By step, the first from step 0 on.</param>
public sealed record WeightSchedule(IReadOnlyList<WeightChange> Changes)
{
    private const int MaxChanges = 100;

    /// <summary>The weight at a step.</summary>
    public double At(long step) => Changes.Last(change => change.FromStep <= step).Weight;

    internal static WeightSchedule Read(JsonCursor json)
    {
        var changes = new List<WeightChange>();
        foreach (var item in json.Items("a number, or a list of {\"from_step\", \"weight\"}"))
        {
            item.Object("from_step", "weight");
            var step = item.Required("from_step", "the step from which the weight counts");
            var change = new WeightChange(step.Integer(0, int.MaxValue), item.Required("weight", "a number").Number(-1000, 1000));
            if (changes.Count == 0 && change.FromStep != 0)
                throw step.Refused("expected 0: the first weight counts from the first step on.");
            if (changes.Count > 0 && change.FromStep <= changes[^1].FromStep)
                throw step.Refused($"expected a step after {changes[^1].FromStep}.");
            if (changes.Count == MaxChanges)
                throw json.Refused($"expected at most {MaxChanges} changes, found more.");
            changes.Add(change);
        }
        return changes.Count > 0 ? new(changes) : throw json.Refused("expected at least one weight, found none.");
    }
}

/// <summary>A weight and the step from which it counts.</summary>
/// <param name="FromStep">At least 0.</param>
/// <param name="Weight">The weight.</param>
public sealed record WeightChange(int FromStep, double Weight);
