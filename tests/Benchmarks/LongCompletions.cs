namespace Verifiers.Benchmarks;

/// <summary>Completions of about 2,000 tokens: the reasoning of real models, then the answer of a labelled case.</summary>
internal static class LongCompletions
{
    /// <summary>Characters of 2,000 tokens of mathematical English.</summary>
    private const int Length = 8_000;

    private static readonly string[] Markers = ["boxed", "answer", "####", "fbox", "final"];

    /// <summary>The text of each case at the end of 8,000 characters of reasoning.</summary>
    public static IReadOnlyList<Completion> Of(IReadOnlyList<LabelledPair> pairs)
    {
        var lines = pairs.Where(pair => pair.IsCompletion)
            .SelectMany(pair => pair.Text.Split('\n'))
            .Where(line => line.Length > 0 && !Markers.Any(marker => line.Contains(marker, StringComparison.OrdinalIgnoreCase)))
            .ToArray();
        var next = 0;
        return [.. pairs.Select(pair => new Completion(Reasoning(pair.Text.Length) + (pair.IsCompletion ? pair.Text : $"Therefore the result is $\\boxed{{{pair.Text}}}$.")))];

        string Reasoning(int used)
        {
            var text = new System.Text.StringBuilder(Length);
            while (text.Length + used < Length)
                text.Append(lines[next++ % lines.Length]).Append("\n\n");
            return text.ToString();
        }
    }
}
