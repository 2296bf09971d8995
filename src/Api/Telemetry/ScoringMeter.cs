using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Telemetry;

/// <summary>Counts what is answered and times what is judged, on the meter <c>Verifiers</c>.</summary>
internal sealed class ScoringMeter
{
    /// <summary>What a name beyond a bound is counted as.</summary>
    public const string Other = "other";

    /// <summary>Reasons come from a short list in each verifier, but a remote one or a plug-in may make up as many as it likes.</summary>
    private const int MaxReasons = 64;

    private static readonly double[] _rewardBounds = [-1, -0.5, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string>> _reasons = new(StringComparer.Ordinal);
    private readonly Counter<long> _verdicts;
    private readonly Counter<long> _samples;
    private readonly Histogram<double> _rewards;
    private readonly Histogram<double> _durations;

    public ScoringMeter(IMeterFactory meters)
    {
        var meter = meters.Create(FlagMeter.MeterName);
        _verdicts = meter.CreateCounter<long>("verifiers.verdicts", "{verdict}", "Verdicts of single verifiers in answers, by verifier, verdict and reason.");
        _samples = meter.CreateCounter<long>("verifiers.samples", "{sample}", "Samples answered, by rubric and verdict.");
        _rewards = meter.CreateHistogram(
            "verifiers.reward", "1", "Rewards answered, by rubric; samples with the verdict error have none.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = _rewardBounds });
        _durations = meter.CreateHistogram(
            "verifiers.score.duration", "s", "Time in which one verifier judged one completion, without waiting for its lane.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyBounds.Seconds });
        meter.CreateObservableGauge(
            "verifiers.build_info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", EngineVersion.Current)),
            description: "Always 1; the label holds the version.");
    }

    /// <summary>Counts one answered sample.</summary>
    /// <param name="result">As it is answered.</param>
    /// <param name="rubric">The name of a rubric that the service knows, or <c>inline</c>: a bounded set.</param>
    public void Count(SampleResult result, string rubric)
    {
        foreach (var component in result.Components)
        {
            _verdicts.Add(
                1, new("verifier", component.Verifier), new("verdict", Word(component.Verdict)), new("reason", ReasonOf(component)));
        }
        _samples.Add(1, new("rubric", rubric), new KeyValuePair<string, object?>("verdict", Word(result.Verdict)));
        if (result.Reward is { } reward)
            _rewards.Record(reward, new KeyValuePair<string, object?>("rubric", rubric));
    }

    /// <summary>Times one judgement.</summary>
    public void Time(IVerifier verifier, TimeSpan elapsed) =>
        _durations.Record(elapsed.TotalSeconds, new("lane", Word(verifier.Lane)), new KeyValuePair<string, object?>("verifier", verifier.Name));

    /// <summary>A verdict as the wire writes it.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Correct => "correct",
        Verdict.Incorrect => "incorrect",
        Verdict.Undecided => "undecided",
        Verdict.Error => "error",
    };

    /// <summary>A lane in lower case.</summary>
    public static string Word(Lane lane) => lane switch
    {
        Lane.Cpu => "cpu",
        Lane.Sandbox => "sandbox",
        Lane.Remote => "remote",
    };

    private string ReasonOf(ComponentResult component)
    {
        var known = _reasons.GetOrAdd(component.Verifier, static _ => new(StringComparer.Ordinal));
        if (known.TryGetValue(component.Reason, out var reason))
            return reason;
        return known.Count < MaxReasons ? known.GetOrAdd(component.Reason, component.Reason) : Other;
    }
}
