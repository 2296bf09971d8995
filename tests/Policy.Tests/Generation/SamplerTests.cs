using Verifiers.Policy.Generation;
using Verifiers.Policy.Network;
using Verifiers.Policy.Tests.Torch;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Tests.Generation;

[Collection(TorchCollection.Name)]
public sealed class SamplerTests
{
    private static readonly TransformerConfig Small = new(Vocabulary: 7, Context: 12, Width: 16, Layers: 2, Heads: 2);

    [Fact]
    public void Greedy_sampling_takes_the_most_probable_token_of_the_whole_model()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model(1);
        long[][] prompts = [[1, 5], [1, 3, 4, 6], [1]];
        using var sampler = new Sampler(model, 3, 13, new SamplingOptions { Temperature = 0 });
        var rollouts = sampler.Sample(prompts);
        for (var i = 0; i < 3; i++)
        {
            long[] expected = [.. prompts[i]];
            while (expected.Length < 13 && expected[^1] != Tokenizer.End)
            {
                using var inner = torch.NewDisposeScope();
                using var noGrad = torch.no_grad();
                var logits = model.Forward(torch.tensor<long>(expected, [1, expected.Length], Device.CPU));
                expected = [.. expected, logits.select(1, expected.Length - 1).argmax(-1).ToInt64()];
            }
            Assert.Equal(expected[prompts[i].Length..], rollouts.Completion(i).ToArray());
            Assert.Equal(prompts[i], rollouts.Row(i)[..prompts[i].Length].ToArray());
            Assert.All(rollouts.Row(i)[expected.Length..].ToArray(), token => Assert.Equal(Tokenizer.Pad, token));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.5, 1)]
    [InlineData(1, 0.6)]
    public void Tokens_are_drawn_with_their_probabilities(double temperature, double topP)
    {
        const int batch = 20_000;
        using var scope = torch.NewDisposeScope();
        using var model = Model(2);
        using var sampler = new Sampler(model, batch, 2, new SamplingOptions { Temperature = temperature, TopP = topP });
        torch.manual_seed(5);
        var rollouts = sampler.Sample([.. Enumerable.Repeat(new long[] { 1 }, batch)]);
        using var noGrad = torch.no_grad();
        var logits = model.Forward(torch.tensor<long>([1], [1, 1], Device.CPU)).to(ScalarType.Float64).ToArray<double>();
        var expected = Nucleus(Softmax(logits, temperature), topP);
        for (var token = 0; token < expected.Length; token++)
        {
            var drawn = Enumerable.Range(0, batch).Count(i => rollouts.Completion(i)[0] == token);
            var deviation = Math.Sqrt(batch * expected[token] * (1 - expected[token]));
            Assert.InRange(drawn, (batch * expected[token]) - (5 * deviation), (batch * expected[token]) + (5 * deviation));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_completions()
    {
        using var model = Model(3);
        using var sampler = new Sampler(model, 8, 13, new SamplingOptions());
        long[][] prompts = [.. Enumerable.Repeat(new long[] { 1, 4 }, 8)];
        torch.manual_seed(9);
        var first = sampler.Sample(prompts).Tokens;
        torch.manual_seed(9);
        Assert.Equal(first, sampler.Sample(prompts).Tokens);
        torch.manual_seed(10);
        Assert.NotEqual(first, sampler.Sample(prompts).Tokens);
    }

    [Fact]
    public void A_change_of_the_policy_is_seen_by_the_next_call()
    {
        using var model = Model(3);
        using var other = Model(4);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            using var sampler = new Sampler(model, 1, 13, new SamplingOptions { Temperature = 0 }, type);
            var before = sampler.Sample([[1, 4]]).Tokens;
            model.CopyFrom(other);
            Assert.NotEqual(before, sampler.Sample([[1, 4]]).Tokens);
            using var fresh = Model(3);
            model.CopyFrom(fresh);
        }
    }

    [Fact]
    public void Prompts_must_leave_room_for_a_completion()
    {
        using var model = Model(1);
        using var sampler = new Sampler(model, 1, 4, new SamplingOptions());
        Assert.Throws<ArgumentException>(() => sampler.Sample([[1, 3, 3, 3]]));
        Assert.Throws<ArgumentException>(() => sampler.Sample([[]]));
        Assert.Throws<ArgumentException>(() => sampler.Sample([[1], [1]]));
        Assert.Throws<ArgumentException>(() => new Sampler(model, 1, 4, new SamplingOptions { TopP = 0 }));
    }

    private static Transformer Model(int seed)
    {
        torch.manual_seed(seed);
        var model = new Transformer(Small, Device.CPU);
        using var noGrad = torch.no_grad();
        foreach (var tensor in model.Tensors) tensor.mul_(2); // sharper than a fresh model: argmax without ties
        return model;
    }

    private static double[] Softmax(double[] logits, double temperature)
    {
        var powers = logits.Select(logit => Math.Exp(logit / temperature)).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }

    /// <summary>Only the most probable tokens, until together they reach <paramref name="topP"/>.</summary>
    private static double[] Nucleus(double[] probabilities, double topP)
    {
        var kept = new double[probabilities.Length];
        var sum = 0.0;
        foreach (var i in Enumerable.Range(0, probabilities.Length).OrderByDescending(i => probabilities[i]))
        {
            if (sum >= topP) break;
            kept[i] = probabilities[i];
            sum += probabilities[i];
        }
        return [.. kept.Select(probability => probability / sum)];
    }
}
