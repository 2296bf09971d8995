using Verifiers.Extraction;

namespace Verifiers.Matching;

/// <summary>Which part of a completion is compared.</summary>
internal enum AnswerSource
{
    /// <summary>The last box, &lt;answer> element, "####" or "the answer is"; else all that follows the thoughts.</summary>
    Auto,

    /// <summary>The last complete \boxed{…}.</summary>
    Boxed,

    /// <summary>The last complete &lt;answer> element.</summary>
    AnswerTag,

    /// <summary>What "the answer is" or "answer:" is followed by.</summary>
    FinalAnswer,

    /// <summary>The last line that is not blank.</summary>
    LastLine,

    /// <summary>All that follows the thoughts.</summary>
    Full,
}

/// <summary>A piece of a completion that is compared with the reference.</summary>
/// <param name="Text">The piece, without white space at both ends.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="IsStatement">Whether the completion marks it as its answer: a box, an element, "####" or "the answer is".</param>
internal readonly record struct AnswerPiece(string Text, TextSpan Span, bool IsStatement = false)
{
    /// <summary>Reads the option <c>from</c>.</summary>
    public static AnswerSource ReadSource(JsonCursor option, AnswerSource absent) => !option.IsPresent
        ? absent
        : option.OneOf("auto", "boxed", "answer_tag", "final_answer", "last_line", "full") switch
        {
            "auto" => AnswerSource.Auto,
            "boxed" => AnswerSource.Boxed,
            "answer_tag" => AnswerSource.AnswerTag,
            "final_answer" => AnswerSource.FinalAnswer,
            "last_line" => AnswerSource.LastLine,
            _ => AnswerSource.Full,
        };

    /// <summary>The piece; null when the completion has none, or ends inside its thoughts.</summary>
    public static AnswerPiece? Of(string completion, AnswerSource source)
    {
        var scope = AnswerScope.Of(completion);
        if (scope.IsCutOff)
            return null;
        return source switch
        {
            AnswerSource.Auto => Marked(completion) ?? Trimmed(completion, scope.Span),
            AnswerSource.Boxed => BoxedScanner.FindLast(completion, scope.Span.Start, scope.Span.End) is { } boxed ? Of(boxed) : null,
            AnswerSource.AnswerTag => scope.IsElement && Trimmed(completion, scope.Span) is { } element ? element with { IsStatement = true } : null,
            AnswerSource.FinalAnswer => AnswerPhrases.Find(completion, scope.Span.Start, scope.Span.End, out var isDenied) is { } phrase && !isDenied ? Of(phrase) : null,
            AnswerSource.LastLine => LastLine(completion, scope.Span),
            AnswerSource.Full => Trimmed(completion, scope.Span),
        };
    }

    private static AnswerPiece? Marked(string completion) =>
        AnswerExtractor.Extract(completion, allowLastNumber: false) is { Rule: ExtractionRule.Boxed or ExtractionRule.AnswerTag or ExtractionRule.Hashes or ExtractionRule.Phrase } marked
            ? Of(marked)
            : null;

    private static AnswerPiece Of(ExtractedAnswer answer) => new(answer.Text.Trim(), answer.Span, IsStatement: true);

    private static AnswerPiece? LastLine(string text, TextSpan scope)
    {
        if (Trimmed(text, scope) is not { } piece)
            return null;
        var line = text.LastIndexOf('\n', piece.Span.End - 1, piece.Span.Length);
        return line < 0 ? piece : Trimmed(text, TextSpan.Between(line + 1, piece.Span.End));
    }

    private static AnswerPiece? Trimmed(string text, TextSpan span)
    {
        var (from, to) = (span.Start, span.End);
        while (from < to && char.IsWhiteSpace(text[from]))
            from++;
        while (to > from && char.IsWhiteSpace(text[to - 1]))
            to--;
        return from == to ? null : new(text[from..to], TextSpan.Between(from, to));
    }
}
