using System.Globalization;
using Verifiers.Code;
using Verifiers.Sandbox;

namespace Verifiers.Api.Commands;

/// <summary>A program that reads two numbers and prints their sum, through a slot, as a test case does.</summary>
internal static class DoctorTestRun
{
    private const int MeasuredRuns = 20;

    /// <summary>Runs it and says how it went.</summary>
    public static async Task<(bool Works, string Found)> RunAsync(SandboxedCodeRunner sandbox, SandboxStatus status, CancellationToken cancellationToken)
    {
        if (!status.Ready)
            return (false, "no launcher works here");
        var run = new CodeRun(
            "python", "a, b = map(int, input().split())\nprint(a + b)\n", [.. Enumerable.Repeat(new StandardInput("2 3\n"), MeasuredRuns)], new());
        var times = new List<double>();
        await foreach (var result in sandbox.RunAsync(run, cancellationToken))
        {
            if (result is not { Outcome: RunOutcome.Exited, ExitCode: 0 } || !result.StandardOutput.Span.SequenceEqual("5\n"u8))
                return (false, $"2 + 3 failed: {result.Outcome} {result.Fault}{result.StandardError}");
            times.Add(result.WallTime.TotalMilliseconds);
        }
        times.Sort();
        return (true, string.Create(
            CultureInfo.InvariantCulture, $"2 + 3 = 5; median {times[times.Count / 2]:F1} ms, slowest {times[^1]:F1} ms of {times.Count} test cases"));
    }
}
