using System.Runtime.CompilerServices;
using Verifiers.Code;
using Verifiers.Sandbox.Agent;

namespace Verifiers.Sandbox;

/// <summary>One program as an agent is given it: to be run, or to be compiled.</summary>
/// <param name="Source">The program's text.</param>
/// <param name="Invocations">At least one; each runs in a fresh process.</param>
/// <param name="Limits">Bounds for each invocation.</param>
/// <param name="Command">How it is compiled or run; null for Python.</param>
internal sealed record Job(string Source, IReadOnlyList<Invocation> Invocations, RunLimits Limits, AgentCommand? Command = null);

/// <summary>What one invocation of a job did.</summary>
/// <param name="Result">Its outcome.</param>
/// <param name="Program">What a compiler made, or the files that were fetched; empty for other invocations.</param>
internal sealed record JobResult(InvocationResult Result, ReadOnlyMemory<byte> Program = default);

/// <summary>An invocation with files around its program.</summary>
/// <param name="Input">What stands on standard input.</param>
/// <param name="Layout">The files.</param>
internal sealed record LaidOutInvocation(string Input, AgentLayout Layout) : Invocation;

/// <summary>
/// Runs jobs in slots of the pool. What is lost with a sandbox is run again, and so is what a busy machine ended; both within
/// bounds, and then it is a fault of ours.
/// </summary>
internal sealed class JobRunner(Backend backend, SandboxOptions options)
{
    /// <summary>Runs the invocations in order and yields each outcome as it is reached. A fault of ours is the last one.</summary>
    public async IAsyncEnumerable<JobResult> RunAsync(Job job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = 0;
        var losses = 0;
        var alone = false;
        while (next < job.Invocations.Count)
        {
            var (lease, fault) = await LeaseAsync(alone, cancellationToken);
            if (lease is null)
            {
                yield return new JobResult(Fault(fault));
                yield break;
            }

            await using (lease)
            {
                var sent = next;
                var message = MessageOf(job, sent, alone ? 1 : job.Invocations.Count - sent);
                var lost = !await lease.Slot.TrySendAsync(message);
                while (!lost)
                {
                    var frame = await lease.Slot.ReadAsync(PatienceFor(job.Limits), cancellationToken);
                    if (frame is not { Kind: FrameKind.Result })
                    {
                        lost = frame is null || next < sent + message.Invocations.Count;
                        break;
                    }

                    var facts = AgentClient.Parse(frame, SandboxJson.Default.AgentFacts);
                    var result = OutcomeRules.Judge(job.Invocations[next], job.Limits, facts, frame.Body);
                    if (result.Outcome == RunOutcome.SandboxFailed)
                    {
                        (lost, fault) = (true, result.Fault);
                        break;
                    }

                    if (OutcomeRules.WasStarved(job.Limits, facts, result.Outcome))
                    {
                        if (!alone)
                        {
                            alone = true; // the machine was too busy: once more, with the other slots idle
                            break;
                        }

                        result = Fault("The machine was too busy to judge this program, even with every other slot idle.");
                    }
                    else if (alone)
                    {
                        alone = false;
                    }

                    next++;
                    yield return new JobResult(result, OutcomeRules.LeftBehind(facts, frame.Body));
                    if (result.Outcome is RunOutcome.SandboxFailed or RunOutcome.LanguageNotAvailable) yield break;
                }

                if (next > sent) losses = 0;
                if (lost && ++losses >= options.Attempts)
                {
                    yield return new JobResult(Fault(fault ?? $"The sandbox was lost {losses} times while it ran this program. {lease.Slot.Sandbox.Diagnostics}".TrimEnd()));
                    yield break;
                }
            }
        }
    }

    private async Task<(SlotLease? Lease, string? Fault)> LeaseAsync(bool alone, CancellationToken cancellationToken)
    {
        try
        {
            var pool = await backend.GetPoolAsync(cancellationToken);
            return (alone ? await pool.LeaseAloneAsync(cancellationToken) : await pool.LeaseAsync(cancellationToken), null);
        }
        catch (SandboxException outage)
        {
            return (null, outage.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "The sandbox is being shut down.");
        }
    }

    internal static AgentJob MessageOf(Job job, int first, int count) => new(
        job.Source,
        new AgentLimits(
            (long)job.Limits.CpuTime.TotalMicroseconds,
            (long)job.Limits.EffectiveWallTime.TotalMicroseconds,
            (long)job.Limits.MemoryMiB << 20,
            job.Limits.OutputBytes,
            (long)job.Limits.FileSizeMiB << 20,
            job.Limits.Processes,
            job.Invocations[first] is LaidOutInvocation { Layout: { Fetch.Count: > 0 } layout } ? layout.FetchBytes + AgentLayout.HeaderBytes : null),
        [.. job.Invocations.Skip(first).Take(count).Select(invocation => invocation switch
        {
            StandardInput input => new AgentInvocation(input.Input, null, null),
            LaidOutInvocation laidOut => new AgentInvocation(laidOut.Input, null, null, laidOut.Layout),
            FunctionCall call => new AgentInvocation(null, call.Name, call.ArgumentsJson),
            _ => throw new ArgumentException($"'{invocation.GetType().Name}' is no invocation that the sandbox knows.", nameof(job)),
        })],
        job.Command);

    /// <summary>How long the agent may be silent: its own backstop and as much again, for a machine under load.</summary>
    private static TimeSpan PatienceFor(RunLimits limits) => (limits.EffectiveWallTime * 2) + TimeSpan.FromSeconds(30);

    private static InvocationResult Fault(string? sentence) => new() { Outcome = RunOutcome.SandboxFailed, Fault = sentence };
}
