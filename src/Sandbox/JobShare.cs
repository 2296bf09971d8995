using Verifiers.Code;
using Verifiers.Sandbox.Agent;

namespace Verifiers.Sandbox;

/// <summary>What one slot after the other runs of a job: a few invocations at a time, until nothing is left or a fault ends it.</summary>
internal sealed class JobShare(Job job, JobProgress progress, int attempts)
{
    private int _next;
    private int _end;
    private int _losses;

    /// <summary>The next invocation must run while every other slot is idle: a busy machine ended it.</summary>
    public bool Alone { get; private set; }

    /// <summary>A fault was reported: the job is over.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Waits for more of the job when what was taken is done.</summary>
    /// <returns>False when there is nothing more to run.</returns>
    public async ValueTask<bool> TakeAsync(CancellationToken cancellationToken)
    {
        if (HasFailed) return false;
        if (_next == _end) (_next, _end) = await progress.TakeAsync(cancellationToken);
        return _next < _end;
    }

    /// <summary>Takes more of the job if there is some to be run right now.</summary>
    public bool TryTake()
    {
        if (HasFailed) return false;
        if (_next == _end && progress.TryTake() is { } taken) (_next, _end) = taken;
        return _next < _end;
    }

    /// <summary>Ends the job with a fault of ours in place of the next outcome.</summary>
    public void Fail(string? sentence)
    {
        HasFailed = true;
        progress.Add(_next, new JobResult(InvocationResult.Failed(sentence)));
    }

    /// <summary>Runs in a slot what was taken.</summary>
    /// <returns>Whether the slot can go on with this job; false when it was lost, or the next invocation needs other circumstances.</returns>
    public async Task<bool> RunAsync(Slot slot, CancellationToken cancellationToken)
    {
        var first = _next;
        var hadAll = Alone;
        var (kept, fault) = await RunTakenAsync(slot, cancellationToken);
        if (HasFailed) return false;
        if (_next > first) _losses = 0;
        if (!kept && ++_losses >= attempts)
            Fail(fault ?? $"The sandbox was lost {_losses} times while it ran this program. {slot.Sandbox.Diagnostics}".TrimEnd());
        return kept && slot.IsFit && !Alone && !hadAll;
    }

    private async Task<(bool Kept, string? Fault)> RunTakenAsync(Slot slot, CancellationToken cancellationToken)
    {
        var last = Alone ? _next + 1 : _end;
        if (!await slot.TrySendAsync(JobRunner.MessageOf(job, _next, last - _next))) return (false, null);
        while (await slot.ReadAsync(PatienceFor(job.Limits), cancellationToken) is { } frame)
        {
            if (frame.Kind != FrameKind.Result) return (_next == last, null);
            var facts = AgentClient.Parse(frame, SandboxJson.Default.AgentFacts);
            var result = OutcomeRules.Judge(job.Invocations[_next], job.Limits, facts, frame.Body);
            if (result.Outcome == RunOutcome.SandboxFailed) return (false, result.Fault);
            if (OutcomeRules.FindBusyMachine(job.Limits, facts, result.Outcome) is { } busy)
            {
                if (Alone) Fail(busy);
                Alone = !Alone; // once more, with the other slots idle
                return (true, null);
            }

            Alone = false;
            HasFailed = result.Outcome == RunOutcome.LanguageNotAvailable;
            progress.Add(_next++, new JobResult(result, OutcomeRules.LeftBehind(facts, frame.Body)));
        }

        return (false, null);
    }

    /// <summary>How long the agent may be silent: its own backstop and as much again, for a machine under load.</summary>
    private static TimeSpan PatienceFor(RunLimits limits) => (limits.EffectiveWallTime * 2) + TimeSpan.FromSeconds(30);
}
