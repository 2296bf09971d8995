using System.Diagnostics;
using System.Globalization;
using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Agent;

/// <summary>A supervisor that waits for a CPU, as on a host with far more to do than it has cores.</summary>
[Collection(Alone.Name)]
public sealed class PausedSupervisorTests
{
    [Fact]
    public async Task A_program_that_ended_in_time_is_not_over_time_when_the_supervisor_looks_late()
    {
        await using var runner = new SandboxedCodeRunner(new SandboxOptions { Launchers = "bubblewrap", Slots = 1 }, TimeProvider.System);
        Assert.Equal("ready\n", (await runner.ProgramAsync("print('ready')")).Output());
        var resident = Agents();
        var supervisor = Assert.Single(resident, id => HostInvariants.DescendantsOf(id).Exists(resident.Contains)); // the zygote is below it
        var limits = new RunLimits { WallTime = TimeSpan.FromSeconds(8) };
        var running = runner.ProgramAsync("import time\ntime.sleep(1)\nprint('done')", limits: limits);
        await UntilAsync(() => Agents().Count > resident.Count || running.IsCompleted);
        await SignalAsync("STOP", supervisor);
        try
        {
            await UntilAsync(() => Agents().Count == resident.Count); // the program has ended
            await Task.Delay(limits.WallTime!.Value);
        }
        finally
        {
            await SignalAsync("CONT", supervisor);
        }

        var result = await running;
        Assert.Equal((RunOutcome.Exited, 0, "done\n"), (result.Outcome, result.ExitCode, result.Output()));
        Assert.True(result.WallTime > limits.WallTime, result.ToString());
        Assert.Equal(0, runner.Pool!.Replaced);
    }

    /// <summary>The supervisor, the zygote, and programs, which are forked from it.</summary>
    private static List<int> Agents() => HostInvariants.Descendants().FindAll(id =>
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/cmdline")).Split('\0') is var words
                && Path.GetFileName(words[0]).StartsWith("python", StringComparison.Ordinal) && Array.Exists(words, word => word.EndsWith("supervisor.py", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false; // it ended meanwhile
        }
    });

    private static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var attempt = 0; attempt < 6000 && !condition(); attempt++) await Task.Delay(10);
        Assert.True(condition());
    }
}
