namespace Verifiers.Policy.Generation;

/// <summary>Sampled sequences as the host sees them: begin, prompt, completion, end, padding.</summary>
/// <param name="Tokens">Row order, shape [B, <paramref name="Length"/>].</param>
/// <param name="PromptLengths">Tokens before the completion, begin included; shape [B].</param>
public sealed record Rollouts(long[] Tokens, int Length, int[] PromptLengths)
{
    /// <summary>Sequences.</summary>
    public int Count => PromptLengths.Length;

    /// <summary>All tokens of one sequence.</summary>
    public ReadOnlySpan<long> Row(int index) => Tokens.AsSpan(index * Length, Length);

    /// <summary>The sampled tokens of one sequence, its end included when it came to one.</summary>
    public ReadOnlySpan<long> Completion(int index)
    {
        var sampled = Row(index)[PromptLengths[index]..];
        var end = sampled.IndexOf((long)Tokenizer.End);
        return end < 0 ? sampled : sampled[..(end + 1)];
    }

    /// <summary>The sequence came to its end before the positions ran out.</summary>
    public bool IsFinished(int index) => Completion(index) is [.., Tokenizer.End];

    /// <summary>Tokens of one sequence's thoughts: between the tags, or from the first tag on where the second was never written; 0 without tags.</summary>
    public int ThoughtTokens(int index)
    {
        var completion = Completion(index);
        var begin = completion.IndexOf((long)Tokenizer.ThoughtsBegin);
        if (begin < 0) return 0;
        var thoughts = completion[(begin + 1)..];
        var end = thoughts.IndexOfAny((long)Tokenizer.ThoughtsEnd, (long)Tokenizer.End);
        return end < 0 ? thoughts.Length : end;
    }

    /// <summary>Tokens sampled in all.</summary>
    public long SampledTokens
    {
        get
        {
            long sum = 0;
            for (var i = 0; i < Count; i++) sum += Completion(i).Length;
            return sum;
        }
    }
}
