using Verifiers.Code;
using Verifiers.Sandbox.Agent;

namespace Verifiers.Sandbox.Tests.Agent;

public sealed class OutcomeRulesTests
{
    private static readonly AgentFacts _well = new(
        Index: 0, Exit: 0, Signal: 0, CpuUs: 1000, WallUs: 2000, PeakKib: 1, StarvedUs: 0, Killed: null, Fault: null, Oom: false,
        RefusedProcesses: false, Stdout: 0, Stderr: 0, Report: 0);

    public static TheoryData<string, RunOutcome> Cases => new()
    {
        { "well", RunOutcome.Exited },
        { "failed", RunOutcome.Exited },
        { "cpu", RunOutcome.TimeLimit },
        { "used too much, unnoticed", RunOutcome.TimeLimit },
        { "slept", RunOutcome.TimeLimit },
        { "out of memory", RunOutcome.MemoryLimit },
        { "a child was out of memory, and it went well", RunOutcome.Exited },
        { "flooded", RunOutcome.OutputLimit },
        { "refused processes, and failed", RunOutcome.ProcessLimit },
        { "refused processes, and went well", RunOutcome.Exited },
        { "file too large", RunOutcome.FileLimit },
        { "fault", RunOutcome.SandboxFailed },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Facts_lead_to_an_outcome(string name, RunOutcome outcome)
    {
        var facts = name switch
        {
            "well" => _well,
            "failed" => _well with { Exit = 1 },
            "cpu" => _well with { Signal = 9, Killed = "cpu", CpuUs = 11_000_000 },
            "used too much, unnoticed" => _well with { CpuUs = 10_000_001 },
            "slept" => _well with { Signal = 9, Killed = "wall" },
            "out of memory" => _well with { Signal = 9, Oom = true },
            "a child was out of memory, and it went well" => _well with { Oom = true },
            "flooded" => _well with { Signal = 9, Killed = "output" },
            "refused processes, and failed" => _well with { Exit = 1, RefusedProcesses = true },
            "refused processes, and went well" => _well with { RefusedProcesses = true },
            "file too large" => _well with { Signal = 25 },
            "fault" => _well with { Fault = "x" },
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
        Assert.Equal(outcome, OutcomeRules.Judge(new StandardInput(""), new RunLimits(), facts, default).Outcome);
    }

    [Theory]
    [InlineData("wall", 100_000, 30_000_000, 100_000_000, true)] // ready for 30 s of 100 s, and ran for 0.1 s
    [InlineData("wall", 9_000_000, 33_000_000, 100_000_000, false)] // may have waited for its own other threads
    [InlineData("wall", 100_000, 5_000, 100_000_000, false)] // slept
    [InlineData("cpu", 11_000_000, 90_000_000, 100_000_000, false)]
    [InlineData("output", 100_000, 90_000_000, 100_000_000, false)]
    public void Only_a_program_that_wanted_to_run_was_starved(string killed, long cpu, long starved, long wall, bool wasStarved)
    {
        var limits = new RunLimits();
        var facts = _well with { Signal = 9, Killed = killed, CpuUs = cpu, StarvedUs = starved, WallUs = wall };
        Assert.Equal(wasStarved, OutcomeRules.FindBusyMachine(limits, facts, OutcomeRules.Judge(new StandardInput(""), limits, facts, default).Outcome) is not null);
    }
}
