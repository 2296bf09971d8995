namespace Verifiers.Policy.Training;

/// <summary>The answer that most completions of a problem give (Wang et al. 2022, arXiv:2203.11171).</summary>
internal static class SelfConsistency
{
    private const string Opening = "<answer>", Closing = "</answer>";

    /// <summary>The text inside the last answer tags, without blanks around it; null where there are none.</summary>
    public static string? AnswerOf(string completion)
    {
        var end = completion.LastIndexOf(Closing, StringComparison.Ordinal);
        if (end < 0) return null;
        var start = completion.LastIndexOf(Opening, end, StringComparison.Ordinal);
        return start < 0 ? null : completion[(start + Opening.Length)..end].Trim();
    }

    /// <summary>The most frequent answer; among equally frequent ones the one that came first. Null when no completion has one.</summary>
    public static string? Majority(IEnumerable<string> completions) =>
        completions.Select(AnswerOf).OfType<string>().CountBy(answer => answer).OrderByDescending(answer => answer.Value).Select(answer => answer.Key).FirstOrDefault();

    /// <summary>
    /// Whether the majority's answer is right: a completion that gives it was judged correct. (Another that gives it may have lost its
    /// verdict to the format.)
    /// </summary>
    /// <param name="correct">The verdict of each completion; null where there is none.</param>
    public static bool IsRight(IReadOnlyList<string> completions, IReadOnlyList<bool?> correct) =>
        Majority(completions) is { } answer && completions.Index().Any(completion => correct[completion.Index] == true && AnswerOf(completion.Item) == answer);
}
