using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Rescoring.Judging;

/// <summary>Who judges: the engine in this process, or a service.</summary>
internal interface IRolloutScorer
{
    /// <summary>The rubric that it judges by.</summary>
    RubricFacts Rubric { get; }

    /// <summary>Rollouts that it is known to take at one time.</summary>
    int MaxSamples { get; }

    /// <summary>Judges rollouts that are together in a batch.</summary>
    /// <returns>One a rollout, in their order.</returns>
    /// <exception cref="RefusedRolloutsException">Some of them cannot be judged, such as for a reference of the wrong shape; nothing was.</exception>
    /// <exception cref="TooLargeException">It takes fewer at one time; nothing was judged.</exception>
    /// <exception cref="RescoreException">Nothing can be judged at all.</exception>
    Task<IReadOnlyList<SampleResult>> ScoreAsync(IReadOnlyList<Rollout> rollouts, CancellationToken cancellationToken);
}

/// <summary>What a run needs to know of its rubric.</summary>
/// <param name="Name">As the command line gives it.</param>
/// <param name="Hash">Equal exactly when the same completions earn the same rewards.</param>
/// <param name="JudgesGroups">Whether a component compares the rollouts of a group.</param>
/// <param name="HasSchedule">Whether weights change with the step.</param>
internal sealed record RubricFacts(string Name, string Hash, bool JudgesGroups, bool HasSchedule);

/// <summary>Some rollouts of a batch cannot be judged.</summary>
/// <param name="reasons">Places in the batch, and why.</param>
internal sealed class RefusedRolloutsException(IReadOnlyDictionary<int, string> reasons) : Exception("Some rollouts cannot be judged.")
{
    public IReadOnlyDictionary<int, string> Reasons { get; } = reasons;

    /// <summary>From the paths of a refused request, such as <c>samples[3].reference</c>.</summary>
    /// <returns>Null when something else than a sample was refused.</returns>
    public static RefusedRolloutsException? From(IEnumerable<KeyValuePair<string, string[]>> errors)
    {
        var reasons = new Dictionary<int, string>();
        foreach (var (path, sentences) in errors)
        {
            var end = path.IndexOf(']', StringComparison.Ordinal);
            if (!path.StartsWith("samples[", StringComparison.Ordinal) || end < 0
                || !int.TryParse(path.AsSpan(8, end - 8), System.Globalization.CultureInfo.InvariantCulture, out var index))
                return null;
            var field = path[(end + 1)..].TrimStart('.');
            var reason = $"{field}: {string.Join(" ", sentences)}";
            reasons[index] = reasons.TryGetValue(index, out var other) ? $"{other} {reason}" : reason;
        }
        return reasons.Count > 0 ? new(reasons) : null;
    }
}
