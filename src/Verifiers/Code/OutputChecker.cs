using System.Text;

namespace Verifiers.Code;

/// <summary>
/// The reference's own program that says whether an output is right, for tasks with several right answers. It is run apart from
/// the candidate, when the candidate has ended: only here does an expected output enter a sandbox.
/// </summary>
/// <param name="Language">Canonical name.</param>
/// <param name="Source">The checker's text.</param>
/// <param name="Files">Files beside it, such as a header it includes.</param>
/// <param name="SpeaksTestlib">Its exit statuses are testlib's.</param>
/// <param name="Limits">Its own bounds.</param>
internal sealed record OutputChecker(string Language, string Source, IReadOnlyList<ProgramFile> Files, bool SpeaksTestlib, RunLimits Limits)
{
    /// <summary>Bytes of a test's input and expected output, with the checker's files.</summary>
    public const int MostBytes = 8 << 20;

    /// <summary>Bytes of output that a checker is given.</summary>
    public const int MostOutputBytes = ProgramFiles.MostBytes - MostBytes;

    private const string Input = "case/input";
    private const string Output = "case/output";
    private const string Expected = "case/expected";

    /// <summary>Reads a Python program, or <c>{"language"?, "source", "files"?, "order"?, "limits"?}</c>; null when there is none.</summary>
    public static OutputChecker? Read(JsonCursor checker, RunLimits ceiling)
    {
        if (!checker.IsPresent)
            return null;
        if (checker.Kind == System.Text.Json.JsonValueKind.String)
            return new OutputChecker("python", checker.String(), [], SpeaksTestlib: false, new RunLimits());
        checker.Object("language", "source", "files", "order", "limits");
        var files = FileSet.Read(checker.Optional("files"));
        var read = new OutputChecker(
            CodeReference.ReadLanguage(checker.Optional("language")),
            checker.Required("source", "the checker's program").String(),
            [.. files.Files],
            checker.Optional("order") is { IsPresent: true } order && order.OneOf("default", "testlib") == "testlib",
            CodeReference.ReadLimits(checker.Optional("limits"), ceiling));
        if (ProgramFiles.FindFault([.. read.Files, .. DataFilesOf("", "", default)]) is { } fault)
            throw checker.Optional("files").Refused($"{fault}.");
        return read;
    }

    /// <summary>Whether a test is too large to be checked.</summary>
    public bool IsTooLarge(CodeTest.Stdin test) =>
        Encoding.UTF8.GetByteCount(test.Input) + (long)Encoding.UTF8.GetByteCount(test.Output) + Files.Sum(file => (long)file.Content.Length) > MostBytes;

    /// <summary>The run that checks one output. The paths are its arguments: input, output, expected output.</summary>
    public ProgramRun RunOn(CodeTest.Stdin test, ReadOnlyMemory<byte> output) => new()
    {
        Language = Language,
        Source = Source,
        Files = Files,
        DataFiles = DataFilesOf(test.Input, test.Output, output),
        Arguments = [Input, Output, Expected],
        Limits = Limits,
    };

    private static List<ProgramFile> DataFilesOf(string input, string expected, ReadOnlyMemory<byte> output) =>
    [
        new ProgramFile(Input, Encoding.UTF8.GetBytes(input)),
        new ProgramFile(Output, output),
        new ProgramFile(Expected, Encoding.UTF8.GetBytes(expected)),
    ];
}
