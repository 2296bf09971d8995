using System.Diagnostics;
using System.Globalization;

namespace Verifiers.Benchmarks;

/// <summary>What the sandbox is measured against: the same small program without a sandbox, and with a container for each test.</summary>
internal static class BarePeers
{
    /// <summary>Reads two numbers and prints their sum.</summary>
    public const string Program = "a, b = map(int, input().split())\nprint(a + b)\n";

    // What every public sandbox does for a test; times itself, so that nothing of this process is in the figure.
    private const string SpawnLoop = """
        import subprocess, sys, time
        count, file = int(sys.argv[1]), sys.argv[2]
        started = time.perf_counter()
        for _ in range(count):
            done = subprocess.run(["/usr/bin/python3", file], input=b"2 3\n", stdout=subprocess.PIPE)
            assert done.stdout == b"5\n"
        print(time.perf_counter() - started)
        """;

    // The least that a fresh process can cost: a fork of a warm interpreter that does nothing.
    private const string ForkLoop = """
        import os, sys, time
        count = int(sys.argv[1])
        started = time.perf_counter()
        for _ in range(count):
            pid = os.fork()
            if pid == 0: os._exit(0)
            os.waitpid(pid, 0)
        print(time.perf_counter() - started)
        """;

    /// <summary>Seconds for each <c>subprocess.run([python3, file])</c>.</summary>
    public static double Spawn(int count)
    {
        using var folder = new TemporaryFolder();
        return Seconds("/usr/bin/python3", ["-c", SpawnLoop, Text(count), folder.Write("program.py", Program)]) / count;
    }

    /// <summary>Seconds for each fork and wait.</summary>
    public static double Fork(int count) => Seconds("/usr/bin/python3", ["-c", ForkLoop, Text(count)]) / count;

    /// <summary>Seconds for each <c>docker run --rm</c> of the program.</summary>
    public static double DockerRun(string socket, string image, int count) => Timed(count, () => Must(
        "docker", ["-H", "unix://" + socket, "run", "--rm", "-i", "--network", "none", image, "/usr/bin/python3", "-c", Program], "2 3\n"));

    /// <summary>Seconds for each <c>docker exec</c> of the program in a container that is kept.</summary>
    public static double DockerExec(string socket, string image, int count)
    {
        var container = Must("docker", ["-H", "unix://" + socket, "run", "-d", "--rm", "--network", "none", image, "/bin/sleep", "600"]).Trim();
        try
        {
            return Timed(count, () => Must("docker", ["-H", "unix://" + socket, "exec", "-i", container, "/usr/bin/python3", "-c", Program], "2 3\n"));
        }
        finally
        {
            Must("docker", ["-H", "unix://" + socket, "rm", "-f", container]);
        }
    }

    /// <summary>Seconds to compile a C++ program with <c>g++</c> and to run what came of it.</summary>
    public static (double Compile, double Run) Cpp(string source, int count)
    {
        using var folder = new TemporaryFolder();
        var (file, program) = (folder.Write("program.cpp", source), folder.PathOf("program"));
        return (
            Timed(count, () => Must("/usr/bin/g++", ["-std=c++20", "-O2", "-o", program, file])),
            Timed(count, () => Must(program, [], "2 3\n")));
    }

    private static double Timed(int count, Action one)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            one();
        return Stopwatch.GetElapsedTime(started).TotalSeconds / count;
    }

    private static double Seconds(string program, string[] arguments) => double.Parse(Must(program, arguments), CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Must(string program, string[] arguments, string input = "")
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}");
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verifiers-benchmark-");

        public string PathOf(string name) => Path.Combine(_folder.FullName, name);

        public string Write(string name, string text)
        {
            File.WriteAllText(PathOf(name), text);
            return PathOf(name);
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
