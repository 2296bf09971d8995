using System.Globalization;
using Verifiers.Api.Commands;
using Verifiers.Api.Rescoring;
using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Rescoring.Judging;
using Verifiers.Api.Rescoring.Output;
using Verifiers.Api.Rescoring.Report;

namespace Verifiers.Api.Tests.Rescoring;

/// <summary><c>--retry-errors</c>: rollouts without a verdict are judged again, everything else stays byte for byte.</summary>
public sealed class RetryErrorsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public RetryErrorsTests()
    {
        _folder.Write("a.jsonl", [.. Lines(900), "{broken", """{"completion": "refused"}""", .. Lines(300)]);
        _folder.Write("b.jsonl.gz", Lines(700));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_rollouts_without_a_verdict_are_judged_again_and_the_output_is_that_of_a_run_without_the_fault()
    {
        await RunAsync("well", Scorer(_ => false), retry: false);
        var broken = await RunAsync("out", Scorer(line => line % 5 == 0 || line is > 350 and < 400), retry: false);
        Assert.True(broken.Errors > 400);
        var asked = new List<long>();
        var tally = await RunAsync("out", Scorer(_ => false, asked), retry: true);
        Assert.Equal(OutputsOf("well"), OutputsOf("out"));
        Assert.Equal(broken.Errors - 3, asked.Count); // a reference that cannot be understood stays: lines 7, 7 and 909
        Assert.All(asked, line => Assert.True(line % 5 == 0 || line is > 350 and < 400));
        Assert.Equal((broken.Scored, broken.Rejected, 3L), (tally.Scored, tally.Rejected, tally.Errors));
        Assert.False(Directory.Exists(_folder.At("out", ".retry")));
        asked.Clear();
        await RunAsync("out", Scorer(_ => false, asked), retry: true);
        await RunAsync("out", Scorer(_ => false, asked), retry: false);
        Assert.Empty(asked);
        Assert.Equal(OutputsOf("well"), OutputsOf("out"));
        await RescoreReport.WriteAsync(_folder.At("out"), _folder.At("report.html"), CancellationToken.None);
        await RescoreReport.WriteAsync(_folder.At("well"), _folder.At("report2.html"), CancellationToken.None);
        using var against = NewRun("again", Scorer(_ => false), options => options with { Baseline = _folder.At("out"), BaselineField = null });
        await against.RunAsync(CancellationToken.None);
        Assert.Equal((1900L, 0L, 0L), (against.Tally.Drift.Compared, against.Tally.Drift.NotCompared, against.Tally.Drift.Changed));
    }

    [Fact]
    public async Task What_still_fails_stays_an_error_and_can_be_tried_once_more()
    {
        await RunAsync("well", Scorer(_ => false), retry: false);
        await RunAsync("out", Scorer(line => line % 5 == 0), retry: false);
        Assert.True((await RunAsync("out", Scorer(line => line % 10 == 0), retry: true)).Errors > 3);
        await RunAsync("out", Scorer(_ => false), retry: true);
        Assert.Equal(OutputsOf("well"), OutputsOf("out"));
    }

    [Fact]
    public async Task An_unfinished_run_and_an_interrupted_retry_go_on_to_the_same_end()
    {
        await RunAsync("well", Scorer(_ => false), retry: false);
        for (var failAt = 1; failAt <= 9; failAt += 2)
        {
            var folder = string.Create(CultureInfo.InvariantCulture, $"out{failAt}");
            await FailAsync(folder, line => line % 5 == 0, failAt, retry: false);
            for (var again = 1; again <= 3; again++)
                await FailAsync(folder, _ => false, failAt, retry: true, isSure: false);
            await RunAsync(folder, Scorer(_ => false), retry: true);
            Assert.Equal(OutputsOf("well"), OutputsOf(folder));
        }
    }

    [Theory]
    [InlineData("flips.jsonl")]
    [InlineData("rejected.jsonl")]
    public async Task A_crash_while_the_new_files_take_their_places_loses_none_and_the_next_run_ends_it(string file)
    {
        await RunAsync("well", Scorer(_ => false), retry: false);
        await RunAsync("out", Scorer(line => line % 5 == 0), retry: false);
        var path = _folder.At("out", file);
        var blocked = false;
        var blocking = Scorer(_ => false, before: rollouts =>
        {
            if (!blocked && rollouts[^1].Line > 1100)
            {
                File.Delete(path);
                Directory.CreateDirectory(Path.Combine(path, "x")); // cannot be replaced by a file
                blocked = true;
            }
        });
        await Assert.ThrowsAnyAsync<Exception>(() => RunAsync("out", blocking, retry: true));
        Assert.True(blocked);
        Directory.Delete(path, recursive: true);
        foreach (var output in OutputsOf("well").Keys)
            Assert.True(File.Exists(_folder.At("out", output)) || File.Exists(_folder.At("out", ".retry", output)), output);
        await RunAsync("out", Scorer(_ => throw new InvalidOperationException("Nothing is left to judge.")), retry: false);
        Assert.Equal(OutputsOf("well"), OutputsOf("out"));
    }

    [Fact]
    public async Task Starting_over_throws_an_unfinished_retry_away_too()
    {
        await RunAsync("out", Scorer(line => line % 5 == 0), retry: false);
        await FailAsync("out", _ => false, 2, retry: true);
        Assert.True(Directory.Exists(_folder.At("out", ".retry")));
        using (var run = NewRun("out", Scorer(_ => false), options => options with { Restart = true }))
            await run.RunAsync(CancellationToken.None);
        Assert.False(Directory.Exists(_folder.At("out", ".retry")));
    }

    [Fact]
    public async Task A_shard_is_tried_again_by_itself()
    {
        Func<RescoreOptions, RescoreOptions> Shard(int number, bool retry) => options => options with { Shard = (number, 2), RetryErrors = retry };
        foreach (var (folder, fails) in new[] { ("well", false), ("out", true) })
        {
            for (var shard = 1; shard <= 2; shard++)
            {
                using var run = NewRun(folder, Scorer(line => fails && line % 5 == 0), Shard(shard, false));
                await run.RunAsync(CancellationToken.None);
            }
        }
        using (var run = NewRun("out", Scorer(_ => false), Shard(2, true)))
            await run.RunAsync(CancellationToken.None);
        using (var run = NewRun("out", Scorer(_ => false), Shard(1, true)))
            await run.RunAsync(CancellationToken.None);
        Assert.Equal(OutputsOf("well"), OutputsOf("out"));
    }

    [Fact]
    public async Task A_group_is_judged_whole_again_and_only_the_missing_verdict_is_taken()
    {
        var asked = new List<long>();
        await RunAsync("well", Scorer(_ => false, judgesGroups: true), retry: false);
        await RunAsync("out", Scorer(line => line == 22, judgesGroups: true), retry: false);
        await RunAsync("out", Scorer(_ => false, asked, judgesGroups: true), retry: true);
        Assert.Equal([21L, 22L, 23L, 24L, 21L, 22L, 23L, 24L], asked); // of both files
        Assert.Equal(OutputsOf("well"), OutputsOf("out"));
    }

    [Fact]
    public async Task An_outage_is_said_when_it_is_seen_and_single_errors_are_none()
    {
        OutageTally? seen = null;
        using (var run = NewRun("out", Scorer(line => line is > 100 and <= 700), options => options, outage => seen = outage with { }))
        {
            await run.RunAsync(CancellationToken.None);
            Assert.True(run.Tally.Outage.IsOutage(run.Tally.Scored));
        }
        Assert.Equal((256L, "scripted: sandbox_unavailable: As scripted."), (seen!.Current, seen.Reason));
        seen = null;
        using (var run = NewRun("out2", Scorer(line => line % 5 != 0), options => options, outage => seen = outage))
        {
            await run.RunAsync(CancellationToken.None);
            Assert.False(run.Tally.Outage.IsOutage(run.Tally.Scored));
        }
        Assert.Null(seen);
    }

    [Fact]
    public async Task A_run_without_any_verdict_ends_with_a_status_of_its_own_and_is_mended_by_trying_again()
    {
        _folder.Write("c.jsonl", """{"completion": "```python\nprint(1)\n```", "reference": {"mode": "stdin", "language": "python", "tests": [{"input": "", "output": "1"}]}}""");
        Task<int> RunAsync(params string[] options) => CommandLine.Create().Parse(
            ["rescore", _folder.At("c.jsonl"), "--out", _folder.At("c"), "--rubric", "code", "--no-cache", .. options]).InvokeAsync();
        string[] without = ["--Sandbox:BubblewrapPath", "/nonexistent/bwrap", "--Sandbox:DockerSocket", "/nonexistent/docker.sock"];
        Assert.Equal(RescoreCommand.Outage, await RunAsync(without));
        Assert.Equal(RescoreCommand.Outage, await RunAsync([.. without, "--retry-errors"]));
        Assert.Equal(1, await RunAsync("--retry-errors", "--restart"));
        Assert.Single(ScoredRollouts.Read(_folder.At("c")), rollout => rollout is { Verdict: Verdict.Error, Reward: null });
    }

    private static IEnumerable<string> Lines(int count) => Enumerable.Range(0, count).Select(i => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id": {{i}}, "group": {{i / 4}}, "completion": "{{(i % 3 == 0 ? "x" : "ÿ")}}", "reference": "x", "before": {{(i % 6 == 0 ? 0 : i % 3 == 0 ? 1 : 0)}}}"""));

    /// <summary>Line 7 and 909 have a reference that is never understood.</summary>
    private static ScriptedScorer Scorer(Func<long, bool> fails, List<long>? asked = null, bool judgesGroups = false, Action<IReadOnlyList<Rollout>>? before = null) => new((rollout, times) =>
    {
        var failsNow = fails(rollout.Line);
        if (asked is not null)
        {
            lock (asked)
                asked.Add(rollout.Line);
        }
        return rollout.Line is 7 or 909 ? ScriptedScorer.Result(Verdict.Error, "reference_error")
            : failsNow ? ScriptedScorer.Result(Verdict.Error, "sandbox_unavailable")
            : ScriptedScorer.Result(rollout.Completion == "x" ? Verdict.Correct : Verdict.Incorrect);
    })
    {
        Rubric = new("scripted", "0123456789abcdef", judgesGroups, HasSchedule: false),
        Before = rollouts =>
        {
            before?.Invoke(rollouts);
            return Task.CompletedTask;
        },
    };

    private async Task FailAsync(string folder, Func<long, bool> fails, int batch, bool retry, bool isSure = true)
    {
        var batches = 0;
        var scorer = Scorer(fails, before: _ =>
        {
            if (Interlocked.Increment(ref batches) >= batch)
                throw new RescoreException("The service is gone.");
        });
        var fault = await Record.ExceptionAsync(() => RunAsync(folder, scorer, retry));
        Assert.True(fault is RescoreException || (fault is null && !isSure), $"{fault}");
    }

    private RescoreRun NewRun(string folder, IRolloutScorer scorer, Func<RescoreOptions, RescoreOptions> with, Action<OutageTally>? outageSeen = null) => new(
        with(new() { Inputs = [_folder.At("*.jsonl*")], Rubric = "scripted", Output = _folder.At(folder), BaselineField = "before" }), scorer, new NoPauses())
    { OutageSeen = outageSeen };

    private async Task<RunTally> RunAsync(string folder, IRolloutScorer scorer, bool retry)
    {
        using var run = NewRun(folder, scorer, options => options with { RetryErrors = retry });
        await run.RunAsync(CancellationToken.None);
        return run.Tally;
    }

    private SortedDictionary<string, string> OutputsOf(string folder) => new(
        Directory.GetFiles(_folder.At(folder), "*.jsonl").Where(path => !path.EndsWith(".timing.jsonl", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetFileName(path), File.ReadAllText), StringComparer.Ordinal);

    /// <summary>A clock whose timers end at once: errors are judged three times with pauses between.</summary>
    private sealed class NoPauses : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
