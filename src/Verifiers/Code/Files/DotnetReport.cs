using System.Xml;

namespace Verifiers.Code.Files;

/// <summary>What <c>dotnet test</c> leaves: a TRX file, or the lines <c>Passed Name [1 ms]</c> that it prints in detail.</summary>
internal static class DotnetReport
{
    public static TestReport ReadTrx(IEnumerable<ReadOnlyMemory<byte>> documents)
    {
        var results = new List<(string Id, string Name, ReportedOutcome Outcome)>();
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        string? definition = null;
        foreach (var document in documents)
        {
            if (XmlDocuments.Read(document, ReadElement) is { } fault)
                return TestReport.Unreadable(fault);
        }
        return TestReport.Of([.. results.Select(result => new ReportedTest(
            classes.TryGetValue(result.Id, out var owner) ? [result.Name, $"{owner}.{result.Name}"] : [result.Name], result.Outcome))]);

        string? ReadElement(XmlReader reader)
        {
            if (results.Count == TestReport.MostTests || classes.Count > TestReport.MostTests)
                return "it lists too many tests";
            switch (reader.LocalName)
            {
                case "UnitTestResult":
                    var outcome = reader.GetAttribute("outcome") switch
                    {
                        "Passed" => ReportedOutcome.Passed,
                        "NotExecuted" => ReportedOutcome.Skipped,
                        _ => ReportedOutcome.Failed,
                    };
                    results.Add((reader.GetAttribute("testId") ?? "", reader.GetAttribute("testName") ?? "", outcome));
                    break;
                case "UnitTest":
                    definition = reader.GetAttribute("id");
                    break;
                case "TestMethod" when definition is not null && reader.GetAttribute("className") is { } className:
                    classes[definition] = className.Split(',')[0];
                    break;
            }
            return null;
        }
    }

    public static TestReport ReadConsole(string text)
    {
        var tests = new List<ReportedTest>();
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range).Trim();
            ReportedOutcome? outcome = line.StartsWith("Passed ") ? ReportedOutcome.Passed
                : line.StartsWith("Failed ") ? ReportedOutcome.Failed
                : line.StartsWith("Skipped ") ? ReportedOutcome.Skipped
                : null;
            if (outcome is not { } found || !line.EndsWith("]") || line.LastIndexOf(" [") is not (var time and > 0))
                continue; // as the line of totals, "Passed!  - Failed: 0 …"
            if (tests.Count == TestReport.MostTests)
                return TestReport.Unreadable("it lists too many tests");
            tests.Add(new ReportedTest([line[(line.IndexOf(' ') + 1)..time].Trim().ToString()], found));
        }
        return tests.Count == 0 ? TestReport.Unreadable("dotnet test printed no results (--logger \"console;verbosity=normal\")") : TestReport.Of(tests);
    }
}
