using System.Text;
using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Patterns;

/// <summary>A set of code points, such as <c>.</c>, <c>\d</c> or <c>[^a-z_]</c>.</summary>
/// <param name="Ranges">Code points from … to, both included.</param>
/// <param name="Classes">Classes of characters in it, by letter: d, w, s and their complements D, W, S.</param>
/// <param name="Negated">Whether it is the complement.</param>
/// <param name="IgnoreCase">Whether a character is in it when one that differs by case is.</param>
internal sealed record CharacterSet(IReadOnlyList<(int First, int Last)> Ranges, string Classes, bool Negated, bool IgnoreCase)
{
    /// <summary>The set of one character.</summary>
    public static CharacterSet Of(int code, bool ignoreCase) => new([(code, code)], "", Negated: false, ignoreCase);

    /// <summary>The only character, folded when case does not matter; null when there are several.</summary>
    public int? OnlyCharacter => !Negated && Classes.Length == 0 && Ranges is [var (first, last)] && first == last
        ? IgnoreCase ? SimpleFolding.Fold(first) : first
        : null;

    /// <summary>Whether a code point is in it.</summary>
    public bool Contains(int code)
    {
        if (OnlyCharacter is { } only)
            return (IgnoreCase ? SimpleFolding.Fold(code) : code) == only;
        return Negated != (Holds(code) || (IgnoreCase && HoldsOtherCase(code)));
    }

    private bool HoldsOtherCase(int code)
    {
        var folded = SimpleFolding.Fold(code);
        return Holds(folded) || (Rune.IsValid(folded) && Holds(Rune.ToUpperInvariant(new Rune(folded)).Value));
    }

    private bool Holds(int code)
    {
        foreach (var (first, last) in Ranges)
        {
            if (code >= first && code <= last)
                return true;
        }
        foreach (var letter in Classes)
        {
            if (IsOfClass(letter, code))
                return true;
        }
        return false;
    }

    private static bool IsOfClass(char letter, int code) => letter switch
    {
        'd' => Characters.IsDecimal(code),
        'D' => !Characters.IsDecimal(code),
        'w' => Characters.IsWord(code),
        'W' => !Characters.IsWord(code),
        's' => Characters.IsWhiteSpace(code),
        _ => !Characters.IsWhiteSpace(code),
    };
}
