using System.Text.Json;
using System.Text.RegularExpressions;

namespace Verifiers.Api.Tests.Telemetry;

/// <summary>Every query of deploy/grafana/verifiers.json asks for metrics and labels that a running service exposes.</summary>
public sealed partial class DashboardTests(Busy service) : IClassFixture<Busy>
{
    /// <summary>Labels that Prometheus adds when it scrapes.</summary>
    private static readonly string[] _ofTheScrape = ["job", "instance"];

    [Fact]
    public void Every_query_can_be_answered()
    {
        var queries = Queries().ToList();
        Assert.True(queries.Count >= 15, $"only {queries.Count} queries");
        Assert.All(queries, Check);
    }

    [Fact]
    public void What_the_service_counts_itself_is_all_shown()
    {
        var shown = Queries().SelectMany(query => Query.Read(query).Metrics).Select(metric => metric.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var metric in service.Metrics.Metrics.Values.Where(metric => metric.Name.StartsWith("verifiers_", StringComparison.Ordinal)))
            Assert.Contains(metric.Type == "histogram" ? $"{metric.Name}_bucket" : metric.Name, shown);
    }

    [Theory]
    [InlineData("sum(rate(verifiers_none_total[5m]))")]
    [InlineData("sum by (colour) (verifiers_samples_total)")]
    [InlineData("""verifiers_samples_total{colour="red"}""")]
    public void A_query_for_what_is_not_there_is_found(string query) => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check(query));

    [Fact]
    public void Variables_that_queries_use_are_defined()
    {
        using var dashboard = Dashboard();
        var defined = dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray().Select(one => one.GetProperty("name").GetString()!).ToHashSet();
        foreach (var name in Queries().SelectMany(query => Variable().Matches(query)).Select(match => match.Groups["name"].Value))
            Assert.True(name.StartsWith("__", StringComparison.Ordinal) || defined.Contains(name), name);
    }

    private void Check(string text)
    {
        var query = Query.Read(text);
        Assert.NotEmpty(query.Metrics);
        var all = new HashSet<string>(_ofTheScrape, StringComparer.Ordinal);
        foreach (var (name, labels) in query.Metrics)
        {
            var samples = service.Metrics.Metrics.Values.SelectMany(metric => metric.Samples).Where(sample => sample.Name == name).ToList();
            Assert.True(samples.Count > 0, $"{name} is not exposed: {text}");
            var known = samples.SelectMany(sample => sample.Labels.Keys).Concat(_ofTheScrape).ToHashSet(StringComparer.Ordinal);
            foreach (var label in labels)
                Assert.True(known.Contains(label), $"{name} has no label {label}: {text}");
            all.UnionWith(known);
        }
        foreach (var label in query.Grouping)
            Assert.True(all.Contains(label), $"no metric has the label {label}: {text}");
    }

    private static IEnumerable<string> Queries()
    {
        using var dashboard = Dashboard();
        var queries = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!).ToList();
        foreach (var variable in dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray())
        {
            if (LabelValues().Match(variable.GetProperty("query").GetString()!) is { Success: true } match)
                queries.Add($"sum by ({match.Groups["label"].Value}) ({match.Groups["metric"].Value})");
        }
        return queries;
    }

    private static JsonDocument Dashboard() => JsonDocument.Parse(File.ReadAllText(
        Path.Combine(MetricsDocumentationTests.Root(AppContext.BaseDirectory), "deploy", "grafana", "verifiers.json")));

    [GeneratedRegex(@"^label_values\((?<metric>.+), (?<label>\w+)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\$\{?(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
