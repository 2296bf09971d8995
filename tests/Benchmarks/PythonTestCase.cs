using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Verifiers.Code;
using Verifiers.Sandbox;

namespace Verifiers.Benchmarks;

/// <summary>One small Python test case: in the sandbox, against a bare unsandboxed <c>python3</c> spawned for the same program.</summary>
public class PythonTestCase
{
    private const string Program = "a, b = map(int, input().split())\nprint(a + b)\n";
    private const string Numpy = "import numpy as np\na, b = map(int, input().split())\nprint(np.int64(a) + b)\n";
    private SandboxedCodeRunner _runner = null!;
    private string _file = null!;

    // The toolchain in this process does not await: each entry waits by itself.
    [GlobalSetup]
    public void SetUp() => SetUpAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void CleanUp() => CleanUpAsync().GetAwaiter().GetResult();

    [Benchmark(Baseline = true, Description = "bare python3 -I -S, spawned")]
    public string BareSpawn() => BareSpawnAsync().GetAwaiter().GetResult();

    [Benchmark(Description = "sandbox, one test a job")]
    public int Sandbox() => RunAsync(1).GetAwaiter().GetResult();

    [Benchmark(Description = "sandbox, 20 tests a job, for each", OperationsPerInvoke = 20)]
    public int SandboxInOneJob() => RunAsync(20).GetAwaiter().GetResult();

    [Benchmark(Description = "sandbox, a program that imports numpy")]
    public int NumpyLoadedAlready() => RunAsync(1, Numpy).GetAwaiter().GetResult();

    // Not an import line, so the program starts without numpy.
    [Benchmark(Description = "the same, where numpy is not loaded already")]
    public int NumpyLoadedByItself() => RunAsync(1, Numpy.Replace("import numpy as np", "np = __import__('numpy')", StringComparison.Ordinal)).GetAwaiter().GetResult();

    private async Task SetUpAsync()
    {
        _runner = new(new SandboxOptions { Slots = 1 }, TimeProvider.System);
        var status = await _runner.GetStatusAsync(CancellationToken.None);
        if (!status.Ready)
            throw new InvalidOperationException(status.Sentence);
        _file = Path.GetTempFileName();
        await File.WriteAllTextAsync(_file, Program);
    }

    private async Task CleanUpAsync()
    {
        await _runner.DisposeAsync();
        File.Delete(_file);
    }

    private async Task<string> BareSpawnAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-I", "-S", _file])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        await process.StandardInput.WriteAsync("2 3\n");
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output == "5\n" ? output : throw new InvalidOperationException(output);
    }

    private async Task<int> RunAsync(int tests, string program = Program)
    {
        var run = new CodeRun("python", program, [.. Enumerable.Repeat(new StandardInput("2 3\n"), tests)], new());
        var passed = 0;
        await foreach (var result in _runner.RunAsync(run, CancellationToken.None))
        {
            if (!result.StandardOutput.Span.SequenceEqual("5\n"u8))
                throw new InvalidOperationException($"{result.Outcome}: {result.Fault}{result.StandardError}");
            passed++;
        }
        return passed;
    }
}
