using System.Diagnostics;
using System.Globalization;
using Verifiers.Code;
using Verifiers.Sandbox;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Benchmarks;

/// <summary>
/// The sandbox in figures, as Markdown: each launcher against the bare program, a container for each test and a bare fork, all
/// measured in turns within one run, so that what else the machine does falls on each alike.
/// </summary>
internal static class SandboxReport
{
    private const int Rounds = 7;
    private const int TestsOfJob = 20;
    private const string CppProgram = "#include <iostream>\nint main() { long a, b; std::cin >> a >> b; std::cout << a + b << '\\n'; }\n";

    /// <param name="socket">The Docker engine's; null to leave Docker out.</param>
    public static async Task WriteAsync(string? socket)
    {
        string[] launchers = socket is null ? ["bubblewrap"] : ["bubblewrap", "docker"];
        await WriteOneSlotAsync(launchers, socket);
        await WriteScalingAsync(launchers, socket);
        await WriteCompilingAsync(launchers, socket);
        await WriteSlotsAsync(launchers, socket);
        foreach (var launcher in launchers)
            await ServiceUnderLoad.WriteAsync(launcher, socket);
    }

    internal static SandboxOptions Options(string launcher, string? socket, int slots = 1, bool isolate = true) => new()
    {
        Launchers = launcher,
        DockerSocket = socket ?? "/var/run/docker.sock",
        Slots = slots,
        IsolateInvocations = isolate,
    };

    private static async Task WriteOneSlotAsync(string[] launchers, string? socket)
    {
        var runners = launchers.ToDictionary(launcher => launcher, launcher => new SandboxedCodeRunner(Options(launcher, socket), TimeProvider.System));
        await using var together = new SandboxedCodeRunner(Options("bubblewrap", socket, isolate: false), TimeProvider.System);
        var times = new Dictionary<string, List<double>>();
        void Add(string what, double seconds) => (times.TryGetValue(what, out var list) ? list : times[what] = []).Add(seconds * 1000);
        for (var round = 0; round < Rounds; round++)
        {
            Add("bare fork and wait of a warm interpreter (the limit)", BarePeers.Fork(200));
            Add("bare `subprocess.run([python3, file])`", BarePeers.Spawn(40));
            foreach (var (launcher, runner) in runners)
            {
                Add($"{launcher}, {TestsOfJob} tests a job", await TestsAsync(runner, jobs: 10, TestsOfJob));
                Add($"{launcher}, one test a job", await TestsAsync(runner, jobs: 100, 1));
            }

            Add($"bubblewrap without namespaces for each test, {TestsOfJob} tests a job", await TestsAsync(together, jobs: 10, TestsOfJob));
            if (socket is null)
                continue;
            var image = Options("docker", socket).DockerImage;
            Add("`docker exec` for each test", BarePeers.DockerExec(socket, image, 4));
            Add("`docker run --rm` for each test", BarePeers.DockerRun(socket, image, 2));
        }

        foreach (var runner in runners.Values)
            await runner.DisposeAsync();
        var bare = Median(times["bare `subprocess.run([python3, file])`"]);
        var fork = Median(times["bare fork and wait of a warm interpreter (the limit)"]);
        Say($"## A small Python test, one after the other in one slot\n\nMedians of {Rounds} rounds in turns.\n");
        Say("| | ms a test | tests a second | times bare | times the limit |\n|---|---|---|---|---|");
        foreach (var (what, milliseconds) in times.Select(entry => (entry.Key, Median(entry.Value))).OrderBy(entry => entry.Item2))
            Say($"| {what} | {milliseconds:0.00} | {1000 / milliseconds:0} | {bare / milliseconds:0.00} | {milliseconds / fork:0.0} |");
    }

    private static async Task WriteScalingAsync(string[] launchers, string? socket)
    {
        Say($"\n## Slots\n\n{Environment.ProcessorCount} cores; jobs of {TestsOfJob} tests, two for each slot at a time; medians of {Rounds} rounds in turns.\n");
        Say("| launcher | slots | tests a second | times one slot |\n|---|---|---|---|");
        int[] sizes = [1, 2, 4];
        foreach (var launcher in launchers)
        {
            var runners = sizes.Select(size => new SandboxedCodeRunner(Options(launcher, socket, size), TimeProvider.System)).ToList();
            var rates = sizes.Select(_ => new List<double>()).ToList();
            for (var round = 0; round < Rounds; round++)
            {
                for (var i = 0; i < sizes.Length; i++)
                    rates[i].Add(1 / await TestsAsync(runners[i], jobs: 8 * sizes[i], TestsOfJob, together: 2 * sizes[i]));
            }

            for (var i = 0; i < sizes.Length; i++)
                Say($"| {launcher} | {sizes[i]} | {Median(rates[i]):0} | {Median(rates[i]) / Median(rates[0]):0.00} |");
            foreach (var runner in runners)
                await runner.DisposeAsync();
        }
    }

