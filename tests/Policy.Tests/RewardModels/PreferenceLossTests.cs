using Verifiers.Policy.RewardModels;
using Verifiers.Policy.Tests.Torch;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Tests.RewardModels;

/// <summary>The losses and their gradients beside formulas over numbers that share nothing with them.</summary>
[Collection(TorchCollection.Name)]
public sealed class PreferenceLossTests
{
    private static readonly double[] First = [2.5, -1, 0.3, 40, -3], Second = [1, 1.5, 0.3, -40, 60];

    [Fact]
    public void Bradley_and_Terry_prefer_the_chosen_one()
    {
        using var scope = torch.NewDisposeScope();
        var (chosen, rejected) = (Of(First).requires_grad_(), Of(Second).requires_grad_());
        var loss = PreferenceLoss.Pairwise(chosen, rejected);
        loss.backward();
        var differences = First.Zip(Second, (a, b) => a - b).ToList();
        Assert.Equal(differences.Average(MinusLogSigmoid), loss.ToDouble(), 9);
        Assert.Equal(differences.Select(d => -Sigmoid(-d) / First.Length), chosen.grad!.ToArray<double>(), Close);   // d/dc −log σ(c − r) = −σ(r − c)
        Assert.Equal(differences.Select(d => Sigmoid(-d) / First.Length), rejected.grad!.ToArray<double>(), Close);
    }

    [Fact]
    public void Cross_entropy_pulls_a_score_to_its_label()
    {
        using var scope = torch.NewDisposeScope();
        double[] labels = [1, 0, 1, 1, 0];
        var scores = Of(First).requires_grad_();
        var loss = PreferenceLoss.Pointwise(scores, Of(labels));
        loss.backward();
        Assert.Equal(First.Zip(labels, (score, label) => label == 1 ? MinusLogSigmoid(score) : MinusLogSigmoid(-score)).Average(), loss.ToDouble(), 9);
        Assert.Equal(First.Zip(labels, (score, label) => (Sigmoid(score) - label) / First.Length), scores.grad!.ToArray<double>(), Close); // σ(x) − y
    }

    private static Tensor Of(double[] values) => torch.tensor<double>(values, [values.Length], Device.CPU);

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double MinusLogSigmoid(double x) => x > 0 ? Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x)) - x;

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;
}
