using Verifiers.Mathematics.Tracing;

namespace Verifiers.Mathematics;

/// <summary>A judgement with the steps that led to it.</summary>
/// <param name="Judgement">As scoring gives it.</param>
/// <param name="Evidence">Its evidence.</param>
/// <param name="Steps">Extraction, reading, then one comparison for each reference and reading that was tried.</param>
/// <param name="StepsLeftOut">Steps beyond the number that is kept.</param>
public sealed record MathExplanation(Judgement Judgement, MathEvidence Evidence, IReadOnlyList<TraceStep> Steps, int StepsLeftOut);
