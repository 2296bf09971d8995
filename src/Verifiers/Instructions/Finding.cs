using System.Globalization;

namespace Verifiers.Instructions;

/// <summary>What one check found in one text.</summary>
/// <param name="Followed">Whether the instruction is followed; null when a bound was reached before that was clear.</param>
/// <param name="Why">What was asked for and what was found.</param>
internal readonly record struct Finding(bool? Followed, string Why)
{
    /// <summary>The bound of a search was reached.</summary>
    public static Finding Exhausted { get; } = new(null, "the expression takes too many steps on this text");

    /// <summary>What was asked for and what was found.</summary>
    public static Finding Of(bool followed, string askedFor, string found) => new(followed, $"asked for {askedFor}, found {found}");

    /// <summary>Exactly so many.</summary>
    public static Finding Exactly(int asked, int found, string things) =>
        Of(found == asked, string.Create(CultureInfo.InvariantCulture, $"exactly {asked} {things}"), Number(found));

    /// <summary>So many or more.</summary>
    public static Finding AtLeast(int asked, int found, string things) =>
        Of(found >= asked, string.Create(CultureInfo.InvariantCulture, $"at least {asked} {things}"), Number(found));

    /// <summary>None of something.</summary>
    public static Finding Without(int at, string thing) => at < 0
        ? new(true, $"no {thing}, as asked for")
        : new(false, string.Create(CultureInfo.InvariantCulture, $"asked for no {thing}, found one at {at}"));

    /// <summary>A number in words for a reader: digits.</summary>
    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A piece of a text, in quotes and not too long.</summary>
    public static string Quote(string text) => text.Length <= 40 ? $"'{text}'" : $"'{text.AsSpan(0, char.IsHighSurrogate(text[39]) ? 39 : 40)}…'";
}

/// <summary>Looks whether a text follows one instruction. Whatever the text holds leads to a finding.</summary>
internal delegate Finding Check(ResponseText text);