    private static async Task WriteCompilingAsync(string[] launchers, string? socket)
    {
        Say("\n## C++: compile and run\n\nA program with `<iostream>`; each source is another, so nothing is found among those kept. The last column is the same source again.\n");
        Say("| | compile and run, ms | times bare | run alone, ms |\n|---|---|---|---|");
        var (compile, run) = BarePeers.Cpp(CppProgram, 5);
        Say($"| bare `g++ -O2` and the program | {(compile + run) * 1000:0} | 1 | {run * 1000:0.0} |");
        foreach (var launcher in launchers)
        {
            await using var runner = new SandboxedCodeRunner(Options(launcher, socket), TimeProvider.System);
            if (!(await runner.GetStatusAsync(CancellationToken.None)).Languages.ContainsKey("cpp"))
                continue;
            List<double> first = [], again = [];
            for (var round = 0; round < Rounds; round++)
            {
                var source = $"{CppProgram}// {round}\n";
                first.Add(await TimeAsync(runner, "cpp", source, 1));
                again.Add(await TimeAsync(runner, "cpp", source, 1));
            }

            Say($"| {launcher} | {Median(first) * 1000:0} | {Median(first) / (compile + run):0.00} | {Median(again) * 1000:0.0} |");
        }
    }

    private static async Task WriteSlotsAsync(string[] launchers, string? socket)
    {
        Say("\n## A slot\n\n| launcher | cold start to the first answer, ms | memory of an idle slot, MiB (proportional set size) |\n|---|---|---|");
        foreach (var launcher in launchers)
        {
            List<double> starts = [], sizes = [];
            for (var round = 0; round < 5; round++)
            {
                var options = Options(launcher, socket);
                var before = ProportionalMemory();
                var started = Stopwatch.GetTimestamp();
                await using var slot = await Slot.StartAsync(LauncherList.Create(options).Single(), 0, CancellationToken.None);
                starts.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                sizes.Add((ProportionalMemory() - before) / 1024.0);
            }

            Say($"| {launcher} | {Median(starts):0} | {Median(sizes):0} |");
        }
    }

    /// <summary>KiB of all of the machine's processes that are an agent of ours.</summary>
    private static double ProportionalMemory()
    {
        var total = 0.0;
        foreach (var directory in Directory.GetDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                if (!File.ReadAllText(directory + "/cmdline").Contains("/agent/supervisor.py", StringComparison.Ordinal))
                    continue;
                var line = File.ReadLines(directory + "/smaps_rollup").First(text => text.StartsWith("Pss:", StringComparison.Ordinal));
                total += double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It ended between the listing and the reading.
            }
        }

        return total;
    }

    /// <summary>Seconds for each test.</summary>
    internal static async Task<double> TestsAsync(SandboxedCodeRunner runner, int jobs, int tests, int together = 1)
    {
        await TimeAsync(runner, "python", BarePeers.Program, 1); // warm
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = together }, async (_, _) =>
            await TimeAsync(runner, "python", BarePeers.Program, tests));
        return Stopwatch.GetElapsedTime(started).TotalSeconds / (jobs * tests);
    }

    private static async Task<double> TimeAsync(SandboxedCodeRunner runner, string language, string source, int tests)
    {
        var run = new CodeRun(language, source, [.. Enumerable.Repeat(new StandardInput("2 3\n"), tests)], new());
        var started = Stopwatch.GetTimestamp();
        await foreach (var result in runner.RunAsync(run, CancellationToken.None))
        {
            if (!result.StandardOutput.Span.SequenceEqual("5\n"u8))
                throw new InvalidOperationException($"{result.Outcome}: {result.Fault}{result.StandardError}");
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    internal static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    internal static void Say(string text) => Console.WriteLine(text);
}
