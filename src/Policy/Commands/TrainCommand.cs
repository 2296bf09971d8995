using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Verifiers.Policy.Generation;
using Verifiers.Policy.Network;
using Verifiers.Policy.Rewards;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Commands;

/// <summary><c>policy train CONFIG</c>: a cold start when the configuration has one, then GRPO rewarded by the service.</summary>
internal static class TrainCommand
{
    /// <summary>The first steps load kernels and capture graphs; they are not in the summary.</summary>
    private const int UntimedSteps = 5;

    public static Command Create()
    {
        var config = new Argument<FileInfo>("config") { Description = "The run's configuration, JSON; see docs/training.md." };
        var output = new Option<DirectoryInfo>("--output", "-o") { Description = "Folder for metrics.jsonl and checkpoints.", Required = true };
        var resume = new Option<bool>("--resume") { Description = "Goes on from the newest checkpoint in the folder." };
        var service = new Option<string?>("--service") { Description = "Address of the reward service, instead of the configuration's." };
        var steps = new Option<int?>("--steps") { Description = "Steps in all, instead of the configuration's." };
        var seed = new Option<int?>("--seed") { Description = "Instead of the configuration's." };
        var overlap = new Option<bool?>("--overlap") { Description = "Rewards are asked for while the next step is sampled (true), or strictly on-policy (false)." };
        var from = new Option<DirectoryInfo?>("--from") { Description = "Trains the policy of this checkpoint further, instead of the configuration's." };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };
        var threads = new Option<int>("--threads") { Description = "Threads of an operation on the CPU.", DefaultValueFactory = _ => 1 };
        var command = new Command("train", "Trains a policy with GRPO, rewarded by the service.") { config, output, resume, from, service, steps, seed, overlap, device, threads };
        command.SetAction((parsed, cancellationToken) => Task.Factory.StartNew(
            () =>
            {
                var loaded = TrainingConfig.Load(parsed.GetValue(config)!.FullName);
                loaded = (loaded with
                {
                    From = parsed.GetValue(from)?.FullName ?? loaded.From,
                    ColdStart = parsed.GetValue(from) is null ? loaded.ColdStart : null,
                    Service = parsed.GetValue(service) is { } address ? new Uri(address, UriKind.RelativeOrAbsolute) : loaded.Service,
                    Seed = parsed.GetValue(seed) ?? loaded.Seed,
                    Grpo = loaded.Grpo with { Steps = parsed.GetValue(steps) ?? loaded.Grpo.Steps, Overlap = parsed.GetValue(overlap) ?? loaded.Grpo.Overlap },
                }).Checked();
                var used = Runtime.Use(parsed.GetValue(device)!, parsed.GetValue(threads));
                Run(loaded, parsed.GetValue(output)!.FullName, parsed.GetValue(resume), used, cancellationToken);
            },
            cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)); // torch's modes belong to a thread
        return command;
    }

    private static void Run(TrainingConfig config, string output, bool resume, Device device, CancellationToken cancellationToken)
    {
        var task = config.CreateTask();
        var split = new TaskSplit(task);
        var checkpoint = Checkpoint.Latest(output);
        if (checkpoint is not null && !resume) throw new ConfigurationException($"{output} holds {Path.GetFileName(checkpoint)}: give --resume to go on from it, or another --output");
        if (checkpoint is null && resume) throw new ConfigurationException($"{output} holds no checkpoint to resume from");
        Directory.CreateDirectory(output);
        using var http = ScoreClient.Connect(config.Service);
        var rewards = Runtime.Rewards(config, task, http);

        var model = (checkpoint ?? config.From) is { } from ? Checkpoint.LoadModel(from, device) : NewModel(config, task, device);
        using var transformer = model.Transformer;
        Console.WriteLine(Text($"torch {torch.version} on {device}; {transformer.Config.ParameterCount:N0} parameters; {task.Name}; {config.Grpo.Prompts} × {config.Grpo.Group} completions a step"));
        using var evaluator = new Evaluator(model, rewards, split.HeldOutProblems(config.Evaluation.Problems, Seeds.Of(config.Seed, Seeds.Purpose.Evaluation, 0)));
        if (checkpoint is null && config.ColdStart is { } coldStart) Supervise(model, split, evaluator, coldStart, config.Seed, cancellationToken);

        using var loop = new GrpoLoop(config, model, split, rewards, checkpoint);
        using var metrics = MetricsFile.Open(Path.Combine(output, "metrics.jsonl"), loop.NextStep);
        if (checkpoint is null) Checkpoint.Save(output, 0, config, model, loop.Trainer, inFlight: null);
        if (checkpoint is not null) Console.WriteLine($"goes on from {Path.GetFileName(checkpoint)}");
        else Console.WriteLine(Text($"before: accuracy {evaluator.Run(cancellationToken).Accuracy:0.000}"));
        var (timed, calls) = (new List<StepMetrics>(), 0L);
        loop.Run(
            (step, save) =>
            {
                var last = loop.NextStep == config.Grpo.Steps;
                if (last || (config.Evaluation.Every > 0 && loop.NextStep % config.Evaluation.Every == 0)) step = step with { Evaluation = evaluator.Run(cancellationToken).Accuracy };
                metrics.Write(step);
                if (timed.Count == UntimedSteps) calls = torch.native_calls;
                timed.Add(step);
                if (step.Loss is not null || step.Evaluation is not null) Console.WriteLine(Line(step));
                if (last || (config.CheckpointEvery > 0 && loop.NextStep % config.CheckpointEvery == 0)) save(output);
            },
            cancellationToken);
        if (timed.Count > UntimedSteps + 1) Console.WriteLine(Summary(timed[UntimedSteps..], (torch.native_calls - calls) / (timed.Count - UntimedSteps - 1)));
        if (device.IsCuda) Console.WriteLine(Text($"peak memory {torch.cuda.memory(device.Index).PeakReserved / 1e6:0} MB"));
    }

    private static PolicyModel NewModel(TrainingConfig config, ITask task, Device device)
    {
        torch.manual_seed(Seeds.Of(config.Seed, Seeds.Purpose.Parameters, 0));
        var tokenizer = Tokenizer.Default;
        return new PolicyModel(new Transformer(config.Model.Sized(tokenizer.PaddedSize, task.ContextLength), device), tokenizer);
    }

    private static void Supervise(PolicyModel model, TaskSplit split, Evaluator evaluator, SupervisedOptions options, int seed, CancellationToken cancellationToken)
    {
        using var trainer = new SupervisedTrainer(model, options);
        var clock = Stopwatch.StartNew();
        for (var step = 0; step < options.MaxSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (step > 0 && step % options.CheckEvery == 0)
            {
                var accuracy = evaluator.Run(cancellationToken).Accuracy;
                Console.WriteLine(Text($"cold start {step,5}: accuracy {accuracy:0.000} after {clock.Elapsed.TotalSeconds:0.0} s"));
                if (accuracy >= options.StopAtAccuracy) return;
            }
            using var scope = torch.NewDisposeScope();
            var random = new Random(Seeds.Of(seed, Seeds.Purpose.ColdStart, step));
            trainer.Step([.. Enumerable.Range(0, options.Batch).Select(_ => split.TrainingProblem(random))], step);
        }
    }

    private static string Line(StepMetrics step)
    {
        var measured = step.Loss is null ? "" : Text($"kl {step.Kl:0.0000}  entropy {step.Entropy:0.000}  norm {step.GradientNorm:0.00}  ");
        var evaluated = step.Evaluation is { } accuracy ? Text($"  held out {accuracy:0.000}") : "";
        return Text($"step {step.Step,5}  reward {step.Reward:0.000}  accuracy {step.Accuracy:0.000}  length {step.Length:0.0}  {measured}{step.TokensPerSecond:0} tokens/s  {step.StepMilliseconds:0} ms (sample {step.SampleMilliseconds:0}, wait {step.WaitMilliseconds:0}, update {step.UpdateMilliseconds:0}){evaluated}");
    }

    private static string Summary(List<StepMetrics> steps, long calls)
    {
        double Median(Func<StepMetrics, double> figure) => steps.Select(figure).Order().ElementAt(steps.Count / 2);
        return Text($"median step {Median(step => step.StepMilliseconds):0.0} ms (sample {Median(step => step.SampleMilliseconds):0.0}, wait for rewards {Median(step => step.WaitMilliseconds):0.0} = {steps.Sum(step => step.WaitMilliseconds) / steps.Sum(step => step.StepMilliseconds):0.0%} of the time, update {Median(step => step.UpdateMilliseconds):0.0}), {Median(step => step.TokensPerSecond):0} tokens/s, {calls} native calls a step");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
