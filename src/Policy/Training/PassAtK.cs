namespace Verifiers.Policy.Training;

/// <summary>The chance that at least one of k completions is right.</summary>
internal static class PassAtK
{
    /// <summary>
    /// 1 − C(n − c, k) / C(n, k) = 1 − ∏ᵢ (1 − k/i) for i from n − c + 1 to n: without bias from n completions of which c are right
    /// (Chen et al. 2021, arXiv:2107.03374, section 2.1).
    /// </summary>
    /// <param name="completions">n, at least <paramref name="k"/>.</param>
    /// <param name="correct">c, from 0 to n.</param>
    /// <param name="k">At least 1.</param>
    public static double Of(int completions, int correct, int k)
    {
        if (k < 1 || k > completions || correct < 0 || correct > completions)
            throw new ArgumentOutOfRangeException(nameof(k), $"{k} of {completions} completions, {correct} of them right.");
        if (completions - correct < k) return 1;
        var none = 1.0;
        for (var i = completions - correct + 1; i <= completions; i++) none *= 1 - ((double)k / i);
        return 1 - none;
    }
}
