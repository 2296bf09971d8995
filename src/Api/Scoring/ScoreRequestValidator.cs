using FluentValidation;

namespace Verifiers.Api.Scoring;

/// <summary>Checks the values of a request whose shape is right. Every broken rule is reported, each with its path.</summary>
internal sealed class ScoreRequestValidator : AbstractValidator<ScoreRequest>
{
    private const int MaxNameLength = 512;

    public ScoreRequestValidator(ServiceLimits limits)
    {
        RuleFor(request => request.Samples)
            .Must((request, samples) => samples is null != request.Groups is null)
            .WithMessage("expected exactly one of samples and groups.")
            .OverridePropertyName("samples");

        When(request => request.Samples is not null, () =>
        {
            RuleFor(request => request.Samples!.Count).InclusiveBetween(1, limits.MaxSamples)
                .WithMessage($"expected 1 to {limits.MaxSamples} samples, found {{PropertyValue}}.").OverridePropertyName("samples");
            RuleForEach(request => request.Samples).ChildRules(sample =>
            {
                Name(sample.RuleFor(one => one.Id), "id");
                Name(sample.RuleFor(one => one.Group), "group");
                Completion(sample.RuleFor(one => one.Completion), "completion");
            }).OverridePropertyName("samples");
            RuleFor(request => request).Custom((request, context) =>
            {
                if (request.Rubric is null && request.Samples!.ToList().FindIndex(sample => sample.Rubric is null) is >= 0 and var index)
                    context.AddFailure($"samples[{index}].rubric", "expected a rubric: neither the sample nor the request names one.");
            });
        });

        When(request => request.Groups is not null, () =>
        {
            RuleFor(request => request.Rubric).Must(rubric => rubric is not null)
                .WithMessage("expected the name of a rubric, or a rubric as an object, found nothing.").OverridePropertyName("rubric");
            RuleFor(request => request.Groups!.Sum(group => (long)group.Completions.Count)).InclusiveBetween(1, limits.MaxSamples)
                .WithMessage($"expected 1 to {limits.MaxSamples} completions in all groups together, found {{PropertyValue}}.")
                .OverridePropertyName("groups");
            RuleFor(request => request.Groups!).Must(groups => groups.DistinctBy(group => group.Id).Count() == groups.Count)
                .WithMessage("expected every group to have an id of its own.").OverridePropertyName("groups");
            RuleForEach(request => request.Groups).ChildRules(group =>
            {
                Name(group.RuleFor(one => one.Id), "id");
                group.RuleForEach(one => one.Completions)
                    .Must(completion => completion.Text.Length <= limits.MaxCompletionLength)
                    .WithMessage(limits.CompletionTooLong).OverridePropertyName("completions");
            }).OverridePropertyName("groups");
        });

        void Completion(IRuleBuilder<SampleRequest, Completion> rule, string path) => rule
            .Must(completion => completion.Text.Length <= limits.MaxCompletionLength)
            .WithMessage(limits.CompletionTooLong).OverridePropertyName(path);
    }

    private static void Name<T>(IRuleBuilder<T, string?> rule, string path) => rule
        .Must(name => name is null or { Length: >= 1 and <= MaxNameLength })
        .WithMessage($"expected 1 to {MaxNameLength} characters.").OverridePropertyName(path);
}

