using System.Runtime.CompilerServices;
using System.Text;
using Verifiers.Code;

namespace Verifiers.Tests.Code;

/// <summary>Stands at the port: yields prepared outcomes and remembers what it was asked.</summary>
internal sealed class FakeCodeRunner(params InvocationResult[] results) : ICodeRunner
{
    public RunLimits Ceiling => new() { CpuTime = TimeSpan.FromMinutes(2), WallTime = TimeSpan.FromMinutes(20), MemoryMiB = 4096, OutputBytes = 64 << 20 };

    public bool Runs(string language) => language is "python" or "cpp" or "javascript";

    public CodeRun? LastRun { get; private set; }

    /// <summary>Outcomes that were asked for.</summary>
    public int Yielded { get; private set; }

    public async IAsyncEnumerable<InvocationResult> RunAsync(CodeRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LastRun = run;
        foreach (var result in results)
        {
            await Task.Yield();
            Yielded++;
            yield return result;
        }
    }

    /// <summary>What a program run comes to; null where a test expects none.</summary>
    public Func<ProgramRun, ProgramResult>? OnProgram { get; init; }

    /// <summary>The program runs that were asked for.</summary>
    public List<ProgramRun> ProgramRuns { get; } = [];

    public Task<ProgramResult> RunAsync(ProgramRun run, CancellationToken cancellationToken)
    {
        ProgramRuns.Add(run);
        return Task.FromResult(OnProgram!(run));
    }

    public static InvocationResult Printed(string output, int exitCode = 0, int signal = 0, string error = "") => new()
    {
        Outcome = RunOutcome.Exited,
        StandardOutput = Encoding.UTF8.GetBytes(output),
        ExitCode = exitCode,
        Signal = signal,
        StandardError = error,
        CpuTime = TimeSpan.FromMilliseconds(5),
        WallTime = TimeSpan.FromMilliseconds(7),
        PeakMemoryKiB = 9_000,
    };

    public static InvocationResult Returned(string? valueJson) => new() { Outcome = RunOutcome.Exited, ValueJson = valueJson };

    public static InvocationResult Ended(RunOutcome outcome, string error = "", string? fault = null) =>
        new() { Outcome = outcome, StandardError = error, Fault = fault };
}
