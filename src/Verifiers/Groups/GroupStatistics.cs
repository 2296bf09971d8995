namespace Verifiers.Groups;

/// <summary>What a trainer needs to know of one group of rewards.</summary>
public sealed class GroupStatistics
{
    /// <summary>ε of the advantage, against division by a tiny standard deviation.</summary>
    public const double Epsilon = 1e-6;

    private GroupStatistics(double? mean, double? std, double? passRate, IReadOnlyList<double?> advantages)
    {
        Mean = mean;
        StandardDeviation = std;
        PassRate = passRate;
        Advantages = advantages;
    }

    /// <summary>Mean of the rewards; null when no sample has one.</summary>
    public double? Mean { get; }

    /// <summary>Standard deviation over the group (divisor G, not G − 1); null when no sample has a reward.</summary>
    public double? StandardDeviation { get; }

    /// <summary>Share of correct samples among those that were judged; null when none was.</summary>
    public double? PassRate { get; }

    /// <summary>
    /// Shape [G], in the order of the samples: (r − mean) / (std + ε). All zero when the rewards are equal. Null for a sample
    /// without a reward: a trainer leaves it out.
    /// </summary>
    /// <remarks>Shao et al. 2024, arXiv:2402.03300, section 4.1.2; samples with verdict Error are removed first.</remarks>
    public IReadOnlyList<double?> Advantages { get; }

    /// <summary>Statistics of one group.</summary>
    /// <param name="verdicts">Shape [G].</param>
    /// <param name="rewards">Shape [G]; null exactly where the verdict is <see cref="Verdict.Error"/>.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static GroupStatistics Of(IReadOnlyList<Verdict> verdicts, IReadOnlyList<double?> rewards)
    {
        if (verdicts.Count != rewards.Count)
            throw new ArgumentException($"{verdicts.Count} verdicts and {rewards.Count} rewards do not describe one group.", nameof(rewards));
        var (count, sum, min, max, correct) = (0, 0.0, double.PositiveInfinity, double.NegativeInfinity, 0);
        for (var i = 0; i < rewards.Count; i++)
        {
            if (rewards[i] is not { } reward)
                continue;
            (count, sum, min, max) = (count + 1, sum + reward, Math.Min(min, reward), Math.Max(max, reward));
            if (verdicts[i] == Verdict.Correct)
                correct++;
        }
        if (count == 0)
            return new(null, null, null, new double?[rewards.Count]);

        // Equal rewards are compared, not subtracted: their computed mean may differ from them in the last bit.
        var allEqual = max <= min;
        var mean = allEqual ? min : sum / count;
        var squares = rewards.Sum(reward => reward is { } r ? (r - mean) * (r - mean) : 0);
        var std = allEqual ? 0 : Math.Sqrt(squares / count);
        double? Advantage(double? reward) => reward is { } r ? (allEqual ? 0 : (r - mean) / (std + Epsilon)) : null;
        return new(mean, std, (double)correct / count, [.. rewards.Select(Advantage)]);
    }
}
