using System.Globalization;

namespace Verifiers.Judges.Replies;

/// <summary>
/// Reads the verdict out of what a judge wrote. A reply that does not state one clearly is unreadable: it is never taken for a
/// bad mark, and never guessed.
/// </summary>
/// <remarks>
/// The judge's own thoughts are left out first. Then, most explicit first: a verdict in double brackets, in tags or in a box; a
/// field of a JSON object; a line "Verdict: …"; the reply as a whole. The first kind that occurs decides, readable or not.
/// Linear in the reply but for its JSON, of which a bounded number of places is tried.
/// </remarks>
public static class JudgeReply
{
    /// <summary>Longer replies, in UTF-16 code units, are not read.</summary>
    public const int Longest = 200_000;

    /// <summary>The verdict; null when the reply states none, several, or one that the question does not have.</summary>
    /// <param name="question">What the judge was asked.</param>
    /// <param name="reply">What it wrote.</param>
    /// <param name="scale">The bounds of a score; other questions do not use it.</param>
    public static ReplyVerdict? Read(JudgeQuestion question, string reply, ScoreScale? scale = null)
    {
        if (reply.Length > Longest)
            return null;
        var text = JudgeThoughts.Remove(reply);
        return question switch
        {
            JudgeQuestion.Label => LabelReply.Read(text),
            JudgeQuestion.Pair => PairReply.Read(text),
            JudgeQuestion.Score => ScoreReply.Read(text, scale ?? ScoreScale.OneToTen),
            JudgeQuestion.YesNo => YesNoReply.Read(text),
            JudgeQuestion.Safety => SafetyReply.Read(text),
        };
    }
}

/// <summary>What a judge is asked, and so which answers there are.</summary>
public enum JudgeQuestion
{
    /// <summary>Whether two answers say the same: <c>equal</c>, <c>different</c>.</summary>
    Label,

    /// <summary>Which of two responses is better: <c>A</c>, <c>B</c>, <c>tie</c>.</summary>
    Pair,

    /// <summary>How good a response is: a number on a scale.</summary>
    Score,

    /// <summary>A question: <c>yes</c>, <c>no</c>.</summary>
    YesNo,

    /// <summary>Whether a response is harmful: <c>safe</c>, <c>unsafe</c>.</summary>
    Safety,
}

/// <summary>What a reply says.</summary>
/// <param name="Word">One of the words of the question; a score in decimal digits.</param>
/// <param name="Number">The score; 0 for other questions.</param>
public sealed record ReplyVerdict(string Word, double Number = 0)
{
    internal static ReplyVerdict Of(double number) => new(number.ToString("0.######", CultureInfo.InvariantCulture), number);
}

/// <summary>The scores a judge may give, both bounds included.</summary>
/// <param name="Least">The worst.</param>
/// <param name="Most">The best; above <paramref name="Least"/>.</param>
public sealed record ScoreScale(double Least, double Most)
{
    /// <summary>1 to 10, of which judges are asked most.</summary>
    public static ScoreScale OneToTen { get; } = new(1, 10);

    /// <summary>The score as a part of the best one: 8 of 10 is 0.8.</summary>
    public double PartOf(double score) => Math.Clamp(score / Most, 0, 1);
}
