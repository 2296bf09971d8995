namespace Verifiers.Instructions;

/// <summary>One instruction, its arguments read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Check">Looks whether a text follows it; null when that cannot be told of any text.</param>
/// <param name="Notes">What is doubtful about the arguments.</param>
/// <param name="Problem">Why it cannot be told, as a code: <c>unsupported</c> or <c>invalid_spec</c>; null when it can.</param>
/// <param name="ProblemSentence">The same as a sentence.</param>
internal sealed record PreparedInstruction(
    string Id, Check? Check, IReadOnlyList<string> Notes, string? Problem = null, string? ProblemSentence = null)
{
    /// <summary>Whether the response itself follows it. A blank one follows none.</summary>
    public Finding Strict(ResponseText response) =>
        response.Stripped.Length == 0 ? new(false, "the answer is blank") : Check!(response);

    /// <summary>Whether one of the texts follows it.</summary>
    public Finding Loose(IReadOnlyList<(string Name, ResponseText Text)> texts)
    {
        Finding? first = null;
        var isExhausted = false;
        foreach (var (name, text) in texts)
        {
            var finding = Check!(text);
            if (finding.Followed == true)
                return name.Length == 0 ? finding : finding with { Why = $"{finding.Why} ({name})" };
            isExhausted |= finding.Followed is null;
            first ??= finding;
        }
        return isExhausted ? Finding.Exhausted : first ?? new(false, "the answer is blank");
    }
}
