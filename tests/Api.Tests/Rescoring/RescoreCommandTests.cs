using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Verifiers.Api.Commands;
using Verifiers.Api.Rescoring;

namespace Verifiers.Api.Tests.Rescoring;

/// <summary><c>verifiers rescore</c> as it is typed: statuses, comparison with earlier rewards, what is shown.</summary>
public sealed class RescoreCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_over_a_dump_of_verl_compares_with_the_rewards_in_it_and_guards_the_drift()
    {
        Dump("d.jsonl", wrong: 3);
        Assert.Equal(0, await RunAsync("d.jsonl", "out", "--baseline-field", "score"));
        Assert.Equal(0, await RunAsync("d.jsonl", "out2", "--baseline-field", "score", "--max-drift", "0.03"));
        Assert.Equal(RescoreCommand.Drifted, await RunAsync("d.jsonl", "out3", "--baseline-field", "score", "--max-drift", "0.029"));
        Assert.Equal(RescoreCommand.Drifted, await RunAsync("d.jsonl", "out3", "--baseline-field", "score", "--max-drift", "0.029")); // done, and still so
        var flips = File.ReadLines(_folder.At("out", "flips.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([1, 2, 3], flips.Select(flip => flip.GetProperty("line").GetInt32()));
        Assert.All(flips, flip => Assert.Equal((0, 1, "correct"), (flip.GetProperty("reward_before").GetDouble(), flip.GetProperty("reward").GetDouble(), flip.GetProperty("verdict").GetString())));
    }

    [Fact]
    public async Task Starting_over_without_a_shard_throws_no_output_of_shards_away()
    {
        Dump("d.jsonl", wrong: 0);
        Assert.Equal(0, await RunAsync("d.jsonl", "out", "--shard", "1/2"));
        var files = Directory.GetFiles(_folder.At("out")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(1, await RunAsync("d.jsonl", "out", "--restart"));
        Assert.Subset(Directory.GetFiles(_folder.At("out")).ToHashSet(StringComparer.Ordinal), files.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_report_that_has_no_folder_is_refused_before_anything_is_judged()
    {
        Dump("d.jsonl", wrong: 0);
        Assert.Equal(1, await RunAsync("d.jsonl", "out", "--report", _folder.At("missing", "report.html")));
        Assert.False(File.Exists(_folder.At("out", "d.jsonl.scored.jsonl")) && new FileInfo(_folder.At("out", "d.jsonl.scored.jsonl")).Length > 0);
        Assert.Equal(0, await RunAsync("d.jsonl", "out", "--report", _folder.At("out", "report.html")));
        Assert.True(File.Exists(_folder.At("out", "report.html")));
    }

    [Fact]
    public async Task A_folder_of_an_earlier_run_is_compared_by_verifier_and_reason()
    {
        Dump("d.jsonl", wrong: 0);
        Assert.Equal(0, await RunAsync("d.jsonl", "old"));
        var path = _folder.At("old", "d.jsonl.scored.jsonl");
        var lines = File.ReadAllLines(path);
        for (var i = 10; i < 15; i++)
            lines[i] = lines[i].Replace("\"reward\":1,\"verdict\":\"correct\"", "\"reward\":0,\"verdict\":\"incorrect\"", StringComparison.Ordinal).Replace("\"score\":1,\"verdict\":\"correct\",\"reason\":\"exact\"", "\"score\":0,\"verdict\":\"incorrect\",\"reason\":\"different_value\"", StringComparison.Ordinal);
        lines[20] = lines[20].Replace("boxed", "other", StringComparison.Ordinal); // another completion: not to be compared
        File.WriteAllLines(path, lines);
        Assert.Equal(RescoreCommand.Drifted, await RunAsync("d.jsonl", "new", "--baseline", _folder.At("old"), "--max-drift", "0.05"));
        Assert.Equal(0, await RunAsync("d.jsonl", "new2", "--baseline", _folder.At("old"), "--max-drift", "0.051"));
        Assert.Equal(5, File.ReadLines(_folder.At("new", "flips.jsonl")).Count());
        using var checkpoint = JsonDocument.Parse(File.ReadAllText(_folder.At("new", "checkpoint.json")));
        var drift = checkpoint.RootElement.GetProperty("tally").GetProperty("drift");
        Assert.Equal((99, 1, 5), (drift.GetProperty("compared").GetInt32(), drift.GetProperty("not_compared").GetInt32(), drift.GetProperty("changed").GetInt32()));
        var row = Assert.Single(drift.GetProperty("rows").EnumerateObject());
        Assert.StartsWith("math, different_value → ", row.Name, StringComparison.Ordinal);
        Assert.Equal((5, 5, 0), (row.Value.GetProperty("rollouts").GetInt32(), row.Value.GetProperty("up").GetInt32(), row.Value.GetProperty("down").GetInt32()));
    }

    [Fact]
    public async Task A_guard_that_compares_nothing_fails()
    {
        Dump("d.jsonl", wrong: 0);
        Assert.Equal(RescoreCommand.Failed, await RunAsync("d.jsonl", "out", "--baseline-field", "nowhere", "--max-drift", "0.5"));
        Assert.Equal(RescoreCommand.Failed, await RunAsync("d.jsonl", "out2", "--baseline", _folder.At("nothing")));
        Directory.CreateDirectory(_folder.At("broken"));
        File.WriteAllText(_folder.At("broken", "d.jsonl.scored.jsonl"), "{broken\n{broken\n");
        Assert.Equal(RescoreCommand.Failed, await RunAsync("d.jsonl", "out3", "--baseline", _folder.At("broken")));
        Directory.Delete(_folder.At("broken"), recursive: true);
    }

    [Fact]
    public async Task Lines_without_a_reward_give_a_status_of_their_own()
    {
        Dump("d.jsonl", wrong: 0);
        File.AppendAllText(_folder.At("d.jsonl"), "{broken\n");
        Assert.Equal(RescoreCommand.Incomplete, await RunAsync("d.jsonl", "out"));
        _folder.Write("e.jsonl", """{"completion": "x", "reference": "\\frac{1}{"}""");
        Assert.Equal(RescoreCommand.Incomplete, await RunAsync("e.jsonl", "out2"));
    }

    [Theory]
    [InlineData("--rubric", "none")]
    [InlineData("--shard", "4/3")]
    [InlineData("--shard", "x")]
    [InlineData("--field", "complet=x")]
    [InlineData("--max-drift", "0.1")]
    [InlineData("--url", "nowhere")]
    [InlineData("--bogus", "1")]
    [InlineData("--Engine:Bogus", "1")]
    [InlineData("--concurrency", "0")]
    public async Task What_cannot_be_used_is_refused(string option, string value)
    {
        Dump("d.jsonl", wrong: 0);
        Assert.Equal(RescoreCommand.Failed, await RunAsync("d.jsonl", "out", option, value));
        Assert.False(File.Exists(_folder.At("out", "d.jsonl.scored.jsonl")));
    }

    [Fact]
    public async Task Known_verdicts_are_taken_from_the_cache_and_the_output_is_the_same()
    {
        Dump("d.jsonl", wrong: 0);
        Assert.Equal(0, await RunAsync("d.jsonl", "first", "--cache", _folder.At("verdicts.db")));
        Assert.Equal(0, await RunAsync("d.jsonl", "second", "--cache", _folder.At("verdicts.db")));
        Assert.Equal(0, await RunAsync("d.jsonl", "third", "--no-cache"));
        Assert.Equal(File.ReadAllText(_folder.At("first", "d.jsonl.scored.jsonl")), File.ReadAllText(_folder.At("second", "d.jsonl.scored.jsonl")));
        Assert.Equal(File.ReadAllText(_folder.At("first", "d.jsonl.scored.jsonl")), File.ReadAllText(_folder.At("third", "d.jsonl.scored.jsonl")));
        Assert.All(ScoredRollouts.ReadTimings(_folder.At("second")), one => Assert.True(one.Timing.Cached));
        Assert.All(ScoredRollouts.ReadTimings(_folder.At("third")), one => Assert.False(one.Timing.Cached));
    }

    [Fact]
    public async Task The_option_for_the_cache_wins_over_the_setting_and_the_setting_over_the_default()
    {
        Dump("d.jsonl", wrong: 0);
        var setting = new[] { "--Cache:File", _folder.At("setting.db") };
        Assert.Equal(0, await RunAsync("d.jsonl", "first", [.. setting, "--no-cache"]));
        Assert.Equal(0, await RunAsync("d.jsonl", "second", [.. setting, "--cache", _folder.At("option.db")]));
        Assert.Equal((true, false), (File.Exists(_folder.At("option.db")), File.Exists(_folder.At("setting.db"))));
        Assert.Equal(0, await CommandLine.Create().Parse(["rescore", _folder.At("d.jsonl"), "--out", _folder.At("third"), "--rubric", "math", .. setting]).InvokeAsync());
        Assert.True(File.Exists(_folder.At("setting.db")));
    }

    [Theory]
    [InlineData("math")]
    [InlineData("r1-zero-math")]
    public async Task The_size_of_a_request_changes_no_byte(string rubric)
    {
        Dump("d.jsonl", wrong: 0);
        await RunAsync("d.jsonl", "whole", "--rubric", rubric);
        foreach (var most in new[] { "1", "7", "64" })
        {
            await RunAsync("d.jsonl", most, "--rubric", rubric, "--Limits:MaxSamples", most);
            Assert.Equal(File.ReadAllText(_folder.At("whole", "d.jsonl.scored.jsonl")), File.ReadAllText(_folder.At(most, "d.jsonl.scored.jsonl")));
        }
        Assert.Equal(100, File.ReadLines(_folder.At("7", "d.jsonl.scored.jsonl")).Count());
    }

    [Fact]
    public async Task A_report_is_written_when_it_is_asked_for()
    {
        Dump("d.jsonl", wrong: 0);
        Assert.Equal(0, await RunAsync("d.jsonl", "out", "--report", _folder.At("report.html")));
        Assert.StartsWith("<!", File.ReadAllText(_folder.At("report.html")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_terminal_shows_a_bar_with_rate_and_counts_and_a_log_shows_lines()
    {
        Dump("d.jsonl", wrong: 0);
        foreach (var isTerminal in new[] { true, false })
        {
            var written = new StringWriter();
            var console = AnsiConsole.Create(new()
            {
                Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
                Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
                Out = new Screen(written, isTerminal),
            });
            using var run = new RescoreRun(
                new() { Inputs = [_folder.At("d.jsonl")], Rubric = "scripted", Output = _folder.At($"out{isTerminal}") }, new ScriptedScorer(), TimeProvider.System);
            var progress = new RescoreProgress(run, console, TimeProvider.System);
            await progress.ShowAsync(run.RunAsync(CancellationToken.None));
            Assert.Matches(@"^100 rollouts, [\d,]+/s: 0 correct, 100 incorrect, 0 undecided, 0 errors, 0 rejected$", progress.Sentence());
            Assert.Equal(isTerminal, written.ToString().Contains("100%", StringComparison.Ordinal));
            Assert.Equal(isTerminal, written.ToString().Contains('\u001b', StringComparison.Ordinal));
        }
    }

    /// <summary>100 rollouts; half of them right, and the first few of the right ones once scored wrongly.</summary>
    private void Dump(string name, int wrong) => _folder.Write(name, Enumerable.Range(0, 100).Select(i => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"input": "What is {{i}}+1?", "output": "\\boxed{{{i + (i < 50 ? 1 : 2)}}}", "gts": "{{i + 1}}", "score": {{(i < 50 && i >= wrong ? 1 : 0)}}, "step": {{i / 10}}}""")));

    private Task<int> RunAsync(string file, string output, params string[] options)
    {
        string[] rubric = options.Contains("--rubric") ? [] : ["--rubric", "math"];
        string[] cache = options.Contains("--cache") || options.Contains("--no-cache") ? [] : ["--no-cache"];
        return CommandLine.Create().Parse(["rescore", _folder.At(file), "--out", _folder.At(output), .. rubric, .. cache, .. options]).InvokeAsync();
    }

    private sealed class Screen(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        public int Width => 160;

        public int Height => 40;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
