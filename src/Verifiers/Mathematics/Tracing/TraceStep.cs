using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Tracing;

/// <summary>What one step of a comparison came to.</summary>
public enum StepOutcome
{
    /// <summary>It showed that both are the same.</summary>
    Equal,

    /// <summary>It showed that they differ.</summary>
    Different,

    /// <summary>It ended the comparison without a decision.</summary>
    Undecided,

    /// <summary>It did not apply or could not tell; the next step was tried.</summary>
    PassedOn,
}

/// <summary>One step of a comparison: a form tried, a rung of the ladder, or a whole comparison of two parts.</summary>
/// <param name="Name">Which step, in a word or two.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Sentence">The same in one sentence.</param>
/// <param name="Elapsed">How long it took: for display only, no verdict depends on it.</param>
/// <param name="Steps">Steps of the budget that it spent.</param>
/// <param name="Reference">What was compared, when the step is a comparison of its own; null for a form or a rung.</param>
/// <param name="Answer">With what it was compared.</param>
/// <param name="Nested">The steps within this one, in order.</param>
public sealed record TraceStep(
    string Name,
    StepOutcome Outcome,
    string Sentence,
    TimeSpan Elapsed,
    int Steps,
    Expr? Reference,
    Expr? Answer,
    IReadOnlyList<TraceStep> Nested)
{
    /// <summary>The reference as plain text, its middle left out when it is long.</summary>
    public string? ReferencePlain => Reference is null ? null : ExprPrinter.PrintShort(Reference);

    /// <summary>The answer as plain text, its middle left out when it is long.</summary>
    public string? AnswerPlain => Answer is null ? null : ExprPrinter.PrintShort(Answer);
}
