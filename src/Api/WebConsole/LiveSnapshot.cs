using Microsoft.AspNetCore.Http.HttpResults;
using Verifiers.Api.Health;
using Verifiers.Api.Scoring;
using Verifiers.Sandbox;

namespace Verifiers.Api.WebConsole;

/// <summary><c>GET /console/live</c>: one picture of the service at work.</summary>
/// <param name="At">When it was taken.</param>
/// <param name="Started">Since when it counts.</param>
/// <param name="Version">Of the service.</param>
/// <param name="Ready">Whether programs can be judged.</param>
/// <param name="Sentence">What runs programs, or what to install.</param>
/// <param name="Queue">What is accepted and not answered.</param>
/// <param name="Slots">The pool of sandboxes.</param>
/// <param name="Counts">What has left the service.</param>
internal sealed record LiveSnapshot(
    DateTimeOffset At, DateTimeOffset Started, string Version, bool Ready, string Sentence, LiveQueue Queue, SlotReport Slots, LiveCounts Counts)
{
    public static async Task<Ok<LiveSnapshot>> TakeAsync(
        LiveBoard board, Admission admission, ServiceLimits limits, SandboxedCodeRunner sandbox, TimeProvider clock, CancellationToken cancellationToken)
    {
        var status = await sandbox.GetStatusAsync(cancellationToken);
        return TypedResults.Ok(new LiveSnapshot(
            clock.GetUtcNow(), board.Started, EngineVersion.Current, status.Ready, status.Sentence,
            new(admission.PendingSamples, limits.MaxPendingSamples, admission.PendingBytes, (long)limits.MaxPendingBodyMiB << 20),
            new(status.Slots, status.BusySlots, status.WaitingRuns, status.ReplacedSlots), board.Read()));
    }
}

/// <summary>What is accepted and not answered, and how much of it there may be.</summary>
internal sealed record LiveQueue(long Samples, long MaxSamples, long Bytes, long MaxBytes);

/// <summary>What has left the service.</summary>
/// <param name="Seconds">The last 300 seconds, the oldest first; the last one is not over yet.</param>
/// <param name="Total">Samples since the start.</param>
/// <param name="Reasons">Components since the start, by verifier and reason, the most frequent first.</param>
/// <param name="Flags">Flags since the start.</param>
/// <param name="Faults">The last verdicts <c>error</c> and programs without a verdict that met a fault of ours, the newest first; equal ones in a row are one.</param>
/// <param name="Programs">Runs of programs that get no verdict here, since the start, the most frequent first.</param>
internal sealed record LiveCounts(
    IReadOnlyList<LiveSecond> Seconds, LiveTally Total, IReadOnlyList<LiveReason> Reasons, IReadOnlyDictionary<string, long> Flags,
    IReadOnlyList<LiveFault> Faults, IReadOnlyList<LiveProgram> Programs);

/// <summary>Samples by verdict.</summary>
internal sealed record LiveTally(long Correct, long Incorrect, long Undecided, long Error);

/// <summary>One second (<c>At</c>, since 1970, UTC): samples by verdict, their time together in microseconds, and runs of programs without a verdict.</summary>
internal sealed record LiveSecond(long At, long Correct, long Incorrect, long Undecided, long Error, long WaitedUs, long JudgedUs, long Programs);

/// <summary>How often a verifier gave a reason.</summary>
internal sealed record LiveReason(string Verifier, Verdict Verdict, string Reason, long Count);

/// <summary>How often a program that was run for a protocol ended so, without a verdict.</summary>
internal sealed record LiveProgram(string Protocol, string Outcome, long Count);

/// <summary>Faults of one kind in a row; <c>Verifier</c> is a protocol's name where a program without a verdict met it.</summary>
internal sealed record LiveFault(DateTimeOffset First, DateTimeOffset Last, string Verifier, string Reason, long Count);
