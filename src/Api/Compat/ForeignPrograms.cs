using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;
using Verifiers.Code;
using Verifiers.Sandbox;
using Verifiers.Scoring;
using Verifiers.Scoring.Lanes;

namespace Verifiers.Api.Compat;

/// <summary>
/// Runs single programs for protocols that compare outputs on their own side. A fault of ours is an exception, so that none of them can
/// mistake it for something that the program did.
/// </summary>
/// <remarks>Programs share the lane of the sandbox with those of <c>/score</c>, each run with its share.</remarks>
internal sealed class ForeignPrograms(SandboxedCodeRunner sandbox, ScoringLanes lanes, Callers callers, Drain drain, TimeProvider clock)
{
    /// <summary>What every program may sleep beyond its times: less than what clients wait beyond them.</summary>
    private static readonly TimeSpan _sleep = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(5);

    /// <summary>The most that a run may ask for.</summary>
    public RunLimits Ceiling => sandbox.Ceiling;

    /// <summary>Limits for a program that is granted this time, within what the operator allows.</summary>
    /// <param name="time">CPU time: it decides, so that a busy machine judges as an idle one.</param>
    /// <param name="slack">Wall-clock time beyond it that the client waits anyway: a busy machine needs it for the same CPU time.</param>
    /// <param name="memoryMiB">Null for as much as the operator allows.</param>
    public RunLimits Limits(TimeSpan time, TimeSpan slack, int? memoryMiB)
    {
        var (ceiling, defaults) = (Ceiling, new RunLimits());
        var wall = time + slack + _sleep;
        return new RunLimits
        {
            CpuTime = time,
            WallTime = wall < ceiling.EffectiveWallTime ? wall : ceiling.EffectiveWallTime,
            MemoryMiB = memoryMiB ?? ceiling.MemoryMiB,
            OutputBytes = Math.Min(defaults.OutputBytes, ceiling.OutputBytes),
            FileSizeMiB = Math.Min(defaults.FileSizeMiB, ceiling.FileSizeMiB),
            Processes = Math.Min(defaults.Processes, ceiling.Processes),
        };
    }

    /// <summary>What programs can be run in here, with the version; starts a sandbox when that is not known yet.</summary>
    public async Task<SandboxStatus> StatusAsync(CancellationToken cancellationToken) => await sandbox.GetStatusAsync(cancellationToken);

    /// <summary>Runs one program.</summary>
    /// <param name="run">What to run.</param>
    /// <param name="language">Where the language stands in the request.</param>
    /// <param name="files">Where its files stand in the request.</param>
    /// <param name="cancellationToken">Abandons the run.</param>
    /// <exception cref="InvalidInputException">It can never be run as it is asked for, or this host lacks the language.</exception>
    /// <exception cref="RefusedException">503: a fault of ours.</exception>
    public async Task<ProgramResult> RunAsync(ProgramRun run, JsonCursor language, JsonCursor files, CancellationToken cancellationToken)
    {
        if (sandbox.FindRefusal(run) is { } refusal)
            throw files.Refused(refusal);
        using var patience = new CallersPatience(callers.Current, drain, clock, cancellationToken);
        using var place = await patience.AwaitAsync(EnterAsync(run.Language ?? "", 1, run.Limits, patience.Token));
        var result = await patience.AwaitAsync(sandbox.RunAsync(run, patience.Token));
        if (result.Run is { } ended)
            RefuseFault(ended, language);
        return result;
    }

    /// <summary>Runs one program for several inputs and yields each outcome as it is reached; the last one is a compiler's refusal where there is one.</summary>
    /// <exception cref="InvalidInputException">This host lacks the language.</exception>
    /// <exception cref="RefusedException">503: a fault of ours.</exception>
    public async IAsyncEnumerable<InvocationResult> RunAsync(
        CodeRun run, JsonCursor language, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var patience = new CallersPatience(callers.Current, drain, clock, cancellationToken);
        using var place = await patience.AwaitAsync(EnterAsync(run.Language, run.Invocations.Count, run.Limits, patience.Token));
        await using var results = sandbox.RunAsync(run, patience.Token).GetAsyncEnumerator(patience.Token);
        while (await patience.AwaitAsync(results.MoveNextAsync().AsTask()))
        {
            RefuseFault(results.Current, language);
            yield return results.Current;
        }
    }

    private Task<LanePlace> EnterAsync(string language, int inputs, RunLimits limits, CancellationToken cancellationToken) =>
        lanes[Lane.Sandbox].EnterAsync(callers.Current.Share, CodeCost.ExpectedSeconds(language, inputs, limits), hasBegun: false, cancellationToken);

    private static void RefuseFault(InvocationResult result, JsonCursor language)
    {
        if (result.Outcome == RunOutcome.LanguageNotAvailable)
            throw language.Refused(result.Fault ?? "This host does not have the language.");
        if (result.Outcome == RunOutcome.SandboxFailed)
            throw Fault(result.Fault ?? "The sandbox failed.");
    }

    /// <summary>The refusal of a request that we could not serve for a reason of our own, and that may be served later.</summary>
    public static RefusedException Fault(string sentence) =>
        new(StatusCodes.Status503ServiceUnavailable, "The service could not do this.", sentence) { RetryAfter = _retryAfter };
}
