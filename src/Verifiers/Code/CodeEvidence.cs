namespace Verifiers.Code;

/// <summary>What the code verifier found.</summary>
/// <param name="Language">Canonical name of the language.</param>
/// <param name="Program">Where the program stands in the completion; null when there is none.</param>
/// <param name="CutOffAt">Where a code block begins that the end of the completion cuts off.</param>
/// <param name="TestCount">Tests that the reference holds.</param>
public sealed record CodeEvidence(string Language, TextSpan? Program, int? CutOffAt, int TestCount) : Evidence
{
    /// <summary>Tests that were run: fewer than there are when an earlier failure decided.</summary>
    public int RunCount { get; init; }

    /// <summary>Tests that passed.</summary>
    public int PassedCount { get; init; }

    /// <summary>The first failed test, counted from 1.</summary>
    public int? FailedTest { get; init; }

    /// <summary>Why it failed.</summary>
    public TestFailure? Failure { get; init; }

    /// <summary>CPU time of all tests together.</summary>
    public double CpuMilliseconds { get; init; }

    /// <summary>Wall-clock time of all tests together.</summary>
    public double WallMilliseconds { get; init; }

    /// <summary>The largest peak memory of a test.</summary>
    public long PeakMemoryKib { get; init; }

    /// <summary>The first 20 tests that were run; all of them where the reference says <c>"stop": "never"</c>.</summary>
    public IReadOnlyList<TestOutcome> Tests { get; init; } = [];
}

/// <summary>How one test ended.</summary>
/// <param name="Test">Its number, from 1.</param>
/// <param name="Reason"><c>passed</c>, or why it failed.</param>
/// <param name="CpuMilliseconds">CPU time.</param>
/// <param name="PeakMemoryKib">Peak memory.</param>
/// <param name="Isolation">How the test was kept from the program: <c>compared_outside</c>, <c>second_interpreter</c> or <c>weak_isolation</c>.</param>
public sealed record TestOutcome(int Test, string Reason, double CpuMilliseconds, long PeakMemoryKib, string Isolation);
