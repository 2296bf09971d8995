using System.Text.Json;

namespace Verifiers.Policy.Training;

/// <summary>metrics.jsonl: a line for each step, written as soon as the step is taken.</summary>
public sealed class MetricsFile : IDisposable
{
    private readonly StreamWriter _writer;

    private MetricsFile(StreamWriter writer) => _writer = writer;

    /// <summary>Opens a file to go on at a step: lines of that step and later ones, and a last half line, are what a stopped run left.</summary>
    public static MetricsFile Open(string path, int nextStep)
    {
        var kept = File.Exists(path) ? File.ReadLines(path).TakeWhile(line => StepOf(line) < nextStep).ToList() : [];
        File.WriteAllLines(path + ".partial", kept);
        File.Move(path + ".partial", path, overwrite: true);
        return new MetricsFile(new StreamWriter(path, append: true) { AutoFlush = true });
    }

    /// <summary>All whole lines of a file.</summary>
    public static IReadOnlyList<StepMetrics> Read(string path) => [.. File.ReadLines(path).Where(line => StepOf(line) < int.MaxValue).Select(StepMetrics.Parse)];

    public void Write(StepMetrics step) => _writer.WriteLine(step.ToJson());

    public void Dispose() => _writer.Dispose();

    private static int StepOf(string line)
    {
        try
        {
            return StepMetrics.Parse(line).Step;
        }
        catch (JsonException)
        {
            return int.MaxValue; // the half line of a run that was killed
        }
    }
}
