using System.Globalization;
using System.Text.Json;
using FluentValidation;
using Verifiers.Api.Problems;
using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Rubrics;
using Verifiers.Api.Scoring;
using Verifiers.Rubrics;

namespace Verifiers.Api.Rescoring.Judging;

/// <summary>The same engine, rubrics and checks as the service's, in this process.</summary>
internal sealed class EngineScorer : IRolloutScorer
{
    private readonly BatchScorer _scorer;
    private readonly IValidator<ScoreRequest> _validator;
    private readonly RubricChoice _choice;
    private readonly bool _mayUseCache;

    /// <param name="services">Made by <see cref="VerifierService.ForScoring"/>.</param>
    /// <param name="rubric">A rubric that it knows.</param>
    /// <param name="mayUseCache">Whether verdicts reached before may be taken.</param>
    /// <exception cref="RescoreException">There is no such rubric.</exception>
    public EngineScorer(IServiceProvider services, string rubric, bool mayUseCache)
    {
        (_scorer, _validator) = (services.GetRequiredService<BatchScorer>(), services.GetRequiredService<IValidator<ScoreRequest>>());
        _choice = new(JsonCursor.At(JsonSerializer.SerializeToElement(rubric), "--rubric"));
        _mayUseCache = mayUseCache;
        MaxSamples = services.GetRequiredService<ServiceLimits>().MaxSamples;
        try
        {
            var chosen = services.GetRequiredService<RubricStore>().Choose(_choice);
            Rubric = new(
                rubric, chosen.Hash, chosen.Components.Any(component => component.Verifier.Phase == JudgingPhase.Group), chosen.HasSchedule);
        }
        catch (InvalidInputException unknown)
        {
            throw new RescoreException(unknown.Message);
        }
    }

    public RubricFacts Rubric { get; }

    public int MaxSamples { get; }

    public async Task<IReadOnlyList<SampleResult>> ScoreAsync(IReadOnlyList<Rollout> rollouts, CancellationToken cancellationToken)
    {
        if (rollouts.Count > MaxSamples)
            throw new TooLargeException(string.Create(CultureInfo.InvariantCulture, $"Limits:MaxSamples allows {MaxSamples} rollouts at one time."), isNumber: true);
        var request = new ScoreRequest
        {
            Rubric = _choice,
            Samples = [.. rollouts.Select(ToSample)],
            Options = new() { Step = Rubric.HasSchedule ? (int?)rollouts[0].Step : null, Advantages = false, Cache = _mayUseCache },
        };
        try
        {
            ScoreEndpoint.Check(_validator, request);
            return (await _scorer.ScoreAllAsync(_scorer.Prepare(request), cancellationToken)).Results;
        }
        catch (InvalidRequestException refused)
        {
            throw RefusedRolloutsException.From(refused.Errors) ?? throw new RescoreException(string.Join(" ", refused.Errors.Select(error => $"{error.Key}: {error.Value[0]}")));
        }
        catch (InvalidInputException refused)
        {
            throw RefusedRolloutsException.From([new(refused.Path, [refused.Problem])]) ?? throw new RescoreException(refused.Message);
        }
    }

    private static SampleRequest ToSample(Rollout rollout, int index) => new()
    {
        // Units, not the dump's own groups: one name may stand in two places, and what is judged together must not depend on the batch.
        Group = rollout.Unit.ToString(CultureInfo.InvariantCulture),
        Prompt = rollout.Prompt,
        Completion = new(rollout.Completion) { Prompt = rollout.Prompt, TokenCount = rollout.Tokens },
        Reference = rollout.Reference is { } reference
            ? JsonCursor.At(reference, string.Create(CultureInfo.InvariantCulture, $"samples[{index}].reference"))
            : JsonCursor.Absent(string.Create(CultureInfo.InvariantCulture, $"samples[{index}].reference")),
    };
}
