using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Languages;

/// <summary>What holds for every language alike. A language that is not installed must say so, and is tested no further.</summary>
public abstract class LanguageTests(SandboxFixture sandbox) : SampleTest(sandbox)
{
    [Theory, MemberData(nameof(Languages))]
    public async Task A_program_that_adds_is_right_for_every_input(string language)
    {
        if (await IsMissingAsync(language)) return;
        var run = new CodeRun(language, Samples.Find(language, "sum"), [new StandardInput("2 3\n"), new StandardInput("-5 5\n"), new StandardInput("1000000000000 1\n")], new RunLimits());
        var results = await Runner.AllAsync(run);
        Assert.All(results, result => Assert.Equal((RunOutcome.Exited, 0, 0, ""), (result.Outcome, result.ExitCode, result.Signal, result.StandardError)));
        Assert.Equal(["5\n", "0\n", "1000000000001\n"], results.Select(result => result.Output()));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task What_is_no_program_does_not_run(string language)
    {
        if (await IsMissingAsync(language)) return;
        var result = await RunAsync(language, "syntax");
        if (language == "bash") Assert.Equal((RunOutcome.Exited, true), (result.Outcome, result.ExitCode != 0)); // it is read while it runs
        else Assert.Equal(RunOutcome.CompileError, result.Outcome);
        Assert.NotEqual("", result.StandardError);
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task An_error_while_it_runs_is_a_status(string language)
    {
        if (await IsMissingAsync(language)) return;
        var result = await RunAsync(language, "crash", Tight with { CpuTime = TimeSpan.FromSeconds(10), WallTime = TimeSpan.FromSeconds(120) });
        Assert.Equal((RunOutcome.Exited, true), (result.Outcome, result.ExitCode != 0 || result.Signal != 0));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task A_loop_without_end_is_over_time(string language)
    {
        if (await IsMissingAsync(language)) return;
        Assert.Equal(RunOutcome.TimeLimit, (await RunAsync(language, "loop")).Outcome);
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Filling_memory_is_over_memory_or_an_error(string language)
    {
        if (await IsMissingAsync(language)) return;
        var result = await RunAsync(language, "memory", Tight with { CpuTime = TimeSpan.FromSeconds(10), WallTime = TimeSpan.FromSeconds(60) });
        // A runtime that bounds itself says so in its own words and ends badly.
        Assert.True(result.Outcome == RunOutcome.MemoryLimit || result.ExitCode != 0 || result.Signal != 0, result.ToString());
        Assert.True(result.Outcome is RunOutcome.MemoryLimit or RunOutcome.Exited, result.ToString());
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task A_flood_of_output_is_over_output(string language)
    {
        if (await IsMissingAsync(language)) return;
        var result = await RunAsync(language, "flood", Tight with { CpuTime = TimeSpan.FromSeconds(20), WallTime = TimeSpan.FromSeconds(60) });
        Assert.Equal(RunOutcome.OutputLimit, result.Outcome);
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task There_is_no_network(string language)
    {
        if (await IsMissingAsync(language)) return;
        var result = await RunAsync(language, "network", new RunLimits());
        Assert.Equal((RunOutcome.Exited, "refused\n"), (result.Outcome, result.Output()));
    }
}

public sealed class LanguageTestsOnBubblewrap(BubblewrapFixture sandbox) : LanguageTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class LanguageTestsOnDocker(DockerFixture sandbox) : LanguageTests(sandbox), IClassFixture<DockerFixture>;
