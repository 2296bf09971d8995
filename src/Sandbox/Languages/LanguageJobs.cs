using System.Globalization;
using Verifiers.Code;
using Verifiers.Sandbox.Agent;

namespace Verifiers.Sandbox.Languages;

/// <summary>From the description of a language to the jobs of one program.</summary>
internal static class LanguageJobs
{
    private const string Folder = "/tmp/";
    private const int LargestStackMiB = 512;
    private static readonly StandardInput _nothing = new("");

    public static Job Compile(Language language, string source, RunLimits limits)
    {
        var names = NamesOf(language, source);
        var command = Expand(language.Compile!, Folder + names.SourceName, program: "", names.MainClass, limits.MemoryMiB);
        return new Job(source, [_nothing], limits, new AgentCommand(
            language.Needs, names.SourceName, Data: null, command, EnvironmentOf(language), language.Files, Native: false,
            BoundAddresses: false, Compiles: true, language.Compiled));
    }

    /// <param name="language">The program's language.</param>
    /// <param name="run">The source and what to do with it.</param>
    /// <param name="program">What the compiler made of it; null when the source itself is run.</param>
    /// <param name="testClass">The main class of a test that shares the program; null for a program by itself.</param>
    public static Job Run(Language language, CodeRun run, byte[]? program, string? testClass = null)
    {
        var names = NamesOf(language, run.Source);
        var file = language.Compiled is { } compiled ? Path.GetFileName(compiled) : names.SourceName;
        var command = Expand(language.Run, Folder + names.SourceName, Folder + file, testClass ?? names.MainClass, run.Limits.MemoryMiB);
        if (testClass is not null) command = [command[0], .. language.TestArguments, .. command[1..]];
        var limits = run.Limits with
        {
            MemoryMiB = run.Limits.MemoryMiB + language.RuntimeMemoryMiB,
            Processes = run.Limits.Processes + language.RuntimeThreads,
        };
        return new Job(program is null ? run.Source : "", run.Invocations, limits, new AgentCommand(
            language.Needs, file, program, command, EnvironmentOf(language), language.Files, language.IsNative, language.BoundAddresses,
            Compiles: false, Compiled: null));
    }

    /// <summary>Asks for the version: a job of its own, so that what is found is what programs will meet.</summary>
    public static Job Version(Language language) => new("", [_nothing], new RunLimits { MemoryMiB = 512, Processes = 128 }, new AgentCommand(
        language.Needs, "version", Data: null, language.VersionCommand, EnvironmentOf(language), new Dictionary<string, string>(StringComparer.Ordinal),
        Native: false, BoundAddresses: false, Compiles: false, Compiled: null));

    /// <summary>Names beside the program that are taken: its source's, what the compiler makes, and the language's own files.</summary>
    public static IEnumerable<string> NamesTaken(Language? language, string source) => language is null
        ? ["solution.py"]
        : [NamesOf(language, source).SourceName, Path.GetFileName(language.Compiled ?? ""), .. language.Files.Keys];

    private static ProgramNames NamesOf(Language language, string source) =>
        language.ReadNames?.Invoke(source) ?? new ProgramNames(language.SourceName, "");

    private static string[] Expand(LanguageCommand command, string source, string program, string main, int memoryMiB) =>
    [
        .. command.Arguments.Select(argument => argument switch
        {
            "{source}" => source,
            "{program}" => program,
            "{main}" => main,
            _ => argument
                .Replace("{memory}", memoryMiB.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{stack}", (Math.Min(memoryMiB / 2, LargestStackMiB) * 1024).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
        }),
    ];

    /// <summary>The variables of a language's programs; for null, those that all have.</summary>
    public static Dictionary<string, string> EnvironmentOf(Language? language) => new(language?.Environment ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/bin:/bin",
        ["HOME"] = "/tmp",
        ["TMPDIR"] = "/tmp",
        ["LANG"] = "C.UTF-8",
        ["LC_ALL"] = "C.UTF-8",
    };
}
