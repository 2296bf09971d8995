using System.Diagnostics.Metrics;

namespace Verifiers.Api.Telemetry.Prometheus;

/// <summary>Names by the conventions of Prometheus: <c>verifiers.score.duration</c> in <c>s</c> is <c>verifiers_score_duration_seconds</c>.</summary>
internal static class MetricName
{
    /// <summary>The metric's name.</summary>
    public static string Of(Instrument instrument)
    {
        var name = Clean(instrument.Name, allowColon: true);
        var kind = MetricKinds.Of(instrument);
        var unit = instrument.Unit switch
        {
            null or "" => "",
            ['{', ..] => "", // an annotation, not a unit
            "1" => kind == MetricKind.Gauge ? "ratio" : "",
            "s" => "seconds",
            "ms" => "milliseconds",
            "us" => "microseconds",
            "ns" => "nanoseconds",
            "By" => "bytes",
            "%" => "percent",
            var other => Clean(other, allowColon: false),
        };
        if (unit.Length > 0 && !name.EndsWith($"_{unit}", StringComparison.Ordinal))
            name += $"_{unit}";
        return kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    /// <summary>A label's name.</summary>
    public static string OfLabel(string tag) => Clean(tag, allowColon: false);

    private static string Clean(string name, bool allowColon)
    {
        var clean = string.Create(name.Length, (name, allowColon), static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var c = from.name[i];
                span[i] = char.IsAsciiLetterOrDigit(c) || (c == ':' && from.allowColon) ? c : '_';
            }
        });
        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? $"_{clean}" : clean;
    }
}
