namespace Verifiers.Instructions.Patterns;

/// <summary>A regular expression as a tree.</summary>
internal abstract record PatternNode;

/// <summary>One character of a set.</summary>
internal sealed record OneOf(CharacterSet Set) : PatternNode;

/// <summary>A place: the start, the end, a word boundary…</summary>
internal sealed record Place(PlaceKind Kind) : PatternNode;

/// <summary>One after the other.</summary>
internal sealed record Following(IReadOnlyList<PatternNode> Parts) : PatternNode;

/// <summary>The first that fits, in this order.</summary>
internal sealed record Either(IReadOnlyList<PatternNode> Choices) : PatternNode;

/// <summary>From <paramref name="Minimum"/> to <paramref name="Maximum"/> times (null: no end), as often or as seldom as possible.</summary>
internal sealed record Repeated(PatternNode Part, int Minimum, int? Maximum, bool Greedy) : PatternNode;

/// <summary>What a place must be.</summary>
internal enum PlaceKind
{
    /// <summary><c>\A</c>, and <c>^</c> without the flag m.</summary>
    TextStart,

    /// <summary><c>\Z</c>.</summary>
    TextEnd,

    /// <summary><c>$</c> without the flag m: the end, or the line feed that ends the text.</summary>
    LastLineEnd,

    /// <summary><c>^</c> with the flag m.</summary>
    LineStart,

    /// <summary><c>$</c> with the flag m.</summary>
    LineEnd,

    /// <summary><c>\b</c>.</summary>
    WordBoundary,

    /// <summary><c>\B</c>.</summary>
    NoWordBoundary,
}
