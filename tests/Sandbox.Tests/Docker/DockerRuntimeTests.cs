using Verifiers.Code;
using Verifiers.Sandbox.Docker;
using Xunit.Abstractions;

namespace Verifiers.Sandbox.Tests;

/// <summary>Other ways to confine in a container: without bubblewrap inside, and under gVisor where it is installed.</summary>
[Collection(Alone.Name)]
public sealed class DockerRuntimeTests(ITestOutputHelper output)
{
    private static readonly RunLimits _tight = new() { CpuTime = TimeSpan.FromSeconds(1), MemoryMiB = 192, Processes = 16, FileSizeMiB = 4 };

    /// <summary>As on a host whose AppArmor forbids namespaces in containers: a uid for each test, and cleaning afterwards.</summary>
    [Theory]
    [InlineData("import os, time\nfor i in range(5):\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(1000)")]
    [InlineData("import os\nwhile True: os.fork()")]
    [InlineData("import os\nos.makedirs('/tmp/a/b')\nopen('/tmp/a/b/f', 'w')\nos.chmod('/tmp/a/b', 0)\nos.chmod('/tmp/a', 0)\nopen('/dev/shm/f', 'w')")]
    [InlineData("import os, signal\nos.kill(-1, signal.SIGKILL)")]
    public async Task Without_bubblewrap_inside_every_job_is_cleaned_away(string source)
    {
        await using var runner = NewRunner(isolate: false, runtime: null);
        await runner.ProgramAsync(source, limits: _tight);
        var next = await runner.ProgramAsync(
            "import os\nprint(os.listdir('/tmp'), os.listdir('/dev/shm'), len([p for p in os.listdir('/proc') if p.isdigit()]), os.getuid() > 1 << 30)");
        Assert.Equal(("['solution.py'] [] 3 True\n", ""), (next.Output(), next.StandardError));
        Assert.Equal(0, runner.Pool!.Replaced);
    }

    [Fact]
    public async Task Without_bubblewrap_inside_nothing_of_the_kernel_can_be_written()
    {
        await using var runner = NewRunner(isolate: false, runtime: null);
        var result = await runner.ProgramAsync("""
            import os
            for place in ('/', '/usr', '/etc', '/dev', '/run', '/var/tmp', '/agent', '/proc/sys/kernel', '/sys/fs/cgroup', '/dev/mqueue', '/root'):
                try:
                    open(place + '/written', 'w').write('x')
                    print(place)
                except OSError: pass
            for path in ('/agent/supervisor.py', '/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/proc/kcore', '/proc/1/mem', '/sys/firmware/x'):
                try:
                    os.open(path, os.O_WRONLY)
                    print(path)
                except OSError: pass
            print(open('/proc/self/status').read().split('CapBnd:')[1].split()[0], open('/proc/net/dev').read().count(':') == 1)
            """);
        Assert.Equal(("", RunOutcome.Exited), (result.StandardError, result.Outcome));
        Assert.EndsWith(" True\n", result.Output(), StringComparison.Ordinal);
        Assert.Single(result.Output().TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Under_gVisor_programs_run_and_end_at_their_limits()
    {
        using var engine = new DockerEngineClient(TestEngine.Shared.Socket);
        if ((await engine.GetInfoAsync(CancellationToken.None)).Runtimes?.ContainsKey("runsc") != true)
        {
            output.WriteLine("The engine has no runtime 'runsc': gVisor is not tested here.");
            return;
        }

        await using var runner = NewRunner(isolate: true, runtime: "runsc");
        var result = await runner.ProgramAsync("print(input()[::-1])", "olleh\n", new RunLimits { CpuTime = TimeSpan.FromSeconds(10) });
        Assert.Equal((RunOutcome.Exited, "hello\n", null), (result.Outcome, result.Output(), result.Fault));
        Assert.Equal(RunOutcome.TimeLimit, (await runner.ProgramAsync("while True: pass", limits: _tight)).Outcome);
        Assert.Equal("next\n", (await runner.ProgramAsync("print('next')")).Output());
    }

    private static SandboxedCodeRunner NewRunner(bool isolate, string? runtime) => new(
        new SandboxOptions { Slots = 1, Launchers = "docker", DockerSocket = TestEngine.Shared.Socket, IsolateInvocations = isolate, DockerRuntime = runtime },
        TimeProvider.System);
}
