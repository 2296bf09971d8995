using System.Text.Json;
using Verifiers.Api.Rescoring.Input;

namespace Verifiers.Api.Rescoring.Output;

/// <summary>
/// The folder that a run writes: outputs that only grow, and a checkpoint. Whatever stands behind the checkpoint when a run begins
/// belongs to one that was killed; it is cut off and written again.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    /// <summary>Scored rollouts of one input file.</summary>
    public const string ScoredKind = ".scored.jsonl";

    /// <summary>The times of the same.</summary>
    public const string TimingKind = ".timing.jsonl";

    /// <summary>The list of lines that could not be scored.</summary>
    public const string RejectedName = "rejected";

    /// <summary>The list of rollouts whose reward is another than before.</summary>
    public const string FlipsName = "flips";

    /// <summary>The lists, one for all input files.</summary>
    public const string ListKind = ".jsonl";

    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly string _suffix;
    private readonly TimeProvider _clock;
    private readonly FileStream _lock;
    private readonly Dictionary<string, AppendedFile> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _closed;
    private Checkpoint _checkpoint;
    private long _noted;

    /// <param name="folder">Made when it is missing.</param>
    /// <param name="run">What the run is.</param>
    /// <param name="shardSuffix">Such as <c>.3-of-16</c>; empty for all.</param>
    /// <param name="restart">Whether an earlier run in the folder is thrown away.</param>
    /// <param name="clock">Tells when progress is noted again.</param>
    /// <exception cref="RescoreException">Another run is in the folder, at work or ended.</exception>
    public RunFolder(string folder, RunIdentity run, string shardSuffix, bool restart, TimeProvider clock)
    {
        (_folder, _suffix, _clock) = (folder, shardSuffix, clock);
        Directory.CreateDirectory(folder);
        _lock = FolderLock.Take(folder, shardSuffix);
        try
        {
            FolderLock.RefuseOtherDivision(folder, shardSuffix); // before anything is thrown away: the outputs of shards would be
            if (restart)
                Clear();
            else
                TakeOverRetry();
            var before = Checkpoint.Read(CheckpointPath);
            if (before is null && Outputs().FirstOrDefault() is { } foreign)
                throw new RescoreException($"--out {folder}: {Path.GetFileName(foreign)} is there without a checkpoint. Give another folder, or --restart to throw it away.");
            if (before is not null && run.DifferenceFrom(before.Run) is { } difference)
                throw new RescoreException($"--out {folder} holds a run with {difference}. Give another folder, or --restart to throw it away.");
            WentOn = before is not null;
            _checkpoint = before ?? new() { Run = run, Position = InputPosition.Start, Lengths = new Dictionary<string, long>(StringComparer.Ordinal), Tally = new() };
            _closed = new(_checkpoint.Lengths, StringComparer.Ordinal);
            if (before is null)
                _checkpoint.Write(CheckpointPath);
            CutBack();
            _noted = clock.GetTimestamp();
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Whether an earlier run is gone on with.</summary>
    public bool WentOn { get; }

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsComplete => _checkpoint.IsComplete;

    /// <summary>Where the input goes on.</summary>
    public InputPosition Position => _checkpoint.Position;

    /// <summary>What is counted so far; the writer counts on.</summary>
    public RunTally Tally => _checkpoint.Tally;

    private string CheckpointPath => Path.Combine(_folder, $"checkpoint{_suffix}.json");

    /// <summary>Appends a line to <c>NAME[.shard]KIND</c>, such as <c>7.jsonl</c> with <c>.scored.jsonl</c>.</summary>
    public void Append<T>(string name, string kind, T line) =>
        Open(name + _suffix + kind).Append(JsonSerializer.SerializeToUtf8Bytes(line, ScoredRollout.Json));

    /// <summary>Appends a line as it stands elsewhere.</summary>
    public void AppendLine(string name, string kind, ReadOnlySpan<byte> line) => Open(name + _suffix + kind).Append(line);

    /// <summary>Begins a run beside this one that takes its place when it is whole, or goes on with it.</summary>
    public RunFolder OpenRetry() => new(
        RetryFolder.PathOf(_folder, _suffix), _checkpoint.Run, _suffix, restart: RetryFolder.HoldsAnother(_folder, _suffix, _checkpoint.Run), _clock);

    /// <summary>A run beside this one that is whole takes its place; it must be closed.</summary>
    public void TakeOverRetry() => RetryFolder.TakeOver(_folder, _suffix, Outputs);

    /// <summary>Makes an output that may stay empty: a file without rollouts has an empty output, not none.</summary>
    public void Touch(string name, string kind) => Open(name + _suffix + kind);

    /// <summary>Where an output stands.</summary>
    public string PathOf(string name, string kind) => Path.Combine(_folder, name + _suffix + kind);

    /// <summary>An input file is done: its outputs are closed.</summary>
    public void Close(string name)
    {
        foreach (var output in _open.Keys.Where(output => output.StartsWith(name + _suffix + ".", StringComparison.Ordinal)).ToList())
        {
            var file = _open[output];
            file.Sync();
            _closed[output] = file.Length;
            file.Dispose();
            _open.Remove(output);
        }
    }

    /// <summary>Everything before a place of the input has been appended. Notes it when that was last done a while ago.</summary>
    public void Reached(InputPosition position, bool isComplete = false)
    {
        _checkpoint = _checkpoint with { Position = position, IsComplete = isComplete };
        if (!isComplete && _clock.GetElapsedTime(_noted) < BetweenCheckpoints)
            return;
        Note();
    }

    /// <summary>Notes progress now: first the outputs reach the disk, then the checkpoint that counts on them.</summary>
    public void Note()
    {
        foreach (var file in _open.Values)
            file.Sync();
        var lengths = new SortedDictionary<string, long>(_closed, StringComparer.Ordinal);
        foreach (var (output, file) in _open)
            lengths[output] = file.Length;
        _checkpoint = _checkpoint with { Lengths = lengths };
        _checkpoint.Write(CheckpointPath);
        _noted = _clock.GetTimestamp();
    }

    public void Dispose()
    {
        foreach (var file in _open.Values)
            file.Dispose();
        _lock.Dispose();
    }

    /// <summary>Outputs go back to where they were when progress was noted, also those that nothing will be appended to.</summary>
    private void CutBack()
    {
        foreach (var output in Outputs().Where(path => !_closed.ContainsKey(Path.GetFileName(path))).ToList())
            File.Delete(output);
        foreach (var (output, length) in _closed)
            new AppendedFile(Path.Combine(_folder, output), length).Dispose();
    }

    private AppendedFile Open(string output)
    {
        if (!_open.TryGetValue(output, out var file))
            _open.Add(output, file = new AppendedFile(Path.Combine(_folder, output), _closed.GetValueOrDefault(output)));
        return file;
    }

    private void Clear()
    {
        RetryFolder.Delete(_folder, _suffix);
        foreach (var output in Outputs().Append(CheckpointPath).ToList())
            File.Delete(output);
    }

    /// <summary>What a run of this shard writes besides its checkpoint.</summary>
    private IEnumerable<string> Outputs() => new[] { $"*{_suffix}{ScoredKind}", $"*{_suffix}{TimingKind}", $"{RejectedName}{_suffix}{ListKind}", $"{FlipsName}{_suffix}{ListKind}" }
        .SelectMany(pattern => Directory.EnumerateFiles(_folder, pattern));
}
