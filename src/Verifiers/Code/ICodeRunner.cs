namespace Verifiers.Code;

/// <summary>
/// Runs untrusted programs. The port that Verifiers declares and the sandbox implements. What a program should have answered
/// is never part of a run: comparison happens on this side.
/// </summary>
public interface ICodeRunner
{
    /// <summary>The most that a run may ask for. A reference that asks for more is refused when it is prepared.</summary>
    RunLimits Ceiling { get; }

    /// <summary>Whether programs of this language can be run. Asked before a completion is read: a language that is missing is no fault of the policy.</summary>
    bool Runs(string language);

    /// <summary>Runs the invocations in order and yields each outcome as it is reached.</summary>
    /// <remarks>
    /// Ending the enumeration early abandons the invocations that have not run: a verifier stops at the first failure that
    /// decides. A fault of ours is an outcome (<see cref="RunOutcome.SandboxFailed"/>, <see cref="RunOutcome.LanguageNotAvailable"/>),
    /// not an exception, and is the last one yielded.
    /// </remarks>
    IAsyncEnumerable<InvocationResult> RunAsync(CodeRun run, CancellationToken cancellationToken);

    /// <summary>Runs one program or command with files around it, and fetches files that it leaves.</summary>
    /// <remarks>A fault of ours is the outcome of <see cref="ProgramResult.Run"/>, not an exception.</remarks>
    Task<ProgramResult> RunAsync(ProgramRun run, CancellationToken cancellationToken);
}

/// <summary>One program and what to do with it.</summary>
/// <param name="Language">Canonical name of the language, such as <c>python</c>.</param>
/// <param name="Source">The program, as extracted from the completion.</param>
/// <param name="Invocations">At least one; each runs in a fresh process.</param>
/// <param name="Limits">Bounds for each invocation.</param>
public sealed record CodeRun(string Language, string Source, IReadOnlyList<Invocation> Invocations, RunLimits Limits);

/// <summary>One execution of the program.</summary>
public abstract record Invocation;

/// <summary>The program reads standard input and writes standard output.</summary>
/// <param name="Input">What stands on standard input.</param>
public sealed record StandardInput(string Input) : Invocation;

/// <summary>A function of the program is called with plain values and returns one.</summary>
/// <param name="Name">A global function, or a method of a class <c>Solution</c>.</param>
/// <param name="ArgumentsJson">A JSON array of the positional arguments.</param>
public sealed record FunctionCall(string Name, string ArgumentsJson) : Invocation;

/// <summary>Bounds for one invocation. Reaching one is a verdict with its own reason.</summary>
public sealed record RunLimits
{
    /// <summary>CPU time of the program and its children. This one decides, so that a busy machine judges as an idle one.</summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wall-clock backstop for programs that sleep. Default: the larger of ten times the CPU time and 10 s.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>Memory of the program and its children, in MiB.</summary>
    public int MemoryMiB { get; init; } = 512;

    /// <summary>Bytes kept of each of standard output and standard error; more is <see cref="RunOutcome.OutputLimit"/>.</summary>
    public int OutputBytes { get; init; } = 8 << 20;

    /// <summary>Size of a file that the program may write, and of all its files together, in MiB.</summary>
    public int FileSizeMiB { get; init; } = 16;

    /// <summary>Processes and threads at one time, the program's first one included.</summary>
    public int Processes { get; init; } = 32;

    /// <summary>The backstop in force.</summary>
    public TimeSpan EffectiveWallTime => WallTime ?? TimeSpan.FromTicks(Math.Max(CpuTime.Ticks * 10, TimeSpan.TicksPerSecond * 10));
}

/// <summary>How an invocation ended.</summary>
public enum RunOutcome
{
    /// <summary>The program ended by itself: see <see cref="InvocationResult.ExitCode"/> and <see cref="InvocationResult.Signal"/>.</summary>
    Exited,

    /// <summary>It used more CPU time than granted, or slept past the wall-clock backstop.</summary>
    TimeLimit,

    /// <summary>It used more memory than granted.</summary>
    MemoryLimit,

    /// <summary>It wrote more output than granted.</summary>
    OutputLimit,

    /// <summary>It was refused more processes than granted, and did not end well.</summary>
    ProcessLimit,

    /// <summary>It was refused more disk than granted, and did not end well.</summary>
    FileLimit,

    /// <summary>The program could not be compiled; <see cref="InvocationResult.StandardError"/> holds the message.</summary>
    CompileError,

    /// <summary>The asked function does not exist, or its value is no plain JSON value; standard error says which.</summary>
    FunctionFailed,

    /// <summary>The sandbox lacks the language: a fault of ours.</summary>
    LanguageNotAvailable,

    /// <summary>The sandbox failed: a fault of ours.</summary>
    SandboxFailed,
}

/// <summary>What one invocation did.</summary>
public sealed record InvocationResult
{
    /// <summary>How it ended.</summary>
    public required RunOutcome Outcome { get; init; }

    /// <summary>Exit status; 0 when ended by a signal.</summary>
    public int ExitCode { get; init; }

    /// <summary>The signal that ended it, or 0.</summary>
    public int Signal { get; init; }

    /// <summary>Bytes of standard output, complete unless the outcome is <see cref="RunOutcome.OutputLimit"/>.</summary>
    public ReadOnlyMemory<byte> StandardOutput { get; init; }

    /// <summary>The end of standard error, for a person; at most 16 KiB.</summary>
    public string StandardError { get; init; } = "";

    /// <summary>The value that a <see cref="FunctionCall"/> returned, as JSON; null for other invocations and when there is none.</summary>
    /// <remarks>
    /// What JSON has no word for is an object with one key that starts with a single <c>$</c>: <c>{"$set": [items]}</c> (frozenset
    /// as well), <c>{"$float": "nan" | "inf" | "-inf"}</c>, and <c>{"$dict": [[key, value], …]}</c> for a dictionary with a key that
    /// is no string. A tuple is a list. A genuine dictionary whose keys are all strings is an object, where each key that starts
    /// with <c>$</c> is written with one more <c>$</c> in front. A numpy value is what its <c>tolist</c> gives. Anything else is no plain
    /// value: <see cref="RunOutcome.FunctionFailed"/>. Objects and lists are nested at most 256 deep (a reader's default is less).
    /// </remarks>
    public string? ValueJson { get; init; }

    /// <summary>CPU time of the program and its children.</summary>
    public TimeSpan CpuTime { get; init; }

    /// <summary>Wall-clock time.</summary>
    public TimeSpan WallTime { get; init; }

    /// <summary>Peak memory, in KiB.</summary>
    public long PeakMemoryKiB { get; init; }

    /// <summary>For a fault of ours: what failed and what the operator can do, as a sentence.</summary>
    public string? Fault { get; init; }

    /// <summary>A fault of ours.</summary>
    public static InvocationResult Failed(string? sentence) => new() { Outcome = RunOutcome.SandboxFailed, Fault = sentence };
}
