namespace Verifiers.Structured.Grammars;

/// <summary>A text is no grammar. The reader of the reference turns it into a refusal.</summary>
/// <param name="problem">What is wrong, with line and column.</param>
internal sealed class GrammarException(string problem) : Exception(problem);
