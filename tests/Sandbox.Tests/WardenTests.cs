using System.Globalization;
using System.Text;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Sandbox.Tests;

/// <summary>The warden alone, over a program that stands for bubblewrap.</summary>
public sealed class WardenTests
{
    // As bubblewrap does when it is ended before its child has asked to die with it: the child waits for a parent that is gone.
    private const string Starting = """
        import os, time
        child = os.fork()
        if child == 0:
            os.setsid()
            for descriptor in (0, 1, 2): os.close(descriptor)
            time.sleep(600)
        os.write(1, b"%d\n" % child)
        time.sleep(600)
        """;

    [Fact]
    public async Task Leaves_nothing_of_a_sandbox_that_is_ended_while_it_starts()
    {
        var plan = new WardenPlan(["/usr/bin/python3", "-I", "-S", "-c", Starting], [], Ids: null, [], StackBytes: 8 << 20, OomScoreAdjust: 0, Container: false);
        var sandbox = await WardenProcess.StartAsync("/usr/bin/python3", plan, configuration: null!, CancellationToken.None);
        var buffer = new byte[32];
        var read = await sandbox.FromAgent.ReadAsync(buffer);
        var child = int.Parse(Encoding.ASCII.GetString(buffer, 0, read), CultureInfo.InvariantCulture);
        Assert.True(Directory.Exists($"/proc/{child}"));
        await sandbox.DisposeAsync();
        for (var attempt = 0; attempt < 600 && Directory.Exists($"/proc/{child}"); attempt++) await Task.Delay(100);
        Assert.False(Directory.Exists($"/proc/{child}"));
    }
}
