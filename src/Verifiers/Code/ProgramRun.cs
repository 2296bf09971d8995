namespace Verifiers.Code;

/// <summary>One program run once, as a person would: with files, arguments and standard input, for what it prints and leaves.</summary>
/// <remarks>
/// Either <see cref="Language"/> and <see cref="Source"/>, or <see cref="Command"/>. A program of a language begins in
/// <c>/tmp</c>, where its source and the files lie; a command begins in <c>/tmp/work</c> with the files alone.
/// </remarks>
public sealed record ProgramRun
{
    /// <summary>Canonical name of the language. With a command: the language whose environment it gets, or null.</summary>
    public string? Language { get; init; }

    /// <summary>The program's text.</summary>
    public string Source { get; init; } = "";

    /// <summary>A command line instead of a program: a program's name or absolute path, then arguments. Empty for a program.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>What must exist in the sandbox beside the command itself: absolute paths, or names of programs.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Arguments of the program; a command has its own.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Files to lay out before anything is compiled or run; see <see cref="ProgramFiles.FindFault"/> for what is allowed.</summary>
    public IReadOnlyList<ProgramFile> Files { get; init; } = [];

    /// <summary>Files that the program finds and its compiler does not: a program with others of these is not compiled anew.</summary>
    public IReadOnlyList<ProgramFile> DataFiles { get; init; } = [];

    /// <summary>What stands on standard input.</summary>
    public string Input { get; init; } = "";

    /// <summary>Bounds of the run. The compiler has its own.</summary>
    public RunLimits Limits { get; init; } = new();

    /// <summary>Files to fetch when the program has ended: paths relative to where it began; the last part may hold stars.</summary>
    public IReadOnlyList<string> Fetch { get; init; } = [];

    /// <summary>The most that all fetched files may hold together, in bytes.</summary>
    public int FetchBytes { get; init; } = 8 << 20;
}

/// <summary>A file of a program run.</summary>
/// <param name="Path">Relative, with slashes.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="IsExecutable">Whether it may be started.</param>
public sealed record ProgramFile(string Path, ReadOnlyMemory<byte> Content, bool IsExecutable = false);

/// <summary>A file that a program left.</summary>
/// <param name="Path">Relative to where the program began.</param>
/// <param name="Content">Its bytes: as untrusted as the program.</param>
/// <param name="Problem">Why there are none: <c>missing</c>, <c>not_a_file</c>, <c>too_large</c>; null when it was fetched.</param>
public sealed record FetchedFile(string Path, ReadOnlyMemory<byte> Content, string? Problem = null);

/// <summary>What became of a program run.</summary>
public sealed record ProgramResult
{
    /// <summary>The compiler's run, its messages in <see cref="InvocationResult.StandardError"/>; null when there was none.</summary>
    public InvocationResult? Compilation { get; init; }

    /// <summary>The program's run; null when it did not compile. A fault of ours is an outcome of this one.</summary>
    public InvocationResult? Run { get; init; }

    /// <summary>The files that were asked for; empty when the program reached a limit.</summary>
    public IReadOnlyList<FetchedFile> Files { get; init; } = [];
}
