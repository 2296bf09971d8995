using System.Text.RegularExpressions;

namespace Verifiers.Judges.Replies;

/// <summary>
/// Verdicts that are marked as such: <c>[[A]]</c>, or at the very end <c>\boxed{A}</c> or <c>&lt;verdict&gt;A&lt;/verdict&gt;</c>, which a
/// judge may also quote from what it judges. Marks that the judge only recites, as in "[[A]] if the first is better" or "[[A]], [[B]]
/// or [[C]]", are no verdicts.
/// </summary>
internal static class VerdictMarks
{
    private const string Tag = "(?:answer|verdict|score|rating|judge?ment|result|preference)";

    private static readonly Regex Brackets = new(
        @"\[\[[^\[\]\n]{1,32}\]\]", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);

    private static readonly Regex Closing = new(
        $@"^(?:\\boxed\{{[^{{}}\n]{{1,32}}\}}|<{Tag}>[^<]{{1,32}}</{Tag}>)[\s.$*`)\]]{{0,16}}$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Regex.InfiniteMatchTimeout);

    /// <summary>What is between the marks, in order, without blanks; of those at the end only where there are none in brackets.</summary>
    /// <param name="text">The reply without its thoughts.</param>
    /// <param name="isVerdict">Which words the question knows; marks around others are text.</param>
    public static List<string> Of(string text, Func<string, bool> isVerdict)
    {
        var marks = InBrackets(text, isVerdict);
        if (marks.Count == 0 && AtEnd(text) is { } last && isVerdict(last))
            marks.Add(last);
        return marks;
    }

    /// <summary>What is between double brackets, in order, without blanks.</summary>
    public static List<string> InBrackets(string text, Func<string, bool> isVerdict)
    {
        var marks = new List<Mark>();
        foreach (var match in Brackets.EnumerateMatches(text))
        {
            var inner = Plain(text.AsSpan(match.Index + 2, match.Length - 4));
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

    private static string? AtEnd(string text)
    {
        var tail = text.AsSpan(Math.Max(0, text.Length - 160));
        var box = tail.LastIndexOf(@"\boxed{");
        var close = tail.LastIndexOf("</");
        var open = close > 0 ? tail[..close].LastIndexOf('<') : -1;
        var start = Math.Max(box, open);
        if (start < 0 || !Closing.IsMatch(tail[start..]))
            return null;
        return start == box
            ? Plain(tail[(box + @"\boxed{".Length)..(box + tail[box..].IndexOf('}'))])
            : Plain(tail[(open + tail[open..].IndexOf('>') + 1)..close]);
    }

    private static string Plain(ReadOnlySpan<char> inner) =>
        string.Concat(inner.ToString().Where(c => !char.IsWhiteSpace(c) && c is not ('*' or '"' or '\'')));

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
