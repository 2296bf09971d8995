using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

public abstract class ProcessTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    private readonly SandboxFixture _sandbox = sandbox;

    [Theory]
    [InlineData("import os\nwhile True: os.fork()")]
    [InlineData("import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()")]
    [InlineData("import subprocess\nkept = []\nwhile True: kept.append(subprocess.Popen(['/bin/sleep', '1000']))")]
    public async Task Forking_without_end_ends_at_the_limit(string source)
    {
        var result = await RunHostileAsync(source);
        Assert.Equal(RunOutcome.ProcessLimit, result.Outcome);
    }

    [Fact]
    public async Task A_fork_bomb_that_swallows_refusals_ends_at_a_limit()
    {
        var result = await RunHostileAsync("""
            import os, signal
            for number in range(1, 65):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            while True:
                try:
                    if os.fork() == 0: os.setsid()
                except OSError: pass
            """);
        Assert.True(result.Outcome is RunOutcome.ProcessLimit or RunOutcome.TimeLimit, result.ToString());
    }

    [Fact]
    public async Task Daemons_that_hold_standard_output_are_not_waited_for()
    {
        var result = await RunHostileAsync("""
            import os, time, signal
            for i in range(8):
                if os.fork() == 0:
                    os.setsid()
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    if os.fork() == 0: time.sleep(1000)
                    os._exit(0)
            print('done')
            """);
        Assert.Equal((RunOutcome.Exited, "done\n"), (result.Outcome, result.Output()));
        Assert.True(result.WallTime < Tight.WallTime);
    }

    [Fact]
    public async Task Stopped_processes_are_not_left()
    {
        var result = await RunHostileAsync("""
            import os, signal
            for i in range(4):
                if os.fork() == 0:
                    os.setsid()
                    os.kill(os.getpid(), signal.SIGSTOP)
            print('done')
            """);
        Assert.Equal(RunOutcome.Exited, result.Outcome);
    }

    [Fact]
    public async Task Fifteen_hundred_sleeping_children_are_not_possible()
    {
        var result = await RunHostileAsync("""
            import os, time
            made = 0
            for i in range(1500):
                try:
                    if os.fork() == 0:
                        time.sleep(1000)
                        os._exit(0)
                    made += 1
                except OSError: break
            print(made < 16)
            """);
        Assert.Equal((RunOutcome.Exited, "True\n"), (result.Outcome, result.Output()));
    }

    [Fact]
    public async Task As_many_processes_as_granted_are_possible()
    {
        var result = await RunHostileAsync("""
            import threading
            barrier = threading.Barrier(16)
            threads = [threading.Thread(target=barrier.wait) for _ in range(15)]
            for thread in threads: thread.start()
            barrier.wait()
            print('all')
            """);
        Assert.Equal((RunOutcome.Exited, "all\n", ""), (result.Outcome, result.Output(), result.StandardError));
    }

    /// <summary>Programs time their end so that the agent ends what is already gone.</summary>
    [Fact]
    public async Task Ending_a_program_that_has_just_ended_costs_no_sandbox()
    {
        var (runner, replaced) = (_sandbox.Runner, _sandbox.Runner.Pool!.Replaced);
        var run = new CodeRun("python", "import os, time\ntime.sleep(os.getrandom(1)[0] / 1e5)\nos._exit(0)", [new StandardInput(""), new StandardInput("")], Tight);
        for (var i = 0; i < 300; i++)
        {
            await foreach (var result in runner.RunAsync(run, CancellationToken.None))
            {
                Assert.Equal(RunOutcome.Exited, result.Outcome);
                await Task.Delay(TimeSpan.FromMilliseconds(i % 10));
                break; // the second run is ended at some point of its short life
            }
        }

        Assert.Equal(replaced, runner.Pool!.Replaced);
    }
}

public sealed class ProcessTestsOnBubblewrap(BubblewrapFixture sandbox) : ProcessTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class ProcessTestsOnDocker(DockerFixture sandbox) : ProcessTests(sandbox), IClassFixture<DockerFixture>;
