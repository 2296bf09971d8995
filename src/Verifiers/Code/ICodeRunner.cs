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

/// <summary>An expression is evaluated among the globals of the program, and its value leaves with its type.</summary>
/// <param name="SetUp">Text that is run before; imports.</param>
/// <param name="Expression">Holds nothing of what is expected.</param>
/// <param name="EntryPoint">A global that the expression may also call <c>candidate</c>.</param>
public sealed record ExpressionValue(string SetUp, string Expression, string? EntryPoint) : Invocation;

/// <summary>A test runs in an interpreter of its own, apart from the program, and reaches the program's globals through stand-ins.</summary>
/// <param name="SetUp">Text before the test, in the same interpreter.</param>
/// <param name="Test">The test's text.</param>
/// <param name="EntryNames">Globals that are the program's even where they are builtins; the first is also <c>candidate</c>.</param>
public sealed record JudgedProgram(string SetUp, string Test, IReadOnlyList<string> EntryNames) : Invocation
{
    /// <summary>Whether the set-up stands before the program as well, in the program's interpreter.</summary>
    public bool IsPrelude { get; init; }
}

/// <summary>The program and a test are run as one program, which passes when it reaches the end of the test.</summary>
/// <param name="Before">Text before the program.</param>
/// <param name="Test">Text behind it.</param>
public sealed record SharedProgram(string Before, string Test) : Invocation;

/// <summary>What a test inside the sandbox came to.</summary>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Reason">Otherwise: <c>wrong_answer</c>, <c>runtime_error</c> or <c>function_failed</c>.</param>
/// <param name="Message">In words, with the line that failed.</param>
public sealed record TestReport(bool Passed, string Reason, string Message);

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

    /// <summary>The value of a <see cref="FunctionCall"/> or <see cref="ExpressionValue"/>, as JSON; null for others and when there is none.</summary>
    /// <remarks>
    /// An expression's value is a list of a tag and texts or values: <c>["n"]</c> None, <c>["o", "1"]</c> True, <c>["i", "-ff"]</c> an int
    /// in hexadecimal, <c>["f", "0.1"]</c>, <c>["q", numerator, denominator]</c> a Fraction or Decimal, <c>["c", real, imaginary]</c>,
    /// <c>["s", text]</c>, <c>["b", text]</c> bytes as Latin-1, <c>["l", …]</c> list, <c>["t", …]</c> tuple, <c>["e", …]</c> set, <c>["d", key, value, …]</c>,
    /// and <c>["x", type, "1"]</c> any other object and its truth. A function's value is plain JSON:
    /// What JSON has no word for is an object with one key that starts with a single <c>$</c>: <c>{"$set": [items]}</c> (frozenset
    /// as well), <c>{"$float": "nan" | "inf" | "-inf"}</c>, and <c>{"$dict": [[key, value], …]}</c> for a dictionary with a key that
    /// is no string. A tuple is a list. A genuine dictionary whose keys are all strings is an object, where each key that starts
    /// with <c>$</c> is written with one more <c>$</c> in front. A numpy value is what its <c>tolist</c> gives. Anything else is no plain
    /// value: <see cref="RunOutcome.FunctionFailed"/>. Objects and lists are nested at most 256 deep (a reader's default is less).
    /// </remarks>
    public string? ValueJson { get; init; }

    /// <summary>What a <see cref="JudgedProgram"/> or <see cref="SharedProgram"/> came to; null for others, and when it ended before it could.</summary>
    public TestReport? Report { get; init; }

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
