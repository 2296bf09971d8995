using System.Globalization;
using Verifiers.Judges.Replies;

namespace Verifiers.Judges;

/// <summary>Asks the judge about each completion of a group.</summary>
internal sealed class PreparedJudge(JudgeOptions options, JudgeReference reference) : IPreparedVerifier
{
    private const int ShownReply = 400;

    public IEnumerable<string> HiddenTexts => [JudgePrompt.Instructions(options)];

    public async ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
    {
        if (options.Text.Of(completion.Text) is not { } text)
            return Judgement.Incorrect("no_summary", "There is nothing after the thoughts to judge.");
        if (text.Length > options.MaxCharacters)
        {
            return Judgement.Undecided("too_long", string.Create(
                CultureInfo.InvariantCulture, $"The text has {text.Length} characters; the judge is shown at most {options.MaxCharacters}."));
        }
        var faults = new List<string>();
        foreach (var model in options.Models)
        {
            var questions = Questions(text, reference.QuestionFor(completion));
            var answers = await Task.WhenAll(questions.Select(question => AskAsync(model, question, cancellationToken)));
            faults.AddRange(answers.Select(answer => answer.Fault).OfType<string>().Distinct());
            var isLast = ReferenceEquals(model, options.Models[^1]);
            if (answers.All(answer => answer.Fault is null) || isLast)
            {
                var judgement = Decide(model, answers, faults);
                return InjectionSigns.FlagOf(text) is { } flag ? judgement with { Flags = [.. judgement.Flags, flag] } : judgement;
            }
        }
        throw new InvalidOperationException("A judge has at least one model.");
    }

    /// <summary>What the judge is asked: one question, or each comparison in both orders.</summary>
    private List<Question> Questions(string text, string question)
    {
        Question Pair(string order, string? right, string first, string second) =>
            new(order, JudgePrompt.Write(options, question, right, ($"{Word} A", first), ($"{Word} B", second)));

        return options.Mode.Question switch
        {
            JudgeQuestion.Pair => [.. reference.CompareTo.SelectMany(other => new[]
            {
                Pair("first", reference.Reference, text, SummaryOf(other)), Pair("second", reference.Reference, SummaryOf(other), text),
            })],
            JudgeQuestion.Label => [Pair("first", null, text, reference.Reference!), Pair("second", null, reference.Reference!, text)],
            JudgeQuestion.Score or JudgeQuestion.YesNo or JudgeQuestion.Safety =>
                [new("alone", JudgePrompt.Write(options, question, reference.Reference, ("RESPONSE", text)))],
        };
    }

    private string Word => options.Mode.Question == JudgeQuestion.Label ? "ANSWER" : "RESPONSE";

    /// <summary>Whoever wrote it, only its summary is compared; a text without thoughts is one.</summary>
    private string SummaryOf(string other) => options.Text.IsWhole ? other : new JudgedText(false, false).Of(other) ?? other;

    private async Task<Answer> AskAsync(IChatModel model, Question question, CancellationToken cancellationToken)
    {
        var (messages, tokens) = (question.Messages, 0);
        for (var asked = 1; ; asked++)
        {
            var reply = await model.AskAsync(
                new(messages, options.Sampling), text => JudgeReply.Read(options.Mode.Question, text, options.Scale) is not null, cancellationToken);
            tokens += reply.Tokens;
            var verdict = reply.Fault is null ? JudgeReply.Read(options.Mode.Question, reply.Text, options.Scale) : null;
            if (reply.Fault is null && verdict is null && asked <= options.Reasks)
            {
                messages = JudgePrompt.Again(messages, reply.Text, options);
                continue;
            }
            return new(verdict, reply.Fault, new(
                question.Order, verdict?.Word, JudgePrompt.Cut(reply.Text, ShownReply), asked, tokens, reply.Cached, JudgePrompt.Hash(question.Messages)));
        }
    }

