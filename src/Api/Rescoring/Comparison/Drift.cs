namespace Verifiers.Api.Rescoring.Comparison;

/// <summary>How many rewards are others than before, by verifier and reason; and the first few rollouts of which that is true.</summary>
internal sealed record Drift
{
    /// <summary>Flips kept for the screen; all of them are in <c>flips.jsonl</c>.</summary>
    private const int MaxShown = 10;

    /// <summary>Rows of the table; what is beyond is counted in one.</summary>
    private const int MaxRows = 500;

    /// <summary>Rollouts that have an earlier reward.</summary>
    public long Compared { get; set; }

    /// <summary>Rollouts that have none, or whose completion was another one.</summary>
    public long NotCompared { get; set; }

    /// <summary>Rollouts whose reward changed.</summary>
    public long Changed { get; set; }

    /// <summary>By <c>verifier, reason before → reason now</c>.</summary>
    public SortedDictionary<string, DriftRow> Rows { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The first flips.</summary>
    public List<Flip> First { get; init; } = [];

    /// <summary>The share of compared rollouts whose reward changed.</summary>
    public double Share => Compared == 0 ? 0 : (double)Changed / Compared;

    public void Count(Flip flip)
    {
        Changed++;
        if (First.Count < MaxShown)
            First.Add(flip);
        foreach (var change in flip.Changes)
        {
            var key = $"{change.Verifier}, {change.ReasonBefore ?? "?"} → {change.Reason}";
            if (!Rows.TryGetValue(key, out var row))
            {
                var isNew = Rows.Count < MaxRows;
                key = isNew ? key : "others";
                row = Rows.GetValueOrDefault(key) ?? (isNew ? new(change.Verifier, change.ReasonBefore, change.Reason) : new("others", null, ""));
                Rows[key] = row;
            }
            row.Rollouts++;
            if (flip is { RewardBefore: { } before, Reward: { } now })
            {
                row.Difference += now - before;
                row.Up += now > before ? 1 : 0;
                row.Down += now < before ? 1 : 0;
            }
        }
    }
}

/// <summary>Changed rollouts with one change of reason.</summary>
/// <param name="Verifier">Whose reason it is.</param>
/// <param name="ReasonBefore">Null when only the reward was kept.</param>
/// <param name="Reason">Now.</param>
internal sealed record DriftRow(string Verifier, string? ReasonBefore, string Reason)
{
    public long Rollouts { get; set; }

    public long Up { get; set; }

    public long Down { get; set; }

    /// <summary>Sum of the differences of the rewards.</summary>
    public double Difference { get; set; }
}

/// <summary>A line of <c>flips.jsonl</c>: a rollout whose reward is another than before.</summary>
internal sealed record Flip(
    string File, long Line, string? Id, string? Group, long? Step, double? RewardBefore, double? Reward, Verdict? VerdictBefore, Verdict Verdict,
    IReadOnlyList<ReasonChange> Changes);

/// <summary>What one component said before and says now.</summary>
internal sealed record ReasonChange(string Component, string Verifier, string? ReasonBefore, string Reason, string Explanation);
