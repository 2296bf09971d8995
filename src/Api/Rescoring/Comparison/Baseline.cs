using Verifiers.Api.Rescoring.Input;

namespace Verifiers.Api.Rescoring.Comparison;

/// <summary>What rewards are compared with.</summary>
internal interface IBaseline : IDisposable
{
    /// <summary>Compares one rollout; they come in the order of the input.</summary>
    /// <returns>Whether there was an earlier reward, and the flip when it was another one.</returns>
    (bool IsCompared, Flip? Flip) Compare(ScoredRollout now, Rollout rollout);
}

/// <summary>The rewards that the dump holds.</summary>
internal sealed class FieldBaseline : IBaseline
{
    public (bool IsCompared, Flip? Flip) Compare(ScoredRollout now, Rollout rollout)
    {
        if (rollout.Earlier is not { } before)
            return (false, null);
        var changes = now.Components.Select(component => new ReasonChange(component.Name, component.Verifier, null, component.Reason, component.Explanation));
        return (true, Flips.Differ(before, now.Reward) ? Flips.Of(now, before, null, changes) : null);
    }

    public void Dispose()
    {
    }
}

/// <summary>An earlier output of <c>verifiers rescore</c>, read beside the new one: both are in the order of the lines.</summary>
internal sealed class FolderBaseline : IBaseline
{
    private readonly string _folder;
    private string? _file;
    private IEnumerator<ScoredRollout>? _earlier;

    /// <exception cref="RescoreException">There is nothing to compare with.</exception>
    public FolderBaseline(string folder)
    {
        _folder = folder;
        if (!Directory.Exists(folder) || !Directory.EnumerateFiles(folder, "*.scored.jsonl").Any())
            throw new RescoreException($"--baseline {folder}: expected a folder that verifiers rescore wrote, found no *.scored.jsonl.");
    }

    public (bool IsCompared, Flip? Flip) Compare(ScoredRollout now, Rollout rollout)
    {
        if (Find(now.File, now.Line) is not { } before || before.Completion != now.Completion)
            return (false, null); // another completion on the same line: the dump itself is another one
        if (!Flips.Differ(before.Reward, now.Reward))
            return (true, null);
        var reasons = before.Components.ToDictionary(component => component.Name, StringComparer.Ordinal);
        var changes = from component in now.Components
                      let old = reasons.GetValueOrDefault(component.Name)
                      where old is null || old.Reason != component.Reason || old.Verdict != component.Verdict || Flips.Differ(old.Score, component.Score)
                      select new ReasonChange(component.Name, component.Verifier, old?.Reason, component.Reason, component.Explanation);
        return (true, Flips.Of(now, before.Reward, before.Verdict, changes));
    }

    public void Dispose() => _earlier?.Dispose();

    private ScoredRollout? Find(string file, long line)
    {
        if (_file != file)
        {
            _earlier?.Dispose();
            _earlier = ScoredRollouts.Read(_folder, file).GetEnumerator();
            _file = file;
            if (!_earlier.MoveNext())
                _earlier = null;
        }
        while (_earlier is not null && _earlier.Current.Line < line)
        {
            if (!_earlier.MoveNext())
                _earlier = null;
        }
        return _earlier?.Current.Line == line ? _earlier.Current : null;
    }
}

/// <summary>When a reward is another one.</summary>
internal static class Flips
{
    /// <summary>Rewards are sums of few weights: what differs by less than this differs by rounding.</summary>
    private const double Rounding = 1e-9;

    public static bool Differ(double? before, double? now) =>
        before is { } old && now is { } current ? Math.Abs(old - current) > Rounding : before is not null || now is not null;

    /// <summary>A change of which no component says why is the rubric's: weights, or the way they are combined.</summary>
    public static Flip Of(ScoredRollout now, double? before, Verdict? verdict, IEnumerable<ReasonChange> changes)
    {
        var list = changes.ToList();
        if (list.Count == 0)
            list.Add(new("rubric", "rubric", "weights", "weights", "The components say the same; the rubric makes another reward of it."));
        return new(now.File, now.Line, now.Id, now.Group, now.Step, before, now.Reward, verdict, now.Verdict, list);
    }
}
