using System.Diagnostics.Metrics;

namespace Verifiers.Policy.Training;

/// <summary>
/// The figures of each step as instruments of the meter <c>Verifiers.Policy</c>, for whoever listens: an OTLP collector
/// (<see cref="Commands.Telemetry"/>), <c>dotnet-counters</c>, a test.
/// </summary>
internal static class TrainingMeter
{
    public const string Name = "Verifiers.Policy";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Steps = Meter.CreateCounter<long>("policy.steps", "{step}", "Steps taken.");
    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("policy.tokens", "{token}", "Tokens sampled.");
    private static readonly Counter<long> Unjudged = Meter.CreateCounter<long>("policy.completions.unjudged", "{completion}", "Completions that the service could not judge.");
    private static readonly Counter<long> FlatGroups = Meter.CreateCounter<long>("policy.groups.flat", "{group}", "Groups whose rewards were all the same.");
    private static readonly Counter<long> Flags = Meter.CreateCounter<long>("policy.flags", "{flag}", "Signals of reward hacking, by name.");

    private static readonly Gauge<double> Reward = Meter.CreateGauge<double>("policy.reward", "1", "Mean reward of the step.");
    private static readonly Gauge<double> Accuracy = Meter.CreateGauge<double>("policy.accuracy", "1", "Share of right completions in the step.");
    private static readonly Gauge<double> HeldOut = Meter.CreateGauge<double>("policy.evaluation.accuracy", "1", "Greedy accuracy on held-out problems.");
    private static readonly Gauge<double> Length = Meter.CreateGauge<double>("policy.completion.length", "{token}", "Mean tokens of a completion.");
    private static readonly Gauge<double> ThoughtLength = Meter.CreateGauge<double>("policy.thoughts.length", "{token}", "Mean tokens of a completion's thoughts.");
    private static readonly Gauge<double> Kl = Meter.CreateGauge<double>("policy.kl", "nat", "k3 to the reference policy, where there is one.");
    private static readonly Gauge<double> Entropy = Meter.CreateGauge<double>("policy.entropy", "nat", "Mean entropy of a token.");
    private static readonly Gauge<double> GradientNorm = Meter.CreateGauge<double>("policy.gradient.norm", "1", "Norm of the gradient before clipping.");

    private static readonly Histogram<double> StepDuration = Duration("policy.step.duration", "The whole step.");
    private static readonly Histogram<double> SampleDuration = Duration("policy.sample.duration", "Sampling.");
    private static readonly Histogram<double> UpdateDuration = Duration("policy.update.duration", "Changing the policy.");
    private static readonly Histogram<double> RewardLatency = Duration("policy.reward.duration", "From sending the completions to the last reward.");
    private static readonly Histogram<double> RewardWait = Duration("policy.reward.wait", "Time in which nothing was done but wait for rewards.");

    /// <summary>Tells the figures of a step.</summary>
    public static void Record(StepMetrics step)
    {
        Steps.Add(1);
        Tokens.Add((long)Math.Round(step.TokensPerSecond * step.StepMilliseconds / 1000));
        Unjudged.Add(step.Errors);
        FlatGroups.Add(step.FlatGroups);
        foreach (var (flag, count) in step.Flags ?? new Dictionary<string, int>()) Flags.Add(count, new KeyValuePair<string, object?>("flag", flag));
        Record(Reward, step.Reward);
        Record(Accuracy, step.Accuracy);
        Length.Record(step.Length);
        Record(ThoughtLength, step.ThoughtLength);
        Record(HeldOut, step.Evaluation);
        Record(Kl, step.Kl);
        Record(Entropy, step.Entropy);
        Record(GradientNorm, step.GradientNorm);
        StepDuration.Record(step.StepMilliseconds / 1000);
        SampleDuration.Record(step.SampleMilliseconds / 1000);
        UpdateDuration.Record(step.UpdateMilliseconds / 1000);
        RewardLatency.Record(step.ScoreMilliseconds / 1000);
        RewardWait.Record(step.WaitMilliseconds / 1000);
    }

    private static Histogram<double> Duration(string name, string description) => Meter.CreateHistogram<double>(
        name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });

    /// <summary>Figures that are measured in some steps only.</summary>
    private static void Record(Gauge<double> gauge, double? figure)
    {
        if (figure is { } measured) gauge.Record(measured);
    }
}
