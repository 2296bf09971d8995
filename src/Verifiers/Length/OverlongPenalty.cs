namespace Verifiers.Length;

/// <summary>Penalties for completions that come near the length limit or pass it. Lengths in tokens or characters, as the caller counts.</summary>
public static class OverlongPenalty
{
    /// <summary>0 up to L − C, then falling to −1 at L, and −1 beyond. With C = 0: 0 up to L, then −1.</summary>
    /// <param name="length">Of the completion.</param>
    /// <param name="maxLength">L, the limit.</param>
    /// <param name="cache">C, the stretch before the limit over which the penalty grows; 0 to L.</param>
    /// <remarks>DAPO (arXiv:2503.14476), equation 13; TRL and open-r1 alike.</remarks>
    public static double Soft(int length, int maxLength, int cache)
    {
        if (length <= maxLength - cache)
            return 0;
        return length > maxLength ? -1 : (double)(maxLength - cache - length) / cache;
    }

    /// <summary>min(0, −(n − (L − B)) / B · factor), not clamped: verl adds it to the score, and there n cannot exceed L.</summary>
    /// <param name="length">n, of the completion.</param>
    /// <param name="maxResponseLength">L, the limit.</param>
    /// <param name="buffer">B, the stretch before the limit over which the penalty grows; at least 1.</param>
    /// <param name="factor">The penalty at the limit, as a positive number.</param>
    public static double Verl(int length, int maxResponseLength, int buffer, double factor) =>
        Math.Min(0, -((double)length - (maxResponseLength - buffer)) / buffer * factor);
}
