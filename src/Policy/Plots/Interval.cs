using System.Globalization;

namespace Verifiers.Policy.Plots;

/// <summary>A mean and how far the true one may be from it.</summary>
/// <param name="HalfWidth">Of the 95 % interval; null for one value.</param>
public readonly record struct Interval(double Mean, double? HalfWidth)
{
    /// <summary>The 0.975 quantile of Student's t distribution for 1 to 30 degrees of freedom.</summary>
    private static readonly double[] Quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>mean ± t · s / √n, s with divisor n − 1. Beyond 31 values t is that of 31, which is a little too wide.</summary>
    /// <param name="values">At least one.</param>
    public static Interval Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        if (values.Count < 2) return new Interval(mean, null);
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return new Interval(mean, Quantiles[Math.Min(values.Count - 1, Quantiles.Length) - 1] * deviation / Math.Sqrt(values.Count));
    }

    public override string ToString() => HalfWidth is { } half
        ? string.Create(CultureInfo.InvariantCulture, $"{Mean:0.000} ± {half:0.000}")
        : Mean.ToString("0.000", CultureInfo.InvariantCulture);
}
