using System.Globalization;

namespace Verifiers.Instructions;

/// <summary>Judges the completions of one group against the same instructions.</summary>
internal sealed class PreparedInstructions(IReadOnlyList<PreparedInstruction> instructions) : IPreparedVerifier
{
    /// <summary>Whether one of several versions of the text is enough.</summary>
    public required bool IsLoose { get; init; }

    /// <summary>Whether the score is the part that is followed; else 1 or 0.</summary>
    public required bool GivesFraction { get; init; }

    /// <summary>Whether only what comes after the thoughts is judged.</summary>
    public required bool StripsThoughts { get; init; }

    public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Judge(StripsThoughts ? FinalAnswer.Of(completion.Text) : completion.Text));

    private Judgement Judge(string response)
    {
        var text = new ResponseText(response);
        IReadOnlyList<(string, ResponseText)> texts = IsLoose
            ? [.. LooseTexts.Of(response).Select(version => (version.Name, version.Name.Length == 0 ? text : new ResponseText(version.Text)))]
            : [];
        var found = new List<InstructionEvidence>(instructions.Count);
        foreach (var instruction in instructions)
        {
            var finding = instruction.Problem is not null ? new(null, instruction.ProblemSentence!)
                : IsLoose ? instruction.Loose(texts)
                : instruction.Strict(text);
            found.Add(new(instruction.Id, finding.Followed, finding.Why));
        }
        return Combine(found);
    }

    private Judgement Combine(List<InstructionEvidence> found)
    {
        var followed = found.Count(instruction => instruction.Followed == true);
        var evidence = new InstructionsEvidence(IsLoose ? "loose" : "strict", followed, found.Count, found);
        if (instructions.FirstOrDefault(instruction => instruction.Problem is not null) is { } problem)
            return Judgement.Error(problem.Problem!, problem.ProblemSentence!, evidence);

        Flag[] flags = [.. instructions.SelectMany(instruction => instruction.Notes).Select(note => new Flag("doubtful_arguments", note))];
        var firstBroken = found.Find(instruction => instruction.Followed == false);
        if (firstBroken is null && followed < found.Count)
        {
            return Judgement.Undecided(
                "budget", "A regular expression among the arguments takes too many steps on this text.", evidence, flags);
        }
        var count = string.Create(CultureInfo.InvariantCulture, $"{followed} of {found.Count} instructions are followed");
        if (firstBroken is null)
            return Judgement.Correct("ok", count + ".", evidence, flags);
        if (GivesFraction && found.Exists(instruction => instruction.Followed is null))
            return Judgement.Undecided("budget", count + "; one takes too many steps on this text.", evidence, flags);
        return Judgement.Incorrect(
            "not_followed", $"{count}; {firstBroken.Id}: {firstBroken.Explanation}.", evidence, flags,
            GivesFraction ? (double)followed / found.Count : 0);
    }
}
