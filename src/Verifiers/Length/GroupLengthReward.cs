namespace Verifiers.Length;

/// <summary>
/// λ = 0.5 − (length − shortest) / (longest − shortest) over the group: correct completions get λ, wrong ones min(0, λ), and all
/// get 0 when their lengths are equal.
/// </summary>
/// <remarks>Kimi k1.5, arXiv:2501.12599, section 2.3.3.</remarks>
public static class GroupLengthReward
{
    /// <param name="lengths">Shape [G]: of all completions of the group.</param>
    /// <param name="index">Which completion is meant.</param>
    /// <param name="isCorrect">Whether its answer is.</param>
    public static double Of(IReadOnlyList<int> lengths, int index, bool isCorrect)
    {
        var (shortest, longest) = (lengths.Min(), lengths.Max());
        if (shortest == longest)
            return 0;
        var lambda = 0.5 - (((double)lengths[index] - shortest) / ((double)longest - shortest));
        return isCorrect ? lambda : Math.Min(0, lambda);
    }
}
