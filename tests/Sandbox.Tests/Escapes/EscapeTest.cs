using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

/// <summary>
/// A hostile program and what it must not achieve. After each: the next job in the same sandbox finds everything as new, the
/// sandbox did not have to be replaced, and on the host there is no process and no descriptor more than before.
/// </summary>
public abstract class EscapeTest(SandboxFixture sandbox)
{
    private const string NextJob = """
        import os
        left = [p for p in os.listdir('/proc') if p.isdigit() and p != str(os.getpid())]
        for place in ('/tmp', '/dev/shm', '/var/tmp', '/run/lock'):
            if os.path.isdir(place): left += [place + '/' + name for name in os.listdir(place) if place + '/' + name != __file__]
        for kind in ('shm', 'sem', 'msg'):
            left += open('/proc/sysvipc/' + kind).read().splitlines()[1:]
        left += [line for line in open('/proc/net/unix') if '@' in line]
        print(input(), left)
        """;

    protected static RunLimits Tight { get; } = new()
    {
        CpuTime = TimeSpan.FromSeconds(1),
        WallTime = TimeSpan.FromSeconds(4),
        MemoryMiB = 192,
        OutputBytes = 1 << 20,
        FileSizeMiB = 4,
        Processes = 16,
    };

    /// <summary>Runs the program and makes the checks that hold for all of them.</summary>
    protected async Task<InvocationResult> RunHostileAsync(string source, RunLimits? limits = null, string input = "")
    {
        var pool = sandbox.Runner.Pool!;
        await AssertNextJobIsUntouchedAsync();
        var replaced = pool.Replaced;
        var descriptors = HostInvariants.OwnDescriptors();
        var processes = HostInvariants.Descendants().Count;

        var result = await sandbox.Runner.ProgramAsync(source, input, limits ?? Tight);

        await AssertNextJobIsUntouchedAsync();
        Assert.Equal(replaced, pool.Replaced);
        await HostInvariants.AssertNoNewDescriptorsAsync(descriptors);
        Assert.Equal(processes, HostInvariants.Descendants().Count);
        return result;
    }

    /// <summary>Runs a program that prints what it could do, one word a line, and asserts that it could do nothing.</summary>
    protected async Task AssertAchievesNothingAsync(string source)
    {
        var result = await RunHostileAsync(source);
        Assert.Equal((RunOutcome.Exited, 0, "", ""), (result.Outcome, result.ExitCode, result.Output(), result.StandardError));
    }

    protected async Task AssertNextJobIsUntouchedAsync()
    {
        var next = await sandbox.Runner.ProgramAsync(NextJob, "mine\n");
        Assert.Equal((RunOutcome.Exited, "mine []\n", ""), (next.Outcome, next.Output(), next.StandardError));
    }
}
