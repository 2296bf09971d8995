using System.Globalization;
using System.Text.RegularExpressions;

namespace Verifiers.Api.Tests.Telemetry;

/// <summary>A strict reader of the text format 0.0.4: what it does not know, or what a scraper would refuse, fails the test.</summary>
internal sealed partial class MetricsText
{
    private readonly Dictionary<string, Metric> _metrics = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Metric> Metrics => _metrics;

    /// <summary>The value of one series; its labels in any order.</summary>
    public double this[string name, params (string Name, string Value)[] labels] =>
        Metrics.Values.SelectMany(metric => metric.Samples).Single(sample => sample.Name == name && sample.Labels.Count == labels.Length
            && labels.All(label => sample.Labels.TryGetValue(label.Name, out var value) && value == label.Value)).Value;

    /// <summary>The sum of the series with these labels and any others.</summary>
    public double Sum(string name, params (string Name, string Value)[] labels) =>
        Metrics.Values.SelectMany(metric => metric.Samples).Where(sample => sample.Name == name
            && labels.All(label => sample.Labels.TryGetValue(label.Name, out var value) && value == label.Value)).Sum(sample => sample.Value);

    public static MetricsText Parse(string text)
    {
        var read = new MetricsText();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        Metric? metric = null;
        foreach (var line in text.Split('\n').SkipLast(1))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var match = HelpLine().Match(line);
                Assert.True(match.Success, line);
                metric = new(match.Groups["name"].Value);
                Assert.True(read._metrics.TryAdd(metric.Name, metric), $"twice: {metric.Name}");
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var match = TypeLine().Match(line);
                Assert.True(match.Success, line);
                Assert.Equal(metric!.Name, match.Groups["name"].Value);
                Assert.Null(metric.Type);
                metric.Type = match.Groups["type"].Value;
            }
            else
            {
                var sample = ReadSample(line);
                Assert.Contains(sample.Name, NamesOf(metric!));
                metric!.Samples.Add(sample);
            }
        }
        foreach (var one in read.Metrics.Values)
            Check(one);
        return read;
    }

    private static string[] NamesOf(Metric metric) => metric.Type == "histogram"
        ? [$"{metric.Name}_bucket", $"{metric.Name}_sum", $"{metric.Name}_count"]
        : [metric.Name];

    private static Sample ReadSample(string line)
    {
        var match = SampleLine().Match(line);
        Assert.True(match.Success, $"not a sample: {line}");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < match.Groups["label"].Captures.Count; i++)
        {
            Assert.True(
                labels.TryAdd(match.Groups["label"].Captures[i].Value, Unescape(match.Groups["value"].Captures[i].Value)), $"a label twice: {line}");
        }
        var number = match.Groups["number"].Value switch { "+Inf" => "Infinity", "-Inf" => "-Infinity", var other => other };
        return new(match.Groups["name"].Value, labels, double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    private static string Unescape(string value) => Escape().Replace(value, match => match.Value switch
    {
        "\\n" => "\n",
        "\\\"" => "\"",
        "\\\\" => "\\",
        var other => throw new FormatException($"not an escape: {other}"),
    });

    private static void Check(Metric metric)
    {
        Assert.NotNull(metric.Type);
        var series = metric.Samples.Select(sample => $"{sample.Name}{{{string.Join(',', sample.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))}}}");
        Assert.Equal(metric.Samples.Count, series.Distinct(StringComparer.Ordinal).Count());
        if (metric.Type == "counter")
        {
            Assert.EndsWith("_total", metric.Name, StringComparison.Ordinal);
            Assert.All(metric.Samples, sample => Assert.True(sample.Value >= 0));
        }
        if (metric.Type != "histogram")
            return;
        foreach (var one in metric.Samples.GroupBy(sample => string.Join(',', sample.Labels.Where(label => label.Key != "le").OrderBy(label => label.Key, StringComparer.Ordinal))))
        {
            var buckets = one.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal)).ToList();
            var bounds = buckets.ConvertAll(sample => sample.Labels["le"] == "+Inf" ? double.PositiveInfinity : double.Parse(sample.Labels["le"], CultureInfo.InvariantCulture));
            Assert.Equal(bounds.Order().Distinct(), bounds);
            Assert.Equal(double.PositiveInfinity, bounds[^1]);
            Assert.Equal(buckets.Select(sample => sample.Value).Order(), buckets.Select(sample => sample.Value));
            Assert.Equal(buckets[^1].Value, one.Single(sample => sample.Name.EndsWith("_count", StringComparison.Ordinal)).Value);
            Assert.Single(one, sample => sample.Name.EndsWith("_sum", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\\\|\\n)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeLine();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)"(,(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)")*\})? (?<number>[-+0-9.eE]+|[+-]Inf|NaN)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SampleLine();

    [GeneratedRegex(@"\\.", RegexOptions.None, 1000)]
    private static partial Regex Escape();
}

/// <summary>One metric.</summary>
internal sealed class Metric(string name)
{
    public string Name => name;

    public string? Type { get; set; }

    public List<Sample> Samples { get; } = [];
}

/// <summary>One line.</summary>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
