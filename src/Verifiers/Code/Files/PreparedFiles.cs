using System.Text;
using static System.FormattableString;

namespace Verifiers.Code.Files;

/// <summary>Judges answers made of files: base files, the answer's changes, the tests over them, a command, and its report.</summary>
internal sealed class PreparedFiles(ICodeRunner runner, FilesReference reference) : IPreparedVerifier
{
    private const int ReportBytes = 8 << 20;
    private const int MostShown = 50;
    private const int MostFailed = 20;
    private const int OutputLength = 2_000;

    private static readonly Flag _weakIsolation = new("weak_isolation", "The tests ran beside the answer's code, which could have forged their report.");

    public double ExpectedSeconds { get; } = CodeCost.ExpectedSeconds(reference.Language ?? "python", tests: 1, reference.Limits);

    /// <summary>Tests that are not among the base files as well, which the answer starts from.</summary>
    public IEnumerable<string> HiddenTexts => reference.TestFiles.Files
        .Where(file => reference.BaseFiles.Find(file.Path) is null).Select(file => Encoding.UTF8.GetString(file.Content.Span));

    public async ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
    {
        if (reference.Language is { } language && !runner.Runs(language))
            return Judgement.Error("language_not_available", $"The sandbox has no {language}; the completion was not judged.");
        var answer = CompletionFiles.Read(completion.Text, reference.BaseFiles);
        var evidence = new FilesEvidence
        {
            EditCount = answer.EditCount,
            MovedHunks = answer.MovedHunks,
            FuzzyHunks = answer.FuzzyHunks,
            CutOffAt = answer.CutOffAt,
            TestCount = reference.Expected.Count,
        };
        if (answer.Fault is { } fault)
            return Judgement.Incorrect(fault.Reason, fault.Sentence, evidence);
        if (answer.EditCount == 0)
            return Judgement.Incorrect("no_code", WhyNoFiles(answer), evidence);

        evidence = evidence with { ChangedFiles = [.. Differences(answer.Files, reference.BaseFiles).Take(MostShown)] };
        var flags = new List<Flag> { _weakIsolation };
        if (reference.RestoresRunnerFiles && RunnerFiles.Restore(answer.Files, reference.BaseFiles) is { Count: > 0 } restored)
        {
            evidence = evidence with { RestoredFiles = [.. restored.Take(MostShown)] };
            flags.Add(new Flag("runner_files_changed", "The answer changed files that steer the test runner; they were put back or taken away."));
        }
        var overlaid = evidence.ChangedFiles.Where(path => reference.TestFiles.Find(path) is not null).ToList();
        if (overlaid.Count > 0)
        {
            evidence = evidence with { OverlaidFiles = overlaid };
            flags.Add(new Flag("test_files_changed", "The answer changed test files; the reference's were laid over them."));
        }

        var files = reference.Compose(answer.Files);
        if (ProgramFiles.FindFault(files) is { } problem)
            return Judgement.Incorrect("bad_path", $"The files cannot be laid out: {problem}.", evidence);
        var result = await runner.RunAsync(RunOf(files), cancellationToken);
        return Judge(result, evidence, flags);
    }

    private ProgramRun RunOf(IReadOnlyList<ProgramFile> files) => new()
    {
        Language = reference.Language,
        Command = reference.Command.Arguments,
        Needs = reference.Command.Needs,
        Files = files,
        Limits = reference.Limits,
        Fetch = reference.Report.Path is { } path ? [path] : [],
        FetchBytes = Math.Min(ReportBytes, runner.Ceiling.OutputBytes),
    };

    private Judgement Judge(ProgramResult result, FilesEvidence evidence, List<Flag> flags)
    {
        if (result.Run is not { } run)
            return Judgement.Error("sandbox_failure", "The sandbox gave no result.");
        evidence = evidence with
        {
            ExitCode = run.ExitCode,
            Signal = run.Signal,
            Output = OutputOf(run),
            CpuMilliseconds = run.CpuTime.TotalMilliseconds,
            WallMilliseconds = run.WallTime.TotalMilliseconds,
            PeakMemoryKib = run.PeakMemoryKiB,
        };
        Judgement Incorrect(string reason, string sentence) => Judgement.Incorrect(reason, sentence, evidence, flags);
        return run.Outcome switch
        {
            RunOutcome.LanguageNotAvailable => Judgement.Error("command_not_available", run.Fault ?? "The sandbox does not have the command."),
            RunOutcome.SandboxFailed => Judgement.Error("sandbox_failure", run.Fault ?? "The sandbox failed."),
            RunOutcome.TimeLimit => Incorrect("time_limit", "The tests reached the time limit."),
            RunOutcome.MemoryLimit => Incorrect("memory_limit", "The tests reached the memory limit."),
            RunOutcome.OutputLimit => Incorrect("output_limit", "The tests wrote more output than allowed."),
            RunOutcome.ProcessLimit => Incorrect("process_limit", "The tests started more processes than allowed."),
            RunOutcome.FileLimit => Incorrect("file_limit", "The tests wrote more to disk than allowed."),
            RunOutcome.CompileError or RunOutcome.FunctionFailed => Judgement.Error("sandbox_failure", "The sandbox answered a command with the outcome of a program."),
            RunOutcome.Exited when run.Signal != 0 => Incorrect("runtime_error", Invariant($"The test command was ended by signal {run.Signal}.")),
            RunOutcome.Exited => Decide(run, result.Files, evidence, flags),
        };
    }

