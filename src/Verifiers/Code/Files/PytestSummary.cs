namespace Verifiers.Code.Files;

/// <summary>What <c>pytest -rA</c> prints behind the last <c>short test summary info</c>: <c>PASSED tests/test_a.py::test_b</c>.</summary>
internal static class PytestSummary
{
    public static TestReport Read(string text)
    {
        var start = text.LastIndexOf(" short test summary info ", StringComparison.Ordinal);
        if (start < 0)
            return TestReport.Unreadable("pytest printed no summary (-rA)");
        var tests = new List<ReportedTest>();
        foreach (var range in text.AsSpan(start).Split('\n'))
        {
            var line = text.AsSpan(start)[range].TrimEnd();
            var space = line.IndexOf(' ');
            if (space < 0)
                continue;
            ReportedOutcome? outcome = line[..space] switch
            {
                "PASSED" => ReportedOutcome.Passed,
                "FAILED" or "ERROR" => ReportedOutcome.Failed,
                "SKIPPED" or "XFAIL" or "XPASS" => ReportedOutcome.Skipped,
                _ => null,
            };
            if (outcome is not { } found)
                continue;
            if (tests.Count == TestReport.MostTests)
                return TestReport.Unreadable("it lists too many tests");
            var id = line[(space + 1)..];
            if (found != ReportedOutcome.Passed && id.IndexOf(" - ") is var message and >= 0)
                id = id[..message];
            tests.Add(new ReportedTest([id.Trim().ToString()], found));
        }
        return TestReport.Of(tests);
    }
}
