using System.Diagnostics.Metrics;

namespace Verifiers.Api.Scoring;

/// <summary>Counts every flag that an answer carries: the counter <c>verifiers.flags</c> of the meter <c>Verifiers</c>, by <c>flag</c> and <c>rubric</c>.</summary>
internal sealed class FlagMeter
{
    /// <summary>The meter of this service.</summary>
    public const string MeterName = "Verifiers";

    /// <summary>The counter of flags.</summary>
    public const string CounterName = "verifiers.flags";

    private readonly Counter<long> _flags;

    public FlagMeter(IMeterFactory meters) =>
        _flags = meters.Create(MeterName).CreateCounter<long>(CounterName, "{flag}", "Flags in answers, by flag and rubric.");

    /// <summary>Counts the flags of one sample or one group.</summary>
    /// <param name="flags">What it was flagged with.</param>
    /// <param name="rubric">The name of a rubric that the service knows, or <c>inline</c>: a bounded set.</param>
    public void Count(IReadOnlyList<Flag> flags, string rubric)
    {
        foreach (var flag in flags)
            _flags.Add(1, new("flag", flag.Name), new KeyValuePair<string, object?>("rubric", rubric));
    }
}