    private Judgement Decide(InvocationResult run, IReadOnlyList<FetchedFile> files, FilesEvidence evidence, List<Flag> flags)
    {
        if (reference.Report.Format == ReportFormat.ExitStatus)
        {
            evidence = evidence with { TestCount = 1, PassedCount = run.ExitCode == 0 ? 1 : 0 };
            return run.ExitCode == 0
                ? Judgement.Correct("passed", "The test command exited with status 0.", evidence, flags)
                : Judgement.Incorrect("tests_failed", Invariant($"The test command exited with status {run.ExitCode}."), evidence, flags);
        }

        var documents = files.Where(file => file.Problem is null).Select(file => file.Content).ToList();
        if (reference.Report.Path is { } path && documents.Count == 0)
            return Judgement.Incorrect("no_report", $"The tests left no report at '{path}' ({files.FirstOrDefault()?.Problem ?? "missing"}).", evidence, flags);
        var report = ReadReport(documents, run);
        if (report.Fault is { } fault)
            return Judgement.Incorrect("bad_report", $"The report of the tests cannot be read: {fault}.", evidence, flags);

        var failed = new List<FailedTest>();
        foreach (var id in reference.Expected)
        {
            var outcome = report.Find(id);
            if (outcome != ReportedOutcome.Passed)
                failed.Add(new FailedTest(id, outcome switch { ReportedOutcome.Skipped => "skipped", null => "missing", _ => "failed" }));
        }
        var total = reference.Expected.Count;
        evidence = evidence with { PassedCount = total - failed.Count, FailedTests = [.. failed.Take(MostFailed)], ReportedCount = report.Count };
        if (failed.Count == 0)
            return Judgement.Correct("passed", total == 1 ? "The expected test passed." : Invariant($"All {total} expected tests passed."), evidence, flags);
        var sentence = Invariant($"{failed.Count} of {total} expected tests did not pass; the first is {EditFault.Shown(failed[0].Id)} ({failed[0].Reason}).");
        return Judgement.Incorrect("tests_failed", sentence, evidence, flags, reference.GivesPartialCredit ? (double)evidence.PassedCount / total : 0);
    }

    private TestReport ReadReport(List<ReadOnlyMemory<byte>> documents, InvocationResult run)
    {
        var isFile = reference.Report.Path is not null;
        return reference.Report.Format switch
        {
            ReportFormat.Junit => JunitReport.Read(documents),
            ReportFormat.Dotnet when isFile => DotnetReport.ReadTrx(documents),
            ReportFormat.Dotnet => DotnetReport.ReadConsole(Text()),
            ReportFormat.Tap => TapReport.Read(Text()),
            ReportFormat.Pytest => PytestSummary.Read(Text()),
            ReportFormat.ExitStatus => throw new InvalidOperationException("An exit status has no report."),
        };

        string Text() => isFile
            ? string.Join('\n', documents.Select(document => Encoding.UTF8.GetString(document.Span)))
            : Encoding.UTF8.GetString(run.StandardOutput.Span);
    }

    private static IEnumerable<string> Differences(FileSet files, FileSet baseFiles) => files.Files.Concat(baseFiles.Files)
        .Select(file => file.Path)
        .Distinct(StringComparer.Ordinal)
        .Where(path => files.Find(path) is not { } now || baseFiles.Find(path) is not { } before || !now.Content.Span.SequenceEqual(before.Content.Span))
        .Order(StringComparer.Ordinal);

    private static string? OutputOf(InvocationResult run)
    {
        var text = run.StandardError.Length > 0 ? run.StandardError : Encoding.UTF8.GetString(run.StandardOutput.Span);
        text = text.Trim();
        return text.Length == 0 ? null : text[Math.Max(0, text.Length - OutputLength)..];
    }

    private static string WhyNoFiles(AnswerFiles answer) => answer switch
    {
        { HasUnclosedThoughts: true } => "The thoughts are not closed, and there is no file outside them.",
        { CutOffAt: not null } => "The only code block is cut off: its closing fence is missing.",
        _ => "There is no file, patch or edit in the completion.",
    };
}
