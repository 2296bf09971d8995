using System.Text;

namespace Verifiers.Api.Telemetry.Prometheus;

/// <summary>The values of one metric under one set of labels.</summary>
internal abstract class Series
{
    /// <summary>Takes one measurement.</summary>
    public abstract void Record(double value);

    /// <summary>Writes its lines.</summary>
    public abstract void WriteTo(StringBuilder text, string name, string labels);

    /// <summary>One line.</summary>
    protected static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(PrometheusText.Number(value)).Append('\n');
    }
}

/// <summary>A sum, or the latest value.</summary>
internal sealed class ValueSeries(bool isSummed) : Series
{
    private double _value;

    public override void Record(double value)
    {
        if (!isSummed)
        {
            Volatile.Write(ref _value, value);
            return;
        }
        var seen = Volatile.Read(ref _value);
        while (true)
        {
            var before = Interlocked.CompareExchange(ref _value, seen + value, seen);
            if (before.Equals(seen))
                return;
            seen = before;
        }
    }

    public override void WriteTo(StringBuilder text, string name, string labels) => Line(text, name, labels, Volatile.Read(ref _value));
}

/// <summary>Counts of values by size, written cumulated: each bucket holds those below it, too.</summary>
/// <param name="bounds">Upper bounds, rising, inclusive.</param>
internal sealed class BucketSeries(double[] bounds) : Series
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public override void Record(double value)
    {
        var place = Array.BinarySearch(bounds, value);
        lock (_lock)
        {
            _counts[place < 0 ? ~place : place]++;
            _sum += value;
        }
    }

    public override void WriteTo(StringBuilder text, string name, string labels)
    {
        long[] counts;
        double sum;
        lock (_lock)
            (counts, sum) = ([.. _counts], _sum);
        var before = labels.Length > 0 ? $"{labels}," : "";
        var total = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            var bound = i < bounds.Length ? PrometheusText.Number(bounds[i]) : "+Inf";
            Line(text, $"{name}_bucket", $"{before}le=\"{bound}\"", total);
        }
        Line(text, $"{name}_sum", labels, sum);
        Line(text, $"{name}_count", labels, total);
    }
}
