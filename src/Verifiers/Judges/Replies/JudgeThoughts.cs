namespace Verifiers.Judges.Replies;

/// <summary>A judge that reasons may weigh several verdicts in its thoughts; only what follows them is its reply.</summary>
internal static class JudgeThoughts
{
    private static readonly (string Opens, string Closes)[] Tags =
    [
        ("<think>", "</think>"), ("<thinking>", "</thinking>"), ("<thought>", "</thought>"), ("<reasoning>", "</reasoning>"), ("[THINK]", "[/THINK]"),
        ("<|channel|>analysis", "<|channel|>final<|message|>"),
    ];

    /// <summary>What follows the last end of thoughts; nothing when thoughts begin there that do not end.</summary>
    public static string Remove(string reply)
    {
        var start = 0;
        foreach (var (_, closes) in Tags)
        {
            var end = reply.LastIndexOf(closes, StringComparison.OrdinalIgnoreCase);
            if (end >= 0)
                start = Math.Max(start, end + closes.Length);
        }
        var rest = reply[start..];
        // Who still thinks has not judged yet, whatever was said before.
        return Array.Exists(Tags, tag => rest.Contains(tag.Opens, StringComparison.OrdinalIgnoreCase)) ? "" : rest;
    }
}
