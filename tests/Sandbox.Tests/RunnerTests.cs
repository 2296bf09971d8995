using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

public abstract class RunnerTests(SandboxFixture sandbox)
{
    [Fact]
    public async Task Invocations_run_in_order_each_in_a_fresh_process()
    {
        var run = new CodeRun("python", "import os\nprint(input(), os.path.exists('/tmp/mark'))\nopen('/tmp/mark', 'w')", [.. Inputs(20)], new RunLimits());
        var results = await sandbox.Runner.AllAsync(run);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i} False\n"), results.Select(result => result.Output()));
    }

    [Fact]
    public async Task Results_come_as_they_are_reached()
    {
        var run = new CodeRun("python", "import time\nif input() == '1': time.sleep(1000)", [.. Inputs(2)], new RunLimits());
        await foreach (var result in sandbox.Runner.RunAsync(run, CancellationToken.None))
        {
            Assert.Equal(RunOutcome.Exited, result.Outcome);
            break; // abandons the second, which would sleep past the patience of this test
        }

        Assert.Equal("next\n", (await sandbox.Runner.ProgramAsync("print('next')")).Output());
        Assert.Equal(0, sandbox.Runner.Pool!.Replaced);
    }

    [Fact]
    public async Task A_caller_who_leaves_frees_the_slot()
    {
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var run = new CodeRun("python", "while True: pass", [new StandardInput("")], new RunLimits { CpuTime = TimeSpan.FromMinutes(1) });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in sandbox.Runner.RunAsync(run, leaving.Token)) Assert.Fail("It cannot end.");
        });
        Assert.Equal("next\n", (await sandbox.Runner.ProgramAsync("print('next')")).Output());
        Assert.Equal((0, 0L), (sandbox.Runner.Pool!.Busy, sandbox.Runner.Pool!.Replaced));
    }

    [Fact]
    public async Task An_unknown_language_is_a_fault_of_ours()
    {
        var result = Assert.Single(await sandbox.Runner.AllAsync(new CodeRun("cobol", "", [new StandardInput("")], new RunLimits())));
        Assert.Equal(RunOutcome.LanguageNotAvailable, result.Outcome);
        Assert.Contains("'cobol' is not available", result.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_above_the_ceiling_are_refused_with_their_name()
    {
        var limits = new RunLimits { MemoryMiB = sandbox.Runner.Ceiling.MemoryMiB + 1 };
        var result = await sandbox.Runner.ProgramAsync("", limits: limits);
        Assert.Equal(RunOutcome.SandboxFailed, result.Outcome);
        Assert.Contains("memory (4097 MiB > 4096 MiB)", result.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CPU_time_decides_and_not_the_wall_clock()
    {
        var limits = new RunLimits { CpuTime = TimeSpan.FromMilliseconds(500), WallTime = TimeSpan.FromSeconds(120) };
        var asleep = await sandbox.Runner.ProgramAsync("import time\ntime.sleep(1.5)\nprint('ok')", limits: limits);
        Assert.Equal((RunOutcome.Exited, "ok\n"), (asleep.Outcome, asleep.Output()));
        var awake = await sandbox.Runner.ProgramAsync("import time\nwhile time.process_time() < 1: pass\nprint('ok')", limits: limits);
        Assert.Equal(RunOutcome.TimeLimit, awake.Outcome);
    }

    [Fact]
    public async Task A_program_just_under_the_limit_passes()
    {
        var limits = new RunLimits { CpuTime = TimeSpan.FromSeconds(1) };
        var result = await sandbox.Runner.ProgramAsync("import time\nwhile time.process_time() < 0.7: pass\nprint('ok')", limits: limits);
        Assert.Equal((RunOutcome.Exited, "ok\n"), (result.Outcome, result.Output()));
    }

    [Fact]
    public async Task Deep_recursion_is_possible_for_a_program_that_asks_for_it()
    {
        var result = await sandbox.Runner.ProgramAsync("""
            import sys
            from functools import lru_cache
            sys.setrecursionlimit(10 ** 6)
            @lru_cache(None)
            def f(n): return 0 if n == 0 else f(n - 1) + 1
            print(f(40000))
            """);
        Assert.Equal((RunOutcome.Exited, "40000\n"), (result.Outcome, result.Output()));
    }

    [Fact]
    public async Task A_thread_with_a_large_stack_is_possible()
    {
        var result = await sandbox.Runner.ProgramAsync("""
            import sys, threading
            sys.setrecursionlimit(1 << 20)
            threading.stack_size(256 << 20)
            def f(n): return 0 if n == 0 else f(n - 1) + 1
            thread = threading.Thread(target=lambda: print(f(100000)))
            thread.start()
            thread.join()
            """);
        Assert.Equal((RunOutcome.Exited, "100000\n", ""), (result.Outcome, result.Output(), result.StandardError));
    }

    [Fact]
    public async Task Numpy_can_be_imported_where_the_distribution_has_it()
    {
        var status = await sandbox.Runner.GetStatusAsync(CancellationToken.None);
        var result = await sandbox.Runner.CallAsync("import numpy as np\ndef f(): return [np.int64(3), np.arange(3), float(np.ones(3) @ np.ones(3))]", "f");
        if (status.Launchers[0].Features!.Numpy) Assert.Equal((RunOutcome.Exited, "[3,[0,1,2],3.0]"), (result.Outcome, result.ValueJson));
        else Assert.Contains("ModuleNotFoundError", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_input_and_output_pass_whole()
    {
        var input = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"{i} ä\n"));
        var result = await sandbox.Runner.ProgramAsync("import sys\nsys.stdout.write(sys.stdin.read())", input);
        Assert.Equal((RunOutcome.Exited, true), (result.Outcome, result.Output() == input));
    }

    private static IEnumerable<StandardInput> Inputs(int count) => Enumerable.Range(0, count).Select(i => new StandardInput($"{i}\n"));
}

public sealed class RunnerTestsOnBubblewrap(BubblewrapFixture sandbox) : RunnerTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class RunnerTestsOnDocker(DockerFixture sandbox) : RunnerTests(sandbox), IClassFixture<DockerFixture>;
