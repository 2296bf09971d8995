using System.Globalization;

namespace Verifiers.Choice;

/// <summary>Whether the completion of a multiple-choice question chose the right label.</summary>
public sealed class ChoiceVerifier : IVerifier
{
    /// <inheritdoc/>
    public string Name => "choice";

    /// <inheritdoc/>
    public string Summary => "Whether a multiple-choice answer gives the right label, or its text.";

    /// <inheritdoc/>
    public int SemanticsVersion => 2;

    /// <inheritdoc/>
    public Lane Lane => Lane.Cpu;

    /// <inheritdoc/>
    public ReferenceUse ReferenceUse => ReferenceUse.Required;

    /// <inheritdoc/>
    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        var mode = options.Optional("mode") is { IsPresent: true } asked
            ? asked.OneOf("mcq", "strict_boxed", "answer_line", "mmlu_pro", "regex")
            : "mcq";
        if (options.IsPresent)
            options.Object(mode == "regex" ? ["mode", "patterns"] : ["mode"]);
        var question = ChoiceReference.Read(reference);
        Func<string, ChosenLabel> extract = mode switch
        {
            "mcq" => completion => ChoiceExtractor.Extract(completion, question.Sheet),
            "strict_boxed" => completion => OtherGraders.StrictBoxed(completion, question.Sheet),
            "answer_line" => completion => OtherGraders.AnswerLine(completion, question.Sheet),
            "mmlu_pro" => completion => OtherGraders.MmluPro(completion, question.Sheet),
            _ => OtherGraders.Expressions(Patterns.ReadList(options.Required("patterns", "a list of regular expressions")), question.Sheet),
        };
        return new Prepared(question, extract, mode);
    }

    private sealed class Prepared(ChoiceReference question, Func<string, ChosenLabel> extract, string mode) : IPreparedVerifier
    {
        private const int ShownLength = 200;

        public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(Judge(completion.Text));
        }

        private Judgement Judge(string completion)
        {
            var chosen = extract(completion);
            double? chance = mode == "mmlu_pro" && chosen.Label is null ? 1.0 / question.Sheet.Labels.Count : null;
            var evidence = new ChoiceEvidence(
                chosen.Label, question.Accepted, chosen.Span, chosen.Rule, Shorten(completion, chosen.Span), chosen.Different, chance);
            var flags = FlagsOf(chosen);
            return chosen.Outcome switch
            {
                ChoiceOutcome.Ok => question.Accepted.Contains(chosen.Label, StringComparer.Ordinal)
                    ? Judgement.Correct("ok", $"The completion chooses {chosen.Label}, which is right.", evidence, flags)
                    : Judgement.Incorrect("wrong_answer", $"The completion chooses {chosen.Label}; right is {string.Join(" or ", question.Accepted)}.", evidence, flags),
                ChoiceOutcome.Empty => Judgement.Incorrect("empty", "There is no text where the answer should stand.", evidence, flags),
                ChoiceOutcome.UnclosedThink => Judgement.Incorrect("unclosed_think", "The completion ends inside its thoughts.", evidence, flags),
                ChoiceOutcome.None => Judgement.Incorrect("no_answer", "The completion gives no choice as its answer.", evidence, flags),
                ChoiceOutcome.Ambiguous => Judgement.Incorrect("ambiguous", "The completion gives several choices at once.", evidence, flags),
                ChoiceOutcome.Hedge => Judgement.Incorrect("hedge", "Two final answers stand side by side and disagree.", evidence, flags),
                ChoiceOutcome.NotAnOption => Judgement.Incorrect("not_an_option", "The answer is a letter that is no choice of this question.", evidence, flags),
            };
        }

        private static List<Flag> FlagsOf(ChosenLabel chosen)
        {
            var flags = new List<Flag>();
            if (chosen.Outcome is ChoiceOutcome.Ambiguous)
                flags.Add(new("answer_hedging", "The answer names several choices."));
            if (chosen.Outcome is ChoiceOutcome.Hedge)
                flags.Add(new("multiple_final_answers", "Two final answers stand side by side and disagree."));
            if (chosen.Conflicts)
                flags.Add(new("label_text_conflict", "The text of another choice stands beside the label; the label counts."));
            if (chosen.Outcome is ChoiceOutcome.Ok && chosen.Different > 1)
                flags.Add(new("changed_mind", "The completion stated another choice as its answer before."));
            if (chosen.Different > 2)
                flags.Add(new("many_statements", string.Create(CultureInfo.InvariantCulture, $"The completion states {chosen.Different} different choices as its answer.")));
            return flags;
        }

        private static string? Shorten(string completion, TextSpan? span)
        {
            if (span is not { } known)
                return null;
            if (known.Length <= ShownLength)
                return known.In(completion).ToString();
            // Not between the halves of a surrogate pair.
            var length = char.IsHighSurrogate(completion[known.Start + ShownLength - 1]) ? ShownLength - 1 : ShownLength;
            return string.Concat(completion.AsSpan(known.Start, length), "…");
        }
    }
}
