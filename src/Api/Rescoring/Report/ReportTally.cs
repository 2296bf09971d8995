namespace Verifiers.Api.Rescoring.Report;

/// <summary>Everything that is counted over all rollouts. Each part is of bounded size and does not depend on the order of the rollouts.</summary>
internal sealed class ReportTally
{
    /// <summary>Files and flags are listed up to here; what comes later is counted together.</summary>
    private const int MostNames = 1000;

    private const string Others = "others";

    private readonly Dictionary<string, long> _inputs = new(StringComparer.Ordinal);
    private readonly long[] _verdicts = new long[4];
    private readonly RewardHistogram _rewards = new();
    private readonly PromptCounts _prompts = new();
    private readonly StepMeans _steps = new();
    private readonly LengthMeans _lengths = new();
    private readonly ZeroTally _zeros = new();
    private readonly Dictionary<string, long> _flags = new(StringComparer.Ordinal);
    private long _rollouts;
    private long _rewarded;
    private double _mean;
    private double _squares; // sum of squared deviations from the mean, after Welford

    public void Add(ScoredRollout rollout)
    {
        _rollouts++;
        _verdicts[(int)rollout.Verdict]++;
        Raise(_inputs, rollout.File);
        foreach (var flag in rollout.Flags.Select(flag => flag.Name).Distinct(StringComparer.Ordinal))
            Raise(_flags, flag);
        if (rollout.Verdict != Verdict.Error)
            _prompts.Add(rollout);
        if (rollout.Reward is not { } reward || !double.IsFinite(reward))
            return;
        _rewarded++;
        var before = reward - _mean;
        _mean += before / _rewarded;
        _squares += before * (reward - _mean);
        _rewards.Add(reward);
        _lengths.Add(rollout.Completion.Length, reward);
        if (rollout.Step is { } step)
            _steps.Add(step, reward, rollout.Verdict == Verdict.Correct);
        if (reward == 0)
            _zeros.Add(rollout);
    }

    public ReportData ToData(IReadOnlyList<SlowRollout> slowest, RolloutSample sample, IReadOnlyList<ReportedRollout> browser) => new(
        EngineVersion.Current,
        [.. _inputs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ReportInput(pair.Key, pair.Value))],
        _rollouts,
        new Dictionary<string, long>
        {
            ["correct"] = _verdicts[(int)Verdict.Correct],
            ["incorrect"] = _verdicts[(int)Verdict.Incorrect],
            ["undecided"] = _verdicts[(int)Verdict.Undecided],
            ["error"] = _verdicts[(int)Verdict.Error],
        },
        _rollouts - _rewarded,
        _rewarded == 0 ? null : _mean,
        _rewarded == 0 ? null : Math.Sqrt(_squares / _rewarded),
        _rewards.ToBars(), _prompts.ToCurve(), _steps.ToData(), _lengths.ToData(), _zeros.ToData(),
        [.. _flags.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new FlagCount(pair.Key, pair.Value))],
        slowest, sample.ToNote(_rollouts, browser.Count), browser);

    private static void Raise(Dictionary<string, long> counts, string name)
    {
        var counted = counts.ContainsKey(name) || counts.Count < MostNames ? name : Others;
        counts[counted] = counts.GetValueOrDefault(counted) + 1;
    }
}

/// <summary>Why rewards are 0: the reasons of the components that were not correct.</summary>
internal sealed class ZeroTally
{
    private const int MostReasons = 10_000;
    private const int Shown = 30;
    private readonly Dictionary<(string Component, string Reason), long> _reasons = [];
    private long _rollouts;

    public void Add(ScoredRollout rollout)
    {
        _rollouts++;
        foreach (var component in rollout.Components)
        {
            if (component.Verdict == Verdict.Correct || component.Weight == 0)
                continue;
            var key = (component.Name, component.Reason);
            if (_reasons.Count >= MostReasons && !_reasons.ContainsKey(key))
                key = ("others", "others");
            _reasons[key] = _reasons.GetValueOrDefault(key) + 1;
        }
    }

    public ZeroReasons ToData() => new(_rollouts,
    [
        .. _reasons.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Component, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Reason, StringComparer.Ordinal).Take(Shown)
            .Select(pair => new ZeroReason(pair.Key.Component, pair.Key.Reason, pair.Value)),
    ]);
}
