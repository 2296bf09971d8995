using Verifiers.Policy.Torch;
using static Verifiers.Policy.Torch.torch.nn;

namespace Verifiers.Policy.Tests.Torch;

[Collection(TorchCollection.Name)]
public sealed class TensorTests
{
    [Fact]
    public void Errors_are_in_torchs_own_words()
    {
        using var scope = torch.NewDisposeScope();
        var matrix = torch.zeros([2, 3], ScalarType.Float32, Device.CPU);
        var fault = Assert.Throws<TorchException>(() => matrix.matmul(matrix));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", fault.Message, StringComparison.Ordinal);
        Assert.Throws<TorchException>(() => matrix.size(2));
        Assert.Throws<TorchException>(() => matrix.CopyTo(new float[5].AsSpan()));
    }

    [Fact]
    public void Numbers_come_back_as_they_went()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal([1.5f, -2, 3], torch.tensor<float>([1.5f, -2, 3], [3], Device.CPU).ToArray<float>());
        Assert.Equal([long.MaxValue, 0], torch.tensor<long>([long.MaxValue, 0], [2], Device.CPU).ToArray<long>());
        Assert.Equal([true, false], torch.tensor<bool>([true, false], [2], Device.CPU).ToArray<bool>());
        Assert.Equal([1, 3, 5], torch.arange(1, 6, 2, ScalarType.Int32, Device.CPU).ToArray<int>());
        Assert.Equal([2, 2], torch.tensor<double>([1, 2, 3, 4], [2, 2], Device.CPU).shape);
        Assert.Throws<ArgumentException>(() => torch.tensor<float>([1, 2, 3], [2, 2], Device.CPU));
    }

    [Fact]
    public void Scopes_free_what_was_made_in_them_and_nothing_else()
    {
        var before = Alive();
        Tensor moved, detached;
        using (torch.NewDisposeScope())
        {
            using (torch.NewDisposeScope())
            {
                var freed = torch.ones([2], ScalarType.Float32, Device.CPU);
                moved = (freed + 1).MoveToOuterDisposeScope();
                detached = (freed + 2).DetachFromDisposeScope();
                Assert.Equal(before + 3, torch.live_tensors);
            }
            Assert.Equal(before + 2, torch.live_tensors);
            Assert.Equal([2f, 2], moved.ToArray<float>());
        }
        Assert.Equal(before + 1, torch.live_tensors);
        Assert.Throws<ObjectDisposedException>(() => moved + 1);
        Assert.Equal([3f, 3], detached.ToArray<float>());
        detached.Dispose();
        detached.Dispose();
        Assert.Equal(before, torch.live_tensors);
    }

    [Fact]
    public void Scopes_end_in_the_reverse_order_of_their_beginning()
    {
        using var outer = torch.NewDisposeScope();
        using var inner = torch.NewDisposeScope();
        Assert.Throws<InvalidOperationException>(outer.Dispose);
    }

    [Fact]
    public void Tensors_without_a_scope_are_freed_by_the_collector()
    {
        var before = Alive();
        MakeSome();
        Assert.Equal(before, Alive());

        static void MakeSome()
        {
            for (var i = 0; i < 100; i++) torch.zeros([4], ScalarType.Float32, Device.CPU);
        }
    }

    [Fact]
    public void Ten_thousand_steps_of_training_leave_no_tensor_behind()
    {
        using var scope = torch.NewDisposeScope();
        var weight = torch.zeros([4, 1], ScalarType.Float32, Device.CPU).requires_grad_();
        using var optimizer = new AdamW([weight]);
        torch.manual_seed(1);
        var inputs = torch.randn([16, 4], ScalarType.Float32, Device.CPU);
        var wanted = inputs.matmul(torch.tensor<float>([1, -2, 3, 0.5f], [4, 1], Device.CPU));
        Step();
        var before = Alive();
        var last = 0.0;
        for (var i = 0; i < 10_000; i++) last = Step();
        Assert.Equal(before, torch.live_tensors);
        Assert.InRange(last, 0, 1e-6);

        double Step()
        {
            using var step = torch.NewDisposeScope();
            optimizer.zero_grad();
            var difference = inputs.matmul(weight) - wanted;
            var loss = (difference * difference).mean();
            loss.backward();
            optimizer.step(0.01);
            return loss.ToDouble();
        }
    }

    [Fact]
    public void Gradients_are_those_of_the_formula()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor<double>([0.5, -1, 2], [3], Device.CPU).requires_grad_();
        ((x * x * x).sum() + x.exp().sum()).backward();
        Assert.Equal(new[] { 0.5, -1, 2 }.Select(v => (3 * v * v) + Math.Exp(v)), x.grad!.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
        using (torch.no_grad()) Assert.Throws<TorchException>(() => (x * 2).sum().backward());
    }

    [Fact]
    public void AdamW_takes_the_steps_of_its_paper()
    {
        using var scope = torch.NewDisposeScope();
        const double rate = 0.1, beta1 = 0.9, beta2 = 0.99, epsilon = 1e-8, decay = 0.05, longest = 0.7;
        double[] parameter = [1, -2, 0.5], mean = [0, 0, 0], square = [0, 0, 0];
        var tensor = torch.tensor<double>(parameter, [3], Device.CPU).requires_grad_();
        using var optimizer = new AdamW([tensor], beta1, beta2, epsilon, decay);
        for (var step = 1; step <= 5; step++)
        {
            using var inner = torch.NewDisposeScope();
            optimizer.zero_grad();
            (tensor * tensor).sum().backward();
            var norm = optimizer.step(rate, longest).ToDouble();

            var gradient = parameter.Select(value => 2 * value).ToArray();
            var length = Math.Sqrt(gradient.Sum(value => value * value));
            Assert.Equal(length, norm, 9);
            for (var i = 0; i < 3; i++)
            {
                var g = gradient[i] * Math.Min(1, longest / (length + 1e-6));
                mean[i] = (beta1 * mean[i]) + ((1 - beta1) * g);
                square[i] = (beta2 * square[i]) + ((1 - beta2) * g * g);
                parameter[i] -= rate * decay * parameter[i];
                parameter[i] -= rate * (mean[i] / (1 - Math.Pow(beta1, step))) / (Math.Sqrt(square[i] / (1 - Math.Pow(beta2, step))) + epsilon);
            }
            Assert.Equal(parameter, tensor.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-9);
        }
    }

    [Fact]
    public void Layers_compute_their_formulas()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor<double>([1, 2, 3, 4], [1, 4], Device.CPU);
        var scale = 1 / Math.Sqrt(7.5 + 1e-5);
        Near([1 * scale, 4 * scale, 9 * scale, 16 * scale], functional.rms_norm(x, torch.tensor<double>([1, 2, 3, 4], [4], Device.CPU)));
        Near([3 / (1 + Math.Exp(-1)), 2 * 4 / (1 + Math.Exp(-2))], functional.swiglu(x));
        var (cosine, sine) = (torch.tensor<double>([0.6, 1], [1, 2], Device.CPU), torch.tensor<double>([0.8, 0], [1, 2], Device.CPU));
        Near([(1 * 0.6) - (3 * 0.8), 2, (3 * 0.6) + (1 * 0.8), 4], functional.rotary_embedding(x, cosine, sine));
        var total = Math.Exp(1) + Math.Exp(2) + Math.Exp(3) + Math.Exp(4);
        Near([3 - Math.Log(total)], functional.token_log_probabilities(x, torch.tensor<long>([2], [1], Device.CPU)));
        Near([Math.Log(total) - 3], functional.cross_entropy(x, torch.tensor<long>([2], [1], Device.CPU)));

        static void Near(double[] expected, Tensor actual) => Assert.Equal(expected, actual.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    private static long Alive()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.live_tensors;
    }
}
