using Verifiers.Policy.Rewards;
using Verifiers.Policy.Torch;
using static System.FormattableString;

namespace Verifiers.Policy.Training;

/// <summary>A loop with everything around it: a line for each step in metrics.jsonl, evaluations, checkpoints, progress.</summary>
internal static class TrainingRun
{
    /// <summary>The first steps load kernels and capture graphs; they are not in the summary.</summary>
    private const int UntimedSteps = 5;

    /// <param name="steps">Of the loop, in all.</param>
    /// <param name="evaluateEvery">Steps between two evaluations; 0: only after the last.</param>
    /// <param name="checkpointEvery">Steps between two checkpoints; 0: only after the last.</param>
    /// <param name="output">Folder for metrics.jsonl and checkpoints.</param>
    public static void Go(
        GrpoLoop loop, int steps, int evaluateEvery, int checkpointEvery, string output, Evaluator evaluator, Action<string> log, CancellationToken cancellationToken)
    {
        using var progress = ProgressLine.OnConsole(log);
        using var metrics = MetricsFile.Open(Path.Combine(output, "metrics.jsonl"), loop.NextStep);
        var (timed, calls) = (new List<StepMetrics>(), 0L);
        loop.Run(
            (step, save) =>
            {
                var last = loop.NextStep == steps;
                if (last || (evaluateEvery > 0 && loop.NextStep % evaluateEvery == 0)) step = step with { Evaluation = Evaluate(evaluator, progress, cancellationToken) };
                metrics.Write(step);
                TrainingMeter.Record(step);
                if (timed.Count == UntimedSteps) calls = torch.native_calls;
                timed.Add(step);
                if (step.Loss is not null || step.Evaluation is not null) progress.Write(Line(step));
                progress.Show(Invariant($"{loop.NextStep}/{steps}  reward {step.Reward:0.000}  accuracy {step.Accuracy:0.000}  {step.StepMilliseconds:0} ms a step  {Left(steps - loop.NextStep, timed)} left"));
                if (last || (checkpointEvery > 0 && loop.NextStep % checkpointEvery == 0)) save(output);
            },
            cancellationToken);
        if (timed.Count > UntimedSteps + 1) progress.Write(Summary(timed[UntimedSteps..], (torch.native_calls - calls) / (timed.Count - UntimedSteps - 1)));
    }

    /// <summary>Null, and a sentence, when nothing could be judged: a look at the policy must not cost the step that was taken.</summary>
    private static double? Evaluate(Evaluator evaluator, ProgressLine progress, CancellationToken cancellationToken)
    {
        try
        {
            return evaluator.Run(cancellationToken).Accuracy;
        }
        catch (RewardServiceException fault)
        {
            progress.Write($"not evaluated: {fault.Message}");
            return null;
        }
    }

    /// <summary>What is left to do, at the pace of the last steps; evaluations and checkpoints are not counted.</summary>
    private static TimeSpan Left(int steps, List<StepMetrics> taken) =>
        TimeSpan.FromSeconds(Math.Ceiling(steps * taken.TakeLast(20).Average(step => step.StepMilliseconds) / 1000));

    private static string Line(StepMetrics step)
    {
        var measured = step.Loss is null ? "" : Invariant($"{(step.Kl is { } kl ? Invariant($"kl {kl:0.0000}  ") : "")}entropy {step.Entropy:0.000}  norm {step.GradientNorm:0.00}  ");
        var evaluated = step.Evaluation is { } accuracy ? Invariant($"  held out {accuracy:0.000}") : "";
        return Invariant($"step {step.Step,5}  reward {step.Reward:0.000}  accuracy {step.Accuracy:0.000}  length {step.Length:0.0} (thoughts {step.ThoughtLength:0.0})  {measured}{step.TokensPerSecond:0} tokens/s  {step.StepMilliseconds:0} ms (sample {step.SampleMilliseconds:0}, wait {step.WaitMilliseconds:0}, update {step.UpdateMilliseconds:0}; rewards after {step.ScoreMilliseconds:0} ms){evaluated}");
    }

    private static string Summary(List<StepMetrics> steps, long calls)
    {
        double Median(Func<StepMetrics, double> figure) => steps.Select(figure).Order().ElementAt(steps.Count / 2);
        return Invariant($"median step {Median(step => step.StepMilliseconds):0.0} ms (sample {Median(step => step.SampleMilliseconds):0.0}, wait for rewards {Median(step => step.WaitMilliseconds):0.0}, update {Median(step => step.UpdateMilliseconds):0.0}), {steps.Sum(step => step.WaitMilliseconds) / steps.Sum(step => step.StepMilliseconds):0.0%} of all time waiting for rewards, {Median(step => step.TokensPerSecond):0} tokens/s, {calls} native calls a step");
    }
}
