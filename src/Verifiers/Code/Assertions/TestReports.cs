namespace Verifiers.Code.Assertions;

/// <summary>From what is known of a test that ran inside the sandbox to why it failed.</summary>
internal static class TestReports
{
    private const int ExcerptLength = 300;

    /// <summary>Null when the test passed. A program that ended well without reaching the end of the test did not pass it.</summary>
    public static TestFailure? FailureOf(TestReport? report) => report switch
    {
        null => new TestFailure("runtime_error", "the program ended before the test did"),
        { Passed: true } => null,
        _ => new TestFailure(report.Reason, report.Message.Length <= ExcerptLength ? report.Message : report.Message[..ExcerptLength] + "…"),
    };
}
