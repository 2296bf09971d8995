using System.Diagnostics.CodeAnalysis;
using Verifiers.Api.Rescoring.Input;

namespace Verifiers.Api.Rescoring.Output;

/// <summary>A rollout's lines of an earlier run, as they stand there.</summary>
/// <param name="Rollout">What the first one says.</param>
/// <param name="Scored">The line of <c>FILE.scored.jsonl</c>.</param>
/// <param name="Timing">The line of <c>FILE.timing.jsonl</c>; null when it is lost.</param>
internal sealed record KeptLine(ScoredRollout Rollout, byte[] Scored, byte[]? Timing)
{
    /// <summary>Whether it has no verdict for a reason that may have passed.</summary>
    public bool MayBeRetried => Rollout.Verdict == Verdict.Error && Rollout.Components.Any(RunTally.IsPassingError);
}

/// <summary>
/// What an earlier run wrote, read beside its input once more: both are in the same order. For each batch it tells which rollouts have a line already
/// and which were rejected; what is behind the place that the run had reached has neither.
/// </summary>
/// <param name="main">The folder of the earlier run.</param>
/// <param name="files">The input.</param>
/// <param name="from">Where the input is read from: a run with <c>--retry-errors</c> may have been interrupted too.</param>
internal sealed class KeptResults(RunFolder main, IReadOnlyList<InputFile> files, InputPosition from) : IDisposable
{
    private readonly InputPosition _end = main.Position;
    private readonly Dictionary<string, int> _places = files.Select((file, place) => (file.Name, place)).ToDictionary(StringComparer.Ordinal);
    private readonly Ahead<Rejection> _rejected = new(main.PathOf(RunFolder.RejectedName, RunFolder.ListKind));
    private (int Input, long Line) _passed = (from.Input, from.Line);
    private int _input = -1;
    private Ahead<ScoredRollout>? _scored;
    private Ahead<RolloutTiming>? _timings;

    /// <summary>The batch as the earlier run saw it, with a line for each rollout that has one.</summary>
    /// <exception cref="RescoreException">Input and output do not fit together.</exception>
    public (RolloutBatch Batch, IReadOnlyList<KeptLine?> Lines) Take(RolloutBatch batch)
    {
        var input = _places[batch.File.Name];
        Open(input);
        var until = batch.End.Input > input ? (input, long.MaxValue) : (input, batch.End.Line);
        var rejected = RejectedUntil(until).ToDictionary(rejection => rejection.Line);
        _passed = until;
        var (rollouts, lines) = (new List<Rollout>(), new List<KeptLine?>());
        foreach (var rollout in batch.Rollouts.Where(rollout => !rejected.ContainsKey(rollout.Line)))
        {
            rollouts.Add(rollout);
            lines.Add(IsReached(input, rollout.Line) ? Find(rollout.Line) ?? throw new RescoreException(
                FormattableString.Invariant($"{batch.File.Name}, line {rollout.Line} is neither among what was scored nor among what was rejected. Start over with --restart.")) : null);
        }
        var all = rejected.Values.Concat(batch.Rejected.Where(rejection => !IsReached(input, rejection.Line)));
        return (batch with { Rollouts = rollouts, Rejected = [.. all.OrderBy(rejection => rejection.Line)] }, lines);
    }

    public void Dispose()
    {
        _rejected.Dispose();
        _scored?.Dispose();
        _timings?.Dispose();
    }

    private bool IsReached(int input, long line) => (input, line).CompareTo((_end.Input, _end.Line)) <= 0;

    private void Open(int input)
    {
        if (_input == input)
            return;
        _scored?.Dispose();
        _timings?.Dispose();
        (_input, _scored, _timings) = (input, new(main.PathOf(files[input].Name, RunFolder.ScoredKind)), new(main.PathOf(files[input].Name, RunFolder.TimingKind)));
    }

    private IEnumerable<Rejection> RejectedUntil((int, long) end)
    {
        for (; _rejected.TryPeek(out var next, out _) && PlaceOf(next).CompareTo(end) <= 0; _rejected.Pass())
        {
            if (PlaceOf(next).CompareTo(_passed) > 0)
                yield return next;
        }
    }

    private (int, long) PlaceOf(Rejection rejection) => (_places.GetValueOrDefault(rejection.File, -1), rejection.Line);

    private KeptLine? Find(long line)
    {
        while (_scored!.TryPeek(out var before, out _) && before.Line < line)
            _scored.Pass();
        while (_timings!.TryPeek(out var before, out _) && before.Line < line)
            _timings.Pass();
        if (!_scored.TryPeek(out var rollout, out var bytes) || rollout.Line != line)
            return null;
        var timing = _timings.TryPeek(out var found, out var timingBytes) && found.Line == line ? timingBytes.ToArray() : null;
        return new(rollout, bytes.ToArray(), timing);
    }

    /// <summary>The lines of a file, the next one seen before it is passed; none when there is no file.</summary>
    private sealed class Ahead<T> : IDisposable
        where T : class
    {
        private readonly IEnumerator<(T Value, ReadOnlyMemory<byte> Bytes)> _lines;
        private bool _isThere;

        public Ahead(string path)
        {
            _lines = (File.Exists(path) ? ScoredLines.Read<T>(path) : []).GetEnumerator();
            Pass();
        }

        public bool TryPeek([NotNullWhen(true)] out T? value, out ReadOnlyMemory<byte> bytes)
        {
            (value, bytes) = _isThere ? _lines.Current : default;
            return _isThere;
        }

        public void Pass() => _isThere = _lines.MoveNext();

        public void Dispose() => _lines.Dispose();
    }
}
