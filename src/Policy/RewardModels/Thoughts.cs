namespace Verifiers.Policy.RewardModels;

/// <summary>Where the thoughts of a completion are; at its start, and empty, where it has none.</summary>
internal static class Thoughts
{
    private const string Opening = "<think>", Closing = "</think>";

    public static int Start(string completion) => Has(completion) ? completion.IndexOf(Opening, StringComparison.Ordinal) + Opening.Length : 0;

    public static int End(string completion) => Has(completion) ? completion.IndexOf(Closing, StringComparison.Ordinal) : 0;

    /// <summary>The thoughts' text.</summary>
    public static string Of(string completion) => completion[Start(completion)..End(completion)];

    /// <summary>The completion with other thoughts.</summary>
    public static string Replace(string completion, string thoughts) => completion[..Start(completion)] + thoughts + completion[End(completion)..];

    private static bool Has(string completion) =>
        completion.IndexOf(Opening, StringComparison.Ordinal) is var start and >= 0 && completion.IndexOf(Closing, start, StringComparison.Ordinal) >= 0;
}
