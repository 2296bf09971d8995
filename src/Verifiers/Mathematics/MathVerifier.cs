using System.Text.Json;
using Verifiers.Extraction;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Expressions;
using Verifiers.Mathematics.Parsing;
using Verifiers.Mathematics.Tracing;

namespace Verifiers.Mathematics;

/// <summary>Whether the final answer of a completion is the same mathematics as the reference answer.</summary>
public sealed class MathVerifier : IVerifier
{
    /// <summary>References of one group that count as alternatives.</summary>
    private const int MostReferences = 100;

    /// <inheritdoc/>
    public string Name => "math";

    /// <inheritdoc/>
    public string Summary => "Whether the final answer is mathematically equal to the reference answer.";

    /// <inheritdoc/>
    public int SemanticsVersion => 2;

    /// <inheritdoc/>
    public Lane Lane => Lane.Cpu;

    /// <inheritdoc/>
    public ReferenceUse ReferenceUse => ReferenceUse.Required;

    /// <inheritdoc/>
    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options) => PrepareMath(reference, options);

    /// <summary>Judges one text and writes down every step: the verdict is the one that <see cref="Prepare"/> leads to.</summary>
    /// <param name="reference">A string, a number, or a list of these.</param>
    /// <param name="options">The verifier's options; absent for the defaults.</param>
    /// <param name="text">A completion, or an answer by itself.</param>
    /// <param name="isAnswer">Whether the text is an answer, in which nothing is looked for.</param>
    /// <param name="clock">For the times of the steps, on which no verdict depends.</param>
    /// <exception cref="InvalidInputException">The reference or an option has the wrong shape.</exception>
    public static MathExplanation Explain(JsonCursor reference, JsonCursor options, string text, bool isAnswer, TimeProvider clock) =>
        PrepareMath(reference, options).Explain(text, isAnswer, clock);

    private static PreparedMath PrepareMath(JsonCursor reference, JsonCursor options)
    {
        var settings = MathOptions.Read(options);
        if (reference.Kind != JsonValueKind.Array)
            return new PreparedMath([ReferenceAnswer.Read(TextOf(reference), settings)], settings);
        var references = reference.Items("a string, a number, or a list of these").Select(item => ReferenceAnswer.Read(TextOf(item), settings)).ToArray();
        if (references.Length is 0 or > MostReferences)
            throw reference.Expected($"from 1 to {MostReferences} alternative answers");
        return new PreparedMath(references, settings);
    }

    private static string TextOf(JsonCursor reference) => reference.Kind switch
    {
        JsonValueKind.String => reference.String(),
        JsonValueKind.Number => reference.Element.GetRawText(),
        _ => throw reference.Expected("a string, a number, or a list of these"),
    };
}

/// <summary>A reference answer, read once, with what is wrong with it.</summary>
/// <param name="Text">As it was given.</param>
/// <param name="Answer">What it was read as.</param>
/// <param name="Problem">Why it cannot be used; null when it can.</param>
internal sealed record ReferenceAnswer(string Text, AnswerText Answer, string? Problem)
{
    public static ReferenceAnswer Read(string text, MathOptions options)
    {
        // A whole solution may be given: its boxed answer is the reference.
        var inner = text.Contains(@"\boxed", StringComparison.Ordinal) || text.Contains(@"\fbox", StringComparison.Ordinal)
            ? BoxedScanner.FindLast(text, 0, text.Length)?.Text ?? text
            : text.LastIndexOf("####", StringComparison.Ordinal) is >= 0 and var at ? text[(at + 4)..] : text;
        var answer = AnswerText.Read(inner);
        return new(text, answer, ProblemOf(answer, options));
    }

    private static string? ProblemOf(AnswerText answer, MathOptions options)
    {
        if (answer.Source.Length == 0)
            return "it is empty";
        if (answer.Source.Length > ParseLimits.Length || (answer.Tree is null && Lexer.Read(Unicode.ToLatex(answer.Source), Reading.Usual, out _) is null))
            return $"it is too large: at most {ParseLimits.Length} characters and {ParseLimits.Tokens} signs are read";
        if (answer.Tree is null)
            return answer.Source.Any(char.IsLetterOrDigit) ? null : "it could not be read";
        var budget = new StepBudget(StepBudget.PerComparison);
        if (answer.Tree is Relation relation && new AnswerComparison(options, budget).FindContradiction(relation) is { } contradiction)
            return "it contradicts itself: " + contradiction;
        if (answer.Tree is not Ratio && Unknowns.Of(answer.Tree).Count == 0 && new Evaluator(null, 64, budget).Evaluate(answer.Tree).Status == ValueStatus.Undefined)
            return "it has no value";
        return null;
    }
}

