using System.Globalization;
using System.Text.RegularExpressions;

namespace Verifiers.Judges.Replies;

/// <summary>
/// A rating: <c>[[7]]</c>, of which the last counts; <c>{"REASONING", "SCORE"}</c> of open-instruct; "Score: 7/10"; a number alone.
/// A number in prose is no rating, and one outside the scale is none either.
/// </summary>
internal static class ScoreReply
{
    private static readonly Regex Rating = new(
        @"^(?<score>\d{1,9}(?:\.\d{1,9})?)\s*(?:(?:/|out of)\s*(?<most>\d{1,9}(?:\.\d{1,9})?))?$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Regex.InfiniteMatchTimeout);

    /// <summary>A field whose value is complete, for JSON that is broken elsewhere: a line end or a backslash within the reasoning.</summary>
    private static readonly Regex LooseField = new(
        """
        "(?:SCORE|RATING)"\s*:\s*(?:"[^"\\\n]{1,24}"|\d{1,9}(?:\.\d{1,9})?\s*[,}\n])
        """.Trim(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Regex.InfiniteMatchTimeout);

    public static ReplyVerdict? Read(string text, ScoreScale scale)
    {
        var marks = VerdictMarks.Of(text, mark => mark.Length > 0 && (char.IsAsciiDigit(mark[0]) || mark[0] is '-' or '.'));
        if (marks.Count > 0)
            return Within(scale, marks[^1]);
        var fields = ReplyJson.LastWith(text, "score", "rating", "overallscore", "finalscore", "overallrating", "finalrating");
        if (fields.Count > 0)
            return Single(scale, fields.ConvertAll(field => ReplyJson.TextOf(field.Value)));
        if (text.AsSpan().TrimStart().TrimStart("`jsonJSON \r\n").StartsWith('{') && LooseField.Matches(text) is { Count: > 0 } loose)
            return Single(scale, [.. loose.Select(match => match.Value[(match.Value.IndexOf(':') + 1)..].Trim(' ', '\t', '\r', '\n', '"', ',', '}'))]);
        var lines = ReplyLines.Of(text);
        var labelled = ReplyLines.Values(lines, "score", "rating", "grade");
        if (labelled.Count > 0)
            return Single(scale, labelled);
        return lines.Count == 1 ? Within(scale, lines[0].TrimEnd('.')) : null;
    }

    /// <summary>A finite number, or null.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;

    private static ReplyVerdict? Single(ScoreScale scale, List<string> ratings)
    {
        var read = ratings.Select(rating => Within(scale, rating)).Distinct().ToList();
        return read is [{ } only] ? only : null;
    }

    private static ReplyVerdict? Within(ScoreScale scale, string text)
    {
        if (Rating.Match(text) is not { Success: true } match || Number(match.Groups["score"].Value) is not { } score)
            return null;
        if (match.Groups["most"].Success && Number(match.Groups["most"].Value) != scale.Most)
            return null; // 7/10 on a scale to 5 is another scale
        return score >= scale.Least && score <= scale.Most ? ReplyVerdict.Of(score) : null;
    }
}
