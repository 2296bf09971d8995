using System.Runtime.CompilerServices;
using System.Text.Json;
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
/// Runs jobs in slots of the pool: in one, or shared by those that are idle when the job begins. What is lost with a sandbox is run
/// again, and so is what a busy machine ended; both within bounds, and then it is a fault of ours.
/// </summary>
internal sealed class JobRunner(Backend backend, SandboxOptions options)
{
    /// <summary>Runs the invocations and yields each outcome in order. A fault of ours is the last one.</summary>
    public async IAsyncEnumerable<JobResult> RunAsync(Job job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var workers = Math.Clamp(backend.Pool?.Idle ?? 1, 1, job.Invocations.Count);
        var progress = new JobProgress(job.Invocations.Count, workers);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => RunShareAsync(job, progress, leaving.Token)));
        try
        {
            for (var handedOver = 0; handedOver < job.Invocations.Count; handedOver++)
            {
                var result = await progress.NextAsync(leaving.Token);
                yield return result;
                if (result.Result.Outcome is RunOutcome.SandboxFailed or RunOutcome.LanguageNotAvailable) yield break;
            }
        }
        finally
        {
            await leaving.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunShareAsync(Job job, JobProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            await RunShareAsync(new JobShare(job, progress, options.Attempts), cancellationToken);
        }
        catch (Exception fault)
        {
            progress.Break(fault);
            throw;
        }
    }

    private async Task RunShareAsync(JobShare share, CancellationToken cancellationToken)
    {
        while (await share.TakeAsync(cancellationToken))
        {
            var (lease, fault) = await LeaseAsync(share.Alone, cancellationToken);
            if (lease is null)
            {
                share.Fail(fault);
                return;
            }

            await using (lease)
            {
                while (await share.RunAsync(lease.Slot, cancellationToken) && share.TryTake())
                {
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
            LaidOutInvocation laidOut => new AgentInvocation(laidOut.Input, null, null, Layout: laidOut.Layout),
            FunctionCall call => new AgentInvocation(null, call.Name, call.ArgumentsJson),
            ExpressionValue value => new AgentInvocation(null, null, null, Asked(new AskedOfProgram("", value.SetUp, value.Expression, value.EntryPoint))),
            JudgedProgram judged => new AgentInvocation(
                null, null, null, Asked(new AskedOfProgram(judged.IsPrelude ? judged.SetUp + "\n" : "", "", Expression: null, Entry: null)),
                JsonSerializer.Serialize(new AskedOfJudge(judged.SetUp, judged.Test, judged.EntryNames, judged.IsPrelude), SandboxJson.Default.AskedOfJudge)),
            _ => throw new ArgumentException($"'{invocation.GetType().Name}' is no invocation that the sandbox knows.", nameof(job)),
        })],
        job.Command,
        job.Command is null ? ImportProfile.Of(job.Source) : ImportProfile.Plain);


    private static string Asked(AskedOfProgram asked) => JsonSerializer.Serialize(asked, SandboxJson.Default.AskedOfProgram);
}
