using Verifiers.Policy.Training;

namespace Verifiers.Policy.Plots;

/// <summary>
/// Reward, length and accuracy by step, from metrics.jsonl; several seeds of a run are one line with a band. The length is that of the thoughts
/// where every run tells it, else that of the completions.
/// </summary>
internal static class TrainingCurves
{
    /// <param name="runs">Each a name and, for each seed, the steps of metrics.jsonl.</param>
    /// <param name="smooth">Steps whose mean is one point of the line.</param>
    /// <returns>An SVG document of three plots.</returns>
    public static string Draw(IReadOnlyList<(string Name, IReadOnlyList<IReadOnlyList<StepMetrics>> Seeds)> runs, int smooth)
    {
        LinePlot Plot(string title, Func<StepMetrics, double?> figure) =>
            new(title, "step", [.. runs.Select(run => Line(run.Name, run.Seeds, figure, smooth))]);
        return LinePlot.Figure(
        [
            Plot("reward", step => step.Reward),
            runs.All(run => run.Seeds.All(steps => steps.All(step => step.ThoughtLength is not null)))
                ? Plot("length of thoughts, tokens", step => step.ThoughtLength)
                : Plot("length of completions, tokens", step => step.Length),
            Plot("accuracy of samples", step => step.Accuracy),
        ]);
    }

    /// <summary>The mean over the seeds, with its 95 % interval as the band where there are several.</summary>
    private static Series Line(string name, IReadOnlyList<IReadOnlyList<StepMetrics>> seeds, Func<StepMetrics, double?> figure, int smooth)
    {
        var points = seeds.SelectMany(steps => steps.Chunk(smooth).Select(chunk => (X: chunk.Average(step => (double)step.Step), Y: chunk.Average(figure))))
            .Where(point => point.Y is not null)
            .GroupBy(point => point.X).OrderBy(group => group.Key).Select(group => (X: group.Key, Interval: Interval.Of([.. group.Select(point => point.Y!.Value)]))).ToList();
        return new Series(
            name, [.. points.Select(point => (point.X, point.Interval.Mean))],
            seeds.Count < 2 ? null : [.. points.Select(point => (point.Interval.Mean - (point.Interval.HalfWidth ?? 0), point.Interval.Mean + (point.Interval.HalfWidth ?? 0)))]);
    }
}
