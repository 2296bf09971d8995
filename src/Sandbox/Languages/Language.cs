namespace Verifiers.Sandbox.Languages;

/// <summary>How programs of one language are compiled and run. One small description each; what happens is the same for all.</summary>
/// <param name="Name">Canonical name, as in <see cref="Verifiers.Code.CodeLanguages"/>.</param>
/// <param name="Run">The command of one test case.</param>
internal sealed record Language(string Name, LanguageCommand Run)
{
    /// <summary>What must exist inside the sandbox; when one of these paths is missing, so is the language.</summary>
    public required IReadOnlyList<string> Needs { get; init; }

    /// <summary>Prints the version, on its first line.</summary>
    public required IReadOnlyList<string> VersionCommand { get; init; }

    /// <summary>Packages of the distribution that bring the language.</summary>
    public required string Packages { get; init; }

    /// <summary>Name of the source file.</summary>
    public required string SourceName { get; init; }

    /// <summary>Reads the program's own names from its source, where the commands depend on them.</summary>
    public Func<string, ProgramNames>? ReadNames { get; init; }

    /// <summary>Makes the program, or checks it; null for languages that need neither.</summary>
    public LanguageCommand? Compile { get; init; }

    /// <summary>What the compiler leaves behind (a path in the sandbox); null when it only checks and the source itself is run.</summary>
    public string? Compiled { get; init; }

    /// <summary>Whether what the compiler leaves is a program that the kernel runs by itself.</summary>
    public bool IsNative { get; init; }

    /// <summary>Whether a program's address space may be bounded. A runtime that reserves more than it uses would not start.</summary>
    public bool BoundAddresses { get; init; }

    /// <summary>Arguments of the runtime for a program that is its own test.</summary>
    public IReadOnlyList<string> TestArguments { get; init; } = [];

    /// <summary>The runtime's own memory, in MiB, granted beside the program's.</summary>
    public int RuntimeMemoryMiB { get; init; }

    /// <summary>The runtime's own threads, granted beside the program's processes.</summary>
    public int RuntimeThreads { get; init; }

    /// <summary>Variables beside <c>PATH</c>, <c>HOME</c> and the locale.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Small files that lie beside the program.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>
/// A command line. <c>{source}</c> stands for the source file's path, <c>{program}</c> for what is run, <c>{main}</c> for the name of
/// the main class, <c>{memory}</c> for the program's memory in MiB, <c>{stack}</c> for half of that in KiB, 512 MiB at most: runtimes do
/// not start with more.
/// </summary>
internal sealed record LanguageCommand(params IReadOnlyList<string> Arguments);

/// <summary>Names that a source gives itself.</summary>
/// <param name="SourceName">Name of the source file.</param>
/// <param name="MainClass">The class that is started.</param>
internal sealed record ProgramNames(string SourceName, string MainClass);
