using System.Text.Json;

namespace Verifiers.Judges.Replies;

/// <summary>
/// Which of two responses is better: <c>[[A]]</c> <c>[[B]]</c> <c>[[C]]</c> of MT-Bench and <c>[[A>>B]]</c> … <c>[[B>>A]]</c> of Arena-Hard,
/// of which the last counts; <c>{"score_1", "score_2", "ranking"}</c> of generative reward models; <c>{"winner": "A"}</c>.
/// </summary>
internal static class PairReply
{
    public const string First = "A";
    public const string Second = "B";
    public const string Tie = "tie";

    public static ReplyVerdict? Read(string text)
    {
        var marks = VerdictMarks.Of(text, mark => WordOf(mark) is not null);
        if (marks.Count > 0)
            return new(WordOf(marks[^1])!);
        var fields = ReplyJson.LastWith(text, "score1", "score2", "ranking", "winner", "verdict", "preference", "preferred", "better", "choice");
        if (fields.Count > 0)
            return OfFields(fields);
        var lines = ReplyLines.Of(text);
        return Single(ReplyLines.Values(lines, "winner", "verdict", "preference", "answer", "decision"))
            ?? (lines.Count == 1 ? Single([lines[0].TrimEnd('.', '!')]) : null);
    }

    /// <summary>The two scores decide; where they are equal or missing the ranking does: 1 to 3 for the first, 4 to 6 for the second.</summary>
    private static ReplyVerdict? OfFields(List<(string Name, JsonElement Value)> fields)
    {
        if (fields.DistinctBy(field => field.Name).Count() != fields.Count)
            return null;
        double? Number(string name) => ScoreReply.Number(ReplyJson.TextOf(fields.Find(field => field.Name == name).Value));
        var named = fields.FindAll(field => field.Name is not ("score1" or "score2" or "ranking"));
        if (named.Count > 0)
            return Single(named.ConvertAll(field => ReplyJson.TextOf(field.Value)));

        var ranking = Number("ranking") is { } rank and >= 1 and <= 6 ? rank : (double?)null;
        var isRanked = fields.Exists(field => field.Name == "ranking");
        return (Number("score1"), Number("score2")) switch
        {
            ({ } first, { } second) when first > second => new(First),
            ({ } first, { } second) when first < second => new(Second),
            ({ }, { }) when !isRanked => new(Tie),
            (null, { }) or ({ }, null) => null,
            _ => ranking is null ? null : new(ranking < 3.5 ? First : Second),
        };
    }

    /// <summary>The verdict that all of these words are; null when they are none or differ.</summary>
    private static ReplyVerdict? Single(List<string> words)
    {
        var verdicts = words.Select(word => WordOf(string.Concat(word.Where(c => c != ' ')))).Distinct().ToList();
        return verdicts is [{ } only] ? new(only) : null;
    }

    private static string? WordOf(string mark) => mark.ToUpperInvariant() switch
    {
        "A" or "A>B" or "A>>B" or "B<A" or "B<<A" or "A≫B" or "RESPONSEA" or "ASSISTANTA" => First,
        "B" or "B>A" or "B>>A" or "A<B" or "A<<B" or "B≫A" or "RESPONSEB" or "ASSISTANTB" => Second,
        "C" or "A=B" or "B=A" or "TIE" => Tie,
        _ => null,
    };
}
