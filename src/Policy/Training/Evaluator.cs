using Verifiers.Policy.Generation;
using Verifiers.Policy.Rewards;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Training;

/// <summary>Lets a policy answer held-out problems, always the same ones, and has the service judge the answers.</summary>
public sealed class Evaluator : IDisposable
{
    private readonly PolicyModel _model;
    private readonly IRewardSource _rewards;
    private readonly IReadOnlyList<Problem> _problems;
    private readonly Sampler _sampler;

    /// <param name="problems">At least one.</param>
    public Evaluator(PolicyModel model, IRewardSource rewards, IReadOnlyList<Problem> problems, SamplingOptions? sampling = null)
    {
        (_model, _rewards, _problems) = (model, rewards, problems);
        _sampler = new Sampler(model.Transformer, problems.Count, model.Transformer.Config.Context + 1, sampling ?? new SamplingOptions { Temperature = 0 });
    }

    /// <exception cref="RewardServiceException">The service could judge none of the answers: that is no accuracy of 0.</exception>
    public Evaluation Run(CancellationToken cancellationToken)
    {
        var rollouts = _sampler.Sample([.. _problems.Select(_model.Encode)]);
        var completions = _model.Completions(rollouts);
        var scored = _rewards.ScoreAsync([.. _problems.Zip(completions, (problem, completion) => new SampledGroup(problem, [completion]))], step: null, cancellationToken)
            .GetAwaiter().GetResult();
        if (scored.Errors == _problems.Count)
        {
            throw new RewardServiceException($"The service could judge none of {_problems.Count} answers: GET /readyz says what it lacks (a sandbox, a plug-in, a model).");
        }
        return new Evaluation(scored, _problems, completions, rollouts.SampledTokens / (double)rollouts.Count);
    }

    public void Dispose() => _sampler.Dispose();
}

/// <summary>What a policy can do.</summary>
/// <param name="MeanLength">Tokens of a completion.</param>
public sealed record Evaluation(RewardBatch Scored, IReadOnlyList<Problem> Problems, IReadOnlyList<string> Completions, double MeanLength)
{
    /// <summary>Share of right answers.</summary>
    public double Accuracy => Scored.Accuracy ?? throw new InvalidOperationException("None of the answers was judged.");

    /// <summary>The verdict of one completion; null when the service could not judge it.</summary>
    public bool? CorrectOf(int index) => Scored.Rewards[index] is null ? null : Scored.Correct[index];
}
