namespace Verifiers.Extraction;

/// <summary>Where the answer of a completion may stand: after the thoughts, and inside the last complete answer element if there is one.</summary>
/// <param name="Span">The piece of the completion; empty when there is none.</param>
/// <param name="IsElement">Whether it is the content of &lt;answer>…&lt;/answer>.</param>
/// <param name="IsCutOff">Whether the completion ends inside its thoughts, so that it gives no answer.</param>
internal readonly record struct AnswerScope(TextSpan Span, bool IsElement, bool IsCutOff)
{
    private const string ThinkOpen = "<think>";
    private const string ThinkClose = "</think>";
    private const string AnswerOpen = "<answer>";
    private const string AnswerClose = "</answer>";

    /// <summary>Finds it. Thoughts that are opened again behind the last <c>&lt;/think></c> end the piece: what they say is no answer.</summary>
    public static AnswerScope Of(string completion)
    {
        var thought = completion.LastIndexOf(ThinkClose, StringComparison.Ordinal);
        var from = thought < 0 ? 0 : thought + ThinkClose.Length;
        var to = completion.Length;
        if (completion.IndexOf(ThinkOpen, from, StringComparison.Ordinal) is >= 0 and var reopened)
        {
            if (thought < 0)
                return new(default, false, IsCutOff: true);
            to = reopened;
        }
        var region = completion.AsSpan(from, to - from);
        var close = region.LastIndexOf(AnswerClose);
        var open = close < 0 ? -1 : region[..close].LastIndexOf(AnswerOpen);
        return open < 0
            ? new(TextSpan.Between(from, to), false, false)
            : new(TextSpan.Between(from + open + AnswerOpen.Length, from + close), true, false);
    }
}
