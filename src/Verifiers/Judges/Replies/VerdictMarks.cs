using System.Text.RegularExpressions;

namespace Verifiers.Judges.Replies;

/// <summary>
/// Verdicts that are marked as such: <c>[[A]]</c>, <c>\boxed{A}</c>, <c>&lt;verdict&gt;A&lt;/verdict&gt;</c>. Marks that the judge only
/// recites, as in "[[A]] if the first is better" or "[[A]], [[B]] or [[C]]", are no verdicts.
/// </summary>
internal static class VerdictMarks
{
    private const string Tag = "(?:answer|verdict|score|rating|judge?ment|result|preference)";

    private static readonly Regex Pattern = new(
        $@"\[\[[^\[\]\n]{{1,32}}\]\]|\\boxed\{{[^{{}}\n]{{1,32}}\}}|<{Tag}>[^<]{{1,32}}</{Tag}>",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Regex.InfiniteMatchTimeout);

    /// <summary>What is between the marks, in order, without blanks.</summary>
    /// <param name="text">The reply without its thoughts.</param>
    /// <param name="isVerdict">Which words the question knows; marks around others are text.</param>
    public static List<string> Of(string text, Func<string, bool> isVerdict)
    {
        var marks = new List<Mark>();
        foreach (var match in Pattern.EnumerateMatches(text))
        {
            var inner = Inner(text.AsSpan(match.Index, match.Length));
            if (isVerdict(inner))
                marks.Add(new(match.Index, match.Index + match.Length, inner));
        }
        var stated = new List<string>();
        for (var i = 0; i < marks.Count; i++)
        {
            var isListed = (i > 0 && AreAlternatives(text, marks[i - 1], marks[i]))
                || (i + 1 < marks.Count && AreAlternatives(text, marks[i], marks[i + 1]));
            if (!isListed && !IsConditional(text, marks[i]))
                stated.Add(marks[i].Inner);
        }
        return stated;
    }

    private static string Inner(ReadOnlySpan<char> mark)
    {
        var from = mark[0] switch { '[' => 2, '<' => mark.IndexOf('>') + 1, _ => mark.IndexOf('{') + 1 };
        var to = mark[0] switch { '[' => mark.Length - 2, '<' => mark.LastIndexOf('<'), _ => mark.Length - 1 };
        return string.Concat(mark[from..to].ToString().Where(c => !char.IsWhiteSpace(c) && c is not ('*' or '"' or '\'')));
    }

    private static bool AreAlternatives(string text, Mark first, Mark second)
    {
        if (first.Inner == second.Inner || second.Start - first.End > 24)
            return false;
        var between = text.AsSpan(first.End, second.Start - first.End).Trim(" \t\"'`*”“,");
        return between.IsEmpty
            ? !text.AsSpan(first.End, second.Start - first.End).Contains('\n')
            : between is "or" or "and" or "/" or "|" or "to" or "-" or "–" or ", or";
    }

    private static bool IsConditional(string text, Mark mark)
    {
        var after = text.AsSpan(mark.End, Math.Min(24, text.Length - mark.End)).TrimStart("\"'`*”:) ");
        return after.StartsWith("if ", StringComparison.OrdinalIgnoreCase)
            || after.StartsWith("when ", StringComparison.OrdinalIgnoreCase)
            || after.StartsWith("for a tie", StringComparison.OrdinalIgnoreCase);
    }

    private readonly record struct Mark(int Start, int End, string Inner);
}
