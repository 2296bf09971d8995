using System.Globalization;
using System.Text;
using Verifiers.Structured.Documents;
using Verifiers.Structured.Schemas;
using Xunit.Abstractions;

namespace Verifiers.Tests.Structured;

/// <summary>
/// The official JSON-Schema-Test-Suite, from the folder that VERIFIERS_JSON_SCHEMA_SUITE names: the one with <c>tests/</c> and
/// <c>remotes/</c> in it. Debian has it in the package libtest-json-schema-acceptance-perl.
/// </summary>
public sealed class JsonSchemaSuiteTests(ITestOutputHelper output)
{
    private static readonly string? Suite = Environment.GetEnvironmentVariable("VERIFIERS_JSON_SCHEMA_SUITE");

    [Theory]
    [InlineData("draft2020-12", Draft.Draft202012)]
    [InlineData("draft2019-09", Draft.Draft201909)]
    [InlineData("draft7", Draft.Draft7)]
    [InlineData("draft6", Draft.Draft6)]
    [InlineData("draft4", Draft.Draft4)]
    internal void Every_required_test_of_the_official_suite_passes(string folder, Draft draft)
    {
        if (Suite is null)
        {
            output.WriteLine("Not run: VERIFIERS_JSON_SCHEMA_SUITE does not name a folder with the JSON-Schema-Test-Suite.");
            return;
        }
        Assert.Empty(RunFolder(folder, draft, SearchOption.TopDirectoryOnly));
    }

    /// <summary>Optional tests are reported, not asserted: they ask for what a validator may do otherwise.</summary>
    [Theory]
    [InlineData("draft2020-12/optional", Draft.Draft202012)]
    [InlineData("draft7/optional", Draft.Draft7)]
    internal void Optional_tests_of_the_official_suite_are_counted(string folder, Draft draft)
    {
        if (Suite is null)
        {
            output.WriteLine("Not run: VERIFIERS_JSON_SCHEMA_SUITE does not name a folder with the JSON-Schema-Test-Suite.");
            return;
        }
        RunFolder(folder, draft, SearchOption.AllDirectories);
    }

    private List<string> RunFolder(string folder, Draft draft, SearchOption depth)
    {
        var remotes = ReadRemotes();
        var failures = new List<string>();
        var (all, passed) = (0, 0);
        var root = Path.Combine(Suite!, "tests", folder);
        foreach (var file in Directory.EnumerateFiles(root, "*.json", depth).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(root, file);
            var before = failures.Count;
            var tests = 0;
            var assertsFormats = name.StartsWith("format" + Path.DirectorySeparatorChar, StringComparison.Ordinal);
            foreach (var group in ((DataList)Read(file)).Items.Cast<DataObject>())
            {
                var label = $"{name}: {((DataText)group.Find("description")!).Value}";
                tests += RunGroup(group, label, remotes, draft, assertsFormats, failures);
            }
            all += tests;
            passed += tests - (failures.Count - before);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}/{name}: {tests - (failures.Count - before)} of {tests}"));
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {passed} of {all}"));
        failures.ForEach(output.WriteLine);
        return failures;
    }

    private static int RunGroup(
        DataObject group, string label, Dictionary<string, DataValue> remotes, Draft draft, bool assertsFormats, List<string> failures)
    {
        var tests = ((DataList)group.Find("tests")!).Items.Cast<DataObject>().ToList();
        JsonSchema? schema = null;
        var fault = "";
        try
        {
            schema = JsonSchema.Compile(group.Find("schema")!, remotes, draft, assertsFormats);
        }
        catch (SchemaException problem)
        {
            fault = problem.Problem;
        }
        foreach (var test in tests)
        {
            var expected = ((DataBoolean)test.Find("valid")!).Value;
            var outcome = schema?.Validate(test.Find("data")!);
            if (outcome?.IsMet != expected)
                failures.Add($"{label}: {((DataText)test.Find("description")!).Value}: expected {expected}, found {outcome} {fault}");
        }
        return tests.Count;
    }

    private static Dictionary<string, DataValue> ReadRemotes()
    {
        var root = Path.Combine(Suite!, "remotes");
        return Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).ToDictionary(
            file => "http://localhost:1234/" + Path.GetRelativePath(root, file).Replace('\\', '/'), Read, StringComparer.Ordinal);
    }

    private static DataValue Read(string file) => JsonText.Read(File.ReadAllText(file, Encoding.UTF8)).Value!;
}
