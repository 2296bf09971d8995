namespace Verifiers.Length;

/// <summary>
/// A reward that falls with length for correct completions and rises with it for wrong ones: short and right is best, short and
/// wrong is worst.
/// </summary>
/// <remarks>Yeo et al. 2025, arXiv:2502.03373; as in TRL and open-r1.</remarks>
public sealed record CosineReward
{
    /// <summary>L: the length at which the long values are reached.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Beyond L the value stays (TRL). Otherwise the cosine goes on and the value comes back (open-r1).</summary>
    public bool Clamp { get; init; } = true;

    public double CorrectShort { get; init; } = 1;

    public double CorrectLong { get; init; } = 0.5;

    public double WrongShort { get; init; } = -1;

    public double WrongLong { get; init; } = -0.5;

    /// <summary>lo + (hi − lo) / 2 · (1 + cos(π n / L)), lo the long value and hi the short one.</summary>
    public double Of(int length, bool isCorrect)
    {
        var progress = (double)length / MaxLength;
        if (Clamp)
            progress = Math.Min(1, progress);
        var (low, high) = isCorrect ? (CorrectLong, CorrectShort) : (WrongLong, WrongShort);
        return low + ((high - low) / 2 * (1 + Math.Cos(Math.PI * progress)));
    }
}
