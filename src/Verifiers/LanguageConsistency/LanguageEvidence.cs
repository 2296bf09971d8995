namespace Verifiers.LanguageConsistency;

/// <summary>What the language verifier measured.</summary>
/// <param name="Language">The wanted language; null when it could not be told from the prompt.</param>
/// <param name="Scope">The piece of the completion that was measured.</param>
/// <param name="TargetWeight">Words in the wanted language.</param>
/// <param name="ForeignWeight">Words in another.</param>
/// <param name="Coverage">Characters of words that count / all characters of the piece but white space.</param>
/// <param name="Foreign">Where the first foreign words stand, at most 100.</param>
public sealed record LanguageEvidence(
    string? Language, TextSpan? Scope, double TargetWeight, double ForeignWeight, double Coverage, IReadOnlyList<TextSpan> Foreign) : Evidence;
