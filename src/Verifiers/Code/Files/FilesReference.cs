using System.Text.Json;

namespace Verifiers.Code.Files;

/// <summary>What an answer made of files is judged against.</summary>
/// <param name="Language">Whose environment the command gets; null for none.</param>
/// <param name="BaseFiles">What is there before the answer.</param>
/// <param name="TestFiles">What is laid over the answer.</param>
/// <param name="Command">How the tests are run.</param>
/// <param name="Report">Where and how they report.</param>
/// <param name="Expected">Names of the tests that must pass; empty where the exit status decides.</param>
/// <param name="GivesPartialCredit">Whether the part of them that passes counts.</param>
/// <param name="RestoresRunnerFiles">Whether files that steer the runner are put back.</param>
/// <param name="Limits">Of the command.</param>
internal sealed record FilesReference(
    string? Language, FileSet BaseFiles, FileSet TestFiles, TestCommand Command, ReportPlace Report, IReadOnlyList<string> Expected,
    bool GivesPartialCredit, bool RestoresRunnerFiles, RunLimits Limits)
{
    private const int MostExpected = 20_000;

    public static bool IsAskedForBy(JsonCursor reference) =>
        reference.Optional("mode") is { Kind: JsonValueKind.String } mode && mode.String() == "files";

    public static FilesReference Read(JsonCursor reference, RunLimits ceiling)
    {
        reference.Object(
            "mode", "language", "files", "test_files", "tests", "command", "needs", "report", "expected", "credit", "runner_files", "limits");
        var baseFiles = ReadFiles(reference.Optional("files"));
        var (named, plain) = (reference.Optional("test_files"), reference.Optional("tests"));
        if (named.IsPresent && plain.IsPresent)
            throw plain.Refused("is another name of test_files, which is there already.");
        var testField = named.IsPresent ? named : plain;
        var testFiles = ReadFiles(testField);
        var command = TestCommand.Read(reference.Required("command", "how the tests are run"), testFiles.Files.Select(file => file.Path));
        if (reference.Optional("needs") is { IsPresent: true } needs)
            command = command with { Needs = [.. command.Needs, .. needs.Items("a list of paths or programs").Select(need => need.String())] };
        var report = ReadReport(reference.Optional("report"), command);
        var read = new FilesReference(
            reference.Optional("language") is { IsPresent: true } language ? CodeReference.ReadLanguage(language) : null,
            baseFiles,
            testFiles,
            command,
            report,
            ReadExpected(reference.Optional("expected"), report),
            reference.Optional("credit") is { IsPresent: true } credit && credit.OneOf("all", "fraction") == "fraction",
            !(reference.Optional("runner_files") is { IsPresent: true } policy && policy.OneOf("restore", "allow") == "allow"),
            ReadLimits(reference.Optional("limits"), ceiling));
        return ProgramFiles.FindFault(read.Compose(baseFiles)) is { } fault ? throw testField.Refused($"{fault}.") : read;
    }

    /// <summary>The files of a run: the answer's, the tests' over them, and the runner's own; none where the report will stand.</summary>
    public IReadOnlyList<ProgramFile> Compose(FileSet answer)
    {
        var all = new FileSet(answer);
        foreach (var file in TestFiles.Files.Concat(Command.OwnFiles))
        {
            // A file that the answer put where a test's folder has to be gives way, and so does a folder where a test's file has to be.
            for (var slash = file.Path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = file.Path.IndexOf('/', slash + 1))
                all.Remove(file.Path[..slash]);
            foreach (var below in all.Files.Where(other => other.Path.StartsWith(file.Path + "/", StringComparison.Ordinal)).ToList())
                all.Remove(below.Path);
            all.Put(file);
        }
        return [.. all.Files.Where(file => !Report.Covers(file.Path))];
    }

    private static FileSet ReadFiles(JsonCursor field)
    {
        var files = FileSet.Read(field);
        foreach (var file in files.Files)
        {
            if (FilePaths.FindFault(file.Path) is { } fault)
                throw field.Refused($"the path '{file.Path}' cannot be used: {fault}.");
        }
        return files;
    }

    private static ReportPlace ReadReport(JsonCursor report, TestCommand command)
    {
        if (!report.IsPresent)
            return command.Report ?? throw report.Refused("expected where the tests report and how, because the command is the reference's own.");
        report.Object("format", "path");
        if (command.Report is not null)
            throw report.Refused("belongs to a command of the reference's own; this one reports in its own way.");
        var format = report.Required("format", "the report's form").OneOf("junit", "tap", "pytest", "dotnet", "exit_status") switch
        {
            "junit" => ReportFormat.Junit,
            "tap" => ReportFormat.Tap,
            "pytest" => ReportFormat.Pytest,
            "dotnet" => ReportFormat.Dotnet,
            _ => ReportFormat.ExitStatus,
        };
        var path = report.Optional("path");
        if (format == ReportFormat.Junit && !path.IsPresent)
            throw path.Expected("the report's path");
        if (format == ReportFormat.ExitStatus && path.IsPresent)
            throw path.Refused("an exit status stands in no file.");
        return path.IsPresent && ReportPlace.FindFault(path.String()) is { } fault
            ? throw path.Refused($"the path cannot be used: {fault}.")
            : new ReportPlace(format, path.StringOr(null));
    }

    /// <summary>
    /// <c>{"pass"}</c>, or <c>{"fail_to_pass", "pass_to_pass"}</c> as SWE-bench has them, where a list may stand as text that is JSON.
    /// </summary>
    private static List<string> ReadExpected(JsonCursor expected, ReportPlace report)
    {
        if (report.Format == ReportFormat.ExitStatus)
        {
            return expected.IsPresent ? throw expected.Refused("belongs to a report that names tests; here the exit status decides.") : [];
        }
        if (!expected.IsPresent)
            throw expected.Refused("expected the names of the tests that must pass: a report without them proves nothing.");
        expected.Object("pass", "fail_to_pass", "pass_to_pass", "FAIL_TO_PASS", "PASS_TO_PASS");
        var names = new List<string>();
        foreach (var field in new[] { "pass", "fail_to_pass", "pass_to_pass", "FAIL_TO_PASS", "PASS_TO_PASS" })
        {
            if (expected.Optional(field) is { IsPresent: true } list)
                names.AddRange(ReadNames(list));
        }
        names = [.. names.Distinct(StringComparer.Ordinal)];
        return names.Count is 0 or > MostExpected ? throw expected.Expected($"1 to {MostExpected} names of tests that must pass") : names;
    }

    private static IEnumerable<string> ReadNames(JsonCursor list)
    {
        if (list.Kind == JsonValueKind.String)
        {
            try
            {
                using var document = JsonDocument.Parse(list.String());
                list = JsonCursor.At(document.RootElement.Clone(), list.Path);
            }
            catch (JsonException)
            {
                throw list.Expected("a list of names, or a text with one as JSON");
            }
        }
        return list.Items("a list of names").Select(name => name.String() is { Length: > 0 and <= 2_000 } text ? text : throw name.Expected("a name of 1 to 2,000 characters"));
    }

    private static RunLimits ReadLimits(JsonCursor limits, RunLimits ceiling)
    {
        var defaults = new RunLimits
        {
            CpuTime = Least(TimeSpan.FromSeconds(60), ceiling.CpuTime),
            MemoryMiB = Math.Min(1024, ceiling.MemoryMiB),
            FileSizeMiB = Math.Min(64, ceiling.FileSizeMiB),
            Processes = Math.Min(128, ceiling.Processes),
            OutputBytes = Math.Min(8 << 20, ceiling.OutputBytes),
        };
        if (!limits.IsPresent)
            return defaults;
        limits.Object("cpu_seconds", "wall_seconds", "memory_mb", "output_bytes", "disk_mb", "processes");
        return defaults with
        {
            CpuTime = limits.Optional("cpu_seconds") is { IsPresent: true } cpu ? TimeSpan.FromSeconds(cpu.Number(0.01, ceiling.CpuTime.TotalSeconds)) : defaults.CpuTime,
            WallTime = limits.Optional("wall_seconds") is { IsPresent: true } wall ? TimeSpan.FromSeconds(wall.Number(0.01, ceiling.EffectiveWallTime.TotalSeconds)) : null,
            MemoryMiB = limits.Optional("memory_mb").IntegerOr(defaults.MemoryMiB, 16, ceiling.MemoryMiB),
            OutputBytes = limits.Optional("output_bytes").IntegerOr(defaults.OutputBytes, 1, ceiling.OutputBytes),
            FileSizeMiB = limits.Optional("disk_mb").IntegerOr(defaults.FileSizeMiB, 1, ceiling.FileSizeMiB),
            Processes = limits.Optional("processes").IntegerOr(defaults.Processes, 1, ceiling.Processes),
        };
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
