using System.Diagnostics;
using System.Globalization;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Training;

/// <summary>Supervised training until the policy is as good as asked for, or the steps are taken.</summary>
internal static class SupervisedRun
{
    /// <param name="next">The next problem with its demonstration.</param>
    /// <param name="evaluator">Null: every step is taken.</param>
    /// <param name="name">For the lines of the log.</param>
    /// <returns>Steps that were taken.</returns>
    public static int Go(
        PolicyModel model, Func<Random, Problem> next, SupervisedOptions options, Evaluator? evaluator, int seed, string name, Action<string> log,
        CancellationToken cancellationToken)
    {
        using var trainer = new SupervisedTrainer(model, options);
        var clock = Stopwatch.StartNew();
        for (var step = 0; step < options.MaxSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (evaluator is not null && options.StopAtAccuracy <= 1 && step > 0 && step % options.CheckEvery == 0)
            {
                var accuracy = evaluator.Run(cancellationToken).Accuracy;
                log(string.Create(CultureInfo.InvariantCulture, $"{name} {step,5}: accuracy {accuracy:0.000} after {clock.Elapsed.TotalSeconds:0.0} s"));
                if (accuracy >= options.StopAtAccuracy) return step;
            }
            else if (step > 0 && step % options.CheckEvery == 0)
            {
                log(string.Create(CultureInfo.InvariantCulture, $"{name} {step,5} of {options.MaxSteps} after {clock.Elapsed.TotalSeconds:0.0} s"));
            }
            using var scope = torch.NewDisposeScope();
            var random = new Random(Seeds.Of(seed, Seeds.Purpose.ColdStart, step));
            trainer.Step([.. Enumerable.Range(0, options.Batch).Select(_ => next(random))], step);
        }
        return options.MaxSteps;
    }
}
