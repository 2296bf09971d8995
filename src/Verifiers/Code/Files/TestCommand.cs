using System.Text;

namespace Verifiers.Code.Files;

/// <summary>How the tests are run: a command of the reference's own, or one of a few that are ready-made.</summary>
/// <param name="Arguments">The command line.</param>
/// <param name="Needs">What must exist in the sandbox.</param>
/// <param name="Report">Where the report is, and its form, unless the reference says.</param>
/// <param name="OwnFiles">Files of the runner's own.</param>
internal sealed record TestCommand(IReadOnlyList<string> Arguments, IReadOnlyList<string> Needs, ReportPlace? Report, IReadOnlyList<ProgramFile> OwnFiles)
{
    private const string JunitPath = FilePaths.Reserved + "/report.xml";
    private const string TapPath = FilePaths.Reserved + "/report.tap";
    private const string RunnerPath = FilePaths.Reserved + "/unittest_runner.py";

    public static IReadOnlyList<string> Names { get; } = ["python-unittest", "pytest", "node-test"];

    /// <summary>Reads a name or a list of arguments.</summary>
    /// <param name="command">The field.</param>
    /// <param name="testFiles">Paths of the reference's test files, which the ready-made commands run.</param>
    public static TestCommand Read(JsonCursor command, IEnumerable<string> testFiles)
    {
        if (command.Kind == System.Text.Json.JsonValueKind.Array)
        {
            var arguments = command.Items().Select(argument => argument.String()).ToList();
            if (arguments.Count is 0 or > 1_000 || arguments[0].Length == 0 || arguments.Any(argument => argument.Contains('\0', StringComparison.Ordinal)))
                throw command.Expected("a program and its arguments");
            return new TestCommand(arguments, [], Report: null, []);
        }
        var name = command.Kind == System.Text.Json.JsonValueKind.String && Names.Contains(command.String())
            ? command.String()
            : throw command.Expected($"a list with a program and its arguments, or one of {string.Join(", ", Names)}");
        var extensions = name == "node-test" ? new[] { ".js", ".mjs", ".cjs" } : [".py"];
        var tests = testFiles.Where(path => extensions.Any(extension => path.EndsWith(extension, StringComparison.Ordinal)) && IsTest(path)).ToList();
        if (tests.Count == 0)
            throw command.Refused($"there is no test file that {name} could run.");
        return name switch
        {
            "python-unittest" => new TestCommand(
                ["env", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1", "python3", "-s", RunnerPath, JunitPath, .. tests], ["python3"],
                new ReportPlace(ReportFormat.Junit, JunitPath), [new ProgramFile(RunnerPath, Encoding.UTF8.GetBytes(UnittestRunner.Source))]),
            "pytest" => new TestCommand(
                [
                    "env", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1", "python3", "-s", "-m", "pytest", "-q", "-p", "no:cacheprovider",
                    "-o", "junit_family=xunit1", "--junitxml=" + JunitPath, .. tests,
                ],
                ["python3", "/usr/lib/python3/dist-packages/pytest"], new ReportPlace(ReportFormat.Junit, JunitPath), [Placeholder]),
            _ => new TestCommand(
                ["node", "--test", "--test-reporter=tap", "--test-reporter-destination=" + TapPath, .. tests], [],
                new ReportPlace(ReportFormat.Tap, TapPath), [Placeholder]),
        };
    }

    /// <summary>The folder has to be there for a report to be written into it.</summary>
    private static ProgramFile Placeholder => new(FilePaths.Reserved + "/empty", ReadOnlyMemory<byte>.Empty);

    /// <summary>A helper beside the tests is none: conftest.py, __init__.py, fixtures.</summary>
    private static bool IsTest(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return name != "conftest.py" && name.Contains("test", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>The forms of a report.</summary>
internal enum ReportFormat
{
    Junit,
    Tap,
    Pytest,
    Dotnet,
    ExitStatus,
}

/// <summary>Where the report of the tests is.</summary>
/// <param name="Format">Its form.</param>
/// <param name="Path">The file, whose last part may hold stars; null for standard output.</param>
internal sealed record ReportPlace(ReportFormat Format, string? Path)
{
    /// <summary>Why a path cannot be a report's; null when it can.</summary>
    public static string? FindFault(string path)
    {
        var last = path.LastIndexOf('/') + 1;
        return ProgramFiles.FindPathFault(path) ?? (path[..last].Contains('*', StringComparison.Ordinal) ? "only its last part may hold stars"
            : path[last..].Contains('*', StringComparison.Ordinal) && path.AsSpan(last).IndexOfAny('?', '[') >= 0 ? "beside a star it may hold neither ? nor ["
            : null);
    }

    /// <summary>Whether a file stands where the report is to be written: then it is none, and must not be taken for one.</summary>
    public bool Covers(string path)
    {
        if (Path is null)
            return false;
        var (own, other) = (Path.LastIndexOf('/') + 1, path.LastIndexOf('/') + 1);
        return Path.AsSpan(0, own).SequenceEqual(path.AsSpan(0, other))
            && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Path.AsSpan(own), path.AsSpan(other), ignoreCase: false);
    }
}
