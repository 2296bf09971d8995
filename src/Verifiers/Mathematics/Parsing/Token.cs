namespace Verifiers.Mathematics.Parsing;

/// <summary>The smallest pieces of mathematical text.</summary>
internal enum TokenKind
{
    /// <summary>Behind the last token.</summary>
    End,

    /// <summary>Digits, perhaps with a point, separators and an exponent.</summary>
    Number,

    /// <summary>A run of Latin letters.</summary>
    Word,

    /// <summary>\name or \symbol; the text is without the backslash.</summary>
    Command,

    /// <summary>One or two characters of punctuation.</summary>
    Symbol,

    /// <summary>A letter of another alphabet.</summary>
    Letter,
}

/// <summary>A token of the source text.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Start">Its first character.</param>
/// <param name="Length">Its length.</param>
/// <param name="SpaceBefore">Whether white space stands in front of it.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int Length, bool SpaceBefore)
{
    public int End => Start + Length;
}

/// <summary>How to take what can be taken in two ways.</summary>
[Flags]
internal enum Reading
{
    /// <summary>1,234 is 1234; 3,75 is a list; 5m is a product; 1 234 is a list.</summary>
    Usual = 0,

    /// <summary>3,75 is 3.75.</summary>
    DecimalComma = 1,

    /// <summary>1,234 is a list of 1 and 234.</summary>
    ListComma = 2,

    /// <summary>1 234 is 1234, and 12,34,567 is 1234567.</summary>
    LooseGroups = 4,

    /// <summary>5m is five metres.</summary>
    LetterUnits = 8,

    /// <summary>log without a base is that of base 10, as in school, not of base e.</summary>
    CommonLogarithm = 16,

    /// <summary>½mg is ½·m·g, half of a weight rather than of a milligram.</summary>
    LetterProducts = 32,
}
