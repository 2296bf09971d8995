namespace Verifiers.Code;

/// <summary>The program that a completion gives as its answer.</summary>
/// <param name="Source">The program; null when there is none. An empty block is an empty program.</param>
/// <param name="Span">Where it stands in the completion, fences left out.</param>
/// <param name="CutOffAt">Where a block begins that the completion's end cuts off; null when there is none.</param>
/// <param name="HasUnclosedThoughts">The thoughts were never closed, and what stands in them is no answer.</param>
public sealed record CodeExtraction(string? Source, TextSpan? Span, int? CutOffAt, bool HasUnclosedThoughts);
