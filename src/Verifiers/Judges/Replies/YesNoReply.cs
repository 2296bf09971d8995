using System.Text.RegularExpressions;

namespace Verifiers.Judges.Replies;

/// <summary>Yes or no: marked, in a field, in a line "Answer: yes", or as a clause of its own. "Yes and no" is neither.</summary>
internal static class YesNoReply
{
    public const string Yes = "yes";
    public const string No = "no";

    private static readonly string[] Names = ["answer", "verdict", "judgment", "judgement", "decision", "result", "conclusion"];

    /// <summary>The word at the start, or after a sign that ends a clause, and before one; at the start also before a subject.</summary>
    private static readonly Regex Clause = new(
        @"(?:^|[.;:!?\n,—]\s*|\b(?:answer|verdict|judge?ment|decision|conclusion) is:?\s+)(?:yes|no)\s*(?:[.;:!?\n,—)]|$)|^(?:yes|no)\s+(?:-|–|\(|it|this|that|they|the|there|because|since)\b?",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Regex.InfiniteMatchTimeout);

    public static ReplyVerdict? Read(string text)
    {
        var marks = VerdictMarks.Of(text, mark => WordOf(mark) is not null);
        if (marks.Count > 0)
            return new(WordOf(marks[^1])!);
        var fields = ReplyJson.LastWith(text, Names);
        if (fields.Count > 0)
            return Single(fields.ConvertAll(field => ReplyJson.TextOf(field.Value)));
        var lines = ReplyLines.Of(text);
        var labelled = ReplyLines.Values(lines, Names);
        if (labelled.Exists(value => WordOf(value) is not null))
            return Single(labelled);
        return Single(Clauses(string.Join('\n', lines)));
    }

    private static List<string> Clauses(string text)
    {
        // Matches do not overlap, so the sign that ends one clause cannot begin the next: look again from that sign.
        var words = new List<string>();
        for (var match = Clause.Match(text); match.Success && words.Count < 1_000; match = Clause.Match(text, Math.Max(match.Index + 1, match.Index + match.Length - 1)))
            words.Add(match.Value.Contains(Yes, StringComparison.OrdinalIgnoreCase) ? Yes : No);
        return words;
    }

    private static ReplyVerdict? Single(List<string> values)
    {
        var words = values.Select(WordOf).Distinct().ToList();
        return words is [{ } only] ? new(only) : null;
    }

    private static string? WordOf(string text) => text.ToUpperInvariant() switch
    {
        "YES" or "TRUE" => Yes,
        "NO" or "FALSE" => No,
        _ => null,
    };
}
