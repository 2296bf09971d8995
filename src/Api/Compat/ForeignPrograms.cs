using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;
using Verifiers.Api.Telemetry;
using Verifiers.Code;
using Verifiers.Sandbox;
using Verifiers.Scoring;
using Verifiers.Scoring.Lanes;

namespace Verifiers.Api.Compat;

/// <summary>
/// Runs single programs for protocols that compare outputs on their own side. A fault of ours is an exception, so that none of them can
/// mistake it for something that the program did.
/// </summary>
/// <remarks>Programs are let in as those of <c>/score</c> are, and share the lane of the sandbox with them, each run with its share.</remarks>
internal sealed class ForeignPrograms(
    SandboxedCodeRunner sandbox, ICodeRunner runner, ScoringLanes lanes, Admission admission, Callers callers, Drain drain, ProgramWatch watch, TimeProvider clock)
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

    /// <summary>Lets the programs of one request in, as <c>/score</c> lets samples in: by their number and by what they are expected to cost.</summary>
    /// <param name="protocol">Who asks, for the counters; one of few.</param>
    /// <param name="count">How many programs.</param>
    /// <param name="seconds">What they cost together.</param>
    /// <param name="clientWaits">How long the protocol's clients wait for the answer; null where they do not say.</param>
    /// <param name="cancellationToken">The caller left.</param>
    /// <exception cref="RefusedException">429: there is no room. 503: the service stops.</exception>
    public async Task<AdmittedPrograms> AdmitAsync(string protocol, int count, double seconds, TimeSpan? clientWaits, CancellationToken cancellationToken)
    {
        var caller = callers.Current;
        var patience = new Patience(caller, clientWaits, drain, clock, cancellationToken);
        Admission.Ticket? samples = null;
        try
        {
            var entrance = new Entrance(admission, caller, patience, clock);
            if (!caller.IsCounted)
                await entrance.PassAsync(() => Admission.TryCountRequest(caller.Key));
            await entrance.PassAsync(() => admission.TryAcceptSamples(count, out samples));
            Admission.AcceptedWork? work = null;
            await entrance.PassAsync(() => admission.TryAcceptWork(LaneSeconds.In(Lane.Sandbox, seconds), out work));
            return new(protocol, patience, watch, samples!, work!);
        }
        catch
        {
            samples?.Dispose();
            patience.Dispose();
            throw;
        }
    }

    /// <summary>Runs one program.</summary>
    /// <exception cref="InvalidInputException">It can never be run as it is asked for, or this host lacks the language.</exception>
    /// <exception cref="RefusedException">503: a fault of ours.</exception>
    public async Task<ProgramResult> RunAsync(AdmittedPrograms admitted, ForeignProgram program)
    {
        if (sandbox.FindRefusal(program.Run) is { } refusal)
            throw program.Files.Refused(refusal);
        using var place = await admitted.AwaitAsync(EnterAsync(program.ExpectedSeconds, admitted.Token));
        var result = await admitted.AwaitAsync(runner.RunAsync(program.Run, admitted.Token));
        var ended = result.Run ?? result.Compilation!;
        admitted.OnEnded(ended, program.ExpectedSeconds);
        RefuseFault(ended, program.Language);
        return result;
    }

    /// <summary>Runs one program for several inputs and yields each outcome as it is reached; the last one is a compiler's refusal where there is one.</summary>
    /// <exception cref="InvalidInputException">This host lacks the language.</exception>
    /// <exception cref="RefusedException">503: a fault of ours.</exception>
    public async IAsyncEnumerable<InvocationResult> RunAsync(AdmittedPrograms admitted, CodeRun run, JsonCursor language)
    {
        var seconds = CodeCost.ExpectedSeconds(run.Language, run.Invocations.Count, run.Limits);
        using var place = await admitted.AwaitAsync(EnterAsync(seconds, admitted.Token));
        await using var results = runner.RunAsync(run, admitted.Token).GetAsyncEnumerator(admitted.Token);
        while (await admitted.AwaitAsync(results.MoveNextAsync().AsTask()))
        {
            admitted.OnEnded(results.Current, seconds / run.Invocations.Count);
            RefuseFault(results.Current, language);
            yield return results.Current;
        }
    }

    private Task<LanePlace> EnterAsync(double seconds, CancellationToken cancellationToken) =>
        lanes[Lane.Sandbox].EnterAsync(callers.Current.Share, seconds, hasBegun: false, cancellationToken);

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
