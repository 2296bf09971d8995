namespace Verifiers.Length;

/// <summary>(1 − distinct / all n-grams) · maximum penalty: 0 when no n-gram occurs twice. Fewer than n tokens have none.</summary>
/// <remarks>Yeo et al. 2025, arXiv:2502.03373; as in TRL and open-r1. Work is length · n.</remarks>
public static class RepetitionPenalty
{
    /// <summary>Over tokens.</summary>
    /// <param name="tokenIds">Of the completion.</param>
    /// <param name="n">Tokens in one n-gram, at least 1.</param>
    /// <param name="maxPenalty">The value when all n-grams are alike, at most 0.</param>
    public static double OfTokens(IReadOnlyList<int> tokenIds, int n, double maxPenalty)
    {
        var total = tokenIds.Count - n + 1;
        if (total <= 0)
            return 0;
        int[] tokens = [.. tokenIds];
        var distinct = new HashSet<int>(new NGramComparer(tokens, n));
        for (var start = 0; start < total; start++)
            distinct.Add(start);
        return (1 - ((double)distinct.Count / total)) * maxPenalty;
    }

    /// <summary>Over words: lower-cased and split on white space, as Python's <c>text.lower().split()</c> does.</summary>
    public static double OfWords(string text, int n, double maxPenalty)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        var ids = new List<int>();
        var lower = text.ToLowerInvariant();
        for (var at = 0; at < lower.Length;)
        {
            if (PythonText.IsWhiteSpace(lower[at]))
            {
                at++;
                continue;
            }
            var start = at;
            while (at < lower.Length && !PythonText.IsWhiteSpace(lower[at]))
                at++;
            var word = lower.AsSpan(start, at - start);
            if (!lookup.TryGetValue(word, out var id))
                lookup[word] = id = numbers.Count;
            ids.Add(id);
        }
        return OfTokens(ids, n, maxPenalty);
    }

    /// <summary>Two starting places are equal when the n tokens from there on are.</summary>
    private sealed class NGramComparer(int[] tokens, int n) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => tokens.AsSpan(x, n).SequenceEqual(tokens.AsSpan(y, n));

        public int GetHashCode(int start)
        {
            var hash = new HashCode();
            foreach (var token in tokens.AsSpan(start, n))
                hash.Add(token);
            return hash.ToHashCode();
        }
    }
}
