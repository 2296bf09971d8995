using System.Globalization;

namespace Verifiers.Code;

/// <summary>Counts the outcomes of one program's tests as they come in.</summary>
/// <param name="tests">The tests in order.</param>
/// <param name="showsAll">Whether the evidence lists every test that was run, instead of the first 20.</param>
internal sealed class CodeTally(IReadOnlyList<CodeTest> tests, bool showsAll = false)
{
    private const int MaxOutcomesShown = 20;
    private const int StandardErrorLines = 10;
    private const int StandardErrorLength = 1_000;

    private readonly List<TestOutcome> _outcomes = [];
    private TimeSpan _cpuTime;
    private TimeSpan _wallTime;
    private long _peakMemoryKiB;

    public int RunCount { get; private set; }

    public int PassedCount { get; private set; }

    /// <summary>The first failure, and which test it was, counted from 1.</summary>
    public TestFailure? Failure { get; private set; }

    public int FailedTest { get; private set; }

    /// <summary>What was earned of the weight of all tests.</summary>
    public double EarnedWeight { get; private set; }

    /// <summary>Takes the outcome of the next test.</summary>
    /// <param name="result">What the program did.</param>
    /// <param name="finding">What the checker says of it, where it was asked.</param>
    public void Add(InvocationResult result, CheckerFinding? finding = null)
    {
        var test = tests[RunCount++];
        var failure = finding is null ? FailureOf(result, test) : finding.Failure;
        EarnedWeight += test.Weight * (finding?.Credit ?? (failure is null ? 1 : 0));
        if (failure is null)
        {
            PassedCount++;
        }
        else if (Failure is null)
        {
            Failure = failure;
            FailedTest = RunCount;
        }
        _cpuTime += result.CpuTime;
        _wallTime += result.WallTime;
        _peakMemoryKiB = Math.Max(_peakMemoryKiB, result.PeakMemoryKiB);
        if (showsAll || _outcomes.Count < MaxOutcomesShown)
            _outcomes.Add(new TestOutcome(RunCount, failure?.Reason ?? "passed", result.CpuTime.TotalMilliseconds, result.PeakMemoryKiB, test.Isolation));
    }

    /// <summary>The evidence with everything counted so far.</summary>
    public CodeEvidence WriteTo(CodeEvidence evidence) => evidence with
    {
        RunCount = RunCount,
        PassedCount = PassedCount,
        FailedTest = Failure is null ? null : FailedTest,
        Failure = Failure,
        CpuMilliseconds = _cpuTime.TotalMilliseconds,
        WallMilliseconds = _wallTime.TotalMilliseconds,
        PeakMemoryKib = _peakMemoryKiB,
        Tests = _outcomes,
    };

    /// <summary>A program that ends badly fails the test even when its output is right.</summary>
    private static TestFailure? FailureOf(InvocationResult result, CodeTest test) => result.Outcome switch
    {
        RunOutcome.Exited when result.Signal != 0 => Ended(result, string.Create(CultureInfo.InvariantCulture, $"ended by signal {result.Signal}")),
        RunOutcome.Exited when result.ExitCode != 0 => Ended(result, string.Create(CultureInfo.InvariantCulture, $"exit status {result.ExitCode}")),
        RunOutcome.Exited => test.Compare(result),
        RunOutcome.TimeLimit => new TestFailure("time_limit", "the time limit was reached"),
        RunOutcome.MemoryLimit => new TestFailure("memory_limit", "the memory limit was reached"),
        RunOutcome.OutputLimit => new TestFailure("output_limit", "there was more output than allowed"),
        RunOutcome.ProcessLimit => new TestFailure("process_limit", "it started more processes than allowed") { StandardError = LastLines(result) },
        RunOutcome.FileLimit => new TestFailure("file_limit", "it wrote more to disk than allowed") { StandardError = LastLines(result) },
        RunOutcome.CompileError => new TestFailure("compile_error", FirstError(result) ?? LastLine(result) ?? "no message") { StandardError = FirstLines(result) },
        RunOutcome.FunctionFailed => new TestFailure("function_failed", LastLine(result) ?? "the function could not be called")
        {
            StandardError = LastLines(result),
        },
        RunOutcome.LanguageNotAvailable or RunOutcome.SandboxFailed =>
            throw new ArgumentException("A fault of the sandbox is no outcome of a test.", nameof(result)),
    };

    private static TestFailure Ended(InvocationResult result, string detail) =>
        new("runtime_error", LastLine(result) is { } line ? $"{detail}: {line}" : detail)
        {
            ExitCode = result.ExitCode,
            Signal = result.Signal,
            StandardError = LastLines(result),
        };

    /// <summary>Compilers say <c>file:line: error: why</c> or <c>error: why</c>, and go on about what follows from it.</summary>
    private static string? FirstError(InvocationResult result)
    {
        foreach (var line in result.StandardError.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("error") || line.Contains(": error", StringComparison.Ordinal) || line.Contains(": fatal error", StringComparison.Ordinal))
                return line[..Math.Min(200, line.Length)].Trim().ToString();
        }
        return null;
    }

    private static string? FirstLines(InvocationResult result)
    {
        var text = result.StandardError.AsSpan().Trim("\r\n");
        var end = 0;
        for (var lines = 0; lines < StandardErrorLines && end < text.Length; lines++)
            end += text[end..].IndexOf('\n') is var step and >= 0 ? step + 1 : text.Length - end;
        text = text[..Math.Min(end, StandardErrorLength)].TrimEnd();
        return text.IsEmpty ? null : text.ToString();
    }

    private static string? LastLine(InvocationResult result)
    {
        var text = result.StandardError.AsSpan().TrimEnd();
        var line = text[(text.LastIndexOf('\n') + 1)..].Trim();
        return line.IsEmpty ? null : line[..Math.Min(200, line.Length)].ToString();
    }

    private static string? LastLines(InvocationResult result)
    {
        var text = result.StandardError.AsSpan().TrimEnd();
        var start = text.Length;
        for (var lines = 0; lines < StandardErrorLines && start > 0; lines++)
            start = text[..start].LastIndexOf('\n') is var before and >= 0 ? before : 0;
        text = text[start..].TrimStart("\r\n");
        return text.IsEmpty ? null : text[Math.Max(0, text.Length - StandardErrorLength)..].ToString();
    }
}
