using System.Globalization;
using Verifiers.Api.Telemetry;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Verifiers.Api.Telemetry.Prometheus;

/// <summary>The parts of the text format: numbers, labels, help.</summary>
internal static class PrometheusText
{
    /// <summary>A value that is a program's text is cut here.</summary>
    private const int MaxValueLength = 128;

    /// <summary>A number so that it reads back the same.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Labels in order of their names, without braces. Tags whose names become equal share one label.</summary>
    public static string Labels(ReadOnlySpan<Tag> tags) => Join(tags, static value => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    });

    /// <summary>The same names with the value for whatever is beyond the bound.</summary>
    public static string OtherLabels(ReadOnlySpan<Tag> tags) => Join(tags, static _ => ScoringMeter.Other);

    /// <summary>A help text on one line.</summary>
    public static string Help(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Join(ReadOnlySpan<Tag> tags, Func<object?, string> read)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (tag, raw) in tags)
        {
            var name = MetricName.OfLabel(tag);
            var value = read(raw);
            value = Escape(value.Length > MaxValueLength ? value[..MaxValueLength] : value);
            labels[name] = labels.TryGetValue(name, out var first) ? $"{first};{value}" : value;
        }
        return string.Join(',', labels.Select(label => $"{label.Key}=\"{label.Value}\""));
    }

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
