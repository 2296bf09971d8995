using Verifiers.Extraction;

namespace Verifiers.Mathematics;

/// <summary>What the mathematics verifier found.</summary>
/// <param name="Answer">The answer as the completion writes it, cut to 400 characters.</param>
/// <param name="Span">Where it stands in the completion.</param>
/// <param name="Rule">By which sign it was found; null when none was.</param>
/// <param name="Reference">The reference it was compared with; of several the one that decided.</param>
/// <param name="ReadAnswer">What the answer was read as; null when it could not be read.</param>
/// <param name="ReadReference">What the reference was read as.</param>
/// <param name="Decision">How it was decided, with the witness where they differ.</param>
public sealed record MathEvidence(
    string? Answer,
    TextSpan? Span,
    ExtractionRule? Rule,
    string Reference,
    string? ReadAnswer,
    string? ReadReference,
    string Decision) : Evidence;
