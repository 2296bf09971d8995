using Verifiers.Policy.Generation;
using Verifiers.Policy.Tests.Torch;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Tests.Training;

/// <summary>The loss beside a reference of loops over numbers, written from the papers' formulas, that shares nothing with it.</summary>
[Collection(TorchCollection.Name)]
public sealed class GrpoLossTests
{
    private const int Batch = 6, Length = 9, Positions = 8;

    /// <summary>Prompts of 2 and 3 tokens (begin included) and completions of 2 to 6; the fifth was not judged.</summary>
    private static readonly (int Prompt, int Completion, double? Advantage)[] Rows = [(2, 4, 1.2), (2, 6, -0.7), (3, 3, 0.4), (3, 5, -1.1), (2, 2, null), (3, 6, 0.9)];

    [Theory]
    [InlineData(LossNormalisation.TokenMean, 0)]
    [InlineData(LossNormalisation.TokenMean, 0.3)]
    [InlineData(LossNormalisation.SequenceMean, 0.05)]
    [InlineData(LossNormalisation.DrGrpo, 0)]
    public void Loss_and_gradient_are_those_of_the_formula(LossNormalisation normalisation, double klWeight)
    {
        using var scope = torch.NewDisposeScope();
        var random = new Random(7);
        double[] current = Draw(), old = [.. current.Select(value => value + (0.5 * (random.NextDouble() - 0.5)))], reference = Draw();
        var options = new GrpoOptions { Normalisation = normalisation, KlWeight = klWeight, ClipLow = 0.1, ClipHigh = 0.15 };
        using var batch = new TrainingBatch(Rollouts(), Device.CPU);
        Assert.Equal(Positions, batch.Length);
        var weights = batch.Weights(0, Batch, [.. Rows.Select(row => row.Advantage)], normalisation, longest: Length);

        var logProbabilities = Of(current).requires_grad_();
        var (loss, kl, clipped) = GrpoLoss.Of(
            logProbabilities, Of(old), klWeight > 0 ? Of(reference) : null,
            torch.tensor<double>([.. Rows.Select(row => row.Advantage ?? 0)], [Batch, 1], Device.CPU),
            torch.tensor<float>(weights, [Batch, batch.Length], Device.CPU).to(ScalarType.Float64), options);
        loss.backward();

        var expected = Reference(current, old, reference, options);
        Assert.Equal(expected.Loss, loss.ToDouble(), 6);
        Assert.Equal(expected.Gradient, logProbabilities.grad!.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(expected.Kl, kl?.ToDouble() ?? 0, 6);
        Assert.Equal(expected.Clipped, clipped.ToDouble(), 6);
        Assert.InRange(expected.Clipped, 0.01, 0.99); // the case has both clipped and free tokens

        double[] Draw() => [.. Enumerable.Range(0, Batch * Positions).Select(_ => -3 * random.NextDouble())];
        Tensor Of(double[] values) => torch.tensor<double>(values, [Batch, Positions], Device.CPU);
    }

    private static (double Loss, double[] Gradient, double Kl, double Clipped) Reference(double[] current, double[] old, double[] reference, GrpoOptions options)
    {
        var judged = Rows.Where(row => row.Advantage is not null).ToList();
        var (loss, kl, clipped) = (0.0, 0.0, 0.0);
        var gradient = new double[current.Length];
        foreach (var (i, (prompt, completion, given)) in Rows.Index())
        {
            if (given is not { } advantage) continue;
            var weight = options.Normalisation switch
            {
                LossNormalisation.TokenMean => 1.0 / judged.Sum(row => row.Completion),
                LossNormalisation.SequenceMean => 1.0 / judged.Count / completion,
                LossNormalisation.DrGrpo => 1.0 / judged.Count / Length,
            };
            for (var t = prompt - 1; t < prompt - 1 + completion; t++)
            {
                var at = (i * Positions) + t;
                var ratio = Math.Exp(current[at] - old[at]);
                var bounded = Math.Clamp(ratio, 1 - options.ClipLow, 1 + options.ClipHigh);
                loss -= weight * Math.Min(ratio * advantage, bounded * advantage);
                // Where the minimum is the clipped term, nothing depends on the policy.
                if (ratio * advantage <= bounded * advantage) gradient[at] -= weight * ratio * advantage;
                if (ratio != bounded) clipped += weight;
                if (options.KlWeight == 0) continue;
                var difference = reference[at] - current[at];
                var k3 = Math.Exp(difference) - difference - 1;
                loss += weight * options.KlWeight * k3;
                gradient[at] += weight * options.KlWeight * (1 - Math.Exp(difference));
                kl += weight * k3;
            }
        }
        return (loss, gradient, kl, clipped);
    }

    private static Rollouts Rollouts()
    {
        var tokens = new long[Batch * (Length + 1)];
        foreach (var (i, (prompt, completion, _)) in Rows.Index())
        {
            var row = tokens.AsSpan(i * (Length + 1), prompt + completion);
            row.Fill(5);
            row[0] = Tokenizer.Begin;
            row[^1] = Tokenizer.End;
        }
        return new Rollouts(tokens, Length + 1, [.. Rows.Select(row => row.Prompt)]);
    }
}
