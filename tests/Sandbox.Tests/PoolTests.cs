using System.Diagnostics;
using System.Globalization;
using Verifiers.Code;
using Verifiers.Sandbox.Docker;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Sandbox.Tests;

/// <summary>The pool of slots, whatever launcher fills it.</summary>
[Collection(Alone.Name)]
public abstract class PoolTests
{
    private static readonly CodeRun _forEver =
        new("python", "while True: pass", [new StandardInput("")], new RunLimits { CpuTime = TimeSpan.FromMinutes(1) });

    [Fact]
    public async Task A_sandbox_killed_in_the_middle_of_a_job_is_replaced_and_the_job_run_again()
    {
        await using var runner = NewRunner(Options(1));
        var limits = new RunLimits { WallTime = TimeSpan.FromMinutes(5) };
        // The third takes as long as the kill may need, and as long again when it is run again.
        var run = new CodeRun("python", "import time\nn = int(input())\ntime.sleep(8 if n == 2 else 0.3)\nprint(n)", [.. Inputs(4)], limits);
        var outputs = new List<string>();
        await foreach (var result in runner.RunAsync(run, CancellationToken.None))
        {
            Assert.Equal(RunOutcome.Exited, result.Outcome);
            outputs.Add(result.Output());
            if (outputs.Count == 2) KillSandboxes();
        }

        Assert.Equal(["0\n", "1\n", "2\n", "3\n"], outputs);
        Assert.Equal(1, runner.Pool!.Replaced);
    }

    [Fact]
    public async Task A_sandbox_killed_while_idle_is_replaced()
    {
        await using var runner = NewRunner(Options(1));
        await runner.ProgramAsync("print(1)");
        KillSandboxes();
        Assert.Equal("2\n", (await runner.ProgramAsync("print(2)")).Output());
    }

