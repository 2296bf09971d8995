using System.Xml;

namespace Verifiers.Code.Files;

/// <summary>
/// JUnit's XML, as pytest, Maven, Gradle, gotestsum, jest and our own runner for unittest write it: <c>testcase</c> elements,
/// failed when they hold a <c>failure</c> or an <c>error</c>. No document types, no entities of its own, bounded in size and depth.
/// </summary>
internal static class JunitReport
{
    public static TestReport Read(IEnumerable<ReadOnlyMemory<byte>> documents)
    {
        var tests = new List<ReportedTest>();
        foreach (var document in documents)
        {
            if (XmlDocuments.Read(document, reader => ReadTest(reader, tests)) is { } fault)
                return TestReport.Unreadable(fault);
        }
        return TestReport.Of(tests);
    }

    private static string? ReadTest(XmlReader reader, List<ReportedTest> tests)
    {
        if (reader.LocalName != "testcase")
            return null;
        if (tests.Count == TestReport.MostTests)
            return "it lists too many tests";
        var ids = IdsOf(reader.GetAttribute("classname") ?? "", reader.GetAttribute("name") ?? "", reader.GetAttribute("file"));
        var outcome = ReportedOutcome.Passed;
        var depth = reader.Depth;
        var hasContent = !reader.IsEmptyElement;
        while (hasContent && reader.Read() && reader.Depth > depth)
        {
            if (reader.Depth > XmlDocuments.MostDepth)
                return "it is nested too deeply";
            if (reader.NodeType != XmlNodeType.Element || reader.Depth != depth + 1)
                continue;
            outcome = reader.LocalName switch
            {
                "failure" or "error" => ReportedOutcome.Failed,
                "skipped" when outcome == ReportedOutcome.Passed => ReportedOutcome.Skipped,
                _ => outcome,
            };
        }
        tests.Add(new ReportedTest(ids, outcome));
        return null;
    }

    /// <summary>
    /// The name alone, behind the class in both ways of writing, and as pytest names it: <c>tests/test_a.py::TestB::test_c</c>, where
    /// the class name <c>tests.test_a.TestB</c> does not say where the file ends, so every way to cut it is a name.
    /// </summary>
    private static List<string> IdsOf(string className, string name, string? file)
    {
        var ids = new List<string> { name };
        if (file is { Length: > 0 })
            ids.Add($"{file}::{name}");
        if (className.Length == 0)
            return ids;
        ids.Add($"{className}.{name}");
        ids.Add($"{className}::{name}");
        var parts = className.Split('.');
        if (parts.Length > XmlDocuments.MostDepth)
            return ids;
        for (var cut = 1; cut <= parts.Length; cut++)
            ids.Add(string.Join("::", [string.Join('/', parts[..cut]) + ".py", .. parts[cut..], name]));
        return ids;
    }
}
