using static System.FormattableString;

namespace Verifiers.Code;

/// <summary>Judges the programs of one group against the same tests.</summary>
/// <param name="runner">Runs the programs.</param>
/// <param name="reference">The tests.</param>
/// <param name="wholeText">Take the whole completion as the program.</param>
/// <param name="verbatim">The completion is the program, to the letter: not even thoughts are looked for.</param>
/// <param name="isWeakForbidden">Leave out the tests that could be forged, and decide nothing where they would have to.</param>
internal sealed class PreparedCode(ICodeRunner runner, CodeReference reference, bool wholeText, bool verbatim, bool isWeakForbidden) : IPreparedVerifier
{
    private readonly CodeTest[] _tests = [.. reference.Tests.Where(test => !isWeakForbidden || test.Isolation != CodeTest.WeakIsolation)];
    private readonly HardcodedTests _hardcoded = new(reference.Tests);

    public double ExpectedSeconds { get; } = CodeCost.ExpectedSeconds(reference.Language, reference.Tests.Count, reference.Limits);

    public IEnumerable<string> HiddenTexts =>
        [.. reference.Tests.Select(test => test.Hidden), .. reference.Checker is { } checker ? [checker.Source] : Array.Empty<string>()];

    public async ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
    {
        if (!runner.Runs(reference.Language))
            return Judgement.Error("language_not_available", $"The sandbox has no {reference.Language}; the completion was not judged.");
        var extraction = verbatim
            ? new CodeExtraction(completion.Text, TextSpan.Between(0, completion.Text.Length), CutOffAt: null, HasUnclosedThoughts: false)
            : CodeBlockExtractor.Extract(completion.Text, reference.Language, wholeText);
        var evidence = new CodeEvidence(reference.Language, extraction.Span, extraction.CutOffAt, reference.Tests.Count);
        if (extraction.Source is not { } source)
            return Judgement.Incorrect("no_code", WhyNoCode(extraction), evidence);

        if (_tests.Length == 0)
            return Undecided(evidence);
        var run = new CodeRun(reference.Language, source, [.. _tests.Select(test => test.Invocation)], reference.Limits);
        var tally = new CodeTally(_tests, showsAll: reference.RunsEveryTest && !reference.GivesPartialCredit);
        await foreach (var (result, finding) in OutcomesAsync(run, cancellationToken).WithCancellation(cancellationToken))
        {
            if (finding?.Fault is { } checkerFault)
                return Judgement.Error("checker", checkerFault);
            if (FaultOf(result) is { } fault)
                return fault;
            if (tally.RunCount == _tests.Length)
                return Judgement.Error("sandbox_failure", "The sandbox returned more outcomes than there are tests.");
            tally.Add(result, finding);
            if (tally.Failure is not null && (!reference.RunsEveryTest || result.Outcome == RunOutcome.CompileError))
                break; // this failure decides: ending the enumeration abandons the tests that have not run
        }
        var judgement = Conclude(tally, tally.WriteTo(evidence));
        return _hardcoded.Find(source) is { } hardcoded ? judgement with { Flags = [.. judgement.Flags, hardcoded] } : judgement;
    }

    private IAsyncEnumerable<TestRun> OutcomesAsync(CodeRun run, CancellationToken cancellationToken) => reference.Checker is { } checker
        ? new CheckedOutcomes(runner, checker, reference.Tests).RunAsync(run, cancellationToken)
        : runner.RunAsync(run, cancellationToken).Select(result => new TestRun(result, Finding: null));

    private Judgement Conclude(CodeTally tally, CodeEvidence evidence)
    {
        var total = _tests.Length;
        if (tally.Failure is not { } failure)
        {
            if (tally.RunCount < total)
                return Judgement.Error("sandbox_failure", Invariant($"The sandbox returned {tally.RunCount} outcomes for {total} tests."));
            return total < reference.Tests.Count
                ? Undecided(evidence)
                : Judgement.Correct("passed", total == 1 ? "The test passed." : Invariant($"All {total} tests passed."), evidence, Flags());
        }
        if (failure.Reason == "compile_error")
            return Judgement.Incorrect(failure.Reason, $"The program does not compile: {failure.Detail}.", evidence);
        var sentence = Invariant($"Test {tally.FailedTest} of {total}: {failure.Detail.TrimEnd('.')}.");
        if (!reference.GivesPartialCredit)
            return Judgement.Incorrect(failure.Reason, sentence, evidence);
        return tally.RunCount == total
            ? Judgement.Incorrect(failure.Reason, sentence, evidence, score: Math.Min(1, tally.EarnedWeight / reference.TotalWeight))
            : Judgement.Error("sandbox_failure", Invariant($"The sandbox returned {tally.RunCount} outcomes for {total} tests."));
    }

    private Judgement Undecided(CodeEvidence evidence) => Judgement.Undecided(
        "weak_isolation",
        Invariant($"{reference.Tests.Count - _tests.Length} of {reference.Tests.Count} tests would have to share the program's interpreter or binary, which the options forbid."),
        evidence);

    private Flag[] Flags() => _tests.Count(test => test.Isolation == CodeTest.WeakIsolation) is > 0 and var weak
        ? [new Flag("weak_isolation", Invariant($"{weak} of {_tests.Length} tests shared the program's interpreter or binary, where a program can forge them."))]
        : [];

    private static Judgement? FaultOf(InvocationResult result) => result.Report is { Passed: false, Reason: "test_error" } report
        ? Judgement.Error("test_error", $"A test of the reference cannot judge any program: {report.Message}.")
        : FaultOf(result.Outcome, result.Fault);

    private static Judgement? FaultOf(RunOutcome outcome, string? fault) => outcome switch
    {
        RunOutcome.LanguageNotAvailable => Judgement.Error("language_not_available", fault ?? "The sandbox does not have this language."),
        RunOutcome.SandboxFailed => Judgement.Error("sandbox_failure", fault ?? "The sandbox failed."),
        RunOutcome.Exited or RunOutcome.TimeLimit or RunOutcome.MemoryLimit or RunOutcome.OutputLimit or RunOutcome.ProcessLimit
            or RunOutcome.FileLimit or RunOutcome.CompileError or RunOutcome.FunctionFailed => null,
    };

    private string WhyNoCode(CodeExtraction extraction) => extraction switch
    {
        { HasUnclosedThoughts: true } => "The thoughts are not closed, and there is no program outside them.",
        { CutOffAt: not null } => "The only code block is cut off: its closing fence is missing.",
        _ when wholeText => "There is no text to run.",
        _ => $"There is no complete code block in {reference.Language}.",
    };
}
