using System.Text.RegularExpressions;

namespace Verifiers.Matching;

/// <summary>Whether the answer matches a regular expression. Expressions run without backtracking: no text makes them slow.</summary>
public sealed class RegexVerifier : TextVerifier
{
    /// <inheritdoc/>
    public override string Name => "regex";

    /// <inheritdoc/>
    public override string Summary => "Whether the answer matches a regular expression.";

    private protected override AnswerSource DefaultSource => AnswerSource.Full;

    private protected override string[] OwnOptions => ["case_sensitive", "multiline", "whole"];

    private protected override Func<AnswerPiece, Judgement> Compare(List<(string Text, JsonCursor Place)> references, JsonCursor options)
    {
        var flags = (options.Optional("case_sensitive").BooleanOr(true) ? RegexOptions.None : RegexOptions.IgnoreCase)
            | (options.Optional("multiline").BooleanOr(false) ? RegexOptions.Multiline : RegexOptions.None);
        var isWhole = options.Optional("whole").BooleanOr(false);
        var patterns = references.ConvertAll(reference => Patterns.Read(reference.Place, flags, isWhole));
        return piece =>
        {
            foreach (var pattern in patterns)
            {
                foreach (var match in pattern.EnumerateMatches(piece.Text))
                {
                    var evidence = TextEvidence.Of(piece, pattern.ToString(), found: new(Math.Min(piece.Span.Start + match.Index, piece.Span.End), match.Length));
                    return Judgement.Correct("ok", "The answer matches.", evidence);
                }
            }
            return Judgement.Incorrect("no_match", "The answer does not match.", TextEvidence.Of(piece, patterns[0].ToString()));
        };
    }
}
