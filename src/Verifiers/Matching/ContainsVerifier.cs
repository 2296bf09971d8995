using Verifiers.Extraction;

namespace Verifiers.Matching;

/// <summary>Whether the reference stands in the answer.</summary>
public sealed class ContainsVerifier : TextVerifier
{
    /// <inheritdoc/>
    public override string Name => "contains";

    /// <inheritdoc/>
    public override string Summary => "Whether the answer contains the reference text, as whole words unless asked otherwise.";

    private protected override AnswerSource DefaultSource => AnswerSource.Full;

    private protected override string[] OwnOptions => ["case_sensitive", "whole_words", "all"];

    private protected override Func<AnswerPiece, Judgement> Compare(List<(string Text, JsonCursor Place)> references, JsonCursor options)
    {
        var comparison = options.Optional("case_sensitive").BooleanOr(false) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var wholeWords = options.Optional("whole_words").BooleanOr(true);
        var needsAll = options.Optional("all").BooleanOr(false);
        foreach (var (text, place) in references)
        {
            if (string.IsNullOrWhiteSpace(text))
                throw place.Expected("a text that is not blank");
        }
        var sought = references.ConvertAll(reference => (reference.Text, Form: FoldedText.Fold(reference.Text, dropEmphasis: false)));
        return piece =>
        {
            var folded = FoldedText.Of(piece.Text, dropEmphasis: false);
            TextEvidence? last = null;
            foreach (var (text, form) in sought)
            {
                var at = Find(folded.Text, form, comparison, wholeWords);
                if (at >= 0)
                {
                    var inPiece = folded.InOriginal(new(at, form.Length));
                    last = TextEvidence.Of(piece, text, found: new(piece.Span.Start + inPiece.Start, inPiece.Length));
                }
                if (at >= 0 && !needsAll)
                    return Judgement.Correct("ok", "The answer contains the reference.", last);
                if (at < 0 && needsAll)
                    return Judgement.Incorrect("missing", "The answer does not contain every reference.", TextEvidence.Of(piece, text));
            }
            return needsAll
                ? Judgement.Correct("ok", "The answer contains every reference.", last)
                : Judgement.Incorrect("missing", "The answer does not contain the reference.", TextEvidence.Of(piece, sought[0].Text));
        };
    }

    private static int Find(string text, string sought, StringComparison comparison, bool wholeWords)
    {
        for (var at = text.IndexOf(sought, comparison); at >= 0; at = text.IndexOf(sought, at + sought.Length, comparison))
        {
            var end = at + sought.Length;
            var startsInside = at > 0 && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(sought[0]) && sought[0] < '\u2E80';
            var endsInside = end < text.Length && char.IsLetterOrDigit(text[end]) && char.IsLetterOrDigit(sought[^1]) && sought[^1] < '\u2E80';
            if (!wholeWords || (!startsInside && !endsInside))
                return at;
        }
        return -1;
    }
}
