using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

public abstract class TimeTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    [Fact]
    public async Task Looping_for_ever_ends_at_the_limit_of_CPU_time()
    {
        var result = await RunHostileAsync("while True: pass");
        Assert.Equal(RunOutcome.TimeLimit, result.Outcome);
        Assert.InRange(result.CpuTime, Tight.CpuTime, Tight.CpuTime * 3);
    }

    [Fact]
    public async Task Looping_in_native_code_ends_too()
    {
        var result = await RunHostileAsync("x = 3 ** (10 ** 9)");
        Assert.Equal(RunOutcome.TimeLimit, result.Outcome);
    }

    [Fact]
    public async Task Sleeping_for_ever_ends_at_the_backstop()
    {
        var result = await RunHostileAsync("import time\ntime.sleep(1000)", Tight with { WallTime = TimeSpan.FromSeconds(1) });
        Assert.Equal(RunOutcome.TimeLimit, result.Outcome);
        Assert.True(result.CpuTime < Tight.CpuTime);
    }

    [Fact]
    public async Task Waiting_for_input_that_never_comes_is_no_waiting()
    {
        var result = await RunHostileAsync("import sys\nsys.stdin.read()\ninput()");
        Assert.Equal((RunOutcome.Exited, 1), (result.Outcome, result.ExitCode));
        Assert.Contains("EOFError", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CPU_time_of_children_counts()
    {
        var result = await RunHostileAsync("""
            import os, time
            for i in range(3):
                if os.fork() == 0:
                    while True: pass
            time.sleep(1000)
            """);
        Assert.Equal(RunOutcome.TimeLimit, result.Outcome);
        Assert.True(result.CpuTime >= Tight.CpuTime, $"{result.CpuTime}");
    }

    [Fact]
    public async Task Ignoring_every_signal_does_not_help()
    {
        var result = await RunHostileAsync("""
            import signal
            for number in range(1, 65):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            while True: pass
            """);
        Assert.Equal(RunOutcome.TimeLimit, result.Outcome);
    }

    /// <summary>A program that stood back behind everything else on a busy host would look like one that the host starved.</summary>
    [Fact]
    public async Task It_cannot_stand_back_behind_other_programs() => await AssertAchievesNothingAsync("""
        import os
        for name, act in (('nice', lambda: os.nice(19)), ('priority', lambda: os.setpriority(os.PRIO_PROCESS, 0, 19)),
                          ('idle', lambda: os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))),
                          ('batch', lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0)))):
            try:
                act()
                print(name)
            except OSError: pass
        """);

    [Fact]
    public async Task Its_own_limits_cannot_be_raised()
    {
        await AssertAchievesNothingAsync("""
            import resource
            for name in ('CPU', 'AS', 'FSIZE', 'NPROC', 'NOFILE', 'CORE', 'MEMLOCK'):
                limit = getattr(resource, 'RLIMIT_' + name)
                hard = resource.getrlimit(limit)[1]
                try:
                    resource.setrlimit(limit, (hard, hard + 1))
                    print(name)
                except (ValueError, OSError): pass
            """);
    }
}

public sealed class TimeTestsOnBubblewrap(BubblewrapFixture sandbox) : TimeTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class TimeTestsOnDocker(DockerFixture sandbox) : TimeTests(sandbox), IClassFixture<DockerFixture>;
