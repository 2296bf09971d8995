using System.CommandLine;
using Verifiers.Policy.Plots;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Commands;

/// <summary><c>policy plot RUN... --out FILE.svg</c>: reward, length and accuracy of runs by step.</summary>
internal static class PlotCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("runs")
        {
            Description = "Folders of runs, or files of metrics; NAME=FOLDER gives a name, and runs of one name are seeds of one line.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<FileInfo>("--out", "-o") { Description = "The SVG file.", Required = true };
        var smooth = new Option<int>("--smooth") { Description = "Steps whose mean is one point.", DefaultValueFactory = _ => 10 };
        var command = new Command("plot", "Draws the curves of runs.") { runs, output, smooth };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(smooth) < 1) throw new ConfigurationException($"--smooth: {parsed.GetValue(smooth)}, at least 1 is needed");
            var lines = parsed.GetValue(runs)!.Select(Read).GroupBy(run => run.Name)
                .Select(run => (run.Key, (IReadOnlyList<IReadOnlyList<StepMetrics>>)[.. run.Select(seed => seed.Steps)])).ToList();
            File.WriteAllText(parsed.GetValue(output)!.FullName, TrainingCurves.Draw(lines, parsed.GetValue(smooth)));
        });
        return command;
    }

    private static (string Name, IReadOnlyList<StepMetrics> Steps) Read(string run)
    {
        var equals = run.IndexOf('=', StringComparison.Ordinal);
        var path = run[(equals + 1)..];
        var file = Directory.Exists(path) ? Path.Combine(path, "metrics.jsonl") : path;
        if (!File.Exists(file)) throw new ConfigurationException($"{file} is not there");
        var name = equals > 0 ? run[..equals] : Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path));
        return (name, MetricsFile.Read(file));
    }
}
