namespace Verifiers.Code;

/// <summary>Why a program failed a test.</summary>
/// <param name="Reason">A stable code: <c>wrong_answer</c>, <c>runtime_error</c>, <c>time_limit</c> …</param>
/// <param name="Detail">The same in words, without the test's number.</param>
public sealed record TestFailure(string Reason, string Detail)
{
    /// <summary>The first differing line of the output, counted from 1.</summary>
    public int? Line { get; init; }

    /// <summary>The first differing token of that line, counted from 1.</summary>
    public int? Token { get; init; }

    /// <summary>What was expected there, cut to 200 characters.</summary>
    public string? Expected { get; init; }

    /// <summary>What was found there, cut to 200 characters.</summary>
    public string? Actual { get; init; }

    /// <summary>Exit status, where it decided.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended the program.</summary>
    public int? Signal { get; init; }

    /// <summary>The last lines of standard error, or the first of what a compiler said; at most 10 and at most 1,000 characters.</summary>
    public string? StandardError { get; init; }
}
