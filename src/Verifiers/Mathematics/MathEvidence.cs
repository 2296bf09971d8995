using System.Text.Json.Serialization;
using Verifiers.Extraction;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics;

/// <summary>What the mathematics verifier found. The formulas are written only when somebody reads them.</summary>
/// <param name="Answer">The answer as the completion writes it, cut to 400 characters.</param>
/// <param name="Span">Where it stands in the completion.</param>
/// <param name="Rule">By which sign it was found; null when none was.</param>
/// <param name="Reference">The reference it was compared with; of several the one that decided.</param>
/// <param name="Decision">How it was decided, with the witness where they differ.</param>
public sealed record MathEvidence(
    string? Answer,
    TextSpan? Span,
    ExtractionRule? Rule,
    string Reference,
    string Decision) : Evidence
{
    /// <summary>Characters of one formula; the middle of a longer one is left out.</summary>
    private const int FormulaLength = 400;

    /// <summary>What the answer was read as; null when it could not be read.</summary>
    [JsonIgnore]
    public Expr? AnswerTree { get; init; }

    /// <summary>What the reference was read as.</summary>
    [JsonIgnore]
    public Expr? ReferenceTree { get; init; }

    /// <summary>What the answer was read as, in LaTeX; null when it could not be read.</summary>
    public string? AnswerLatex => Latex(AnswerTree);

    /// <summary>The same as plain text.</summary>
    public string? AnswerPlain => Plain(AnswerTree);

    /// <summary>What the reference was read as, in LaTeX.</summary>
    public string? ReferenceLatex => Latex(ReferenceTree);

    /// <summary>The same as plain text.</summary>
    public string? ReferencePlain => Plain(ReferenceTree);

    private static string? Latex(Expr? tree) => tree is null ? null : Shortened.Middle(ExprPrinter.Print(tree), FormulaLength);

    private static string? Plain(Expr? tree) => tree is null ? null : Shortened.Middle(ExprPrinter.PrintPlain(tree), FormulaLength);
}
