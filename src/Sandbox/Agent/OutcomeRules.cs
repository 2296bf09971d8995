using System.Text;
using System.Text.Json;
using Verifiers.Code;

namespace Verifiers.Sandbox.Agent;

/// <summary>From the facts about an invocation to its outcome: the one place where that is decided.</summary>
internal static class OutcomeRules
{
    private const int SignalCpuLimit = 24;
    private const int SignalFileSize = 25;

    public static InvocationResult Judge(Invocation invocation, RunLimits limits, AgentFacts facts, ReadOnlyMemory<byte> body)
    {
        var report = JobReport.Parse(body.Slice(facts.Stdout + facts.Stderr, facts.Report));
        if (report.Kind == ReportKind.Fetched)
        {
            // The program was a child: how it ended stands in the report of its parent.
            if (FetchedFiles.Parse(report.Payload) is not { } fetched) return InvocationResult.Failed("The sandbox reported files that cannot be read.");
            facts = facts with { Exit = fetched.Exit, Signal = fetched.Signal };
            report = new JobReport(fetched.Reported, default);
        }

        var error = Encoding.UTF8.GetString(body.Span.Slice(facts.Stdout, facts.Stderr));
        var call = invocation is FunctionCall or ExpressionValue;
        var outcome = Outcome(call, limits, facts, report.Kind);
        string? value = null;
        string? why = null;
        if (call && outcome is RunOutcome.Exited or RunOutcome.FunctionFailed) (outcome, value, why) = ReadValue(facts, report);
        if (outcome == RunOutcome.TimeLimit)
        {
            why = TimedOutByWall(limits, facts)
                ? $"Ended after {facts.WallUs / 1e6:0.0} s, of which it used a CPU for {facts.CpuUs / 1e6:0.0} s."
                : $"Ended after {facts.CpuUs / 1e6:0.0} s of CPU time.";
        }

        return new InvocationResult
        {
            Outcome = outcome,
            ExitCode = facts.Exit,
            Signal = facts.Signal,
            StandardOutput = body[..facts.Stdout],
            StandardError = why is null ? error : error.Length == 0 ? why : $"{error.TrimEnd('\n')}\n{why}",
            ValueJson = value,
            Report = invocation is JudgedProgram ? ReadJudgement(body.Slice(facts.Stdout + facts.Stderr + facts.Report, facts.Judgement)) : null,
            CpuTime = TimeSpan.FromMicroseconds(facts.CpuUs),
            WallTime = TimeSpan.FromMicroseconds(facts.WallUs),
            PeakMemoryKiB = facts.PeakKib,
            Fault = facts.Missing is not null ? $"{facts.Missing} does not exist in the sandbox."
                : facts.Fault is not null ? $"The sandbox could not run the program: {facts.Fault}."
                : null,
        };
    }

    /// <summary>What a compiler made, or the files that were fetched; empty when the invocation was to give neither, or gave nothing.</summary>
    public static ReadOnlyMemory<byte> LeftBehind(AgentFacts facts, ReadOnlyMemory<byte> body) =>
        JobReport.Parse(body.Slice(facts.Stdout + facts.Stderr, facts.Report)) is { Kind: ReportKind.Compiled or ReportKind.Fetched } report
            ? report.Payload
            : default;

    /// <summary>
    /// What a busy machine did to an invocation, as a sentence; null when the outcome is the program's own doing.
    /// </summary>
    /// <remarks>
    /// Time: the backstop ended a program that was ready to run for a good part of it. A program that slept was not ready; and what
    /// one thread waits for the program's other threads is no more than the CPU time that those used. Memory: the kernel ended a
    /// process though the program was within its own bound, for want of memory around it.
    /// </remarks>
    public static string? FindBusyMachine(RunLimits limits, AgentFacts facts, RunOutcome outcome) => outcome switch
    {
        RunOutcome.TimeLimit when TimedOutByWall(limits, facts) && (facts.StarvedUs - facts.CpuUs) * 4 > facts.WallUs =>
            "The machine was too busy to judge this program, even with every other slot idle.",
        RunOutcome.MemoryLimit when facts is { Crowded: true, Killed: null } =>
            "The machine had too little memory left to judge this program, even with every other slot idle.",
        _ => null,
    };

    /// <summary>What the judge wrote on its own pipe; the program never had an end of that. Null when it ended before.</summary>
    private static TestReport? ReadJudgement(ReadOnlyMemory<byte> bytes)
    {
        var report = JobReport.Parse(bytes);
        if (report.Kind != ReportKind.Test) return null;
        var verdict = JsonSerializer.Deserialize(report.Payload.Span, SandboxJson.Default.JudgeVerdict);
        return verdict is null ? null : new TestReport(verdict.Passed, verdict.Reason, verdict.Message);
    }

    private static bool TimedOutByWall(RunLimits limits, AgentFacts facts) =>
        facts.Killed == "wall" && TimeSpan.FromMicroseconds(facts.CpuUs) <= limits.CpuTime;

    private static RunOutcome Outcome(bool call, RunLimits limits, AgentFacts facts, ReportKind report)
    {
        var endedWell = facts is { Exit: 0, Signal: 0, Killed: null };
        if (facts.Missing is not null) return RunOutcome.LanguageNotAvailable;
        if (facts.Fault is not null) return RunOutcome.SandboxFailed;
        if (facts.Killed == "memory" || (!endedWell && (facts.Oom || report == ReportKind.Memory))) return RunOutcome.MemoryLimit;
        if (facts.Killed == "output") return RunOutcome.OutputLimit;
        if (!endedWell && (facts.RefusedProcesses || report == ReportKind.Processes)) return RunOutcome.ProcessLimit;
        if (!endedWell && (report == ReportKind.Files || facts.Signal == SignalFileSize)) return RunOutcome.FileLimit;
        if (facts.Killed is not null || facts.Signal == SignalCpuLimit || TimeSpan.FromMicroseconds(facts.CpuUs) > limits.CpuTime)
            return RunOutcome.TimeLimit;
        if (!endedWell && report == ReportKind.Compile) return RunOutcome.CompileError;
        if (call && report is ReportKind.Function) return RunOutcome.FunctionFailed;
        return RunOutcome.Exited;
    }

    private static (RunOutcome Outcome, string? Value, string? Why) ReadValue(AgentFacts facts, JobReport report)
    {
        var endedWell = facts is { Exit: 0, Signal: 0 };
        return report.Kind switch
        {
            ReportKind.Value when endedWell => PlainJson.FindFault(report.Payload.Span) is { } fault
                ? (RunOutcome.FunctionFailed, null, fault)
                : (RunOutcome.Exited, Encoding.UTF8.GetString(report.Payload.Span), null),
            ReportKind.Function => (RunOutcome.FunctionFailed, null, Encoding.UTF8.GetString(report.Payload.Span)),
            ReportKind.None or ReportKind.Compile or ReportKind.Memory or ReportKind.Processes or ReportKind.Files or ReportKind.Value
                or ReportKind.Compiled or ReportKind.Fetched or ReportKind.Test =>
                endedWell ? (RunOutcome.FunctionFailed, null, "The program ended before the function returned.") : (RunOutcome.Exited, null, null),
        };
    }
}
