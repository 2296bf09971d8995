using System.Diagnostics;

namespace Verifiers.Sandbox.Tests.Agent;

/// <summary>A supervisor that waits for a CPU and looks at the clock only when the backstop has passed: the agent's own code, with a scripted zygote.</summary>
public sealed class LateSupervisorTests
{
    private const string Script = """
        import os, socket, sys, time, types
        sys.path.insert(0, sys.argv[1])
        import supervisor, watch, zygote
        theirs, control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        source, _service = os.pipe()
        watch.time_waiting_for_cpu = lambda own: 0
        cgroup = types.SimpleNamespace(
            limits_memory=True, cpu_since=lambda before: 0,
            since=lambda *_: {"cpu_us": 0, "oom": False, "crowded": False, "refused": False})
        boss = types.SimpleNamespace(_channel=types.SimpleNamespace(source=source), _cgroup=cgroup, _own=set(), _isolated=True)
        pipes = [os.pipe() for _ in range(3)]
        os.write(pipes[2][1], b"+")
        for read, write in pipes:
            os.set_blocking(read, False)
            os.close(write)
        when, status = sys.argv[2], int(sys.argv[3])
        say_ended = lambda *_: theirs.send(zygote.ENDED.pack(status, 0, 0, 0))
        os.kill = say_ended if when == "at the signal" else lambda *_: None  # the program itself is not there
        theirs.send(zygote.STARTED.pack(os.getpid(), 0))
        if when == "before":
            say_ended()
        limits = {"wall_us": 1_000_000, "cpu_us": 9_000_000, "output": 100, "memory": 1 << 20, "processes": 8}
        run = supervisor.Run(boss, types.SimpleNamespace(control=control, pid=1), [read for read, _ in pipes], limits, time.monotonic() - 100, None)
        facts, _ = run.finish()
        print(facts["killed"], facts["exit"], facts["signal"], facts["fault"])
        """;

    [Theory]
    [InlineData("before", 3 << 8, "None 3 0 None")] // it had ended, and the zygote had said so
    [InlineData("at the signal", 3 << 8, "None 3 0 None")] // it had ended, and the zygote had not said so yet
    [InlineData("at the signal", 9, "wall 0 9 None")]
    public async Task A_program_that_had_ended_is_not_over_time(string when, int status, string expected)
    {
        var start = new ProcessStartInfo("python3", ["-c", Script, TestEngine.RepositoryFile("src", "Sandbox", "Agent", "resident"), when, $"{status}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        try
        {
            Assert.Equal((expected, ""), ((await output).Trim(), await errors));
        }
        finally
        {
            process.Kill();
        }
    }
}
