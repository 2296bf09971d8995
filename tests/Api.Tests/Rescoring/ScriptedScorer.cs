using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Rescoring.Judging;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Tests.Rescoring;

/// <summary>Judges as a test says, and counts.</summary>
internal sealed class ScriptedScorer(Func<Rollout, int, SampleResult> judge) : IRolloutScorer
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, int> _asked = [];
    private readonly Random _random = new(7);

    /// <summary>Correct when the completion is the reference.</summary>
    public ScriptedScorer()
        : this((rollout, _) => Result(rollout.Completion == rollout.Reference?.GetString() ? Verdict.Correct : Verdict.Incorrect))
    {
    }

    public RubricFacts Rubric { get; init; } = new("scripted", "0123456789abcdef", JudgesGroups: false, HasSchedule: false);

    public int MaxSamples { get; init; } = int.MaxValue;

    /// <summary>Called before each batch is judged.</summary>
    public Func<IReadOnlyList<Rollout>, Task>? Before { get; init; }

    public static SampleResult Result(Verdict verdict, string reason = "scripted") => new()
    {
        Verdict = verdict,
        Reward = verdict == Verdict.Error ? null : verdict == Verdict.Correct ? 1 : 0,
        Components = [new() { Name = "scripted", Verifier = "scripted", Weight = 1, Score = 0, Verdict = verdict, Reason = reason, Explanation = "As scripted." }],
        Flags = [new("length_drift", "Depends on what came before."), new("other", "Does not.")],
        Timing = new(Random.Shared.Next(), Random.Shared.Next()),
        Cached = Random.Shared.Next(2) == 0,
    };

    public async Task<IReadOnlyList<SampleResult>> ScoreAsync(IReadOnlyList<Rollout> rollouts, CancellationToken cancellationToken)
    {
        int pause;
        lock (_lock)
            pause = _random.Next(3);
        await Task.Delay(pause, cancellationToken); // batches end in another order than they begin
        if (Before is not null)
            await Before(rollouts);
        var refused = rollouts.Select((rollout, place) => (rollout, place)).Where(one => one.rollout.Completion == "refused")
            .ToDictionary(one => one.place, _ => "reference: expected something else.");
        if (refused.Count > 0)
            throw new RefusedRolloutsException(refused);
        return [.. rollouts.Select(rollout => judge(rollout, Asked(rollout.Line)))];
    }

    private int Asked(long line)
    {
        lock (_lock)
            return _asked[line] = _asked.GetValueOrDefault(line) + 1;
    }
}
