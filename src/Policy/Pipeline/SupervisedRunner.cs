using Verifiers.Policy.RewardModels;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Pipeline;

/// <summary>Runs the stages that learn from demonstrations: <c>pretrain</c>, <c>sft</c>, <c>distill</c>.</summary>
internal static class SupervisedRunner
{
    public static IReadOnlyDictionary<string, double> Run(PretrainStage stage, StageContext context)
    {
        var split = context.Split(stage, noisy: true);
        var model = PolicyModel.New(stage.Model ?? context.Config.Model, split.Task.ContextLength, context.Seed, context.Device);
        return Train(stage, model, stage.Supervised, WithUnsafe, context);

        Problem WithUnsafe(Random random)
        {
            var problem = split.TrainingProblem(random);
            if (random.NextDouble() >= stage.UnsafeShare) return problem;
            var demonstration = UnsafeText.Insert(problem.Demonstration, isUnsafe: true, random);
            return Context.LengthOf(problem.Prompt, demonstration) <= split.Task.ContextLength ? problem with { Demonstration = demonstration } : problem;
        }
    }

    public static IReadOnlyDictionary<string, double> Run(SftStage stage, StageContext context)
    {
        var accepted = stage.Accepted is null ? [] : AcceptedCompletion.Read(context.FolderOf(stage.Accepted));
        return Train(stage, context.PolicyOf(stage.From), stage.Supervised, Mixed(context.Split(stage), accepted, accepted.Count == 0 ? 1 : stage.CleanShare), context);
    }

    public static IReadOnlyDictionary<string, double> Run(DistillStage stage, StageContext context)
    {
        var teacher = context.PolicyOf(stage.Teacher);
        IReadOnlyList<AcceptedCompletion> accepted;
        using (teacher.Transformer) accepted = RejectionRunner.Sample(teacher, stage, stage.Sampling, context).Accepted;
        AcceptedCompletion.Write(context.FolderOf(stage.Name), accepted);
        if (accepted.Count == 0) throw new InvalidDataException($"{stage.Name}: no completion of {stage.Teacher} was accepted; there is nothing to distill.");
        return Train(stage, context.PolicyOf(stage.From), stage.Supervised, Mixed(context.Split(stage), accepted, cleanShare: 0), context);
    }

    /// <summary>Accepted completions, and a share of clean demonstrations between them.</summary>
    private static Func<Random, Problem> Mixed(TaskSplit split, IReadOnlyList<AcceptedCompletion> accepted, double cleanShare) => random =>
        accepted.Count == 0 || random.NextDouble() < cleanShare ? split.TrainingProblem(random) : accepted[random.Next(accepted.Count)].ToProblem();

    private static Dictionary<string, double> Train(Stage stage, PolicyModel model, SupervisedOptions options, Func<Random, Problem> next, StageContext context)
    {
        using var transformer = model.Transformer;
        using var monitor = context.Monitor(model);
        var steps = SupervisedRun.Go(model, next, options, monitor, context.Seed, stage.Name, context.Log, context.CancellationToken);
        context.Keep(stage, model);
        return new() { ["steps"] = steps };
    }
}
