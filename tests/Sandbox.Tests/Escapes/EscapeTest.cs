using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

/// <summary>
/// A hostile program and what it must not achieve. After each: the next job in the same sandbox, and one in another slot, find
/// everything as new; no sandbox had to be replaced; and the host has the processes, descriptors, mounts, IPC objects and the memory
/// of jobs that it had before.
/// </summary>
[Collection(Alone.Name)]
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
        left += [line for line in open('/proc/self/mountinfo') if line.split()[4].startswith(('/tmp/', '/dev/shm/'))]
        print(input(), left)
        """;

    // The kernel frees in batches, and counts pages of files that it reads ahead.
    private const long MemorySlack = 24 << 20;

    protected static RunLimits Tight { get; } = new()
    {
        CpuTime = TimeSpan.FromSeconds(1),
        WallTime = TimeSpan.FromSeconds(60), // a backstop: no program here waits for it
        MemoryMiB = 192,
        OutputBytes = 1 << 20,
        FileSizeMiB = 4,
        Processes = 16,
    };

    /// <summary>Runs the program and makes the checks that hold for all of them.</summary>
    protected async Task<InvocationResult> RunHostileAsync(string source, RunLimits? limits = null, string input = "")
    {
        InvocationResult? result = null;
        await LeavesNothingAsync(async () => result = await sandbox.Runner.ProgramAsync(source, input, limits ?? Tight));
        return result!;
    }

    /// <summary>Does what a hostile program comes to, and makes the checks that hold for all of them.</summary>
    protected async Task LeavesNothingAsync(Func<Task> hostile)
    {
        var (pool, neighbour) = (sandbox.Runner.Pool!, sandbox.Neighbour);
        await AssertNextJobIsUntouchedAsync(sandbox.Runner);
        await AssertNextJobIsUntouchedAsync(neighbour);
        var replaced = (pool.Replaced, neighbour.Pool!.Replaced);
        var descriptors = HostInvariants.OwnDescriptors();
        var processes = HostInvariants.Descendants();
        var (mounts, objects, memory) = (HostInvariants.Mounts(), HostInvariants.IpcObjects(), HostInvariants.JobMemory());

        await hostile();

        await AssertNextJobIsUntouchedAsync(sandbox.Runner);
        await AssertNextJobIsUntouchedAsync(neighbour);
        Assert.Equal(replaced, (pool.Replaced, neighbour.Pool!.Replaced));
        await HostInvariants.AssertNoNewDescriptorsAsync(descriptors);
        Assert.Equal(processes.Order(), HostInvariants.Descendants().Order());
        Assert.Equal(mounts, HostInvariants.Mounts());
        Assert.Equal(objects, HostInvariants.IpcObjects());
        Assert.InRange(HostInvariants.JobMemory(), 0, memory + MemorySlack);
    }

    /// <summary>Runs a program that prints what it could do, one word a line, and asserts that it could do nothing.</summary>
    protected async Task AssertAchievesNothingAsync(string source)
    {
        var result = await RunHostileAsync(source);
        Assert.Equal((RunOutcome.Exited, 0, "", ""), (result.Outcome, result.ExitCode, result.Output(), result.StandardError));
    }

    /// <summary>Runs a job that looks for whatever others left.</summary>
    internal static async Task AssertNextJobIsUntouchedAsync(SandboxedCodeRunner runner)
    {
        var next = await runner.ProgramAsync(NextJob, "mine\n");
        Assert.Equal((RunOutcome.Exited, "mine []\n", ""), (next.Outcome, next.Output(), next.StandardError));
    }
}