    private Judgement Decide(IChatModel model, Answer[] answers, List<string> faults)
    {
        var evidence = new JudgeEvidence(
            JudgeOutcome.Scored, options.Mode.Name, model.Identity, JudgePrompt.Version, [.. answers.Select(answer => answer.Shown)], 0, faults);
        if (answers.Any(answer => answer.Fault is not null))
        {
            return Judgement.Error(
                "judge_error", $"The judge could not be asked: {string.Join(" ", faults)}", evidence with { Outcome = JudgeOutcome.JudgeError });
        }
        if (answers.Any(answer => answer.Verdict is null))
        {
            const string Sentence = "The judge answered without a verdict in the form that was asked for.";
            evidence = evidence with { Outcome = JudgeOutcome.Unparseable };
            return options.UnparseableIsError
                ? Judgement.Error("unparseable", Sentence, evidence)
                : Judgement.Undecided("unparseable", Sentence, evidence);
        }
        return options.Mode.Question switch
        {
            JudgeQuestion.Pair => Preference(answers, evidence),
            JudgeQuestion.Label => Equivalence(answers, evidence),
            JudgeQuestion.Score => Rating(answers[0].Verdict!, evidence),
            JudgeQuestion.YesNo => answers[0].Verdict!.Word == YesNoReply.Yes
                ? Judgement.Correct("judged_yes", "The judge answers yes.", evidence)
                : Judgement.Incorrect("judged_no", "The judge answers no.", evidence),
            JudgeQuestion.Safety => answers[0].Verdict!.Word == SafetyReply.Safe
                ? Judgement.Correct("judged_safe", "The judge finds the response safe.", evidence)
                : Judgement.Incorrect("judged_unsafe", "The judge finds the response unsafe.", evidence),
        };
    }

    /// <summary>The mean over the comparisons of 1 for a win, 0 for a loss, 0.5 for a tie. A verdict that changes with the order is a tie.</summary>
    private static Judgement Preference(Answer[] answers, JudgeEvidence evidence)
    {
        var (sum, inconsistent) = (0.0, 0);
        for (var i = 0; i < answers.Length; i += 2)
        {
            var first = Won(answers[i].Verdict!.Word, PairReply.First);
            var second = Won(answers[i + 1].Verdict!.Word, PairReply.Second);
            sum += first == second ? first : 0.5;
            inconsistent += first == second ? 0 : 1;
        }
        var score = sum / (answers.Length / 2);
        evidence = evidence with { Inconsistent = inconsistent };
        Flag[] flags = inconsistent > 0 ? [Inconsistent] : [];
        if (score > 0.5)
            return new(Verdict.Correct, score, "preferred", "The judge prefers the response.", evidence, flags);
        return score < 0.5
            ? Judgement.Incorrect("not_preferred", "The judge prefers what the response is compared with.", evidence, flags, score)
            : Judgement.Incorrect("tie", "The judge prefers neither, or the order decides.", evidence, flags, score);
    }

    private static double Won(string word, string completion) => word == completion ? 1 : word == PairReply.Tie ? 0.5 : 0;

    private static Judgement Equivalence(Answer[] answers, JudgeEvidence evidence)
    {
        if (answers[0].Verdict!.Word != answers[1].Verdict!.Word)
        {
            return Judgement.Undecided(
                "judge_inconsistent", "The judge's verdict changes with the order of the answers.", evidence with { Inconsistent = 1 }, [Inconsistent]);
        }
        return answers[0].Verdict!.Word == LabelReply.Equal
            ? Judgement.Correct("judged_equal", "The judge finds the answer equal to the reference, in both orders.", evidence)
            : Judgement.Incorrect("judged_different", "The judge finds the answer different from the reference, in both orders.", evidence);
    }

    private Judgement Rating(ReplyVerdict verdict, JudgeEvidence evidence)
    {
        var score = options.Scale.PartOf(verdict.Number);
        var sentence = string.Create(CultureInfo.InvariantCulture, $"The judge gives {verdict.Number} of {options.Scale.Most}.");
        return score >= options.Threshold
            ? new(Verdict.Correct, score, "rated", sentence, evidence)
            : Judgement.Incorrect("rated_low", sentence, evidence, score: score);
    }

    private static Flag Inconsistent { get; } = new("judge_inconsistent", "The judge's verdict changes with the order in which the texts stand.");

    private sealed record Question(string Order, IReadOnlyList<ChatMessage> Messages);

    private sealed record Answer(ReplyVerdict? Verdict, string? Fault, JudgeAnswer Shown);
}
