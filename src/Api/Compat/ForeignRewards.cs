using System.Collections.Frozen;
using System.Text.Json;
using FluentValidation;
using Microsoft.Extensions.Options;
using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat;

/// <summary>
/// Scores for protocols that know numbers only. They have no word for a sample without a reward, so one such sample refuses the
/// request: the trainer asks again, and never learns from a reward that was not judged.
/// </summary>
internal sealed class ForeignRewards(
    BatchScorer scorer, IValidator<ScoreRequest> validator, Admission admission, IOptions<CompatSettings> settings)
{
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Errors that asking again does not mend: the reference, or what this host has, must change.</summary>
    private static readonly FrozenSet<string> _lasting =
        FrozenSet.ToFrozenSet(["reference_error", "test_error", "checker", "language_not_available", "command_not_available"], StringComparer.Ordinal);

    /// <summary>The rubric that the URL names, else the one in the settings.</summary>
    /// <exception cref="InvalidInputException">There is neither.</exception>
    public RubricChoice RubricOf(HttpRequest request) =>
        (AskedRubric(request) ?? settings.Value.Rubric) is { } name
            ? Named(name)
            : throw new InvalidInputException("rubric", "expected the name of a rubric, behind the path as ?rubric=NAME or in the setting Compat:Rubric, found neither.");

    /// <summary>The rubric that the URL names; null when it names none.</summary>
    public static string? AskedRubric(HttpRequest request) => request.Query["rubric"] is [{ Length: > 0 } name] ? name : null;

    /// <summary>A rubric by its name.</summary>
    public static RubricChoice Named(string name) => new(JsonCursor.At(JsonSerializer.SerializeToElement(name), "rubric"));

    /// <summary>A rubric of the verifier <c>code</c> for a program as it is, without fences or thoughts around it.</summary>
    public static RubricChoice VerbatimCode { get; } = new(JsonCursor.At(JsonSerializer.SerializeToElement(
        new { name = "verbatim-code", components = new[] { new { verifier = "code", options = new { verbatim = true } } } }), "rubric"));

    /// <summary>Scores all samples.</summary>
    /// <param name="rubric">For all of them.</param>
    /// <param name="samples">At least one.</param>
    /// <param name="deadline">What is not judged by then is a fault of ours; null for no such time.</param>
    /// <param name="cancellationToken">The caller left.</param>
    /// <returns>One result a sample, in order; none of them an error.</returns>
    /// <exception cref="InvalidInputException">A rubric is unknown, or a reference has the wrong shape.</exception>
    /// <exception cref="InvalidRequestException">Some values are out of bounds.</exception>
    /// <exception cref="RefusedException">429: the service holds all it can. 503 or 422: some sample could not be judged.</exception>
    public async Task<IReadOnlyList<SampleResult>> ScoreAsync(
        RubricChoice rubric, IReadOnlyList<SampleRequest> samples, TimeSpan? deadline, CancellationToken cancellationToken)
    {
        var request = new ScoreRequest
        {
            Rubric = rubric,
            Samples = samples,
            Options = new() { Advantages = false, Deadline = deadline },
        };
        ScoreEndpoint.Check(validator, request);
        var prepared = scorer.Prepare(request);
        using var accepted = admission.AcceptSamples(prepared.Samples.Count);
        var answer = await accepted.UseAsync(() => scorer.ScoreAllAsync(prepared, cancellationToken));
        return answer.Results.Any(result => result.Reward is null) ? throw Unjudged(answer.Results) : answer.Results;
    }

    private static RefusedException Unjudged(IReadOnlyList<SampleResult> results)
    {
        var errors = results.Index().Where(result => result.Item.Reward is null).ToList();
        var (index, first) = errors[0];
        var cause = first.Components.FirstOrDefault(component => component.Verdict == Verdict.Error);
        var sentence = $"{errors.Count} of {results.Count} samples could not be judged; sample {index}: {cause?.Reason ?? "error"}: {cause?.Explanation}".TrimEnd();
        return errors.TrueForAll(error => error.Item.Components.Any(component => component.Verdict == Verdict.Error && _lasting.Contains(component.Reason)))
            ? new RefusedException(StatusCodes.Status422UnprocessableEntity, "The reference or the host must be mended.", sentence)
            : new RefusedException(StatusCodes.Status503ServiceUnavailable, "The samples could not be judged.", sentence) { RetryAfter = _retryAfter };
    }
}
