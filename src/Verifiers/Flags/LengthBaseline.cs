namespace Verifiers.Flags;

/// <summary>
/// The length of one rubric's completions over time, as two running means of log₂ length that forget at different speeds:
/// m ← m + (log₂ max(1, length) − m) / min(n, N), n completions so far, with N = 32,768 for what is usual and N = 512 for what is recent. Lengths drift
/// when 2^|recent − usual| ≥ 1.5, from the 2,048th completion on.
/// </summary>
/// <remarks>Logarithms, because one answer of 30,000 tokens must not weigh as much as a hundred of 300. Not thread-safe.</remarks>
internal sealed class LengthBaseline
{
    private const int UsualSpan = 32_768;
    private const int RecentSpan = 512;
    private const int LeastCompletions = 2_048;
    private static readonly double LeastDrift = Math.Log2(1.5);

    private long _count;
    private double _usual;
    private double _recent;

    /// <summary>The drift there is; null when lengths are as usual, or too few are known.</summary>
    public LengthDrift? Drift => _count >= LeastCompletions && Math.Abs(_recent - _usual) >= LeastDrift ? new(_usual, _recent) : null;

    /// <summary>Takes a completion into account.</summary>
    /// <param name="length">In tokens or code points, always the same.</param>
    public void Add(int length)
    {
        var value = LogOf(length);
        _count++;
        _usual += (value - _usual) / Math.Min(_count, UsualSpan);
        _recent += (value - _recent) / Math.Min(_count, RecentSpan);
    }

    internal static double LogOf(int length) => Math.Log2(Math.Max(1, length));
}

/// <summary>How far lengths have moved, as logarithms to the base 2.</summary>
internal readonly record struct LengthDrift(double Usual, double Recent)
{
    /// <summary>Whether this completion is one of those that move the mean: as far from the usual length as half of the drift, to the same side.</summary>
    public bool IsFedBy(int length)
    {
        var distance = LengthBaseline.LogOf(length) - Usual;
        return Recent > Usual ? distance >= (Recent - Usual) / 2 : distance <= (Recent - Usual) / 2;
    }
}
