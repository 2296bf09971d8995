namespace Verifiers.Structured.Patterns;

/// <summary>A regular expression of ECMA-262 as a tree.</summary>
internal abstract record PatternNode;

/// <summary>One code point of a set.</summary>
internal sealed record SetNode(CodePointSet Set) : PatternNode;

internal sealed record SequenceNode(IReadOnlyList<PatternNode> Parts) : PatternNode;

internal sealed record AlternativesNode(IReadOnlyList<PatternNode> Choices) : PatternNode;

/// <summary>Whether it is greedy does not matter: only whether there is a match.</summary>
/// <param name="Item">What is repeated.</param>
/// <param name="Minimum">At least so often.</param>
/// <param name="Maximum">At most so often; null for any number.</param>
internal sealed record RepeatNode(PatternNode Item, int Minimum, int? Maximum) : PatternNode;

internal sealed record CaptureNode(int Number, PatternNode Item) : PatternNode;

internal sealed record BackReferenceNode(int Number) : PatternNode;

internal sealed record AnchorNode(Anchor Kind) : PatternNode;

internal sealed record LookNode(PatternNode Item, bool IsBehind, bool IsNegative) : PatternNode;

internal enum Anchor
{
    Start,
    End,
    WordBoundary,
    NoWordBoundary,
}
