using Verifiers.Policy.Generation;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Pipeline;

/// <summary>Runs <c>rejection</c>: samples, asks the service, keeps what is correct.</summary>
internal static class RejectionRunner
{
    public static IReadOnlyDictionary<string, double> Run(RejectionStage stage, StageContext context)
    {
        var model = context.PolicyOf(stage.From);
        using var transformer = model.Transformer;
        var (accepted, sampled) = Sample(model, stage, stage.Sampling, context);
        if (accepted.Count == 0) throw new InvalidDataException($"{stage.Name}: none of {sampled} completions of {stage.From} was accepted.");
        AcceptedCompletion.Write(context.FolderOf(stage.Name), accepted);
        return new Dictionary<string, double> { ["sampled"] = sampled, ["accepted"] = accepted.Count };
    }

    /// <summary>Different completions of training problems that are correct and earn enough, in the order in which they came.</summary>
    public static (IReadOnlyList<AcceptedCompletion> Accepted, int Sampled) Sample(PolicyModel model, Stage stage, RejectionOptions options, StageContext context)
    {
        var random = new Random(Seeds.Of(context.Seed, Seeds.Purpose.Rejection, 0));
        var split = context.Split(stage);
        var problems = Enumerable.Range(0, options.Problems).Select(_ => split.TrainingProblem(random)).ToList();
        using var sampler = new Evaluator(model, context.Rewards(stage), problems, new SamplingOptions { Temperature = options.Temperature });
        var accepted = new Dictionary<(string, string), AcceptedCompletion>();
        for (var i = 0; i < options.Samples; i++)
        {
            torch.manual_seed(Seeds.Of(context.Seed, Seeds.Purpose.Rejection, i + 1));
            foreach (var completion in Kept(sampler.Run(context.CancellationToken), options.MinReward).Where(completion => CanBeLearnt(model, completion))) accepted.TryAdd((completion.Prompt, completion.Completion), completion);
        }
        return ([.. accepted.Values], options.Problems * options.Samples);
    }

    /// <summary>Its text is one of tokens, and fits: what a policy samples from the padding of its vocabulary is not.</summary>
    private static bool CanBeLearnt(PolicyModel model, AcceptedCompletion completion)
    {
        try
        {
            return model.Tokenizer.Encode(completion.Prompt).Length + model.Tokenizer.Encode(completion.Completion).Length + 2 <= model.Transformer.Config.Context + 1;
        }
        catch (TokenizationException)
        {
            return false;
        }
    }

    private static IEnumerable<AcceptedCompletion> Kept(Evaluation drawn, double minReward) =>
        from i in Enumerable.Range(0, drawn.Problems.Count)
        where drawn.CorrectOf(i) == true && drawn.Scored.Rewards[i] >= minReward - 1e-9
        select new AcceptedCompletion(drawn.Problems[i].Task, drawn.Problems[i].Prompt, drawn.Completions[i], drawn.Scored.Rewards[i]!.Value);
}
