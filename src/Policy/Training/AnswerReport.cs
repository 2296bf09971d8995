using System.Text.Json.Serialization;
using Verifiers.Policy.Generation;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Training;

/// <summary>What a policy can do on held-out problems, greedily and by sampling.</summary>
/// <param name="Problems">That were put.</param>
/// <param name="Greedy">Share of greedy completions that are right.</param>
/// <param name="Samples">Completions sampled of each problem; 0: only the greedy one.</param>
/// <param name="PassAt">For each k of 1, 2, 4, … the chance that one of k samples is right; pass@1 is the mean accuracy of a sample.</param>
/// <param name="SelfConsistency">Share of problems whose majority answer is right; null without samples.</param>
/// <param name="MeanLength">Tokens of a sampled completion, or of a greedy one without samples.</param>
/// <param name="Errors">Completions that the service could not judge; they count nowhere.</param>
internal sealed record AnswerReport(
    int Problems, double Greedy, int Samples, IReadOnlyDictionary<int, double> PassAt, double? SelfConsistency, double MeanLength, int Errors)
{
    /// <summary>Mean score of each component of the rubric over the greedy completions.</summary>
    public IReadOnlyDictionary<string, double> Components { get; init; } = new Dictionary<string, double>();

    /// <summary>What was sampled: [sample][problem]; the greedy completions where nothing was.</summary>
    [JsonIgnore]
    public IReadOnlyList<IReadOnlyList<string>> Completions { get; init; } = [];

    /// <summary>Pass@1; null without samples.</summary>
    [JsonIgnore]
    public double? PassAt1 => PassAt.TryGetValue(1, out var value) ? value : null;

    /// <summary>Lets the policy answer each problem greedily once, then <paramref name="samples"/> times at a temperature.</summary>
    /// <param name="problems">At least one.</param>
    public static AnswerReport Measure(
        PolicyModel model, IRewardSource rewards, IReadOnlyList<Problem> problems, int samples, double temperature, int seed, CancellationToken cancellationToken)
    {
        Evaluation greedy;
        using (var evaluator = new Evaluator(model, rewards, problems)) greedy = evaluator.Run(cancellationToken);
        var drawn = new List<Evaluation>();
        if (samples > 0)
        {
            using var sampler = new Evaluator(model, rewards, problems, new SamplingOptions { Temperature = temperature });
            for (var i = 0; i < samples; i++)
            {
                torch.manual_seed(Seeds.Of(seed, Seeds.Purpose.Evaluation, i + 1));
                drawn.Add(sampler.Run(cancellationToken));
            }
        }
        return Of(greedy, drawn);
    }

    /// <summary>The figures of completions that were judged.</summary>
    /// <param name="drawn">Of the same problems.</param>
    public static AnswerReport Of(Evaluation greedy, IReadOnlyList<Evaluation> drawn)
    {
        var judged = Enumerable.Range(0, greedy.Problems.Count)
            .Select(i => (Completions: drawn.Select(draw => draw.Completions[i]).ToList(), Correct: drawn.Select(draw => draw.CorrectOf(i)).ToList())).ToList();
        var passAt = new SortedDictionary<int, double>();
        for (var k = 1; k <= drawn.Count; k *= 2)
        {
            var known = judged.Select(problem => (Count: problem.Correct.Count(verdict => verdict is not null), Right: problem.Correct.Count(verdict => verdict == true)))
                .Where(problem => problem.Count >= k).ToList();
            if (known.Count > 0) passAt[k] = known.Average(problem => PassAtK.Of(problem.Count, problem.Right, k));
        }
        IReadOnlyList<Evaluation> measured = drawn.Count > 0 ? drawn : [greedy];
        return new AnswerReport(
            greedy.Problems.Count, greedy.Accuracy, drawn.Count, passAt,
            judged.Where(problem => problem.Correct.Any(verdict => verdict is not null))
                .Average(problem => (double?)(Training.SelfConsistency.IsRight(problem.Completions, problem.Correct) ? 1 : 0)),
            measured.Average(draw => draw.MeanLength), drawn.Append(greedy).Sum(draw => draw.Scored.Errors))
        {
            Components = greedy.Scored.Components.ToDictionary(component => component.Key, component => component.Value.Mean),
            Completions = [.. measured.Select(draw => draw.Completions)],
        };
    }
}
