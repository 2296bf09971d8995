using System.Text.RegularExpressions;

namespace Verifiers.Api.Tests.Telemetry;

/// <summary>docs/telemetry.md says what <c>/metrics</c> holds: each metric, no other, with its type and labels.</summary>
public sealed partial class MetricsDocumentationTests(Busy service) : IClassFixture<Busy>
{
    [Fact]
    public void Every_metric_is_documented_with_its_type_and_labels()
    {
        var documented = Documented();
        var exposed = service.Metrics.Metrics.Values.Where(metric => !metric.Name.StartsWith("dotnet_", StringComparison.Ordinal)).ToList();
        Assert.Equal(exposed.Select(metric => metric.Name).Order(StringComparer.Ordinal), documented.Keys.Order(StringComparer.Ordinal));
        foreach (var metric in exposed)
        {
            var (type, labels) = documented[metric.Name];
            Assert.Equal((metric.Name, metric.Type), (metric.Name, type));
            foreach (var sample in metric.Samples)
                Assert.Equal(labels.Order(StringComparer.Ordinal), sample.Labels.Keys.Where(label => label != "le").Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_metric_of_ours_has_a_unit_and_a_help_text()
    {
        foreach (var line in File.ReadLines(DocumentPath).Where(line => line.StartsWith("| `verifiers_", StringComparison.Ordinal)))
            Assert.DoesNotContain("", line.Split('|')[3].Trim().Split(' '));
    }

    internal static string DocumentPath => Path.Combine(Root(AppContext.BaseDirectory), "docs", "telemetry.md");

    internal static string Root(string folder) => File.Exists(Path.Combine(folder, "Verifiers.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);

    private static Dictionary<string, (string Type, string[] Labels)> Documented() => File.ReadLines(DocumentPath)
        .Select(line => Row().Match(line)).Where(match => match.Success)
        .ToDictionary(
            match => match.Groups["name"].Value,
            match => (match.Groups["type"].Value, match.Groups["label"].Captures.Select(label => label.Value).ToArray()), StringComparer.Ordinal);

    [GeneratedRegex(@"^\| `(?<name>[a-z0-9_]+)` \| (?<type>counter|gauge|histogram) \| (?<unit>\w+) \| (`(?<label>\w+)`(, )?)*\s*\|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
