using System.Text.Json.Serialization;
using Verifiers.Api.Rescoring.Comparison;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Rescoring.Output;

/// <summary>What a run has counted; kept with its progress, so that a run that went on ends with the numbers of the whole.</summary>
internal sealed record RunTally
{
    /// <summary>Reasons that are told apart; what is beyond is counted together. A plug-in may write any text as a reason.</summary>
    private const int MaxReasons = 500;

    private const int MaxReasonLength = 200;

    public long Correct { get; set; }

    public long Incorrect { get; set; }

    public long Undecided { get; set; }

    public long Errors { get; set; }

    public long Rejected { get; set; }

    /// <summary>Sum of all rewards.</summary>
    public double RewardSum { get; set; }

    /// <summary>Rollouts without a verdict, by verifier and reason.</summary>
    public SortedDictionary<string, long> ErrorReasons { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Whether there are errors that may pass.</summary>
    [JsonIgnore]
    public bool HasPassingErrors => ErrorReasons.Keys.Any(IsPassingKey);

    /// <summary>Whether they came in a row, as in an outage.</summary>
    public OutageTally Outage { get; init; } = new();

    /// <summary>The comparison with earlier rewards.</summary>
    public Drift Drift { get; init; } = new();

    /// <summary>Rollouts that have a line of output.</summary>
    public long Scored => Correct + Incorrect + Undecided + Errors;

    /// <summary>Mean of the rewards that there are; null when there is none.</summary>
    public double? MeanReward => Scored == Errors ? null : RewardSum / (Scored - Errors);

    /// <summary>Whether judging again may help: a reference that cannot be understood will not be understood then.</summary>
    public static bool IsPassingError(ComponentResult component) => component.Verdict == Verdict.Error && IsPassing(component.Reason);

    /// <summary>Whether the reason of an error may pass.</summary>
    public static bool IsPassing(string reason) => reason != "reference_error";

    /// <summary>The same of a key of <see cref="ErrorReasons"/>.</summary>
    public static bool IsPassingKey(string key) => IsPassing(key[(key.IndexOf(": ", StringComparison.Ordinal) + 2)..]);

    /// <returns>Whether an outage is seen with this one.</returns>
    public bool Count(ScoredRollout rollout)
    {
        _ = rollout.Verdict switch
        {
            Verdict.Correct => Correct++,
            Verdict.Incorrect => Incorrect++,
            Verdict.Undecided => Undecided++,
            Verdict.Error => Errors++,
        };
        RewardSum += rollout.Reward ?? 0;
        var isOutage = Outage.Count(rollout);
        if (rollout.Verdict != Verdict.Error)
            return false;
        foreach (var component in rollout.Components.Where(component => component.Verdict == Verdict.Error))
        {
            var key = KeyOf(component.Verifier, component.Reason);
            if (ErrorReasons.Count >= MaxReasons && !ErrorReasons.ContainsKey(key))
                key = KeyOf("others", IsPassing(component.Reason) ? "other" : component.Reason);
            ErrorReasons[key] = ErrorReasons.GetValueOrDefault(key) + 1;
        }
        return isOutage;
    }

    private static string KeyOf(string verifier, string reason) => $"{verifier}: {(reason.Length > MaxReasonLength ? Cut(reason) : reason)}";

    /// <summary>Not inside of a character.</summary>
    private static string Cut(string text) =>
        string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[MaxReasonLength - 1]) ? MaxReasonLength - 1 : MaxReasonLength), "…");
}
