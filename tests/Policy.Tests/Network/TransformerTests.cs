using Verifiers.Policy.Network;
using Verifiers.Policy.Tests.Torch;
using Verifiers.Policy.Torch;
using static Verifiers.Policy.Torch.torch.nn;

namespace Verifiers.Policy.Tests.Network;

[Collection(TorchCollection.Name)]
public sealed class TransformerTests
{
    private static readonly TransformerConfig Small = new(Vocabulary: 11, Context: 8, Width: 12, Layers: 2, Heads: 3, FeedForward: 10);

    [Fact]
    public void Gradients_agree_with_finite_differences()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        using var model = new Transformer(Small, Device.CPU, ScalarType.Float64).RequiresGrad();
        var tokens = torch.tensor<long>([1, 4, 2, 9, 1, 3, 3, 7], [2, 4], Device.CPU);
        var targets = torch.tensor<long>([4, 2, 9, 5, 3, 3, 7, 0], [8], Device.CPU);
        Loss().backward();
        foreach (var (name, parameter) in model.Parameters)
        {
            var gradient = parameter.grad!.ToArray<double>();
            var values = parameter.ToArray<double>();
            foreach (var i in new[] { 0, gradient.Length / 2, gradient.Length - 1 })
            {
                const double step = 1e-5;
                var numeric = (LossWith(i, step) - LossWith(i, -step)) / (2 * step);
                Assert.True(Math.Abs(numeric - gradient[i]) < 1e-7 + (1e-5 * Math.Abs(numeric)), $"{name}[{i}]: {gradient[i]} beside {numeric}");
            }

            double LossWith(int index, double change)
            {
                using var inner = torch.NewDisposeScope();
                using var noGrad = torch.no_grad();
                var changed = (double[])values.Clone();
                changed[index] += change;
                parameter.copy_(torch.tensor<double>(changed, parameter.shape, Device.CPU));
                var loss = Loss().ToDouble();
                parameter.copy_(torch.tensor<double>(values, parameter.shape, Device.CPU));
                return loss;
            }
        }

        Tensor Loss() => functional.cross_entropy(model.Forward(tokens).view(8, Small.Vocabulary), targets);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decoding_with_a_cache_gives_the_same_logits(bool hostKnowsThePosition)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        torch.manual_seed(4);
        using var model = new Transformer(Small, Device.CPU);
        long[] sequence = [1, 4, 2, 9, 10, 3, 3, 7];
        var whole = model.Forward(torch.tensor<long>(sequence, [1, 8], Device.CPU)).ToArray<float>();
        using var cache = new KeyValueCache(Small, batch: 1, length: 8, ScalarType.Float32, Device.CPU);
        for (var position = 0; position < sequence.Length; position++)
        {
            cache.HostPosition = hostKnowsThePosition ? position : null;
            var logits = model.Decode(torch.tensor<long>([sequence[position]], [1], Device.CPU), cache).ToArray<float>();
            cache.Position.add_(1);
            Assert.Equal(whole.AsSpan(position * Small.Vocabulary, Small.Vocabulary).ToArray(), logits, (a, b) => Math.Abs(a - b) < 1e-4);
        }
    }

    [Fact]
    public void A_position_sees_nothing_of_what_comes_after_it()
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var model = new Transformer(Small, Device.CPU);
        var one = model.Forward(torch.tensor<long>([1, 4, 2, 9], [1, 4], Device.CPU)).ToArray<float>();
        var other = model.Forward(torch.tensor<long>([1, 4, 8, 5], [1, 4], Device.CPU)).ToArray<float>();
        Assert.Equal(one[..(2 * Small.Vocabulary)], other[..(2 * Small.Vocabulary)], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.NotEqual(one[(2 * Small.Vocabulary)..], other[(2 * Small.Vocabulary)..]);
    }

    [Theory]
    [InlineData(64, 32, 64, 1, 2, 0)]
    [InlineData(11, 8, 12, 2, 3, 10)]
    public void The_count_of_parameters_is_that_of_the_tensors(int vocabulary, int context, int width, int layers, int heads, int feedForward)
    {
        var config = new TransformerConfig(vocabulary, context, width, layers, heads, feedForward);
        using var model = new Transformer(config, Device.CPU);
        Assert.Equal(model.Tensors.Sum(tensor => tensor.numel()), config.ParameterCount);
    }

    [Theory]
    [InlineData(3, 8, 12, 1, 3, "vocabulary: 3 tokens")]
    [InlineData(11, 1, 12, 1, 3, "context: 1 positions")]
    [InlineData(11, 8, 12, 0, 3, "layers: 0")]
    [InlineData(11, 8, 10, 1, 3, "width: 10 is no multiple of twice the 3 heads")]
    public void Sizes_that_do_not_fit_are_refused(int vocabulary, int context, int width, int layers, int heads, string expected)
    {
        var fault = Assert.Throws<ArgumentException>(() => new Transformer(new(vocabulary, context, width, layers, heads), Device.CPU));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Longer_sequences_than_the_context_are_refused()
    {
        using var model = new Transformer(Small, Device.CPU);
        using var tokens = torch.zeros([1, 9], ScalarType.Int64, Device.CPU);
        Assert.Throws<ArgumentException>(() => model.Forward(tokens));
        Assert.Throws<ArgumentException>(() => new KeyValueCache(Small, 1, 9, ScalarType.Float32, Device.CPU));
    }
}
