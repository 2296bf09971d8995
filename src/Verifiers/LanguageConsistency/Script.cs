using System.Globalization;

namespace Verifiers.LanguageConsistency;

/// <summary>A writing system, as far as languages are told apart by it.</summary>
internal enum Script
{
    /// <summary>No letter.</summary>
    None,

    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Devanagari,
    Bengali,
    Gurmukhi,
    Gujarati,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Thai,
    Lao,
    Myanmar,
    Georgian,
    Hangul,
    Khmer,
    Kana,
    Han,

    /// <summary>Letters of another script, which no target is written in.</summary>
    Other,
}

internal static class Scripts
{
    /// <summary>The script of a character; of a letter outside the basic plane, of its first half.</summary>
    public static Script Of(char c) => c switch
    {
        < '\u0080' => char.IsAsciiLetter(c) ? Script.Latin : Script.None,
        _ when !IsLetter(c) => Script.None,
        >= '\u2070' and <= '\u209F' or >= '\u2100' and <= '\u214F' => Script.None, // ⁿ, ℝ: signs of mathematics
        <= '\u024F' or >= '\u1E00' and <= '\u1EFF' or >= '\u0250' and <= '\u02AF' or >= '\uFF21' and <= '\uFF5A' => Script.Latin,
        >= '\u0370' and <= '\u03FF' or >= '\u1F00' and <= '\u1FFF' => Script.Greek,
        >= '\u0400' and <= '\u052F' or >= '\u1C80' and <= '\u1C8F' => Script.Cyrillic,
        >= '\u0530' and <= '\u058F' => Script.Armenian,
        >= '\u0590' and <= '\u05FF' or >= '\uFB1D' and <= '\uFB4F' => Script.Hebrew,
        >= '\u0600' and <= '\u06FF' or >= '\u0750' and <= '\u077F' or >= '\u08A0' and <= '\u08FF' or >= '\uFB50' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFF' => Script.Arabic,
        >= '\u0900' and <= '\u097F' => Script.Devanagari,
        >= '\u0980' and <= '\u09FF' => Script.Bengali,
        >= '\u0A00' and <= '\u0A7F' => Script.Gurmukhi,
        >= '\u0A80' and <= '\u0AFF' => Script.Gujarati,
        >= '\u0B80' and <= '\u0BFF' => Script.Tamil,
        >= '\u0C00' and <= '\u0C7F' => Script.Telugu,
        >= '\u0C80' and <= '\u0CFF' => Script.Kannada,
        >= '\u0D00' and <= '\u0D7F' => Script.Malayalam,
        >= '\u0E00' and <= '\u0E7F' => Script.Thai,
        >= '\u0E80' and <= '\u0EFF' => Script.Lao,
        >= '\u1000' and <= '\u109F' => Script.Myanmar,
        >= '\u10A0' and <= '\u10FF' => Script.Georgian,
        >= '\u1100' and <= '\u11FF' or >= '\u3130' and <= '\u318F' or >= '\uAC00' and <= '\uD7AF' => Script.Hangul,
        >= '\u1780' and <= '\u17FF' => Script.Khmer,
        >= '\u3040' and <= '\u30FF' or >= '\uFF66' and <= '\uFF9F' => Script.Kana,
        '\u3005' or '\u3007' or >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF' or >= '\uD840' and <= '\uD888' => Script.Han,
        _ => Script.Other,
    };

    /// <summary>
    /// What one character of a script counts that separates no words, so that about one written word counts 1; 0 where a word counts 1.
    /// </summary>
    public static double WeightOfCharacter(Script script) => script switch
    {
        Script.Han => 0.5,
        Script.Kana => 0.4,
        Script.Thai or Script.Lao or Script.Khmer or Script.Myanmar => 0.2,
        _ => 0,
    };

    /// <summary>Whether the character stays inside a word of any script: combining marks, apostrophes, hyphens, joiners.</summary>
    public static bool Continues(char c) => c is '\'' or '’' or '-' or '\u200c' or '\u200d' or '·'
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>
    /// Whether a letter by itself is a sign and no word: π, α, Δ. Of the Latin and Greek alphabets those that are no words; of other alphabets, in
    /// which one letter may well be a word (я, و), every one beside a text in another script.
    /// </summary>
    public static bool IsSign(Script script, char letter, bool isOwn) => script switch
    {
        Script.Latin => char.ToLowerInvariant(letter) is not ('a' or 'i' or 'o' or 'y' or 'e' or 'à'),
        Script.Greek => !isOwn || char.ToLowerInvariant(letter) is not ('η' or 'ο' or 'ή' or 'ό'),
        Script.Cyrillic or Script.Armenian or Script.Georgian or Script.Hebrew or Script.Arabic or Script.Devanagari or Script.Bengali or Script.Gurmukhi
            or Script.Gujarati or Script.Tamil or Script.Telugu or Script.Kannada or Script.Malayalam => !isOwn,
        Script.Other => true,
        _ => false,
    };

    private static bool IsLetter(char c) => char.IsLetter(c) || char.IsHighSurrogate(c) || c is '\u3007';
}
