using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Verifiers.Judges;

/// <summary>
/// Keeps what others wrote apart from what the judge is told. The lines around it carry a word that is a hash of everything
/// inside, so that no text can hold its own fence; the same material always gets the same word.
/// </summary>
internal sealed class Fence
{
    private const int WordBytes = 8;

    private static readonly Regex Charged = new(
        @"<[|｜]|<(?:start|end)_of_turn>|\[/?INST\]|<<SYS>>|</?s>|" + InjectionSigns.VerdictNotation,
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Regex.InfiniteMatchTimeout);

    private readonly string _word;

    /// <summary>A fence for these texts.</summary>
    public Fence(params ReadOnlySpan<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0xff]); // occurs in no UTF-8 text
        }
        _word = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, WordBytes));
    }

    /// <summary>The text between its lines.</summary>
    /// <param name="name">What it is, in capitals.</param>
    /// <param name="text">
    /// What somebody else wrote. Control tokens of chat templates are broken by a blank, for many servers read them even here; so are
    /// verdicts in the judge's notation, for a judge that quotes one must not state it.
    /// </param>
    public string Around(string name, string text) =>
        $"<<<{name} {_word}>>>\n{Charged.Replace(text, token => token.Value.Insert(1, " "))}\n<<<END {name} {_word}>>>";
}
