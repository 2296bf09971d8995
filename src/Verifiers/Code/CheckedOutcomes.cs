using System.Runtime.CompilerServices;

namespace Verifiers.Code;

/// <summary>One outcome of a test, with what the checker says of it where there is a checker.</summary>
internal readonly record struct TestRun(InvocationResult Result, CheckerFinding? Finding);

/// <summary>
/// Runs tests and has each output checked when the candidate has ended. A candidate's run holds its place in the sandbox until
/// it is read to its end, so tests run in batches, whose outputs are checked afterwards: two places at once could be all there are.
/// </summary>
internal sealed class CheckedOutcomes(ICodeRunner runner, OutputChecker checker, IReadOnlyList<CodeTest> tests)
{
    private const int LargestBatch = 32;
    private const int HeldBytes = 32 << 20;

    public async IAsyncEnumerable<TestRun> RunAsync(CodeRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = 0;
        for (var size = 1; next < tests.Count; size = Math.Min(4 * size, LargestBatch)) // most wrong programs fail the first test
        {
            var held = await RunBatchAsync(run with { Invocations = [.. run.Invocations.Skip(next).Take(size)] }, cancellationToken);
            foreach (var result in held)
            {
                if (next == tests.Count)
                    break;
                yield return await CheckAsync((CodeTest.Stdin)tests[next++], result, cancellationToken);
            }
            if (held.Count == 0)
                break; // too few outcomes: the caller counts them
        }
    }

    private async Task<List<InvocationResult>> RunBatchAsync(CodeRun batch, CancellationToken cancellationToken)
    {
        var held = new List<InvocationResult>();
        var bytes = 0L;
        await foreach (var result in runner.RunAsync(batch, cancellationToken).WithCancellation(cancellationToken))
        {
            held.Add(result);
            bytes += result.StandardOutput.Length;
            if (bytes > HeldBytes || held.Count == batch.Invocations.Count)
                break;
        }
        return held;
    }

    private async Task<TestRun> CheckAsync(CodeTest.Stdin test, InvocationResult result, CancellationToken cancellationToken)
    {
        if (result is not { Outcome: RunOutcome.Exited, ExitCode: 0, Signal: 0 })
            return new TestRun(result, Finding: null); // it failed whatever it printed
        if (result.StandardOutput.Length > OutputChecker.MostOutputBytes)
            return new TestRun(result with { Outcome = RunOutcome.OutputLimit }, Finding: null);
        var check = await runner.RunAsync(checker.RunOn(test, result.StandardOutput), cancellationToken);
        return check.Run is { Outcome: RunOutcome.SandboxFailed or RunOutcome.LanguageNotAvailable } fault
            ? new TestRun(fault, Finding: null)
            : new TestRun(result, CheckerFinding.Read(check, checker.SpeaksTestlib));
    }
}
