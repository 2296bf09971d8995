namespace Verifiers.Matching;

/// <summary>What was compared. Texts are cut to 400 characters.</summary>
/// <param name="Answer">The piece of the completion; null when it has none.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Reference">The reference it was compared with; of several the one that decided.</param>
/// <param name="AnswerForm">The form of the answer that was compared, where it is another.</param>
/// <param name="ReferenceForm">The form of the reference, likewise.</param>
/// <param name="Found">Where in the completion the reference or the match stands, when it is found inside.</param>
public sealed record TextEvidence(
    string? Answer, TextSpan? Span, string Reference, string? AnswerForm = null, string? ReferenceForm = null, TextSpan? Found = null) : Evidence
{
    private const int ShownLength = 400;

    /// <summary>The text, or its beginning.</summary>
    internal static string Shorten(string text)
    {
        if (text.Length <= ShownLength)
            return text;
        // Not between the halves of a surrogate pair.
        var end = char.IsHighSurrogate(text[ShownLength - 1]) ? ShownLength - 1 : ShownLength;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    /// <summary>Evidence about a piece.</summary>
    internal static TextEvidence Of(AnswerPiece? piece, string reference, string? answerForm = null, string? referenceForm = null, TextSpan? found = null) => new(
        piece is { } known ? Shorten(known.Text) : null, piece?.Span, Shorten(reference),
        answerForm is null ? null : Shorten(answerForm), referenceForm is null ? null : Shorten(referenceForm), found);
}
