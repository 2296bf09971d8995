namespace Verifiers.Mathematics.Parsing;

/// <summary>How much of an answer is read. Whatever lies beyond is unreadable, never a stack overflow or a long wait.</summary>
internal static class ParseLimits
{
    /// <summary>Characters of one answer.</summary>
    public const int Length = 8_000;

    /// <summary>Tokens of one answer.</summary>
    public const int Tokens = 4_000;

    /// <summary>Brackets, fractions, exponents within each other.</summary>
    public const int Depth = 80;

    /// <summary>Expressions begun, tried readings included, for each token and besides.</summary>
    public const int AttemptsPerToken = 16;

    /// <summary>Expressions begun besides those for each token.</summary>
    public const int Attempts = 500;

    /// <summary>Levels of the tree: what walks over it takes up to three kilobytes of stack for each, and a thread may have 1.5 MB.</summary>
    public const int TreeDepth = 250;

    /// <summary>Digits of an exponent in 1e400: larger ones are no number that anyone computed.</summary>
    public const int ExponentDigits = 3;

    /// <summary>Digits of one number.</summary>
    public const int Digits = 4_000;
}
