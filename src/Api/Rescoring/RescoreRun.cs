using System.Threading.Channels;
using Verifiers.Api.Rescoring.Comparison;
using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Rescoring.Judging;
using Verifiers.Api.Rescoring.Output;

namespace Verifiers.Api.Rescoring;

/// <summary>
/// One run: a reader cuts the input into batches, a few of them are judged at one time, and one writer appends the results in the order of
/// the input. The batches between reader and writer are bounded, and so is memory, whatever the size of the input.
/// </summary>
internal sealed class RescoreRun : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(0.5);

    private readonly RescoreOptions _options;
    private readonly IRolloutScorer _scorer;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<InputFile> _files;
    private readonly IBaseline? _baseline;
    private readonly RunFolder _main;
    private readonly RunFolder _folder; // written to: the main one, or one that takes its place
    private readonly KeptResults? _kept;
    private readonly BatchWriter _writer;

    /// <exception cref="RescoreException">Something that the command line names cannot be used.</exception>
    public RescoreRun(RescoreOptions options, IRolloutScorer scorer, TimeProvider clock)
    {
        (_options, _scorer, _clock) = (options, scorer, clock);
        _files = InputFiles.Find(options.Inputs, options.Output);
        Mapping = DumpFormats.Detect(_files, FieldsOf(options));
        _baseline = options switch
        {
            { Baseline: { } folder } => new FolderBaseline(folder),
            { BaselineField: not null } => new FieldBaseline(),
            _ => null,
        };
        if (options.Baseline is { } old && Path.GetFullPath(old) == Path.GetFullPath(options.Output))
            throw new RescoreException($"--baseline {old}: expected another folder than --out.");
        _folder = _main = new(options.Output, Identity(), options.ShardSuffix, options.Restart, clock);
        if (options.RetryErrors && _main.Tally.HasPassingErrors)
        {
            try
            {
                _folder = _main.OpenRetry();
                _kept = new(_main, _files, _folder.Position);
            }
            catch
            {
                Dispose();
                throw;
            }
        }
        _writer = new(_folder, _baseline);
        ConsumedBytes = _files.Take(_folder.Position.Input).Sum(file => file.Length);
    }

    /// <summary>Which field of the dump is what.</summary>
    public FieldMapping Mapping { get; }

    /// <summary>Bytes of all input files.</summary>
    public long TotalBytes => _files.Sum(file => file.Length);

    /// <summary>Bytes that have been taken in.</summary>
    public long ConsumedBytes { get; private set; }

    /// <summary>Whether rollouts of an earlier run are judged again, and its other results taken over.</summary>
    public bool IsRetrying => _kept is not null;

    /// <summary>Told of an outage when it is seen: how many rollouts in a row have no verdict, and why.</summary>
    public Action<OutageTally>? OutageSeen { get; init; }

    /// <summary>Whether the folder held a part of this run already.</summary>
    public bool WentOn => _folder.WentOn;

    /// <summary>What has been counted, of an interrupted run's first part too.</summary>
    public RunTally Tally => _folder.Tally;

    /// <summary>Where the lists of this run are.</summary>
    public string PathOf(string list) => _main.PathOf(list, RunFolder.ListKind);

    /// <summary>Works until the input is at its end.</summary>
    /// <exception cref="RescoreException">It cannot go on; what is done is kept.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_folder.IsComplete)
            return;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var judging = Channel.CreateBounded<Task<JudgedBatch>>(new BoundedChannelOptions(_options.Concurrency) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAsync(judging.Writer, stopping.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in judging.Reader.ReadAllAsync(stopping.Token))
            {
                var judged = await batch;
                _writer.Write(judged, OutageSeen);
                ConsumedBytes = judged.Batch.Consumed;
            }
            await reading;
            _folder.Reached(_folder.Position, isComplete: true);
        }
        catch when (!_writer.IsInBatch)
        {
            _folder.Note(); // between two batches; what stands in the middle of one is cut off when the run goes on
            throw;
        }
        finally
        {
            await stopping.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (judging.Reader.TryRead(out var left))
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (!IsRetrying)
            return;
        _folder.Dispose();
        _main.TakeOverRetry();
    }

    public void Dispose()
    {
        _kept?.Dispose();
        _folder.Dispose();
        _main.Dispose();
        _baseline?.Dispose();
    }

    /// <summary>A batch is judged from when there is room for it: the channel bounds how many are held.</summary>
    private async Task ReadAsync(ChannelWriter<Task<JudgedBatch>> judging, CancellationToken cancellationToken)
    {
        try
        {
            var judge = new BatchJudge(new BoundedScorer(_scorer), _clock, RetryPause);
            var cutting = new Cutting(_options.Shard.Number, _options.Shard.Count, _scorer.Rubric.JudgesGroups, _scorer.Rubric.HasSchedule);
            foreach (var batch in new BatchReader(_files, Mapping, cutting).Read(_folder.Position))
            {
                await judging.WaitToWriteAsync(cancellationToken);
                await judging.WriteAsync(Begin(judge, batch, cancellationToken), cancellationToken);
            }
            judging.Complete();
        }
        catch (Exception fault)
        {
            judging.Complete(fault);
        }
    }

    private Task<JudgedBatch> Begin(BatchJudge judge, RolloutBatch batch, CancellationToken cancellationToken)
    {
        if (_kept is null)
            return Task.Run(() => judge.JudgeAsync(batch, cancellationToken), CancellationToken.None);
        var (seen, lines) = _kept.Take(batch); // in the order of the input
        return Task.Run(() => RetryJudge.JudgeAsync(judge, seen, lines, _scorer.Rubric.JudgesGroups, cancellationToken), CancellationToken.None);
    }

    private static Dictionary<string, string> FieldsOf(RescoreOptions options)
    {
        var fields = new Dictionary<string, string>(options.Fields, StringComparer.Ordinal);
        if (options.BaselineField is { } field)
            fields["reward"] = field;
        return fields;
    }

    private RunIdentity Identity() => new(
        _scorer.Rubric.Name,
        _scorer.Rubric.Hash,
        [.. _files.Select(file => $"{file.Name} {file.Length}")],
        [.. Mapping.Paths.Select(path => $"{path.Key}={path.Value}").Order(StringComparer.Ordinal)],
        _options.Baseline is { } folder ? Path.GetFullPath(folder) : _options.BaselineField ?? "");
}
