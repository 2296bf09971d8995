using System.Runtime.CompilerServices;
using Verifiers.Code;
using Verifiers.Sandbox.Agent;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Sandbox;

/// <summary>Runs untrusted programs in a pool of sandboxes. Thread-safe; one for the whole service.</summary>
public sealed class SandboxedCodeRunner : ICodeRunner, IAsyncDisposable
{
    private const string Python = "python";
    private readonly SandboxOptions _options;
    private readonly Backend _backend;

    /// <summary>Looks for launchers when first used, and again after a while when none worked.</summary>
    public SandboxedCodeRunner(SandboxOptions options, TimeProvider time)
        : this(options, time, LauncherList.Create(options))
    {
    }

    internal SandboxedCodeRunner(SandboxOptions options, TimeProvider time, IReadOnlyList<ILauncher> launchers)
    {
        _options = options;
        _backend = new Backend(options, time, launchers);
    }

    /// <summary>The most that a run may ask for; one that asks for more ends as a fault.</summary>
    public RunLimits Ceiling => _options.Ceiling;

    public bool Runs(string language) => language == Python;

    /// <summary>The slots, once a launcher was found.</summary>
    internal SlotPool? Pool => _backend.Pool;

    /// <summary>What works on this host. Starts a sandbox when that is not known yet.</summary>
    public async Task<SandboxStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var launchers = await _backend.FindLaunchersAsync(cancellationToken);
        var pool = _backend.Pool;
        var working = launchers.FirstOrDefault(launcher => launcher.Works);
        return new SandboxStatus(
            pool is not null,
            working?.Sentence ?? Backend.NothingWorks(launchers),
            launchers,
            _options.EffectiveSlots,
            pool?.Busy ?? 0,
            pool?.Waiting ?? 0,
            pool?.Replaced ?? 0,
            working?.Features is { } features
                ? new Dictionary<string, string>(StringComparer.Ordinal) { [Python] = features.PythonVersion }
                : new Dictionary<string, string>(StringComparer.Ordinal));
    }

    public async IAsyncEnumerable<InvocationResult> RunAsync(CodeRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Refuse(run) is { } refusal)
        {
            yield return refusal;
            yield break;
        }

        var next = 0;
        var losses = 0;
        var alone = false;
        while (next < run.Invocations.Count)
        {
            var (lease, fault) = await LeaseAsync(alone, cancellationToken);
            if (lease is null)
            {
                yield return Fault(fault);
                yield break;
            }

            await using (lease)
            {
                var sent = next;
                var job = JobOf(run, sent, alone ? 1 : run.Invocations.Count - sent);
                var lost = !await lease.Slot.TrySendAsync(job);
                while (!lost)
                {
                    var frame = await lease.Slot.ReadAsync(PatienceFor(run.Limits), cancellationToken);
                    if (frame is not { Kind: FrameKind.Result })
                    {
                        lost = frame is null || next < sent + job.Invocations.Count;
                        break;
                    }

                    var facts = AgentClient.Parse(frame, SandboxJson.Default.AgentFacts);
                    var result = OutcomeRules.Judge(run.Invocations[next], run.Limits, facts, frame.Body);
                    if (result.Outcome == RunOutcome.SandboxFailed)
                    {
                        (lost, fault) = (true, result.Fault);
                        break;
                    }

                    if (OutcomeRules.WasStarved(run.Limits, facts, result.Outcome))
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
                    yield return result;
                    if (result.Outcome == RunOutcome.SandboxFailed) yield break;
                }

                if (next > sent) losses = 0;
                if (lost && ++losses >= _options.Attempts)
                {
                    yield return Fault(fault ?? $"The sandbox was lost {losses} times while it ran this program. {lease.Slot.Sandbox.Diagnostics}".TrimEnd());
                    yield break;
                }
            }
        }
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    private async Task<(SlotLease? Lease, string? Fault)> LeaseAsync(bool alone, CancellationToken cancellationToken)
    {
        try
        {
            var pool = await _backend.GetPoolAsync(cancellationToken);
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

    private InvocationResult? Refuse(CodeRun run)
    {
        if (!Runs(run.Language))
            return Fault($"The language '{run.Language}' is not available; available: {Python}.") with { Outcome = RunOutcome.LanguageNotAvailable };
        return LimitAboveCeiling(run.Limits) is { } limit
            ? Fault($"The run asks for more {limit} than the operator allows; see Sandbox in the settings.")
            : null;
    }

    private string? LimitAboveCeiling(RunLimits limits)
    {
        var ceiling = Ceiling;
        if (limits.CpuTime > ceiling.CpuTime) return $"CPU time ({limits.CpuTime} > {ceiling.CpuTime})";
        if (limits.EffectiveWallTime > ceiling.EffectiveWallTime) return $"wall-clock time ({limits.EffectiveWallTime} > {ceiling.WallTime})";
        if (limits.MemoryMiB > ceiling.MemoryMiB) return $"memory ({limits.MemoryMiB} MiB > {ceiling.MemoryMiB} MiB)";
        if (limits.OutputBytes > ceiling.OutputBytes) return $"output ({limits.OutputBytes} bytes > {ceiling.OutputBytes} bytes)";
        if (limits.FileSizeMiB > ceiling.FileSizeMiB) return $"disk ({limits.FileSizeMiB} MiB > {ceiling.FileSizeMiB} MiB)";
        return limits.Processes > ceiling.Processes ? $"processes ({limits.Processes} > {ceiling.Processes})" : null;
    }

    private static AgentJob JobOf(CodeRun run, int first, int count) => new(
        run.Source,
        new AgentLimits(
            (long)run.Limits.CpuTime.TotalMicroseconds,
            (long)run.Limits.EffectiveWallTime.TotalMicroseconds,
            (long)run.Limits.MemoryMiB << 20,
            run.Limits.OutputBytes,
            (long)run.Limits.FileSizeMiB << 20,
            run.Limits.Processes),
        [.. run.Invocations.Skip(first).Take(count).Select(invocation => invocation switch
        {
            StandardInput input => new AgentInvocation(input.Input, null, null),
            FunctionCall call => new AgentInvocation(null, call.Name, call.ArgumentsJson),
            _ => throw new ArgumentException($"'{invocation.GetType().Name}' is no invocation that the sandbox knows.", nameof(run)),
        })]);

    /// <summary>How long the agent may be silent: its own backstop and as much again, for a machine under load.</summary>
    private static TimeSpan PatienceFor(RunLimits limits) => (limits.EffectiveWallTime * 2) + TimeSpan.FromSeconds(30);

    private static InvocationResult Fault(string? sentence) => new() { Outcome = RunOutcome.SandboxFailed, Fault = sentence };
}
