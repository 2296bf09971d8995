using Parquet;
using Parquet.Schema;
using Parquet.Serialization;
using Verifiers.Api.Rescoring;
using Verifiers.Api.Rescoring.Input;

namespace Verifiers.Api.Tests.Rescoring;

/// <summary>Parquet files as TRL writes them: <c>completions/completions_00007.parquet</c>.</summary>
public sealed class ParquetTests : IDisposable
{
    private static readonly ParquetSchema Texts = new(
        new DataField<long>("step"), new DataField<string>("prompt"), new DataField<string>("completion"), new DataField<string>("solution"),
        new DataField<double>("accuracy_reward"), new DataField<double>("advantage"));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_of_another_writer_with_conversations_is_read()
    {
        // Written by DuckDB 1: list of struct, zstd; the second reward is NaN.
        var path = Path.Combine(AppContext.BaseDirectory, "Rescoring", "Data", "completions_00007.parquet");
        using var run = new RescoreRun(new() { Inputs = [path], Rubric = "scripted", Output = _folder.At("out") }, new ScriptedScorer(), TimeProvider.System);
        Assert.Equal("TRL", run.Mapping.Format);
        await run.RunAsync(CancellationToken.None);
        var rollouts = ScoredRollouts.Read(_folder.At("out")).ToList();
        Assert.Equal([1L, 2, 3, 4, 5], rollouts.Select(rollout => rollout.Line));
        Assert.Equal(("completions_00007.parquet", 7L, "Half of 4?", "It is \\boxed{2.0}.", "2.0"),
            (rollouts[4].File, rollouts[4].Step, rollouts[4].Prompt, rollouts[4].Completion, rollouts[4].Reference!.Value.GetString()));
        Assert.Equal([1, 1, null, 1, 1], Rows(path, run.Mapping).Select(rollout => rollout.Earlier));
    }

    [Fact]
    public async Task A_run_over_row_groups_that_fails_anywhere_goes_on_to_the_same_bytes()
    {
        await WriteAsync("a.parquet", 1500, rowsInGroup: 190);
        var files = new InputFile(_folder.At("a.parquet"), "a.parquet", new FileInfo(_folder.At("a.parquet")).Length);
        await RunAsync("whole", new ScriptedScorer());
        var expected = File.ReadAllText(_folder.At("whole", "a.parquet.scored.jsonl"));
        Assert.Equal(Enumerable.Range(1, 1500).Select(line => (long)line), ScoredRollouts.Read(_folder.At("whole")).Select(rollout => rollout.Line));
        for (var failAt = 1; failAt <= 5; failAt++)
        {
            var batches = 0;
            var failing = new ScriptedScorer { Before = _ => Interlocked.Increment(ref batches) >= failAt ? throw new RescoreException("The service is gone.") : Task.CompletedTask };
            await Assert.ThrowsAsync<RescoreException>(() => RunAsync($"out{failAt}", failing));
            await RunAsync($"out{failAt}", new ScriptedScorer());
            Assert.Equal(expected, File.ReadAllText(_folder.At($"out{failAt}", "a.parquet.scored.jsonl")));
        }
        for (var passed = 0; passed <= 1500; passed += 95)
        {
            using var rows = new ParquetRows(files.Path, passed);
            var left = 0;
            for (; rows.TryRead(out _, out _); left++)
                Assert.Equal(passed + left + 1, rows.Number);
            Assert.Equal(1500 - passed, left);
        }
    }

    [Fact]
    public async Task The_mapping_can_be_overridden()
    {
        await WriteAsync("a.parquet", 10, rowsInGroup: 5);
        using var run = NewRun("out", new ScriptedScorer(), options => options with { Fields = new Dictionary<string, string> { ["completion"] = "solution", ["reward"] = "accuracy_reward" } });
        await run.RunAsync(CancellationToken.None);
        Assert.Equal("x", ScoredRollouts.Read(_folder.At("out")).First().Completion);
        Assert.Equal("accuracy_reward", run.Mapping.Paths["reward"]);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_or_broken_or_none_is_refused_with_its_name()
    {
        await WriteAsync("a.parquet", 200, rowsInGroup: 50);
        var bytes = File.ReadAllBytes(_folder.At("a.parquet"));
        for (var cut = 0; cut < bytes.Length; cut += 97)
            Refused(bytes[..cut]);
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var changed = bytes.ToArray();
            for (var hit = 0; hit < 20; hit++)
                changed[random.Next(4, bytes.Length - 4)] = (byte)random.Next(256);
            File.WriteAllBytes(_folder.At("a.parquet"), changed);
            if (Record.Exception(ReadAll) is { } fault)
                Assert.Contains("a.parquet", Assert.IsType<RescoreException>(fault).Message, StringComparison.Ordinal);
        }

        void Refused(byte[] content)
        {
            File.WriteAllBytes(_folder.At("a.parquet"), content);
            Assert.Contains("a.parquet cannot be read as Parquet: ", Assert.Throws<RescoreException>(ReadAll).Message, StringComparison.Ordinal);
        }

        void ReadAll()
        {
            using var rows = new ParquetRows(_folder.At("a.parquet"), 0);
            while (rows.TryRead(out _, out _))
            {
            }
        }
    }

    [Fact]
    public async Task A_row_group_that_is_too_large_to_hold_is_refused_before_it_is_read()
    {
        var steps = new DataField<long>("step");
        using (var file = File.Create(_folder.At("a.parquet")))
        {
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(steps), file);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(steps, new long[ParquetRows.MaxGroupRows + 1]);
        }
        using var rows = new ParquetRows(_folder.At("a.parquet"), 0);
        var refused = Assert.Throws<RescoreException>(() => rows.TryRead(out _, out _));
        Assert.Contains("a.parquet: row group 1 has 1048577 rows", refused.Message, StringComparison.Ordinal);
    }

    private static List<Rollout> Rows(string path, FieldMapping mapping) =>
        [.. new BatchReader([new(path, Path.GetFileName(path), new FileInfo(path).Length)], mapping, new(1, 1, false, false)).Read(InputPosition.Start).SelectMany(batch => batch.Rollouts)];

    private RescoreRun NewRun(string folder, ScriptedScorer scorer, Func<RescoreOptions, RescoreOptions> with) =>
        new(with(new() { Inputs = [_folder.At("*.parquet")], Rubric = "scripted", Output = _folder.At(folder) }), scorer, TimeProvider.System);

    private async Task RunAsync(string folder, ScriptedScorer scorer)
    {
        using var run = NewRun(folder, scorer, options => options);
        await run.RunAsync(CancellationToken.None);
    }

    private async Task WriteAsync(string name, int rows, int rowsInGroup)
    {
        var data = Enumerable.Range(0, rows).Select(i => (IDictionary<string, object?>)new Dictionary<string, object?>
        {
            ["step"] = (long)i / 64,
            ["prompt"] = $"Half of {i / 4}?",
            ["completion"] = i % 3 == 0 ? "x" : "ÿ",
            ["solution"] = "x",
            ["accuracy_reward"] = 1.0,
            ["advantage"] = 0.25,
        }).ToList();
        using var file = File.Create(_folder.At(name));
        await ParquetSerializer.SerializeUntypedAsync(data!, Texts, file, new ParquetOptions { RowGroupSize = rowsInGroup });
    }
}
