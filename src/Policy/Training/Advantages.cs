namespace Verifiers.Policy.Training;

/// <summary>How good each completion of a group is beside the others of its group.</summary>
public static class Advantages
{
    /// <summary>Keeps a group of equal rewards from being divided by nothing.</summary>
    private const double Epsilon = 1e-4;

    /// <summary>
    /// (r − mean) / (std + ε), std with divisor G (Shao et al. 2024, arXiv:2402.03300, section 4.1.2); with
    /// <paramref name="scaled"/> off r − mean (Liu et al. 2025, arXiv:2503.20783, "Dr. GRPO").
    /// </summary>
    /// <param name="rewards">Shape [G]; null where the service could not judge: those count for nothing.</param>
    /// <returns>Shape [G]; null where there is no reward; zero when the rewards are equal.</returns>
    public static double?[] Of(ReadOnlySpan<double?> rewards, bool scaled)
    {
        var (sum, count) = (0.0, 0);
        foreach (var reward in rewards)
        {
            if (reward is not { } given) continue;
            sum += given;
            count++;
        }
        var mean = sum / count;
        var squares = 0.0;
        foreach (var reward in rewards)
        {
            if (reward is { } given) squares += (given - mean) * (given - mean);
        }
        var scale = scaled ? 1 / (Math.Sqrt(squares / count) + Epsilon) : 1;
        var advantages = new double?[rewards.Length];
        for (var i = 0; i < rewards.Length; i++) advantages[i] = rewards[i] is { } given ? (given - mean) * scale : null;
        return advantages;
    }

    /// <summary>The group teaches nothing: fewer than two rewards, or all the same.</summary>
    public static bool AreFlat(ReadOnlySpan<double?> rewards)
    {
        double? first = null;
        foreach (var reward in rewards)
        {
            if (reward is null) continue;
            first ??= reward;
            if (Math.Abs(reward.Value - first.Value) > 1e-12) return false;
        }
        return true;
    }
}
