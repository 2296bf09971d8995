using System.Diagnostics;
using System.Globalization;
using Verifiers.Code;
using Verifiers.Sandbox.Docker;

namespace Verifiers.Sandbox.Tests;

/// <summary>What can happen to a container beyond what can happen to any sandbox: the job is run again, and nobody notices.</summary>
[Collection(Alone.Name)]
public sealed class DockerFaultTests : IAsyncLifetime
{
    private readonly SandboxedCodeRunner _runner = DockerFaults.NewRunner(TestEngine.Shared);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _runner.DisposeAsync();

    [Fact]
    public Task A_container_removed_in_the_middle_of_a_job() =>
        JobSurvivesAsync(() => TestEngine.Shared.Docker("rm", "-f", Assert.Single(DockerFaults.OwnContainers(TestEngine.Shared))));

    [Fact]
    public Task The_agent_killed_in_the_middle_of_a_job() => JobSurvivesAsync(() => DockerFaults.KillAgent(TestEngine.Shared));

    [Fact]
    public async Task A_container_stopped_in_time_is_given_up_and_replaced()
    {
        var limits = new RunLimits { CpuTime = TimeSpan.FromSeconds(1), WallTime = TimeSpan.FromSeconds(10) };
        Assert.Equal("1\n", (await _runner.ProgramAsync("print(1)", limits: limits)).Output());
        TestEngine.Shared.Docker("pause", Assert.Single(DockerFaults.OwnContainers(TestEngine.Shared)));
        Assert.Equal("2\n", (await _runner.ProgramAsync("print(2)", limits: limits)).Output());
        Assert.Equal(1, _runner.Pool!.Replaced);
    }

    [Fact]
    public async Task Containers_of_a_service_that_crashed_are_removed_at_the_start_and_no_others()
    {
        var engine = TestEngine.Shared;
        var own = DockerOwner.Current;
        string[] made =
        [
            Leave(own with { Started = own.Started + 1 }), // our process id, but another process
            Leave(own with { Boot = "earlier" }),
            Leave(own with { Namespace = "pid:[1]", Process = 1 }), // of a service in another container: it may live
            Leave(own),
        ];
        try
        {
            Assert.Equal("1\n", (await _runner.ProgramAsync("print(1)")).Output());
            var left = engine.Docker("ps", "-aq", "--no-trunc", "--filter", $"label={DockerOwner.Label}").Split('\n');
            Assert.Equal([false, false, true, true], made.Select(id => left.Contains(id)));
        }
        finally
        {
            foreach (var id in made) engine.Docker("rm", "-f", id);
        }

        string Leave(DockerOwner owner) => engine.Docker(
            "run", "-d", "--network", "none", "--label", $"{DockerOwner.Label}={owner}", "verifiers-python:latest", "/bin/sleep", "600");
    }

    [Fact]
    public async Task A_runtime_that_the_engine_does_not_have_is_said_so()
    {
        await using var runner = new SandboxedCodeRunner(
            new SandboxOptions { Launchers = "docker", DockerSocket = TestEngine.Shared.Socket, DockerRuntime = "nowhere" }, TimeProvider.System);
        var result = await runner.ProgramAsync("print(1)");
        Assert.Equal(RunOutcome.SandboxFailed, result.Outcome);
        Assert.Contains("has no runtime 'nowhere'; it has: ", result.Fault, StringComparison.Ordinal);
    }

    private async Task JobSurvivesAsync(Action fault)
    {
        var limits = new RunLimits { WallTime = TimeSpan.FromMinutes(5) };
        // The third takes as long as the fault may need, and as long again when it is run again.
        const string Program = "import time\nn = int(input())\ntime.sleep(15 if n == 2 else 0.3)\nprint(n)";
        var run = new CodeRun("python", Program, [.. Enumerable.Range(0, 4).Select(i => new StandardInput($"{i}\n"))], limits);
        var outputs = new List<string>();
        await foreach (var result in _runner.RunAsync(run, CancellationToken.None))
        {
            Assert.Equal((RunOutcome.Exited, null), (result.Outcome, result.Fault));
            outputs.Add(result.Output());
            if (outputs.Count == 2) fault();
        }

        Assert.Equal(["0\n", "1\n", "2\n", "3\n"], outputs);
        Assert.Equal(1, _runner.Pool!.Replaced);
    }
}

