using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Verifiers.Api.Rescoring;
using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Rescoring.Judging;
using Verifiers.Api.Rescoring.Report;

namespace Verifiers.Api.Tests.Rescoring;

/// <summary>One run from files to files, judged by a script.</summary>
public sealed class RescoreRunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_rollout_is_written_once_in_the_order_of_the_input()
    {
        _folder.Write("b.jsonl.gz", Lines(3000));
        _folder.Write("a.jsonl", Lines(1500));
        await RunAsync("out", new ScriptedScorer());
        var rollouts = ScoredRollouts.Read(_folder.At("out")).ToList();
        Assert.Equal(
            Enumerable.Range(1, 1500).Select(line => ("a.jsonl", (long)line)).Concat(Enumerable.Range(1, 3000).Select(line => ("b.jsonl.gz", (long)line))),
            rollouts.Select(rollout => (rollout.File, rollout.Line)));
        Assert.All(rollouts, rollout => Assert.Equal(rollout.Line % 3 == 1 ? 1 : 0, rollout.Reward));
        Assert.Equal(["other"], rollouts[0].Flags.Select(flag => flag.Name));
        Assert.Equal(rollouts.Count, ScoredRollouts.ReadTimings(_folder.At("out")).Count());
        using var first = JsonDocument.Parse(File.ReadLines(_folder.At("out", "a.jsonl.scored.jsonl")).First());
        Assert.Equal(
            ["file", "line", "id", "group", "step", "prompt", "completion", "reference", "reward", "verdict", "components", "flags"],
            first.RootElement.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task Lines_that_cannot_be_scored_are_listed_with_number_and_reason_and_the_others_are_scored()
    {
        _folder.Write("a.jsonl", """{"completion": "x", "reference": "x"}""", "{broken", """{"completion": "refused"}""", "", """{"completion": 4}""", """{"completion": "y", "reference": "x"}""");
        var run = await RunAsync("out", new ScriptedScorer());
        Assert.Equal((2, 3), (run.Scored, run.Rejected));
        var rejected = File.ReadLines(_folder.At("out", "rejected.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([("a.jsonl", 2), ("a.jsonl", 3), ("a.jsonl", 5)], rejected.Select(one => (one.GetProperty("file").GetString()!, one.GetProperty("line").GetInt32())));
        Assert.Equal("reference: expected something else.", rejected[1].GetProperty("reason").GetString());
        Assert.Equal([1L, 6L], ScoredRollouts.Read(_folder.At("out")).Select(rollout => rollout.Line));
    }

    [Fact]
    public async Task An_error_is_judged_again_and_reported_when_it_stays()
    {
        _folder.Write("a.jsonl", Lines(10));
        var scorer = new ScriptedScorer((rollout, asked) => ScriptedScorer.Result(rollout.Line switch
        {
            4 => Verdict.Error,
            5 when asked < 3 => Verdict.Error,
            _ => Verdict.Correct,
        }, "outage"));
        var tally = await RunAsync("out", scorer);
        Assert.Equal((9, 1), (tally.Correct, tally.Errors));
        Assert.Equal(1, tally.ErrorReasons["scripted: outage"]);
        var failed = Assert.Single(ScoredRollouts.Read(_folder.At("out")), rollout => rollout.Verdict == Verdict.Error);
        Assert.Equal((4L, (double?)null), (failed.Line, failed.Reward));
    }

    [Fact]
    public async Task The_commonest_errors_are_named_and_a_reference_that_cannot_be_understood_is_said_to_be_none_that_passes()
    {
        _folder.Write("a.jsonl", Lines(40));
        var scorer = new ScriptedScorer((rollout, _) => ScriptedScorer.Result(Verdict.Error, rollout.Line switch
        {
            <= 20 => string.Create(CultureInfo.InvariantCulture, $"a{rollout.Line}"),
            <= 30 => "reference_error",
            _ => "outage",
        }));
        using var run = NewRun("out", scorer, options => options);
        await run.RunAsync(CancellationToken.None);
        var written = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(written) });
        console.Profile.Width = 1000;
        RescoreSummary.Write(console, run, isComparing: false);
        Assert.Contains("Without a reward, after 3 attempts: scripted: outage (10), scripted: a1 (1), ", written.ToString(), StringComparison.Ordinal);
        Assert.Contains("Without a reward, for references that cannot be understood: scripted: reference_error (10).", written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reasons_of_any_number_and_length_leave_the_checkpoint_small()
    {
        _folder.Write("a.jsonl", Lines(2000));
        var scorer = new ScriptedScorer((rollout, _) => ScriptedScorer.Result(
            Verdict.Error, rollout.Line == 1999 ? "reference_error" : string.Create(CultureInfo.InvariantCulture, $"{rollout.Line} {new string('x', 1000)}")));
        var tally = await RunAsync("out", scorer);
        Assert.Equal((2000, 2000), (tally.Errors, tally.ErrorReasons.Values.Sum()));
        Assert.Equal((1499, 1), (tally.ErrorReasons["others: other"], tally.ErrorReasons["others: reference_error"]));
        Assert.InRange(new FileInfo(_folder.At("out", "checkpoint.json")).Length, 0, 200_000);
    }

    [Fact]
    public async Task A_rollout_that_is_refused_when_it_is_judged_again_is_rejected_and_not_scored_too()
    {
        _folder.Write("a.jsonl", Lines(10));
        var calls = 0;
        var scorer = new ScriptedScorer((rollout, asked) => ScriptedScorer.Result(rollout.Line is 4 or 5 && asked == 1 ? Verdict.Error : Verdict.Correct, "outage"))
        {
            Before = _ => ++calls == 2 ? throw new RefusedRolloutsException(new Dictionary<int, string> { [0] = "it is too large." }) : Task.CompletedTask,
        };
        var tally = await RunAsync("out", scorer);
        Assert.Equal((9, 9, 1), (tally.Correct, tally.Scored, tally.Rejected));
        Assert.Equal(Enumerable.Range(2, 9).Select(line => (long)line), ScoredRollouts.Read(_folder.At("out")).Select(rollout => rollout.Line)); // the first of the group of line 4
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_not_said_to_be_another_processs()
    {
        _folder.Write("a.jsonl", Lines(10));
        Directory.CreateDirectory(_folder.At("out"));
        File.CreateSymbolicLink(_folder.At("out", ".lock"), ".lock"); // leads to itself
        var refused = await Assert.ThrowsAsync<RescoreException>(() => RunAsync("out", new ScriptedScorer()));
        Assert.Contains("cannot be written", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_cannot_be_finished_leaves_nothing_behind()
    {
        _folder.Write("a.jsonl", Lines(10));
        await RunAsync("out", new ScriptedScorer());
        Directory.CreateDirectory(_folder.At("report.html", "in the way"));
        await Assert.ThrowsAnyAsync<Exception>(() => RescoreReport.WriteAsync(_folder.At("out"), _folder.At("report.html"), CancellationToken.None));
        Assert.False(File.Exists(_folder.At("report.html.unfinished")));
    }

    [Fact]
    public async Task A_run_that_failed_anywhere_ends_with_the_bytes_of_one_that_did_not()
    {
        _folder.Write("a.jsonl", [.. Lines(2000), "{broken", .. Lines(500)]);
        _folder.Write("b.jsonl.gz", Lines(2500));
        await RunAsync("whole", new ScriptedScorer(), options => options with { BaselineField = "before" });
        var expected = OutputsOf("whole");
        for (var failAt = 1; failAt <= 19; failAt += 2)
        {
            var folder = string.Create(CultureInfo.InvariantCulture, $"out{failAt}");
            var batches = 0;
            var failing = new ScriptedScorer { Before = _ => Interlocked.Increment(ref batches) >= failAt ? throw new RescoreException("The service is gone.") : Task.CompletedTask };
            await Assert.ThrowsAsync<RescoreException>(() => RunAsync(folder, failing, options => options with { BaselineField = "before" }));
            // What a killed process leaves behind the last note of its progress: lines, and a torn one.
            foreach (var output in Directory.GetFiles(_folder.At(folder), "*.jsonl"))
                File.AppendAllText(output, "{\"file\": \"a.jsonl\", \"line\": 1}\n{\"fi");
            await RunAsync(folder, new ScriptedScorer(), options => options with { BaselineField = "before" });
            Assert.Equal(expected, OutputsOf(folder));
        }
    }

    [Fact]
    public async Task A_fault_in_the_middle_of_a_batch_leaves_no_half_of_it_behind()
    {
        _folder.Write("a.jsonl", Lines(1000));
        await RunAsync("whole", new ScriptedScorer(Judge));
        var failing = new ScriptedScorer((rollout, asked) => rollout.Line == 700
            ? Judge(rollout, asked) with { Components = [Judge(rollout, asked).Components[0] with { Evidence = new Unwritable() }] }
            : Judge(rollout, asked));
        await Assert.ThrowsAnyAsync<Exception>(() => RunAsync("out", failing));
        await RunAsync("out", new ScriptedScorer(Judge));
        Assert.Equal(OutputsOf("whole"), OutputsOf("out"));

        static Api.Scoring.SampleResult Judge(Rollout rollout, int asked) => ScriptedScorer.Result(Verdict.Correct);
    }

    [Fact]
    public async Task Another_run_in_the_same_folder_is_refused_and_thrown_away_only_when_asked()
    {
        _folder.Write("a.jsonl", Lines(10));
        await RunAsync("out", new ScriptedScorer());
        await RunAsync("out", new ScriptedScorer()); // the same command again: nothing to do
        var other = new ScriptedScorer((_, _) => ScriptedScorer.Result(Verdict.Incorrect)) { Rubric = new("scripted", "fedcba9876543210", false, false) };
        Assert.Contains("another version of the rubric", (await Assert.ThrowsAsync<RescoreException>(() => RunAsync("out", other))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RescoreException>(() => RunAsync("out", new ScriptedScorer(), options => options with { Shard = (1, 2) }));
        Assert.Equal(0, (await RunAsync("out", other, options => options with { Restart = true })).Correct);
        File.WriteAllText(_folder.At("out", "a.jsonl.scored.jsonl"), "");
        _folder.Write("a.jsonl", Lines(11));
        await Assert.ThrowsAsync<RescoreException>(() => RunAsync("out", other));
    }

    [Fact]
    public async Task Two_processes_cannot_write_to_one_folder()
    {
        _folder.Write("a.jsonl", Lines(10));
        using var first = NewRun("out", new ScriptedScorer(), options => options);
        Assert.Contains("another process", (await Assert.ThrowsAsync<RescoreException>(() => RunAsync("out", new ScriptedScorer()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shards_together_are_the_whole()
    {
        _folder.Write("a.jsonl", [.. Lines(900), "{broken"]);
        _folder.Write("b.jsonl", Lines(700));
        await RunAsync("whole", new ScriptedScorer());
        for (var shard = 1; shard <= 3; shard++)
            await RunAsync("shards", new ScriptedScorer(), options => options with { Shard = (shard, 3) });
        Assert.Equal(
            ScoredRollouts.Read(_folder.At("whole")).Select(rollout => JsonSerializer.Serialize(rollout, ScoredRollout.Json)),
            ScoredRollouts.Read(_folder.At("shards")).Select(rollout => JsonSerializer.Serialize(rollout, ScoredRollout.Json)));
        Assert.Single(Directory.GetFiles(_folder.At("shards"), "rejected*").SelectMany(File.ReadLines));
    }

    [Fact]
    public async Task A_rubric_with_a_schedule_gets_one_step_at_a_time_and_lines_without_one_are_rejected()
    {
        _folder.Write("a.jsonl", Enumerable.Range(0, 100).Select(i => i == 50 ? """{"completion": "x"}""" : $$"""{"completion": "x", "step": {{i / 10}}}"""));
        var scorer = new ScriptedScorer
        {
            Rubric = new("scripted", "0123456789abcdef", JudgesGroups: false, HasSchedule: true),
            Before = rollouts => rollouts.Select(rollout => rollout.Step).Distinct().Count() == 1 ? Task.CompletedTask : throw new InvalidOperationException("two steps"),
        };
        var tally = await RunAsync("out", scorer, options => options with { Fields = new Dictionary<string, string> { ["step"] = "step" } });
        Assert.Equal((99, 1), (tally.Scored, tally.Rejected));
    }

    [Fact]
    public async Task The_reader_leaves_a_torn_last_line_out_and_refuses_any_other()
    {
        _folder.Write("a.jsonl", Lines(3));
        await RunAsync("out", new ScriptedScorer());
        var path = _folder.At("out", "a.jsonl.scored.jsonl");
        File.AppendAllText(path, "{\"file\": \"a.js");
        Assert.Equal(3, ScoredRollouts.Read(_folder.At("out")).Count());
        File.AppendAllText(path, "\n" + File.ReadLines(path).First() + "\n");
        Assert.Contains("line 4", Assert.Throws<InvalidDataException>(() => ScoredRollouts.Read(_folder.At("out")).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reader_refuses_a_line_beyond_its_bound_without_holding_it()
    {
        _folder.Write("a.jsonl", Lines(3));
        await RunAsync("out", new ScriptedScorer());
        var path = _folder.At("out", "a.jsonl.scored.jsonl");
        Assert.Equal(3, ScoredLines.Read<ScoredRollout>(path, 4096).Count());
        using (var file = new FileStream(path, FileMode.Append))
        {
            for (var i = 0; i < 100_000; i++)
                file.Write("0123456789abcdef"u8);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<InvalidDataException>(() => ScoredLines.Read<ScoredRollout>(path, 4096).Count());
        Assert.Equal($"{path}, line 4: expected at most 4096 bytes, found a longer line.", refused.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static IEnumerable<string> Lines(int count) => Enumerable.Range(0, count).Select(i => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id": {{i}}, "group": {{i / 4}}, "completion": "{{(i % 3 == 0 ? "x" : "y")}}", "reference": "x", "before": {{(i % 6 == 0 ? 0 : i % 3 == 0 ? 1 : 0)}}}"""));

    private RescoreRun NewRun(string folder, IRolloutScorer scorer, Func<RescoreOptions, RescoreOptions> with) => new(
        with(new() { Inputs = [_folder.At("*.jsonl*")], Rubric = "scripted", Output = _folder.At(folder) }), scorer, TimeProvider.System);

    private async Task<Api.Rescoring.Output.RunTally> RunAsync(string folder, IRolloutScorer scorer, Func<RescoreOptions, RescoreOptions>? with = null)
    {
        using var run = NewRun(folder, scorer, with ?? (options => options));
        await run.RunAsync(CancellationToken.None);
        return run.Tally;
    }

    private sealed class Unwritable
    {
        public int Value => throw new InvalidDataException("It cannot be written.");
    }

    /// <summary>Everything that is promised to be the same, byte for byte.</summary>
    private Dictionary<string, string> OutputsOf(string folder) => Directory.GetFiles(_folder.At(folder), "*.jsonl")
        .Where(path => !path.EndsWith(".timing.jsonl", StringComparison.Ordinal))
        .ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
}