/// <summary>The references of one group, ready to judge its completions.</summary>
internal sealed class PreparedMath(IReadOnlyList<ReferenceAnswer> references, MathOptions options) : IPreparedVerifier
{
    private const int ShownLength = 400;

    /// <inheritdoc/>
    public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Judge(completion.Text, completion.Prompt));
    }

    /// <summary>The same judgement with the steps that led to it.</summary>
    public MathExplanation Explain(string text, bool isAnswer, TimeProvider clock)
    {
        var trace = new ComparisonTrace(clock);
        var judgement = Judge(text, null, isAnswer, trace);
        return new(judgement, (MathEvidence)judgement.Evidence!, trace.Steps, trace.LeftOut);
    }

    private Judgement Judge(string text, string? question, bool isAnswer = false, ComparisonTrace? trace = null)
    {
        foreach (var reference in references)
        {
            if (reference.Problem is { } problem)
                return Judgement.Error("reference_error", $"The reference answer cannot be used: {problem}.", Describe(null, null, reference, problem));
        }
        var extracted = isAnswer ? new(text, new(0, text.Length), ExtractionRule.Whole, HasRivals: false) : AnswerExtractor.Extract(text, options.LastNumber);
        trace?.Record("extraction", null, extracted is null ? "No answer was found." : isAnswer ? "The text is the answer." : "An answer was found.");
        if (extracted is null)
            return Judgement.Incorrect("no_answer", "The completion gives no final answer.", Describe(null, null, references[0], "No answer was found."));
        var answer = AnswerText.Read(extracted.Text);
        trace?.Record("reading", null, answer.Tree is null ? "The answer could not be read as mathematics." : "The answer was read as mathematics.");
        Finding? best = null;
        var decisive = references[0];
        foreach (var reference in references)
        {
            var finding = AnswerComparison.Compare(reference.Answer, answer, options, trace);
            // Equal before undecided before different: an alternative that may hold keeps the question open.
            if (best is null || Rank(finding.Outcome) < Rank(best.Outcome))
                (best, decisive) = (finding, reference);
            if (best.IsEqual)
                break;
        }
        if (best!.IsEqual && question is not null && Restatement.Is(answer, decisive.Answer, question))
            best = Finding.Different("unevaluated", "Different: the answer only repeats the expression of the question.");
        return ToJudgement(best, extracted, answer, decisive);
    }

    private static int Rank(Outcome outcome) => outcome switch { Outcome.Equal => 0, Outcome.Undecided => 1, Outcome.Different => 2 };

    private static Judgement ToJudgement(Finding finding, ExtractedAnswer extracted, AnswerText answer, ReferenceAnswer reference)
    {
        var evidence = Describe(extracted, answer, reference, finding.Explanation);
        if (finding is { ReadReference: { } referenceTree, ReadAnswer: { } answerTree })
            evidence = evidence with { ReferenceTree = referenceTree, AnswerTree = answerTree };
        if (finding.Reason == AnswerComparison.UnreadableReference)
            return Judgement.Error("reference_error", "The reference answer cannot be used: it could not be read as mathematics.", evidence);
        Flag[] flags = [];
        if (extracted.HasRivals)
            flags = [new("multiple_final_answers", "The completion marks several different answers as final; the last one counts.")];
        if (finding.Reason == "answer_hedging")
            flags = [.. flags, new("answer_hedging", "The answer lists more values than the reference has.")];
        return finding.Outcome switch
        {
            Outcome.Equal => Judgement.Correct(finding.Reason, finding.Explanation, evidence, flags),
            Outcome.Different => Judgement.Incorrect(finding.Reason, finding.Explanation, evidence, flags),
            Outcome.Undecided => Judgement.Undecided(finding.Reason, finding.Explanation, evidence, flags),
        };
    }

    private static MathEvidence Describe(ExtractedAnswer? extracted, AnswerText? answer, ReferenceAnswer reference, string decision) => new(
        extracted is null ? null : Shorten(extracted.Text), extracted?.Span, extracted?.Rule, Shorten(reference.Text), decision)
    {
        AnswerTree = answer?.Tree,
        ReferenceTree = reference.Answer.Tree,
    };

    private static string Shorten(string text)
    {
        if (text.Length <= ShownLength)
            return text;
        // Not between the halves of a surrogate pair.
        var end = char.IsHighSurrogate(text[ShownLength - 1]) ? ShownLength - 1 : ShownLength;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
