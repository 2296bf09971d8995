using Verifiers.Instructions.Text;
using Verifiers.Profiles;

namespace Verifiers.Instructions.Checks;

/// <summary>Which language a text is in.</summary>
internal static class LanguageChecks
{
    public static Check ResponseLanguage(Kwargs kwargs)
    {
        var language = kwargs.Text("language");
        if (!LanguageProfiles.Instance.Codes.Contains(language))
            throw kwargs.Refusal("language", "one of " + string.Join(", ", LanguageProfiles.Instance.Codes));
        return text => Is(text, language);
    }

    /// <summary>A text that has nothing to tell its language by is in every one.</summary>
    public static Finding Is(ResponseText text, string language) => text.Language is { } found
        ? Finding.Of(found == language, $"the language {language}", found)
        : new(true, "the text has no letters to tell its language by");
}
