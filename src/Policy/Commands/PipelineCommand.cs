using System.CommandLine;
using Verifiers.Policy.Pipeline;
using Verifiers.Policy.Rewards;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Commands;

/// <summary><c>policy pipeline CONFIG</c>: the stages of R1 in miniature, one table and one figure in the end.</summary>
internal static class PipelineCommand
{
    public static Command Create()
    {
        var config = new Argument<FileInfo>("config") { Description = "The pipeline, JSON; see docs/training.md." };
        var output = new Option<DirectoryInfo>("--output", "-o") { Description = "Folder for a folder of each seed and stage, table and curves.", Required = true };
        var resume = new Option<bool>("--resume") { Description = "Goes on where the run in the folder stopped." };
        var service = Runtime.ServiceOption();
        var seeds = new Option<int>("--seeds") { Description = "How many seeds everything is run with.", DefaultValueFactory = _ => 1 };
        var firstSeed = new Option<int>("--first-seed") { Description = "The first of the seeds; several GPUs can so share the seeds of one output folder.", DefaultValueFactory = _ => 1 };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };
        var threads = new Option<int>("--threads") { Description = "Threads of an operation on the CPU.", DefaultValueFactory = _ => 1 };
        var command = new Command("pipeline", "Runs the stages of a pipeline.") { config, output, resume, service, seeds, firstSeed, device, threads };
        command.SetAction((parsed, cancellationToken) => Runtime.OnOwnThread(
            () =>
            {
                var loaded = PipelineConfig.Load(parsed.GetValue(config)!.FullName);
                if (parsed.GetValue(seeds) < 1) throw new ConfigurationException($"--seeds: {parsed.GetValue(seeds)}, at least 1 is needed");
                using var http = ScoreClient.Connect(parsed.GetValue(service) ?? loaded.Service);
                var client = Runtime.Client(http);
                var used = Runtime.Use(parsed.GetValue(device)!, parsed.GetValue(threads));
                new PipelineRun(loaded, parsed.GetValue(output)!.FullName, used, (_, rubric) => new TaskRewards(client, rubric), Console.WriteLine)
                    .Go([.. Enumerable.Range(parsed.GetValue(firstSeed), parsed.GetValue(seeds))], parsed.GetValue(resume), cancellationToken);
            },
            cancellationToken));
        return command;
    }
}