/// <summary>An engine that tests may stop and kill. Each leaves it running, with its image.</summary>
public sealed class OwnEngineFixture : IDisposable
{
    internal TestEngine Engine { get; } = TestEngine.StartOwn();

    public void Dispose() => Engine.Dispose();
}

/// <summary>What can happen to an engine: the job ends as a fault, nothing hangs, and the service recovers by itself.</summary>
[Collection(Alone.Name)]
public sealed class DockerEngineFaultTests(OwnEngineFixture own) : IClassFixture<OwnEngineFixture>
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(4);
    private readonly TestEngine _engine = own.Engine;

    [Fact]
    public async Task An_engine_restarted_in_the_middle_of_a_job()
    {
        await using var runner = DockerFaults.NewRunner(_engine);
        var job = await StartSleepingJobAsync(runner);
        _engine.Stop();
        var result = await job.WaitAsync(_patience);
        Assert.Equal(RunOutcome.SandboxFailed, result.Outcome);
        Assert.Contains("No Docker engine answers", result.Fault, StringComparison.Ordinal);
        _engine.Start();
        await AssertRecoversAsync(runner);
    }

    [Fact]
    public async Task An_engine_killed_in_the_middle_of_a_job()
    {
        await using var runner = DockerFaults.NewRunner(_engine);
        var job = await StartSleepingJobAsync(runner);
        using (var process = Process.GetProcessById(_engine.ProcessId))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        var result = await job.WaitAsync(_patience);
        Assert.Equal(RunOutcome.SandboxFailed, result.Outcome);
        Assert.Contains("nothing listens", result.Fault, StringComparison.Ordinal);
        _engine.Start();
        await AssertRecoversAsync(runner);
        Assert.Single(DockerFaults.OwnContainers(_engine)); // the one in use: none of before the crash
    }

    [Fact]
    public async Task A_socket_removed_in_the_middle_of_a_job()
    {
        await using var runner = DockerFaults.NewRunner(_engine);
        var run = new CodeRun("python", "import time\ntime.sleep(0.3)\nprint(input())", [new StandardInput("1\n"), new StandardInput("2\n")], new RunLimits());
        var outputs = new List<string>();
        IReadOnlyList<int> agent = [];
        await foreach (var result in runner.RunAsync(run, CancellationToken.None))
        {
            outputs.Add(result.Output());
            if (outputs.Count == 1) agent = DockerFaults.FindAgent(_engine);
            File.Delete(_engine.Socket);
        }

        Assert.Equal(["1\n", "2\n"], outputs); // the stream to the agent is open already
        DockerFaults.Kill(agent);
        var fault = (await runner.ProgramAsync("print(3)").WaitAsync(_patience)).Fault;
        Assert.Contains("there is no such socket", fault, StringComparison.Ordinal);
        _engine.Stop();
        _engine.Start();
        await AssertRecoversAsync(runner);
    }

    [Fact]
    public async Task An_image_that_is_missing()
    {
        await using var runner = DockerFaults.NewRunner(_engine);
        Assert.Equal("1\n", (await runner.ProgramAsync("print(1)")).Output());
        _engine.Docker("tag", "verifiers-python:latest", "kept");
        _engine.Docker("rmi", "--no-prune", "verifiers-python:latest");
        DockerFaults.KillAgent(_engine);
        var result = await runner.ProgramAsync("print(2)").WaitAsync(_patience);
        Assert.Equal(RunOutcome.SandboxFailed, result.Outcome);
        Assert.Contains("has no image 'verifiers-python:latest'; build it with: docker/build-images.sh", result.Fault, StringComparison.Ordinal);

        await using var another = DockerFaults.NewRunner(_engine); // and so at the start of a service
        Assert.Contains("has no image", (await another.ProgramAsync("print(3)").WaitAsync(_patience)).Fault, StringComparison.Ordinal);
        _engine.Docker("tag", "kept", "verifiers-python:latest");
        await AssertRecoversAsync(runner);
        await AssertRecoversAsync(another);
    }

    private static async Task<Task<InvocationResult>> StartSleepingJobAsync(SandboxedCodeRunner runner)
    {
        Assert.Equal("1\n", (await runner.ProgramAsync("print(1)")).Output());
        var job = runner.ProgramAsync("import time\ntime.sleep(300)", limits: new RunLimits { WallTime = TimeSpan.FromMinutes(6) });
        await Task.Delay(300);
        Assert.False(job.IsCompleted);
        return job;
    }

    /// <summary>The service runs programs again, without anybody's help.</summary>
    private static async Task AssertRecoversAsync(SandboxedCodeRunner runner)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var result = await runner.ProgramAsync("print('again')").WaitAsync(_patience);
            if (result.Outcome == RunOutcome.Exited)
            {
                Assert.Equal("again\n", result.Output());
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2), result.Fault);
            await Task.Delay(200);
        }
    }
}

