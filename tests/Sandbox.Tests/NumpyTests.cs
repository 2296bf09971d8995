using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

/// <summary>Programs that import numpy are forked from an interpreter that has it loaded; nothing else of them differs.</summary>
[Collection(Alone.Name)]
public abstract class NumpyTests(SandboxFixture sandbox)
{
    // Not an import line, so the program starts without numpy and loads it itself.
    private const string Own = "np = __import__('numpy')\n";
    private const string Given = "import numpy as np\n";

    [Theory]
    [InlineData("a = np.arange(12.0).reshape(3, 4)\nprint(a @ a.T, np.linalg.inv(a[:, :3] + np.eye(3)), np.__version__)")]
    [InlineData("print(np.random.RandomState(7).rand(3), np.random.default_rng(7).integers(9, size=5))\nnp.random.seed(1)\nprint(np.random.rand())")]
    [InlineData("print(np.array([1, 2]) / 0, np.geterr())")]
    [InlineData("import sys\nprint(sorted(name for name in sys.modules if name.startswith('numpy')))")]
    [InlineData("import sys, os\nprint(sys.path, os.listdir('/tmp'), sys.argv, __name__)\nopen('/tmp/x', 'w').write('x')")]
    [InlineData("np.zeros((1 << 16, 1 << 16)).fill(1)")]
    [InlineData("raise ValueError(np.int64(3))")]
    [InlineData("import os\nif os.fork() == 0:\n    print(np.ones((200, 200)) @ np.ones((200, 200)), flush=True)\n    os._exit(0)\nos.wait()\nprint(np.linalg.norm(np.ones((300, 300)) @ np.ones((300, 300))))")]
    public async Task A_program_ends_the_same_under_either(string program)
    {
        var own = await sandbox.Runner.ProgramAsync(Own + program, "3\n");
        var given = await sandbox.Runner.ProgramAsync(Given + program, "3\n");
        Assert.Equal((own.Outcome, own.ExitCode, own.Signal, own.Output()), (given.Outcome, given.ExitCode, given.Signal, given.Output()));
        Assert.Equal(own.StandardError.Replace(Own.Trim(), "", StringComparison.Ordinal), given.StandardError.Replace(Given.Trim(), "", StringComparison.Ordinal));
        Assert.Null(given.Fault);
    }

    [Fact]
    public async Task A_program_that_does_not_import_numpy_does_not_have_it()
    {
        const string Look = "import sys\nprint('numpy' in sys.modules, input())";
        Assert.Equal("False 1\n", (await sandbox.Runner.ProgramAsync(Look, "1\n")).Output());
        Assert.Equal("True 2\n", (await sandbox.Runner.ProgramAsync($"{Look}\nimport numpy", "2\n")).Output());
        Assert.Equal("False 3\n", (await sandbox.Runner.ProgramAsync(Look, "3\n")).Output());
    }

    [Fact]
    public async Task Random_numbers_are_not_those_of_the_last_program()
    {
        var drawn = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 4; i++) drawn.Add((await sandbox.Runner.ProgramAsync(Given + "print(np.random.rand(), np.random.randint(1 << 30))")).Output());
        Assert.Equal(4, drawn.Count);
    }

    [Fact]
    public async Task It_runs_in_one_thread()
    {
        var result = await sandbox.Runner.ProgramAsync(Given + "import os\nnp.ones((500, 500)) @ np.ones((500, 500))\nprint(len(os.listdir('/proc/self/task')))");
        Assert.Equal("1\n", result.Output());
    }

    [Fact]
    public async Task Limits_hold_and_the_sandbox_serves_on()
    {
        await sandbox.Runner.ProgramAsync(Given);
        var replaced = sandbox.Runner.Pool!.Replaced;
        var processes = HostInvariants.Descendants().Count;
        var limits = new RunLimits { CpuTime = TimeSpan.FromSeconds(1), MemoryMiB = 192, Processes = 8, WallTime = TimeSpan.FromSeconds(120) };
        Assert.Equal(RunOutcome.TimeLimit, (await sandbox.Runner.ProgramAsync(Given + "while True: np.sin(1.0)", limits: limits)).Outcome);
        Assert.Equal(RunOutcome.MemoryLimit, (await sandbox.Runner.ProgramAsync(Given + "a = [np.ones(1 << 20) for _ in range(100)]", limits: limits)).Outcome);
        var forks = await sandbox.Runner.ProgramAsync(Given + "import os, time\nfor i in range(100):\n    if os.fork() == 0: time.sleep(30)", limits: limits);
        Assert.Equal(RunOutcome.ProcessLimit, forks.Outcome);
        var quick = await sandbox.Runner.ProgramAsync(Given + "print(np.arange(3).sum())", limits: limits);
        Assert.Equal((RunOutcome.Exited, "3\n"), (quick.Outcome, quick.Output()));
        Assert.True(quick.CpuTime < TimeSpan.FromMilliseconds(500), quick.CpuTime.ToString());
        Assert.Equal(replaced, sandbox.Runner.Pool!.Replaced);
        Assert.Equal(processes, HostInvariants.Descendants().Count);
    }

    [Fact]
    public async Task What_lies_in_the_sandbox_is_not_loaded_by_it()
    {
        await sandbox.Runner.ProgramAsync("open('/tmp/numpy.py', 'w').write('1 / 0')");
        var result = await sandbox.Runner.ProgramAsync("open('/tmp/numpy.py', 'w').write('1 / 0')\nimport numpy\nprint(numpy.arange(2))");
        Assert.Equal("[0 1]\n", result.Output());
        Assert.Equal("[0 1]\n", (await sandbox.Runner.ProgramAsync(Given + "print(np.arange(2))")).Output());
    }
}

public sealed class NumpyTestsOnBubblewrap(BubblewrapFixture sandbox) : NumpyTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class NumpyTestsOnDocker(DockerFixture sandbox) : NumpyTests(sandbox), IClassFixture<DockerFixture>;
