namespace Verifiers.Api.Rescoring.Report;

/// <summary>
/// pass@k by the unbiased estimator 1 − C(n−c, k)/C(n, k) (Chen et al. 2021, arXiv:2107.03374), the mean over prompts, with an interval
/// that takes prompts, not rollouts, as independent.
/// </summary>
internal static class PassAtK
{
    /// <summary>What the band is, for the reader of the page.</summary>
    public const string Sentence =
        "mean over the prompts with at least k judged rollouts. The band is a 95 % interval: Wilson's, with prompts as the independent units "
        + "(the effective number of trials follows from the variance between prompts).";

    private const double Z = 1.959964; // the 97.5th percentile of the normal distribution

    /// <summary>The curve at powers of two, and at the largest k that half of the prompts have.</summary>
    /// <param name="cells">How many prompts have so many rollouts of which so many are correct.</param>
    public static IReadOnlyList<PassAtKPoint> Curve(IReadOnlyList<(int Rollouts, int Correct, long Prompts)> cells)
    {
        var all = cells.Sum(cell => cell.Prompts);
        var largest = cells.Select(cell => cell.Rollouts).Where(k => 2 * cells.Where(cell => cell.Rollouts >= k).Sum(cell => cell.Prompts) >= all).DefaultIfEmpty(0).Max();
        var points = new List<PassAtKPoint>();
        for (long k = 1; k < largest; k *= 2)
            points.Add(At((int)k, cells));
        if (largest > 0)
            points.Add(At(largest, cells));
        return points;
    }

    /// <summary>The chance that one of k rollouts, drawn from n of which c are correct, is correct.</summary>
    public static double Estimate(int n, int c, int k)
    {
        if (n - c < k)
            return 1;
        var none = 1.0;
        for (var i = n - c + 1; i <= n; i++)
            none *= 1 - ((double)k / i);
        return 1 - none;
    }

    private static PassAtKPoint At(int k, IReadOnlyList<(int Rollouts, int Correct, long Prompts)> cells)
    {
        var (prompts, sum, trials) = (0L, 0.0, 0L);
        var estimates = new List<(double Value, long Prompts)>();
        foreach (var (rollouts, correct, count) in cells.Where(cell => cell.Rollouts >= k))
        {
            var value = Estimate(rollouts, correct, k);
            estimates.Add((value, count));
            prompts += count;
            sum += value * count;
            trials += rollouts / k * count;
        }
        var mean = sum / prompts;
        var squares = estimates.Sum(estimate => estimate.Prompts * (estimate.Value - mean) * (estimate.Value - mean));
        var (low, high) = Interval(mean, prompts, prompts > 1 ? squares / (prompts - 1) : 0, trials);
        return new(k, prompts, mean, low, high);
    }

    /// <summary>
    /// Wilson's interval for as many trials as would have this variance of the mean: at least one a prompt, at most one for each k
    /// rollouts, which bounds what a small sample of equal prompts can claim.
    /// </summary>
    public static (double Low, double High) Interval(double mean, long prompts, double variance, long trials)
    {
        var wanted = variance > 0 ? mean * (1 - mean) * prompts / variance : prompts;
        var n = Math.Clamp(wanted, prompts, Math.Max(prompts, trials));
        var centre = (mean + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z * Math.Sqrt((mean * (1 - mean) / n) + (Z * Z / (4 * n * n))) / (1 + (Z * Z / n));
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
