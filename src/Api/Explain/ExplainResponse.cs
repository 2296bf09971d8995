using System.Text.Json.Serialization;
using Verifiers.Extraction;
using Verifiers.Mathematics;
using Verifiers.Mathematics.Expressions;
using Verifiers.Mathematics.Tracing;

namespace Verifiers.Api.Explain;

/// <summary>The answer of <c>POST /explain/math</c>: the judgement and how it was reached.</summary>
/// <param name="Verdict">As scoring gives it.</param>
/// <param name="Score">As scoring gives it; null when the verdict is <c>error</c>.</param>
/// <param name="Reason">As scoring gives it.</param>
/// <param name="Explanation">As scoring gives it.</param>
/// <param name="Flags">As scoring gives them.</param>
/// <param name="Extraction">Where the answer was found; null when none was.</param>
/// <param name="Reference">What the reference was read as; of several the one that decided.</param>
/// <param name="Answer">What the answer was read as; null when there is none or it could not be read.</param>
/// <param name="Steps">What was done, in order.</param>
/// <param name="StepsLeftOut">Steps that are not shown because there were too many or they lie too deep.</param>
internal sealed record ExplainResponse(
    Verdict Verdict, double? Score, string Reason, string Explanation, IReadOnlyList<Flag> Flags,
    ExplainedExtraction? Extraction, ExplainedFormula? Reference, ExplainedFormula? Answer, IReadOnlyList<ExplainedStep> Steps, int StepsLeftOut)
{
    public static ExplainResponse From(MathExplanation explanation)
    {
        var (judgement, evidence) = (explanation.Judgement, explanation.Evidence);
        var leftOut = explanation.StepsLeftOut;
        var steps = ExplainedStep.From(explanation.Steps, ref leftOut, ExplainedStep.Levels);
        return new(
            judgement.Verdict, judgement.Verdict == Verdict.Error ? null : judgement.Score, judgement.Reason, judgement.Explanation, judgement.Flags,
            evidence is { Answer: { } text, Span: { } span, Rule: { } rule } ? new(text, span, rule) : null,
            ExplainedFormula.From(evidence.Reference, evidence.ReferenceTree, evidence.ReferenceLatex, evidence.ReferencePlain),
            ExplainedFormula.From(evidence.Answer, evidence.AnswerTree, evidence.AnswerLatex, evidence.AnswerPlain), steps, leftOut);
    }
}

/// <summary>Where the answer was found.</summary>
/// <param name="Text">The answer, cut to 400 characters.</param>
/// <param name="Span">Its place in the text, in UTF-16 code units.</param>
/// <param name="Rule">By which sign.</param>
internal sealed record ExplainedExtraction(string Text, TextSpan Span, ExtractionRule Rule);

/// <summary>A formula three times: as it was given, written in LaTeX and plain text as it was read, and as a tree.</summary>
/// <param name="Text">As it was given, cut to 400 characters.</param>
/// <param name="Latex">As it was read.</param>
/// <param name="Plain">As it was read.</param>
/// <param name="Tree">As it was read; null when it could not be.</param>
internal sealed record ExplainedFormula(string Text, string? Latex, string? Plain, ExprOutline? Tree)
{
    public static ExplainedFormula? From(string? text, Expr? tree, string? latex, string? plain) =>
        text is null ? null : new(text, latex, plain, tree is null ? null : ExprOutline.Of(tree));
}

/// <summary>One step.</summary>
/// <param name="Name">A form tried, a rung of the ladder, or a comparison of two parts.</param>
/// <param name="Outcome"><c>equal</c>, <c>different</c>, <c>undecided</c>, or <c>passed_on</c> to the next.</param>
/// <param name="Sentence">The same in one sentence.</param>
/// <param name="ElapsedUs">Time it took, in microseconds; no verdict depends on it.</param>
/// <param name="BudgetSteps">Steps of the budget that it spent.</param>
/// <param name="Reference">What was compared, when the step is a comparison of its own.</param>
/// <param name="Answer">With what.</param>
/// <param name="Steps">The steps within.</param>
internal sealed record ExplainedStep(
    string Name, StepOutcome Outcome, string Sentence, double ElapsedUs, int BudgetSteps,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reference,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Answer,
    IReadOnlyList<ExplainedStep> Steps)
{
    /// <summary>Levels shown: JSON nests twice as deep, and 64 is what readers take.</summary>
    public const int Levels = 24;

    public static IReadOnlyList<ExplainedStep> From(IReadOnlyList<TraceStep> steps, ref int leftOut, int levels)
    {
        if (levels == 0)
        {
            leftOut += steps.Count;
            return [];
        }
        var shown = new List<ExplainedStep>(steps.Count);
        foreach (var step in steps)
        {
            shown.Add(new(
                step.Name, step.Outcome, step.Sentence, Math.Round(step.Elapsed.TotalMicroseconds, 1), step.Steps, step.ReferencePlain, step.AnswerPlain,
                From(step.Nested, ref leftOut, levels - 1)));
        }
        return shown;
    }
}
