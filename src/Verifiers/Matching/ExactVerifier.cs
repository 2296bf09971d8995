namespace Verifiers.Matching;

/// <summary>Whether the answer is the reference, character for character in a stated form.</summary>
public sealed class ExactVerifier : TextVerifier
{
    /// <inheritdoc/>
    public override string Name => "exact";

    /// <inheritdoc/>
    public override string Summary => "Whether the answer is the reference text, but for case and white space unless asked otherwise.";

    private protected override string[] OwnOptions => ["form", "case_sensitive"];

    private protected override Func<AnswerPiece, Judgement> Compare(List<(string Text, JsonCursor Place)> references, JsonCursor options)
    {
        var name = options.Optional("form") is { IsPresent: true } asked ? asked.OneOf("folded", "squad", "verbatim") : "folded";
        var caseOption = options.Optional("case_sensitive");
        if (caseOption.IsPresent && name != "folded")
            throw caseOption.Refused("belongs to the form folded: squad never tells cases apart, and verbatim always does.");
        var isCaseSensitive = caseOption.BooleanOr(false);
        Func<string, string> form = name switch
        {
            "folded" => text => TextForm.Folded(text, isCaseSensitive),
            "squad" => TextForm.Squad,
            _ => text => text,
        };
        var forms = references.ConvertAll(reference => (reference.Text, Form: form(reference.Text)));
        return piece =>
        {
            var answer = form(piece.Text);
            var peeled = name == "verbatim" ? answer : form(TextForm.Peeled(piece.Text));
            foreach (var (text, known) in forms)
            {
                if (known.Length > 0 && (answer == known || peeled == known))
                    return Judgement.Correct("ok", "The answer is the reference.", TextEvidence.Of(piece, text, answer == known ? answer : peeled, known));
            }
            return Judgement.Incorrect("wrong_answer", "The answer is not the reference.", TextEvidence.Of(piece, forms[0].Text, answer, forms[0].Form));
        };
    }
}
