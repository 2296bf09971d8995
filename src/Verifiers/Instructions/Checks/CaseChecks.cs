using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>Capitals and small letters.</summary>
internal static class CaseChecks
{
    /// <summary>Tokens in capitals. A clitic is a token of its own: DON'T is two.</summary>
    public static Check CapitalWords(Kwargs kwargs)
    {
        var amount = kwargs.Amount("capital_frequency", "capital_relation");
        return text => amount.Judge(text.Tokens.Count(PythonStrings.IsUpper), "words in capitals");
    }

    public static Check EnglishCapital(Kwargs kwargs) => text => text.Text.IsUpper()
        ? LanguageChecks.Is(text, "en")
        : new(false, "not all letters are capitals");

    public static Check EnglishLowercase(Kwargs kwargs) => text => text.Text.IsLower()
        ? LanguageChecks.Is(text, "en")
        : new(false, "not all letters are small");

    /// <summary>Runs of a to z between word boundaries, at most so many.</summary>
    public static Check LowercaseWords(Kwargs kwargs)
    {
        var most = kwargs.Integer("N");
        return text =>
        {
            var count = text.WordRuns.Count(word => !word.AsSpan().ContainsAnyExceptInRange('a', 'z'));
            return Finding.Of(count <= most, $"at most {Finding.Number(most)} words in small letters", Finding.Number(count));
        };
    }

    /// <summary>No token is all small letters, or has one at its start alone.</summary>
    public static Check TitleCase(Kwargs kwargs) => text =>
    {
        foreach (var token in text.Tokens)
        {
            var first = Characters.At(token, 0, out var length);
            if (!Characters.IsLower(first) || !Characters.IsLetter(first))
                continue;
            var rest = token[length..];
            if (rest.Length == 0 || rest.IsUpper() || rest.IsLower())
                return new(false, $"{Finding.Quote(token)} does not start with a capital");
        }
        return new(true, "every word starts with a capital");
    };
}