    [Fact]
    public async Task A_job_whose_sandbox_is_lost_every_time_ends_as_a_fault()
    {
        await using var runner = NewRunner(Options(1, attempts: 2));
        await runner.ProgramAsync("print(1)");
        using var stop = new CancellationTokenSource();
        var killing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                if (runner.Pool!.Busy > 0) KillSandboxes();
                await Task.Delay(20);
            }
        });
        var result = Assert.Single(await runner.AllAsync(_forEver));
        await stop.CancelAsync();
        await killing;
        Assert.Equal(RunOutcome.SandboxFailed, result.Outcome);
        Assert.NotEmpty(result.Fault!);
    }

    [Fact]
    public async Task Nothing_is_left_behind_when_the_runner_ends()
    {
        var runner = NewRunner(Options(2));
        await Task.WhenAll(runner.ProgramAsync("print(1)"), runner.ProgramAsync("print(2)"));
        Assert.Equal(2, FindSandboxes().Count);
        await runner.DisposeAsync();
        await UntilAsync(() => FindSandboxes().Count == 0);
        await UntilAsync(() => HostInvariants.Descendants().Count == 0);
        await UntilAsync(() => HostInvariants.ControlGroups().Length == 0);
    }

    [Fact]
    public async Task Runners_of_one_process_that_start_together_do_not_meet()
    {
        var runners = Enumerable.Range(0, 6).Select(_ => NewRunner(Options(1))).ToList();
        try
        {
            var found = await Task.WhenAll(runners.Select(runner => Task.Run(() => runner.GetStatusAsync(CancellationToken.None))));
            Assert.All(found, status => Assert.True(status.Ready, status.Sentence));
            Assert.Single(found.Select(status => status.Launchers[0].Features).Distinct());
            var outputs = await Task.WhenAll(runners.Select(runner => runner.ProgramAsync("print(1)")));
            Assert.All(outputs, result => Assert.Equal("1\n", result.Output()));
        }
        finally
        {
            foreach (var runner in runners) await runner.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_runner_that_ended_says_so()
    {
        var runner = NewRunner(Options(1));
        await runner.ProgramAsync("print(1)");
        await runner.DisposeAsync();
        Assert.Contains("shut down", (await runner.ProgramAsync("print(1)")).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_slot_has_its_own_user_ids_and_sees_no_other()
    {
        await using var runner = NewRunner(Options(2));
        var program = "import os, time\nopen('/tmp/mark', 'w')\ntime.sleep(0.3)\nprint(os.listdir('/dev/shm'), sorted(p for p in os.listdir('/proc') if p.isdigit()))";
        var results = await Task.WhenAll(runner.ProgramAsync(program), runner.ProgramAsync(program));
        Assert.All(results, result => Assert.Equal("[] ['1']\n", result.Output()));
    }

    [Fact]
    public async Task A_full_queue_is_a_fault_that_says_so()
    {
        await using var runner = NewRunner(Options(1, queueLimit: 1));
        await runner.ProgramAsync("print(1)");
        using var leaving = new CancellationTokenSource();
        var first = EnumerateAsync(runner, leaving.Token);
        await UntilAsync(() => runner.Pool!.Busy == 1);
        var second = EnumerateAsync(runner, leaving.Token);
        await UntilAsync(() => runner.Pool!.Waiting == 1);
        var third = await runner.ProgramAsync("print(1)");
        Assert.Contains("overloaded", third.Fault, StringComparison.Ordinal);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal("after\n", (await runner.ProgramAsync("print('after')")).Output());
    }

    [Fact]
    public async Task A_lease_alone_waits_for_every_slot_and_holds_them()
    {
        var options = Options(2);
        await using var pool = new SlotPool(NewLauncher(options), options);
        var one = await pool.LeaseAsync(CancellationToken.None);
        var alone = pool.LeaseAloneAsync(CancellationToken.None);
        Assert.False(alone.IsCompleted);
        await one.DisposeAsync();
        var lease = await alone;
        Assert.Equal(2, pool.Busy);
        var other = pool.LeaseAsync(CancellationToken.None);
        Assert.False(other.IsCompleted);
        await lease.DisposeAsync();
        await (await other).DisposeAsync();
        Assert.Equal(0, pool.Busy);
    }

    /// <summary>The options of the launcher.</summary>
    private protected abstract SandboxOptions Options(int slots, int attempts = 3, int queueLimit = 256);

    /// <summary>The sandboxes that this process started, by a name that is the launcher's.</summary>
    private protected abstract IReadOnlyList<string> FindSandboxes();

    /// <summary>Ends a sandbox, as the kernel or an operator would.</summary>
    private protected abstract void Kill(string sandbox);

    private protected abstract ILauncher NewLauncher(SandboxOptions options);

    private protected static SandboxedCodeRunner NewRunner(SandboxOptions options) => new(options, TimeProvider.System);

    private static IEnumerable<StandardInput> Inputs(int count) => Enumerable.Range(0, count).Select(i => new StandardInput($"{i}\n"));

    private static async Task EnumerateAsync(SandboxedCodeRunner runner, CancellationToken cancellationToken)
    {
        await foreach (var _ in runner.RunAsync(_forEver, cancellationToken)) Assert.Fail("It cannot end.");
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var attempt = 0; attempt < 6000 && !condition(); attempt++) await Task.Delay(10);
        Assert.True(condition());
    }

    private void KillSandboxes()
    {
        foreach (var sandbox in FindSandboxes()) Kill(sandbox);
    }
}

public sealed class PoolTestsOnDocker : PoolTests
{
    private protected override SandboxOptions Options(int slots, int attempts = 3, int queueLimit = 256) => new()
    {
        Launchers = "docker",
        DockerSocket = TestEngine.Shared.Socket,
        DockerImage = TestEngine.SmallImage,
        Slots = slots,
        Attempts = attempts,
        QueueLimit = queueLimit,
    };

    private protected override IReadOnlyList<string> FindSandboxes() => DockerFaults.OwnContainers(TestEngine.Shared);

    private protected override void Kill(string sandbox) => DockerFaults.KillContainer(TestEngine.Shared, sandbox);

    private protected override ILauncher NewLauncher(SandboxOptions options) => new DockerLauncher(options);
}

public sealed class PoolTestsOnBubblewrap : PoolTests
{
    [Theory]
    [InlineData("/nowhere/bwrap", "/usr/bin/python3", "bubblewrap is not installed (/nowhere/bwrap does not exist); install it with: apt-get install bubblewrap")]
    [InlineData("/usr/bin/bwrap", "/nowhere/python3", "Python is not installed (/nowhere/python3 does not exist); install it with: apt-get install python3")]
    [InlineData("/bin/false", "/usr/bin/python3", "The sandbox ended at once.")]
    public async Task What_is_missing_is_a_sentence_and_not_an_exception(string bubblewrap, string python, string sentence)
    {
        await using var runner = NewRunner(new SandboxOptions { Launchers = "bubblewrap", BubblewrapPath = bubblewrap, PythonPath = python });
        var result = await runner.ProgramAsync("print(1)");
        Assert.Equal(RunOutcome.SandboxFailed, result.Outcome);
        Assert.StartsWith($"No sandbox launcher works here: {sentence}", result.Fault, StringComparison.Ordinal);
        var status = await runner.GetStatusAsync(CancellationToken.None);
        Assert.Equal((false, result.Fault), (status.Ready, status.Sentence));
        Assert.Empty(status.Languages);
    }

    [Fact]
    public async Task The_status_says_what_confines_programs()
    {
        await using var runner = NewRunner(new SandboxOptions { Launchers = "bubblewrap", Slots = 3 });
        var status = await runner.GetStatusAsync(CancellationToken.None);
        Assert.True(status.Ready, status.Sentence);
        var launcher = Assert.Single(status.Launchers);
        Assert.Equal(("bubblewrap", true), (launcher.Name, launcher.Works));
        Assert.True(launcher.Features is { Namespaces: true, Seccomp: true });
        Assert.Equal(Environment.IsPrivilegedProcess, launcher.Features.OwnUserIds);
        Assert.Equal((3, launcher.Features.PythonVersion), (status.Slots, status.Languages["python"]));
    }

    [Fact]
    public async Task Without_control_groups_the_limits_still_hold()
    {
        await using var runner = NewRunner(new SandboxOptions { Launchers = "bubblewrap", Slots = 1, UseCgroups = false });
        var limits = new RunLimits { CpuTime = TimeSpan.FromSeconds(1), MemoryMiB = 192, Processes = 8 };
        Assert.Equal(RunOutcome.MemoryLimit, (await runner.ProgramAsync("x = bytearray(1 << 30)", limits: limits)).Outcome);
        Assert.Equal(RunOutcome.ProcessLimit, (await runner.ProgramAsync("import os\nwhile True: os.fork()", limits: limits)).Outcome);
        var children = "import os, time\nfor i in range(6):\n    if os.fork() == 0:\n        x = bytearray(64 << 20)\n        x[::4096] = b'1' * len(x[::4096])\n        time.sleep(9)\ntime.sleep(9)";
        Assert.Equal(RunOutcome.MemoryLimit, (await runner.ProgramAsync(children, limits: limits)).Outcome);
        var burning = "import os, time\nfor i in range(3):\n    if os.fork() == 0:\n        while True: pass\ntime.sleep(100)";
        Assert.Equal(RunOutcome.TimeLimit, (await runner.ProgramAsync(burning, limits: limits)).Outcome);
        Assert.Equal(0, runner.Pool!.Replaced);
    }

    /// <summary>As in a container that may not make namespaces: a uid for each test, and cleaning afterwards.</summary>
    [Theory]
    [InlineData("import os, time\nfor i in range(5):\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(1000)")]
    [InlineData("import os\nwhile True: os.fork()")]
    [InlineData("import os\nos.makedirs('/tmp/a/b')\nopen('/tmp/a/b/f', 'w')\nos.chmod('/tmp/a/b', 0)\nos.chmod('/tmp/a', 0)\nopen('/dev/shm/f', 'w')")]
    [InlineData("import os, signal\nos.kill(-1, signal.SIGKILL)")]
    public async Task Without_namespaces_every_job_is_cleaned_away(string source)
    {
        if (!Environment.IsPrivilegedProcess) return; // an ordinary user cannot run without them, by design
        await using var runner = NewRunner(new SandboxOptions { Launchers = "bubblewrap", Slots = 1, IsolateInvocations = false });
        var limits = new RunLimits { CpuTime = TimeSpan.FromSeconds(1), Processes = 16 };
        await runner.ProgramAsync(source, limits: limits);
        var next = await runner.ProgramAsync("import os\nprint(os.listdir('/tmp'), os.listdir('/dev/shm'), len([p for p in os.listdir('/proc') if p.isdigit()]))");
        Assert.Equal("['solution.py'] [] 3\n", next.Output());
        Assert.Equal(0, runner.Pool!.Replaced);
    }

    private protected override SandboxOptions Options(int slots, int attempts = 3, int queueLimit = 256) =>
        new() { Launchers = "bubblewrap", Slots = slots, Attempts = attempts, QueueLimit = queueLimit };

    private protected override ILauncher NewLauncher(SandboxOptions options) => new BubblewrapLauncher(options);

    /// <summary>Every process below this one whose program is bubblewrap.</summary>
    private protected override IReadOnlyList<string> FindSandboxes() =>
        [.. HostInvariants.Descendants().Where(id => NameOf(id) == "bwrap").Select(id => id.ToString(CultureInfo.InvariantCulture))];

    private protected override void Kill(string sandbox)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(sandbox, CultureInfo.InvariantCulture));
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended meanwhile.
        }
    }

    private static string NameOf(int id)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/comm")).Trim();
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
    }
}
