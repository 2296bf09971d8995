namespace Verifiers.Code.Files;

/// <summary>How a test ended, from best to worst.</summary>
internal enum ReportedOutcome
{
    Passed,
    Skipped,
    Failed,
}

/// <summary>One test of a report.</summary>
/// <param name="Ids">The names it goes by: a reference may use any of them.</param>
/// <param name="Outcome">How it ended.</param>
internal sealed record ReportedTest(IReadOnlyList<string> Ids, ReportedOutcome Outcome);

/// <summary>What a test runner reported. Untrusted: the candidate's code ran beside the runner.</summary>
internal sealed class TestReport
{
    /// <summary>Tests of one report; a longer one cannot be read.</summary>
    public const int MostTests = 100_000;

    private readonly Dictionary<string, ReportedOutcome> _byId = new(StringComparer.Ordinal);

    private TestReport(string? fault) => Fault = fault;

    /// <summary>Why the report cannot be read; null when it can.</summary>
    public string? Fault { get; }

    /// <summary>Tests in the report.</summary>
    public int Count { get; private init; }

    public static TestReport Unreadable(string fault) => new(fault);

    public static TestReport Of(IReadOnlyCollection<ReportedTest> tests)
    {
        if (tests.Count > MostTests)
            return Unreadable($"it lists more than {MostTests} tests");
        var report = new TestReport(fault: null) { Count = tests.Count };
        foreach (var test in tests)
        {
            // A name that stands for several tests has passed when all of them have.
            foreach (var id in test.Ids)
                report._byId[id] = report._byId.TryGetValue(id, out var known) && known > test.Outcome ? known : test.Outcome;
        }
        return report;
    }

    /// <summary>How the test of this name ended; null when the report has none.</summary>
    public ReportedOutcome? Find(string id) => _byId.TryGetValue(id, out var outcome) ? outcome : null;
}
