namespace Verifiers.Judges.Replies;

/// <summary><c>[[A=B]]</c> or <c>[[A!=B]]</c>, as NeMo-Gym's judge of equivalence writes; the earlier one counts. A formula in a box is none.</summary>
internal static class LabelReply
{
    public const string Equal = "equal";
    public const string Different = "different";

    public static ReplyVerdict? Read(string text)
    {
        var marks = VerdictMarks.InBrackets(text, mark => WordOf(mark) is not null);
        return marks.Count > 0 ? new(WordOf(marks[0])!) : null;
    }

    private static string? WordOf(string mark) => mark.ToUpperInvariant() switch
    {
        "A=B" => Equal,
        "A!=B" or "A≠B" => Different,
        _ => null,
    };
}
