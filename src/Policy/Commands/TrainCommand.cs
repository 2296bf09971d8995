using System.CommandLine;
using Verifiers.Policy.Rewards;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;
using static System.FormattableString;

namespace Verifiers.Policy.Commands;

/// <summary><c>policy train CONFIG</c>: a cold start when the configuration has one, then GRPO rewarded by the service.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var config = new Argument<FileInfo>("config") { Description = "The run's configuration, JSON; see docs/training.md." };
        var output = new Option<DirectoryInfo>("--output", "-o") { Description = "Folder for metrics.jsonl and checkpoints.", Required = true };
        var resume = new Option<bool>("--resume") { Description = "Goes on from the newest checkpoint in the folder." };
        var service = Runtime.ServiceOption();
        var steps = new Option<int?>("--steps") { Description = "Steps in all, instead of the configuration's." };
        var seed = new Option<int?>("--seed") { Description = "Instead of the configuration's." };
        var overlap = new Option<bool?>("--overlap") { Description = "Rewards are asked for while the next step is sampled (true), or strictly on-policy (false)." };
        var from = new Option<DirectoryInfo?>("--from") { Description = "Trains the policy of this checkpoint further, instead of the configuration's." };
        var deterministic = new Option<bool?>("--deterministic") { Description = "The same bits each time on a GPU, too; slower." };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };
        var threads = new Option<int>("--threads") { Description = "Threads of an operation on the CPU.", DefaultValueFactory = _ => 1 };
        var command = new Command("train", "Trains a policy with GRPO, rewarded by the service.") { config, output, resume, from, service, steps, seed, overlap, deterministic, device, threads };
        command.SetAction((parsed, cancellationToken) => Runtime.OnOwnThread(
            () =>
            {
                var loaded = TrainingConfig.Load(parsed.GetValue(config)!.FullName);
                loaded = (loaded with
                {
                    From = parsed.GetValue(from)?.FullName ?? loaded.From,
                    ColdStart = parsed.GetValue(from) is null ? loaded.ColdStart : null,
                    Service = parsed.GetValue(service) ?? loaded.Service,
                    Seed = parsed.GetValue(seed) ?? loaded.Seed,
                    Deterministic = parsed.GetValue(deterministic) ?? loaded.Deterministic,
                    Grpo = loaded.Grpo with { Steps = parsed.GetValue(steps) ?? loaded.Grpo.Steps, Overlap = parsed.GetValue(overlap) ?? loaded.Grpo.Overlap },
                }).Checked();
                var meeting = Rendezvous.FromEnvironment(Environment.GetEnvironmentVariable);
                var name = parsed.GetValue(device)!;
                torch.use_deterministic_algorithms(loaded.Deterministic);
                var used = Runtime.Use(meeting is not null && name == "auto" ? $"cuda:{meeting.LocalRank}" : name, parsed.GetValue(threads));
                Run(loaded, parsed.GetValue(output)!.FullName, parsed.GetValue(resume), used, meeting, cancellationToken);
            },
            cancellationToken));
        return command;
    }

    /// <param name="meeting">Of several processes that train one policy, each on problems of its own; the first one evaluates and saves. Null: there is one.</param>
    private static void Run(TrainingConfig config, string output, bool resume, Device device, Rendezvous? meeting, CancellationToken cancellationToken)
    {
        var task = config.CreateTask();
        var split = new TaskSplit(task);
        var isFirst = meeting is null or { Rank: 0 };
        var checkpoint = isFirst || resume ? Checkpoint.Latest(output) : null;
        if (checkpoint is not null && !resume) throw new ConfigurationException($"{output} holds {Path.GetFileName(checkpoint)}: give --resume to go on from it, or another --output");
        if (checkpoint is null && resume) throw new ConfigurationException($"{output} holds no checkpoint to resume from");
        if (checkpoint is not null && config.DifferenceTo(TrainingConfig.Load(Path.Combine(checkpoint, Checkpoint.ConfigFile))) is { } difference)
            throw new ConfigurationException($"{difference}: a run is resumed with the settings that it began with; for others, begin a new one with --from {checkpoint}");
        Directory.CreateDirectory(output);
        using var http = ScoreClient.Connect(config.Service);
        var rewards = Runtime.Rewards(config, task, http);

        var model = (checkpoint ?? config.From) is { } from ? Checkpoint.LoadModel(Checkpoint.Find(from), device) : PolicyModel.New(config.Model, task.ContextLength, config.Seed, device);
        using var transformer = model.Transformer;
        if (transformer.Config.Context < task.ContextLength)
            throw new ConfigurationException($"from: the policy reads {transformer.Config.Context} tokens, the task '{task.Name}' needs {task.ContextLength}");
        using var others = meeting?.Join(cancellationToken);
        var processes = meeting is null ? "" : Invariant($", in each of {meeting.Ranks} processes");
        if (isFirst) Console.WriteLine(Invariant($"torch {torch.version} on {device}; {transformer.Config.ParameterCount:N0} parameters; {task.Name}; {config.Grpo.Prompts} × {config.Grpo.Group} completions a step{processes}"));
        using var evaluator = !isFirst ? null : new Evaluator(model, rewards, split.HeldOutProblems(config.Evaluation.Problems, Seeds.Of(config.Seed, Seeds.Purpose.Evaluation, 0)));
        if (evaluator is not null && checkpoint is null && config.ColdStart is { } coldStart)
        {
            AskForOne(rewards, split, config.Seed, cancellationToken);
            SupervisedRun.Go(model, split.TrainingProblem, coldStart, evaluator, config.Seed, "cold start", Console.WriteLine, cancellationToken);
        }
        others?.Broadcast(transformer.Tensors, root: 0);

        using var loop = new GrpoLoop(config, model, split, rewards, checkpoint, others) { Rank = meeting?.Rank ?? 0 };
        if (evaluator is null)
        {
            loop.Run((_, _) => { }, cancellationToken);
            return;
        }
        if (checkpoint is null) Checkpoint.Save(output, 0, config, model, loop.Trainer, inFlight: null);
        if (loop.NextStep >= config.Grpo.Steps)
        {
            Console.WriteLine(Invariant($"{output} has come to step {loop.NextStep}; there is nothing to do up to step {config.Grpo.Steps}"));
            return;
        }
        if (checkpoint is not null) Console.WriteLine($"goes on from {Path.GetFileName(checkpoint)}");
        else Console.WriteLine(Invariant($"before: accuracy {evaluator.Run(cancellationToken).Accuracy:0.000}"));
        TrainingRun.Go(loop, config.Grpo.Steps, config.Evaluation.Every, config.CheckpointEvery, output, evaluator, Console.WriteLine, cancellationToken);
        if (device.IsCuda) Console.WriteLine(Invariant($"peak memory {torch.cuda.memory(device.Index).PeakReserved / 1e6:0} MB"));
    }

    /// <summary>A service that is away, a rubric or a plug-in that is not there: better told before a cold start of minutes than after it.</summary>
    private static void AskForOne(TaskRewards rewards, TaskSplit split, int seed, CancellationToken cancellationToken)
    {
        var problem = split.TrainingProblem(new Random(seed));
        rewards.ScoreAsync([new SampledGroup(problem, [problem.Demonstration])], step: null, cancellationToken).GetAwaiter().GetResult();
    }
}
