using Verifiers.Policy.Generation;
using Verifiers.Policy.Network;
using Verifiers.Policy.Tests.Torch;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class GrpoTrainerTests
{
    private static readonly TransformerConfig Small = new(Vocabulary: 9, Context: 8, Width: 16, Layers: 1, Heads: 2);

    [Fact]
    public void Better_rollouts_become_more_probable_and_worse_ones_less()
    {
        using var scope = torch.NewDisposeScope();
        using var trainer = Trainer(new GrpoOptions { LearningRate = 1e-3, WarmUp = 0 });
        var rollouts = Sampled(trainer, 4);
        var before = Sums(trainer, rollouts);
        trainer.Update(rollouts, [1, -1, 0, 0], old: null, step: 0, measured: false);
        var after = Sums(trainer, rollouts);
        Assert.True(after[0] > before[0], $"{after[0]} after {before[0]}");
        Assert.True(after[1] < before[1], $"{after[1]} after {before[1]}");
    }

    [Fact]
    public void What_was_not_judged_changes_nothing()
    {
        double[] Parameters(Action<GrpoTrainer> act)
        {
            using var scope = torch.NewDisposeScope();
            using var trainer = Trainer(new GrpoOptions { LearningRate = 1e-2, WarmUp = 0 });
            act(trainer);
            return [.. trainer.Policy.Tensors.SelectMany(tensor => tensor.ToArray<float>()).Select(value => (double)value)];
        }

        var untouched = Parameters(_ => { });
        Assert.Equal(untouched, Parameters(trainer => Assert.Null(trainer.Update(Sampled(trainer, 4), [null, null, null, null], null, 0, measured: true))));
        // Two judged rollouts, alone and beside two that were not.
        var alone = Parameters(trainer => trainer.Update(Part(Sampled(trainer, 4), 2), [1, -1], null, 0, measured: false));
        var beside = Parameters(trainer => trainer.Update(Sampled(trainer, 4), [1, -1, null, null], null, 0, measured: false));
        Assert.NotEqual(untouched, alone);
        Assert.Equal(alone, beside, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData(LossNormalisation.TokenMean)]
    [InlineData(LossNormalisation.SequenceMean)]
    public void Gradients_in_parts_are_those_of_the_whole(LossNormalisation normalisation)
    {
        float[] After(int microbatches)
        {
            using var scope = torch.NewDisposeScope();
            using var trainer = Trainer(new GrpoOptions { LearningRate = 1e-2, WarmUp = 0, Microbatches = microbatches, KlWeight = 0.1, Normalisation = normalisation });
            var rollouts = Sampled(trainer, 8);
            trainer.Update(rollouts, [1, -1, 0.5, null, -0.5, 1, 0, -1], null, 0, measured: false);
            var statistics = trainer.Update(rollouts, [1, -1, 0.5, null, -0.5, 1, 0, -1], null, 1, measured: true)!;
            Assert.True(statistics.Kl > 0);
            return [.. trainer.Policy.Tensors.SelectMany(tensor => tensor.ToArray<float>()), (float)statistics.Kl, (float)statistics.Entropy];
        }

        Assert.Equal(After(1), After(4), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void A_first_minibatch_moves_the_ratio_of_the_second()
    {
        using var scope = torch.NewDisposeScope();
        using var trainer = Trainer(new GrpoOptions { LearningRate = 0.05, WarmUp = 0, Minibatches = 2, ClipLow = 0.05, ClipHigh = 0.05 });
        var statistics = trainer.Update(Sampled(trainer, 8), [1, -1, 1, -1, 1, -1, 1, -1], null, 0, measured: true)!;
        Assert.InRange(statistics.Clipped, 0.05, 1);
    }

    [Fact]
    public void The_reference_policy_stays_until_it_is_replaced()
    {
        using var scope = torch.NewDisposeScope();
        using var trainer = Trainer(new GrpoOptions { LearningRate = 1e-2, WarmUp = 0, KlWeight = 0.01, ReferenceEvery = 3 });
        var rollouts = Sampled(trainer, 4);
        var divergences = Enumerable.Range(0, 4).Select(step => trainer.Update(rollouts, [1, -1, 0.5, -0.5], null, step, measured: true)!.Kl!.Value).ToList();
        Assert.Equal(0, divergences[0], 6);
        Assert.True(divergences[2] > divergences[1] && divergences[1] > 0, string.Join(' ', divergences));
        Assert.Equal(0, divergences[3], 6);
    }

    [Theory]
    [InlineData("group", "at least 2")]
    [InlineData("minibatches", "do not divide")]
    [InlineData("overlap", "cannot overlap")]
    [InlineData("kl", "kl_weight")]
    public void Settings_that_make_no_sense_are_refused(string which, string expected)
    {
        var options = which switch
        {
            "group" => new GrpoOptions { Group = 1 },
            "minibatches" => new GrpoOptions { Minibatches = 3 },
            "overlap" => new GrpoOptions { Overlap = true, DynamicSampling = 1 },
            _ => new GrpoOptions { KlWeight = double.NaN },
        };
        using var policy = new Transformer(Small, Device.CPU);
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new GrpoTrainer(policy, options)).Message, StringComparison.Ordinal);
    }

    private static GrpoTrainer Trainer(GrpoOptions options)
    {
        torch.manual_seed(11);
        return new GrpoTrainer(new Transformer(Small, Device.CPU), options);
    }

    private static Rollouts Sampled(GrpoTrainer trainer, int count)
    {
        torch.manual_seed(12);
        using var sampler = new Sampler(trainer.Policy, count, 9, new SamplingOptions());
        return sampler.Sample([.. Enumerable.Repeat(new long[] { 1, 4 }, count)]);
    }

    private static Rollouts Part(Rollouts rollouts, int count) =>
        new([.. rollouts.Tokens.Take(count * rollouts.Length)], rollouts.Length, [.. rollouts.PromptLengths.Take(count)]);

    /// <summary>log π of each completion.</summary>
    private static double[] Sums(GrpoTrainer trainer, Rollouts rollouts)
    {
        using var scope = torch.NewDisposeScope();
        var logProbabilities = trainer.LogProbabilities(rollouts);
        var (values, length) = (logProbabilities.ToArray<float>(), (int)logProbabilities.size(1));
        return [.. Enumerable.Range(0, rollouts.Count).Select(i => values.Skip((i * length) + rollouts.PromptLengths[i] - 1).Take(rollouts.Completion(i).Length).Sum(value => (double)value))];
    }
}
