using System.Text.Json;

namespace Verifiers.EndToEnd.Tests;

/// <summary>What a policy may write instead of a solution, sent as a trainer sends it. Each is a wrong answer with its own reason, never more.</summary>
public sealed class HostileProgramTests(ServiceProcess service) : IClassFixture<ServiceProcess>
{
    /// <summary>CPU time decides; the wall clock is for the program that sleeps, and for nobody else, however busy the machine is.</summary>
    private static object Reference(double wall = 120) => new
    {
        mode = "stdin",
        language = "python",
        tests = new[] { new { input = "4 5\n", output = "20\n" } },
        limits = new { cpu_seconds = 1.0, wall_seconds = wall, memory_mb = 256 },
    };

    public static TheoryData<string, string, string[]> Programs => new()
    {
        { "loops for ever", "while True: pass", ["time_limit"] },
        { "sleeps for ever", "import time\ntime.sleep(1000)", ["time_limit"] },
        {
            "forks for ever", "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
            ["time_limit", "process_limit"]
        },
        { "fills the memory", "x = []\nwhile True:\n    x.append(bytearray(1 << 24))", ["memory_limit"] },
        { "floods the output", "while True: print('spam' * 1000)", ["output_limit"] },
        {
            "writes the disk full",
            "f = open('/tmp/full', 'wb')\nwhile True:\n    f.write(b'x' * (1 << 20))\n    f.flush()", ["file_limit"]
        },
        { "opens a socket", "import socket\nsocket.create_connection(('127.0.0.1', 8080), 1)\nprint(20)", ["runtime_error"] },
        { "reads the host's files", "print(open('/etc/shadow').read())", ["runtime_error"] },
        { "reads the service's environment", "import os\nprint(20 if 'DOTNET_ROOT' in os.environ or os.path.exists('/root') else 'no')", ["wrong_answer"] },
        { "ends the process early", "import os\nos._exit(0)", ["wrong_answer"] },
        { "kills everything it can", "import os, signal\nos.kill(-1, signal.SIGKILL)\nprint(20)", ["runtime_error"] },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_hostile_program_is_wrong_for_the_right_reason_and_the_next_one_is_untouched(string what, string program, string[] reasons)
    {
        var answer = await service.ScoreAsync(new
        {
            rubric = "code",
            groups = new[]
            {
                new { id = what, reference = Reference(wall: what == "sleeps for ever" ? 4 : 120), completions = new[] { Fenced(program) } },
                new { id = "honest", reference = Reference(), completions = new[] { Fenced("a, b = map(int, input().split())\nprint(a * b)") } },
            },
        });
        var hostile = answer.GetProperty("results")[0];
        Assert.Equal("incorrect", hostile.GetProperty("verdict").GetString());
        Assert.Equal(0, hostile.GetProperty("reward").GetDouble());
        Assert.Contains(hostile.GetProperty("components")[0].GetProperty("reason").GetString(), reasons);
        Assert.Equal(1, answer.GetProperty("results")[1].GetProperty("reward").GetDouble());

        var next = await service.ScoreAsync(new
        {
            rubric = "code",
            samples = new[] { new { completion = Fenced("import os\na, b = map(int, input().split())\nassert os.listdir('/tmp') == ['solution.py'] and os.listdir('/dev/shm') == []\nprint(a * b)"), reference = Reference() } },
        });
        var after = next.GetProperty("results")[0];
        Assert.True(after.GetProperty("verdict").GetString() == "correct", after.GetRawText());
    }

    private static string Fenced(string program) => $"Here it is:\n\n```python\n{program}\n```\n";
}
