using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Verifiers.Policy.Rewards;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Commands;

/// <summary><c>policy evaluate CHECKPOINT --task JSON</c>: how often the policy is right on held-out problems, judged by the service.</summary>
internal static class EvaluateCommand
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static Command Create()
    {
        var checkpoint = new Argument<DirectoryInfo>("checkpoint") { Description = "Folder of a checkpoint, or of a run: its newest one." };
        var task = new Option<string>("--task") { Description = "The task with its options, such as {\"name\": \"add\", \"digits\": 4}.", Required = true };
        var problems = new Option<int>("--problems") { Description = "Held-out problems.", DefaultValueFactory = _ => 512 };
        var samples = new Option<int>("--samples") { Description = "Completions sampled of each problem; 0: the greedy one alone.", DefaultValueFactory = _ => 0 };
        var temperature = new Option<double>("--temperature") { Description = "Of the samples, above 0.", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "Of problems and samples.", DefaultValueFactory = _ => 1 };
        var service = Runtime.ServiceOption();
        var json = new Option<bool>("--json") { Description = "Prints JSON instead of a table." };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };
        var threads = new Option<int>("--threads") { Description = "Threads of an operation on the CPU.", DefaultValueFactory = _ => 1 };
        var command = new Command("evaluate", "Measures a policy on held-out problems.") { checkpoint, task, problems, samples, temperature, seed, service, json, device, threads };
        command.SetAction((parsed, cancellationToken) => Runtime.OnOwnThread(
            () =>
            {
                var asked = ReadTask(parsed.GetValue(task)!);
                if (parsed.GetValue(problems) < 1 || parsed.GetValue(samples) < 0 || !(parsed.GetValue(temperature) > 0))
                    throw new ConfigurationException("--problems: at least 1 is needed; --samples: at least 0; --temperature: above 0");
                var model = Checkpoint.LoadModel(Checkpoint.Find(parsed.GetValue(checkpoint)!.FullName), Runtime.Use(parsed.GetValue(device)!, parsed.GetValue(threads)));
                using var transformer = model.Transformer;
                if (transformer.Config.Context < asked.ContextLength)
                    throw new ConfigurationException($"--task: {asked.Name} needs {asked.ContextLength} positions; the policy has {transformer.Config.Context}");
                using var http = ScoreClient.Connect(parsed.GetValue(service) ?? new Uri("http://127.0.0.1:8080"));
                var held = new TaskSplit(asked).HeldOutProblems(parsed.GetValue(problems), Seeds.Of(parsed.GetValue(seed), Seeds.Purpose.Evaluation, 0));
                var report = AnswerReport.Measure(
                    model, new TaskRewards(Runtime.Client(http), asked.Rubric), held, parsed.GetValue(samples), parsed.GetValue(temperature), parsed.GetValue(seed), cancellationToken);
                Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(report, Format) : Table(asked.Name, report));
            },
            cancellationToken));
        return command;
    }

    private static ITask ReadTask(string text)
    {
        try
        {
            return TrainingConfig.CreateTask(JsonDocument.Parse(text).RootElement);
        }
        catch (JsonException fault)
        {
            throw new ConfigurationException($"--task: {fault.Message}");
        }
    }

    private static string Table(string task, AnswerReport report)
    {
        var rows = new List<(string Name, string Value)>
        {
            ("task", task),
            ("problems", report.Problems.ToString(CultureInfo.InvariantCulture)),
            ("greedy accuracy", Share(report.Greedy)),
        };
        rows.AddRange(report.PassAt.Select(pass => (string.Create(CultureInfo.InvariantCulture, $"pass@{pass.Key}"), Share(pass.Value))));
        if (report.SelfConsistency is { } majority) rows.Add((string.Create(CultureInfo.InvariantCulture, $"majority of {report.Samples}"), Share(majority)));
        rows.Add(("mean length", report.MeanLength.ToString("0.0 tokens", CultureInfo.InvariantCulture)));
        if (report.Errors > 0) rows.Add(("not judged", report.Errors.ToString(CultureInfo.InvariantCulture)));
        var width = rows.Max(row => row.Name.Length);
        return string.Join('\n', rows.Select(row => $"{row.Name.PadRight(width)}  {row.Value}"));
    }

    private static string Share(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