/// <summary>A disk that is full while containers are made.</summary>
[Collection(Alone.Name)]
public sealed class DockerDiskFaultTests
{
    [Fact]
    public async Task A_disk_that_is_full_is_a_fault_until_there_is_room_again()
    {
        using var engine = TestEngine.StartOwn(diskMiB: 1024);
        await using var runner = DockerFaults.NewRunner(engine);
        Assert.Equal("1\n", (await runner.ProgramAsync("print(1)")).Output());
        var filler = Path.Combine(Path.GetDirectoryName(engine.Socket)!, "data", "filler");
        Fill(filler);
        DockerFaults.KillAgent(engine);
        var result = await runner.ProgramAsync("print(2)").WaitAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(RunOutcome.SandboxFailed, result.Outcome);
        Assert.Contains("no space left on device", result.Fault, StringComparison.Ordinal);
        File.Delete(filler);
        Assert.Equal("3\n", (await runner.ProgramAsync("print(3)").WaitAsync(TimeSpan.FromMinutes(4))).Output());
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[1 << 20];
        foreach (var size in new[] { block.Length, 4096, 1 })
        {
            try
            {
                while (true) file.Write(block, 0, size);
            }
            catch (IOException)
            {
                // Full for blocks of this size.
            }
        }
    }
}

/// <summary>Means to do harm to what this process started, and to nothing else.</summary>
internal static class DockerFaults
{
    public static SandboxedCodeRunner NewRunner(TestEngine engine) =>
        new(new SandboxOptions { Slots = 1, Launchers = "docker", DockerSocket = engine.Socket, DockerImage = TestEngine.SmallImage }, TimeProvider.System);

    public static string[] OwnContainers(TestEngine engine) =>
        engine.Docker("ps", "-aq", "--filter", $"label={DockerOwner.Label}={DockerOwner.Current}").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Kills a container, unless it ended meanwhile.</summary>
    public static void KillContainer(TestEngine engine, string id)
    {
        try
        {
            engine.Docker("kill", id);
        }
        catch (InvalidOperationException)
        {
            // It ended meanwhile.
        }
    }

    /// <summary>Kills the agent of our one container.</summary>
    public static void KillAgent(TestEngine engine) => Kill(FindAgent(engine));

    /// <summary>The processes of the agent in our one container.</summary>
    public static IReadOnlyList<int> FindAgent(TestEngine engine)
    {
        var first = engine.Docker("inspect", "--format", "{{.State.Pid}}", Assert.Single(OwnContainers(engine)));
        var found = HostInvariants.DescendantsOf(int.Parse(first, CultureInfo.InvariantCulture))
            .Where(id => CommandLine(id).Contains("/agent/supervisor.py", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(found);
        return found;
    }

    public static void Kill(IEnumerable<int> processes)
    {
        foreach (var id in processes)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It ended meanwhile.
            }
        }
    }

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/cmdline"));
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
    }
}
